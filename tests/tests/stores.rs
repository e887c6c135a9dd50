//! Stored formats are a contract: the store of each earlier program opens, verifies, and goes on.

use std::fs;

use mru_tests::{
    run::{Run, root},
    store::{KEY, Store},
};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

const FOLDER: &str = "tests/stores";

/// A store that was kept, and what it is known to say.
struct Kept {
    file: &'static str,
    /// Total of the first invoice.
    first_total: &'static str,
    customers: usize,
    /// What was given out with the first invoice: its proof, and the verifier key.
    given_out: Option<[&'static str; 2]>,
    /// Events that become known now: one takes the one-off charge of an issued month back.
    late: &'static str,
    /// The note about a document that an earlier program issued.
    note: &'static [&'static str],
}

const HEADING: &str = "id,type,time,customer,environment,component,name,voids,ticket\n";

/// What becomes known late of the stores with three customers.
const LATE: &str = "n1,voided,2026-09-20T12:00:00-03:00,alpha,,domain-registration,alpha.example,a4,REQ-20\n\
    n2,voided,2026-11-02T09:00:00-05:00,gamma,production,container,nobody,g3,REQ-21\n";

const KEPT: [Kept; 5] = [
    Kept {
        file: "format-1.db",
        first_total: "527.77",
        customers: 2,
        given_out: None,
        late: "n1,voided,2026-09-20T12:00:00-03:00,alpha,,domain-registration,alpha.example,a4,REQ-20\n",
        note: &["credit-note", "INV-000002", "--line", "1=1.00", "--reason", "goodwill"],
    },
    Kept {
        file: "format-2.db",
        first_total: "527.77",
        customers: 3,
        given_out: Some(["format-2.bundle.json", "format-2.key"]),
        late: LATE,
        note: &["debit-note", "CN-000002", "--line", "1=2.00"],
    },
    Kept {
        file: "format-3.db",
        first_total: "527.77",
        customers: 3,
        given_out: None,
        late: LATE,
        note: &["debit-note", "CN-000002", "--line", "1=2.00"],
    },
    Kept {
        file: "format-4.db",
        first_total: "527.77",
        customers: 3,
        given_out: None,
        late: LATE,
        note: &["debit-note", "CN-000002", "--line", "1=2.00"],
    },
    Kept {
        file: "format-5.db",
        first_total: "527.77",
        customers: 3,
        given_out: None,
        late: LATE,
        note: &["debit-note", "CN-000002", "--line", "1=2.00"],
    },
];

/// Runs the program with the key of the stores.
fn run(store: &Store, arguments: &[&str]) -> Run {
    store.run_with(arguments, &[("MRU_SIGNING_KEY", KEY)])
}

#[track_caller]
fn ok(store: &Store, arguments: &[&str]) -> String {
    let run = run(store, arguments);
    assert_eq!(run.code, 0, "{arguments:?}\n{}{}", run.stdout, run.stderr);
    run.stdout
}

fn json(store: &Store, arguments: &[&str]) -> Value {
    let shown = run(store, &[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&shown.stdout).unwrap_or_else(|_| panic!("{}", shown.stderr))
}

/// A copy of a kept store.
fn copy(kept: &Kept) -> Store {
    let store = Store::sqlite(PROGRAM);
    let file = store.folder.path().join("mru.db");
    fs::copy(root().join(FOLDER).join(kept.file), file).expect("the kept store");
    store
}

/// The proof of the first invoice, as a path, and the verifier key.
fn given_out(kept: &Kept) -> Option<(String, String)> {
    let [bundle, key] = kept.given_out?.map(|file| root().join(FOLDER).join(file));
    let key = fs::read_to_string(key).expect("the verifier key");
    Some((bundle.display().to_string(), key.trim().to_owned()))
}

fn corrections(run: &Value) -> Vec<&Value> {
    let customers = run["customers"].as_array().expect("customers");
    let lines = customers.iter().filter_map(|it| it["statement"]["lines"].as_array()).flatten();
    lines.filter(|line| line["kind"] == "correction").collect()
}

#[test]
fn every_kept_store_is_asked() {
    let mut found: Vec<String> = fs::read_dir(root().join(FOLDER))
        .expect("the kept stores")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".db"))
        .collect();
    found.sort();
    assert_eq!(found, KEPT.map(|kept| kept.file.to_owned()));
}

#[test]
fn every_kept_store_opens_and_verifies() {
    for kept in &KEPT {
        let store = copy(kept);
        let verified = ok(&store, &["verify"]);
        assert!(verified.contains("0 problems"), "{}: {verified}", kept.file);
        let first = json(&store, &["invoice", "show", "INV-000001"]);
        assert_eq!(first["total_usd"], kept.first_total, "{}", kept.file);
        // The same facts correct nothing, whatever has changed in the program since.
        let run = json(&store, &["bill", "2026-11", "--dry-run"]);
        assert_eq!(run["customers"].as_array().map(Vec::len), Some(kept.customers));
        assert_eq!(corrections(&run), Vec::<&Value>::new(), "{}", kept.file);
        if let Some((bundle, key)) = given_out(kept) {
            let proven = ok(&store, &["verify", "--bundle", &bundle, "--key", &key]);
            assert!(proven.contains("INV-000001"), "{proven}");
        }
    }
}

#[test]
fn every_kept_store_goes_on() {
    for kept in &KEPT {
        let store = copy(kept);
        ok(
            &store,
            &["meter", "import", &store.file("late.csv", &format!("{HEADING}{}", kept.late))],
        );
        let run = json(&store, &["bill", "2026-11", "--dry-run"]);
        let corrected: Vec<&Value> = corrections(&run)
            .into_iter()
            .filter(|it| it["component"] == "domain-registration")
            .collect();
        assert_eq!(corrected.len(), 1, "{}: {run}", kept.file);
        assert_eq!(corrected[0]["usd"], "-12.00", "{}", kept.file);
        ok(&store, &["bill", "2026-11"]);
        let issue = ["invoice", "issue", "2026-11", "--issue-date", "2026-11-05"];
        ok(&store, &[&issue[..], &["--early", "--reason", "a test"]].concat());
        ok(&store, &[kept.note, &["--issue-date", "2026-11-06"]].concat());
        let verified = ok(&store, &["verify"]);
        assert!(verified.contains("0 problems"), "{}: {verified}", kept.file);
        if let Some((bundle, key)) = given_out(kept) {
            let since = ok(&store, &["verify", "--since", &bundle, "--key", &key]);
            assert!(since.contains("0 problems"), "{since}");
        }
    }
}

/// A closed month of the first form says what it said, is never reconciled anew, and is what the next
/// month is compared with.
#[test]
fn a_reconciliation_of_the_first_form_is_shown_as_it_was() {
    let store = copy(&KEPT[2]);
    let kept = json(&store, &["reconciliation", "show", "2026-10"]);
    assert_eq!((&kept["format"], &kept["charged_usd"]), (&Value::from(1), &"568.95776".into()));
    assert_eq!(kept["closed_because"], "the server is being removed");
    assert!(kept["invoices"].is_null(), "{kept}");
    let text = ok(&store, &["reconciliation", "show", "2026-10"]);
    assert!(text.contains("the server is being removed") && !text.contains("AWS's invoices"));
}
