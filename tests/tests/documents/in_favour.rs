//! A month in favour of the customer, and one that comes to nothing: neither is due.

use mru_tests::{
    facts::{Customer, SUPPLIER},
    store::Store,
};
use serde_json::Value;

use super::PROGRAM;

const PAYMENT: &str = "Transferencia a la cuenta 12-345-6 del Banco Uno";

const HEAD: &str =
    "id,type,time,customer,environment,component,name,usd,description,voids,ticket\n";

/// A store in which a set-up of USD 123.45 was billed in April.
///
/// It was voided in May, so that May is in favour of the customer: half a cent of the tax of ten per
/// cent on −123.45 is rounded.
pub(super) fn store() -> Store {
    let store = Store::sqlite(PROGRAM);
    let supplier = format!("{SUPPLIER}\npayment = \"{PAYMENT}\"\n");
    store.ok(&["supplier", "put", &store.file("supplier.toml", &supplier)]);
    store.admit(&[Customer { tax: "10", ..Customer::of("insurer") }]);
    let april = format!(
        "{HEAD}e1,one-off,2026-04-11T09:00:00-04:00,insurer,production,sso,sso,123.45,Instalación,,REQ-1\n"
    );
    store.ok(&["meter", "import", &store.file("april.csv", &april)]);
    store.issue("2026-04", "2026-05-01");
    let void = format!(
        "{HEAD}e2,voided,2026-05-11T09:00:00-04:00,insurer,production,sso,sso,,,e1,REQ-2\n"
    );
    store.ok(&["meter", "import", &store.file("void.csv", &void)]);
    store
}

/// Bills and issues May, and returns the number of its document.
pub(super) fn issue_may(store: &Store) -> String {
    store.issue("2026-05", "2026-06-01");
    let listed = store.json(&["invoice", "list", "2026-05"]);
    listed[0]["number"].as_str().expect("a number").to_owned()
}

#[test]
fn a_month_in_favour_of_the_customer_is_not_due_and_has_one_sign() {
    let store = store();
    let number = issue_may(&store);
    let show = |more: &[&str]| store.ok(&[&["invoice", "show", &number], more].concat());
    for (lang, label, amount, due) in [
        ("en", "Total in your favour", "135.80", ["Due on", "Due date"]),
        ("es", "Total a su favor", "135,80", ["Vence el", "Fecha de vencimiento"]),
    ] {
        let text = show(&["--lang", lang]);
        let total = text.lines().find(|line| line.contains(label)).expect("a total");
        assert!(total.ends_with(&format!(" {amount}")), "{total}");
        let currency = if lang == "en" { "USD" } else { "US$" };
        let html = show(&["--lang", lang, "--format", "html"]);
        assert!(html.contains(&format!("<p class=\"money\">{currency} {amount}</p>")), "{html}");
        assert!(html.contains(&format!("<strong>{currency} {amount}</strong>")), "{html}");
        for document in [text, html] {
            for absent in [PAYMENT, due[0], due[1], "Total a pagar", "Total to pay"] {
                assert!(!document.contains(absent), "{absent}");
            }
        }
    }
    let document = store.json(&["invoice", "show", &number]);
    assert_eq!(document["due_on"], Value::Null);
    assert_eq!(document["total_usd"], "-135.80", "numbers for programs have their sign");
    let exported: Value =
        serde_json::from_str(&store.ok(&["export", "2026-05", "--format", "json"])).expect("JSON");
    assert_eq!(exported[0]["due_on"], Value::Null);
    for (format, column) in [("csv", "due_on"), ("focus", "x_DueDate")] {
        let exported = store.ok(&["export", "2026-05", "--format", format]);
        let mut rows = csv::Reader::from_reader(exported.as_bytes());
        let at = rows.headers().expect("a heading").iter().position(|it| it == column);
        let at = at.expect("the column");
        let rows: Vec<_> = rows.records().map(|row| row.expect("a row")).collect();
        assert!(!rows.is_empty() && rows.iter().all(|row| row[at].is_empty()), "{exported}");
    }
    // What was to be paid says so as before.
    let april = store.ok(&["invoice", "show", "INV-000001"]);
    assert!(april.contains(PAYMENT) && april.contains("Fecha de vencimiento"), "{april}");
}

#[test]
fn a_month_that_comes_to_nothing_is_not_due() {
    let store = store();
    let again = format!(
        "{HEAD}e3,one-off,2026-05-12T09:00:00-04:00,insurer,production,sso,sso,123.45,Otra,,REQ-3\n"
    );
    store.ok(&["meter", "import", &store.file("again.csv", &again)]);
    let number = issue_may(&store);
    let text = store.ok(&["invoice", "show", &number, "--lang", "es"]);
    let total = text.lines().find(|line| line.contains("Total a pagar")).expect("a total");
    assert!(total.ends_with(" 0,00"), "{total}");
    assert!(!text.contains(PAYMENT) && !text.contains("Fecha de vencimiento"), "{text}");
    assert_eq!(store.json(&["invoice", "show", &number])["due_on"], Value::Null);
}

#[test]
fn half_a_cent_below_zero_is_rounded_away_from_zero_and_the_document_says_so() {
    let store = store();
    let number = issue_may(&store);
    let statement = &store.json(&["invoice", "show", &number])["statement"];
    let lines = statement["lines"].as_array().expect("lines");
    let tax = lines.iter().find(|line| line["kind"] == "tax").expect("a tax");
    // 10 % of −123.45 is −12.345.
    assert_eq!((&tax["base"], &tax["usd"]), (&Value::from("-123.45"), &Value::from("-12.35")));
    for (lang, words) in [("en", "half away from zero"), ("es", "la mitad, alejándose de cero")] {
        for format in ["text", "html", "usage-html"] {
            let shown = store.ok(&["invoice", "show", &number, "--lang", lang, "--format", format]);
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(shown.contains(words), "{format}: {shown}");
        }
    }
}
