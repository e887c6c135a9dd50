//! Builds the program again when a migration or a file of the demonstration is added.

fn main() {
    for folder in ["migrations", "../fixtures/demo", "../fixtures/deployments"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
