//! Builds the crate again when a card is added to the folder that it carries.

fn main() {
    println!("cargo:rerun-if-changed=.");
}
