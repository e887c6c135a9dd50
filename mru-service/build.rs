//! Rebuilds the program when the rate cards, reports or migrations it carries change.

fn main() {
    println!("cargo:rerun-if-changed=../pricing-tables");
    println!("cargo:rerun-if-changed=../reports");
    println!("cargo:rerun-if-changed=migrations");
}
