//! What is said in October about September is said with the card and the price of September.

use mru_tests::store::Store;

use super::{PROGRAM, json};

const ACCOUNT: &str = r#"
id = "insurer"
effective_from = "2026-09-01"
legal = { name = "Seguros S.A.", tax_id = "96.222.222-2", address = ["Santiago"] }
deployments = [{ environments = [{ name = "production", kind = "production" }] }]
[contract]
id = "C-1"
starts_on = "2026-09-01"
language = "en"
tax = { label = "IVA", percent = 19 }
"#;

const HEAD: &str =
    "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n";

/// September at USD 40 an MRU, October at 42; a removal of September becomes known in October.
fn store() -> Store {
    let store = Store::sqlite(PROGRAM);
    let supplier = "legal = { name = \"Provider SpA\", tax_id = \"76.111.111-1\", address = [\"Santiago\"] }\n";
    store.ok(&["supplier", "put", &store.file("supplier.toml", supplier)]);
    store.ok(&["customer", "put", &store.file("insurer.toml", ACCOUNT)]);
    let events = format!(
        "{HEAD}e1,activated,2026-09-01T00:00:00-04:00,insurer,production,container,ms-a,1x2,1,2,REQ-1\n\
         e2,activated,2026-09-01T00:00:00-04:00,insurer,production,container,ms-b,1x2,1,2,REQ-1\n"
    );
    store.ok(&["meter", "import", &store.file("events.csv", &events)]);
    store.ok(&["bill", "2026-09"]);
    store.ok(&["invoice", "issue", "2026-09", "--issue-date", "2026-10-01"]);
    let late = format!(
        "{HEAD}e3,removed,2026-09-21T00:00:00-03:00,insurer,production,container,ms-a,,,,REQ-2\n"
    );
    store.ok(&["meter", "import", &store.file("late.csv", &late)]);
    store.ok(&["bill", "2026-10"]);
    store.ok(&["invoice", "issue", "2026-10", "--issue-date", "2026-11-02"]);
    store
}

/// The code of the first line of a kind.
fn code(store: &Store, number: &str, kind: &str) -> String {
    let document = json(store, &["invoice", "show", number]);
    let lines = document["statement"]["lines"].as_array().expect("lines");
    let line = lines.iter().find(|line| line["kind"] == kind).expect("a line of the kind");
    format!("{number}/{}", line["line"])
}

/// Holds an explanation against what it must say of September, and not say of October.
#[track_caller]
fn is_about_september(explanation: &str) {
    let words = explanation.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "billed as: INV-000001/1: 1 instance × redundancy 2 × 1.65 MRU = 3.3 MRU × USD 40.00 = USD 132.00",
        "rate card: reference@2026-01-01",
        "price of an MRU: USD 40.00",
    ] {
        assert!(words.contains(said), "{said}: {explanation}");
    }
    assert!(!words.contains("42.00") && !words.contains("2026-10-01"), "{explanation}");
}

#[test]
fn a_correction_is_explained_by_the_month_it_corrects() {
    let store = store();
    let explanation = store.ok(&["explain", &code(&store, "INV-000002", "correction")]);
    is_about_september(&explanation);
    // Twenty of thirty days were right.
    assert!(explanation.contains("right USD 88.00 − billed USD 132.00"), "{explanation}");
    assert!(explanation.contains("\"e3\"") && explanation.contains("\"removed\""), "{explanation}");
    // A line of October itself has the card of October.
    let own = store.ok(&["explain", &code(&store, "INV-000002", "component")]);
    assert!(own.contains("USD 42.00") && own.contains("reference@2026-10-01"), "{own}");
}

#[test]
fn a_credit_is_explained_by_the_month_it_gives_back() {
    let store = store();
    store.ok(&["credit-note", "INV-000001", "--line", "1=10.00", "--reason", "goodwill"]);
    is_about_september(&store.ok(&["explain", "CN-000001/1"]));
}
