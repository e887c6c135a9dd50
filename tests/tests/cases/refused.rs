//! What a quote refuses, a bill does not accept.

use mru_tests::store::Store;
use serde_json::json;

use super::{Books, PROGRAM, rules};

#[test]
fn a_name_in_two_forms_of_unicode_is_one_component_and_not_billed_twice() {
    let mut books = Books::under(&json!({}));
    for (id, name) in [("a", "cr\u{e9}dito"), ("b", "cre\u{301}dito")] {
        books.learn(&format!(
            "{id} | activated | 2026-10-01T03:00:00Z | production | container | {name} | 1x2 | 1 | 2"
        ));
    }
    let findings = books.draft(10).expect_err("active already");
    assert_eq!(rules(&findings), ["U4"]);
    books.known.pop();
    let october = books.issue(10);
    assert_eq!(october.totals.net_usd.to_string(), "138.60");
    assert_eq!(october.lines[0].name(), "cr\u{e9}dito");
}

/// An event of each kind of mistake that a quote refuses, in a file that is right otherwise.
#[test]
fn one_event_that_a_quote_refuses_keeps_its_whole_file_out() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store.admit(&[mru_tests::facts::Customer::of("acme")]);
    let before = store.ok(&["verify"]);
    let good = "g,activated,2026-04-01T00:00:00-04:00,acme,production,vpn,dc1,,1,,T\n";
    for (rule, cells) in [
        ("V8", "production,container,a,1x2,1,1"),
        ("V8", "production,container,a,1x2,1,"),
        ("R20", "production,database,a,db.r6g.large,1,"),
        ("U14", "production,database,a,db.r6g.large,2,2"),
        ("U14", "production,container,a,1x2,1.5,2"),
        ("U14", "shared,developer-access,a,,1,3"),
        ("U13", "shared,container,a,1x2,1,2"),
        ("V2", "production,container,a,2x3,1,2"),
        ("U12", "production,contenedor,a,1x2,1,2"),
        ("U12", "production,mainframe,a,,1,"),
        ("U8", "produccion,container,a,1x2,1,2"),
    ] {
        let wrong = format!("e,activated,2026-04-01T00:00:00-04:00,acme,{cells},T\n");
        let file = store.file("wrong.csv", &format!("{}{good}{wrong}", mru_tests::facts::HEADING));
        let said = store.fails(2, &["meter", "import", &file]);
        assert!(said.contains(&format!("error[{rule}]")), "{cells}: {said}");
        assert_eq!(said.contains("`mru catalogue`"), cells.contains("mainframe"), "{said}");
        assert!(said.contains("wrong.csv:3:") && said.contains("1 error"), "{cells}: {said}");
        assert_eq!(store.ok(&["verify"]), before, "{cells}");
    }
    assert!(store.import(good).contains("1 new"));
}
