//! Rebuilds the program when the rate cards it carries change.

fn main() {
    println!("cargo:rerun-if-changed=../pricing-tables");
    println!("cargo:rerun-if-changed=../reports");
}
