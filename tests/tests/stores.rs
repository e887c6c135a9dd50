//! Stored formats are a contract: the store of each earlier program opens, verifies, and goes on.

use mru_tests::{run::root, store::Store};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// The store of the first formats, as it was kept.
fn first() -> Store {
    let store = Store::sqlite(PROGRAM);
    let folder = store.file("mru.db", "");
    std::fs::copy(root().join("tests/stores/format-1.db"), &folder).expect("the kept store");
    store
}

fn json(store: &Store, arguments: &[&str]) -> Value {
    let shown = store.ok(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&shown).expect("JSON")
}

#[test]
fn the_store_of_the_first_formats_opens_verifies_and_goes_on() {
    let store = first();
    assert!(store.ok(&["verify"]).contains("0 problems"));
    let may = json(&store, &["invoice", "show", "INV-000001"]);
    assert_eq!(may["total_usd"], "527.77");
    // The same facts correct nothing, whatever has changed in the program since.
    let run = json(&store, &["bill", "2026-11", "--dry-run"]);
    let customers = run["customers"].as_array().expect("customers");
    assert_eq!(customers.len(), 2);
    for customer in customers {
        let lines = customer["statement"]["lines"].as_array().expect("lines");
        assert!(lines.iter().all(|line| line["kind"] != "correction"), "{customer}");
    }
}
