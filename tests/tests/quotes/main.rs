//! Quotes that are kept: their life, what they pin, how two differ, and the links that open them.

mod commands;
mod copy;
mod kept;
mod laws;
mod terraform;

use std::fs;

use mru_tests::{run::root, store::Store};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// The deployment of EX2: 13.65 MRU, USD 573.30 by the reference card at USD 42.
const EX2: &str = "fixtures/deployments/ex2-small.yaml";

/// A store with the supplier and some customers of the demonstration.
fn begun(store: &Store) {
    store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
    for customer in ["retail", "travel", "bank"] {
        store.ok(&["customer", "put", &format!("fixtures/demo/customers/{customer}.toml")]);
    }
}

/// Records what `retail` has since September 2026: a container, and a cache until 10 October.
fn runs(store: &Store) {
    let rows = "r1,activated,2026-09-01T00:00:00-04:00,retail,production,container,ms-loans,1x2,1,2,REQ-1\n\
        r2,activated,2026-09-01T00:00:00-04:00,retail,production,cache,sessions,cache.t3.micro,2,,REQ-1\n\
        r3,removed,2026-10-10T09:00:00-03:00,retail,production,cache,sessions,,,,REQ-2\n";
    store.import(rows);
}

/// Keeps a draft of a file; returns its id.
fn saved(store: &Store, arguments: &[&str]) -> String {
    let shown = store.json_of(&[&["quote", "save"], arguments].concat());
    shown["draft"].as_str().expect("an id").to_owned()
}

/// Issues a draft on a day; returns its number.
fn issued(store: &Store, draft: &str, day: &str) -> String {
    let shown = store.json_of(&["quote", "issue", draft, "--as-of", day]);
    shown["number"].as_str().expect("a number").to_owned()
}

/// Asks for JSON.
trait Json {
    fn json_of(&self, arguments: &[&str]) -> serde_json::Value;
}

impl Json for Store {
    #[track_caller]
    fn json_of(&self, arguments: &[&str]) -> serde_json::Value {
        let said = self.ok(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }
}

/// The text of a file of the repository.
fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).expect("a file of the repository")
}
