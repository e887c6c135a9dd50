//! Only what was published bills, and what was issued by mistake is put right by another document.

use std::fs;

use mru_tests::{
    facts::Customer,
    run::{root, run_with},
    store::Store,
};
use serde_json::Value;

use super::PROGRAM;

/// Writes a folder of rate cards with one that is in no list of published cards: USD 1.00 an MRU.
fn unpublished(store: &Store) -> String {
    let folder = store.folder.path().join("tables/reference/2026-02-01");
    fs::create_dir_all(&folder).expect("a folder");
    let header = "card = \"reference\"\neffective_from = \"2026-02-01\"\ncurrency = \"USD\"\n\
        mru_price_usd = \"1.00\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    let weights =
        "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,assumption,\n";
    fs::write(folder.join("card.toml"), header).expect("a header");
    fs::write(folder.join("containers.csv"), weights).expect("weights");
    store.folder.path().join("tables").display().to_string()
}

/// 4.95 MRU at USD 40.00 and 19 % are USD 235.62; at USD 1.00 they were 5.89.
#[test]
fn a_card_in_a_folder_that_was_not_published_bills_nobody_and_disturbs_nothing() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store.admit(&[Customer::of("acme")]);
    store.import(
        "e1,activated,2026-04-01T00:00:00-04:00,acme,production,container,ms-a,1x2,1,3,T\n",
    );
    let tables = unpublished(&store);
    let variables = [("MRU_PRICING_TABLES", tables.as_str())];
    for command in
        [&["bill", "2026-04"][..], &["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]]
    {
        let run = store.run_with(command, &variables);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let issued = store.json(&["invoice", "show", "INV-000001"]);
    assert_eq!(issued["total_usd"], "235.62");
    assert_eq!(issued["statement"]["pricing"]["rate_card"], "reference@2026-01-01");
    fs::remove_dir_all(tables).expect("a folder of this test");
    assert!(store.ok(&["verify"]).contains("1 documents made again: 0 problems"));
}

#[test]
fn a_quote_by_name_never_takes_a_card_that_was_not_published() {
    let store = Store::sqlite(PROGRAM);
    let tables = unpublished(&store);
    let deployment = root().join("fixtures/deployments/ex2-small.yaml").display().to_string();
    let quote = ["quote", &deployment, "--as-of", "2026-02-10", "--pricing-tables", &tables];
    let by_name = run_with(PROGRAM, &quote, &[], "");
    assert_eq!((by_name.code, &*by_name.stdout), (2, ""), "{}", by_name.stderr);
    assert!(by_name.stderr.contains("T8"), "{}", by_name.stderr);
}

/// A note that was wrong is put right by a debit note that names it, to the cent and once.
#[test]
fn a_credit_note_that_was_wrong_is_charged_again_by_a_debit_note_that_names_it() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store.admit(&[Customer::of("acme")]);
    store.import(
        "e1,activated,2026-04-01T00:00:00-04:00,acme,production,container,ms-a,1x2,1,2,T\n",
    );
    store.issue("2026-04", "2026-05-02");
    let note = ["--line", "1=50.00", "--reason", "goodwill", "--issue-date", "2026-05-03"];
    store.ok(&[&["credit-note", "INV-000001"][..], &note].concat());
    let said = store.fails(2, &[&["credit-note", "CN-000001"][..], &note].concat());
    assert!(said.contains("B10") && said.contains("debit note"), "{said}");
    let debit = ["debit-note", "CN-000001", "--line", "1", "--issue-date", "2026-05-04"];
    assert!(store.ok(&debit).contains("DN-000001"));
    let debit_note = store.json(&["invoice", "show", "DN-000001"]);
    assert_eq!(debit_note["statement"]["credits"], "CN-000001");
    assert_eq!(debit_note["total_usd"], "59.50", "50.00 and 19 %");
    let said = store.fails(2, &debit);
    assert!(said.contains("B13"), "nothing is left of the note: {said}");
    // The invoice is whole again: all of it can be given back.
    let whole = ["credit-note", "INV-000001", "--line", "1", "--reason", "goodwill"];
    store.ok(&[&whole[..], &["--issue-date", "2026-05-05"]].concat());
    let again: Value = store.json(&["invoice", "show", "CN-000002"]);
    assert_eq!(again["statement"]["totals"]["net_usd"], "-132.00");
    assert!(store.ok(&["verify"]).contains("4 documents made again: 0 problems"));
}
