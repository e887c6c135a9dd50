//! What is said in October about September is said with the card and the price of September.

use std::collections::BTreeMap;

use mru_tests::{facts::Customer, store::Store};

use super::PROGRAM;

/// September at USD 40 an MRU, October at 42; a removal and an activation of September become known
/// in October.
fn store() -> Store {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store.admit(&[Customer {
        effective_from: "2026-09-01",
        contract: "language = \"en\"\n",
        ..Customer::of("insurer")
    }]);
    play(&store);
    store
}

/// Plays both months of a store that has its supplier and customer.
fn play(store: &Store) {
    store.import(
        "e1,activated,2026-09-01T00:00:00-04:00,insurer,production,container,ms-a,1x2,1,2,REQ-1\n\
         e2,activated,2026-09-01T00:00:00-04:00,insurer,production,container,ms-b,1x2,1,2,REQ-1\n",
    );
    store.issue("2026-09", "2026-10-01");
    store.import(
        "e3,removed,2026-09-21T00:00:00-03:00,insurer,production,container,ms-a,,,,REQ-2\n\
         e4,activated,2026-09-16T00:00:00-03:00,insurer,production,container,ms-c,1x2,1,2,REQ-3\n",
    );
    store.issue("2026-10", "2026-11-02");
}

/// An exempt September and a taxed October with 5 % off, of both of which a note gives something back.
#[test]
fn each_month_of_a_document_has_its_own_tax_and_discount() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    let contract = "language = \"en\"\ndiscount = { percent = 5, label = \"Volume\" }\n";
    let taxed = Customer { effective_from: "2026-10-01", contract, ..Customer::of("insurer") };
    let exempt = Customer { effective_from: "2026-09-01", ..taxed }.text();
    let exempt = exempt.replace("percent = 19", "exemption = \"exported service\"");
    store.ok(&["customer", "put", &store.file("exempt.toml", &exempt)]);
    store.admit(&[taxed]);
    play(&store);
    let shown = |number: &str, more: &[&str]| {
        let text = store.ok(&[&["invoice", "show", number], more].concat());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let invoice = shown("INV-000002", &[]);
    assert!(
        invoice.contains("IVA 19 %;") && invoice.contains("Exempt from IVA: exported service"),
        "{invoice}"
    );
    assert!(!invoice.contains("0 %;") && !invoice.contains("× 0 %"), "{invoice}");
    let lines = rows(&store, "2026-10", "csv");
    let of = |kind: &'static str| {
        lines.iter().filter(move |it| it["document"] == "INV-000002" && it["kind"] == kind)
    };
    assert!(of("component").all(|it| it["tax_exemption"].is_empty()));
    assert!(of("correction").all(|it| it["tax_exemption"] == "exported service"));
    let late = of("correction").find(|it| it["name"] == "ms-c").expect("a correction");
    store.ok(&[
        "credit-note",
        "INV-000002",
        "--line",
        "1",
        "--line",
        &late["line"],
        "--reason",
        "goodwill",
    ]);
    let note = shown("CN-000001", &[]);
    assert!(note.contains("Discount Volume 5 % · September 2026"), "{note}");
    assert!(note.contains("Discount Volume 5 %;"), "{note}");
}

/// The code of the first line of a kind.
fn code(store: &Store, number: &str, kind: &str) -> String {
    let document = store.json(&["invoice", "show", number]);
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
    let words = explanation.split_whitespace().collect::<Vec<_>>().join(" ");
    let right = "billed to date USD 132.00; should be USD 88.00 (1 instance × redundancy 2 × 1.65 MRU × 20/30 days = 2.2 MRU × USD 40.00 = USD 88.00); difference USD -44.00";
    assert!(words.contains(right), "{explanation}");
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

/// The rows of an export, each cell by its heading.
fn rows(store: &Store, period: &str, format: &str) -> Vec<BTreeMap<String, String>> {
    let csv = store.ok(&["export", period, "--format", format]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    rows.deserialize().collect::<Result<_, _>>().expect("rows")
}

#[test]
fn exports_have_card_price_and_weight_of_the_month_corrected() {
    let store = store();
    for (kind, card, price, share) in [
        ("correction", "reference@2026-01-01", "40", "20/30"),
        ("component", "reference@2026-10-01", "42", "1/1"),
    ] {
        let rows = rows(&store, "2026-10", "csv");
        let row = rows.iter().find(|row| row["kind"] == kind).expect("a row of the kind");
        assert_eq!(row["rate_card"], card);
        assert_eq!(row["weights_rate_card"], card);
        assert_eq!(row["mru_price_usd"], price);
        assert_eq!(row["weight_mru"], "1.65");
        assert_eq!((row["quantity"].as_str(), row["redundancy"].as_str()), ("1", "2"));
        assert_eq!(format!("{}/{}", row["share_parts"], row["share_whole"]), share);
        assert!(row["explanation"].contains(&format!("× USD {price}.00 =")), "{row:?}");
    }
    for row in rows(&store, "2026-10", "focus") {
        let expected = match row["x_LineKind"].as_str() {
            "correction" => "reference@2026-01-01",
            _ => "reference@2026-10-01",
        };
        assert_eq!(row["x_RateCard"], expected, "{row:?}");
    }
}

#[test]
fn documents_say_the_terms_of_the_months_that_they_correct() {
    let store = store();
    // The share of ms-c in September, a correction of October's document, is given back.
    let document = store.json(&["invoice", "show", "INV-000002"]);
    let lines = document["statement"]["lines"].as_array().expect("lines");
    let late = lines.iter().find(|line| line["kind"] == "correction" && line["name"] == "ms-c");
    let line = late.expect("a correction")["line"].to_string();
    store.ok(&["credit-note", "INV-000002", "--line", &line, "--reason", "goodwill"]);
    let shown = |number: &str, lang: &str| {
        let text = store.ok(&["invoice", "show", number, "--lang", lang]);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let english = "Lines about September 2026 have the terms of INV-000001: one MRU costs USD 40.00 per month, by rate card. MRU per piece by rate card reference@2026-01-01";
    let spanish = "Las líneas sobre septiembre de 2026 tienen las condiciones de INV-000001: el valor de un MRU es US$ 40,00 al mes, según tarifa. Los MRU unitarios son los de la tarifa reference@2026-01-01";
    for (lang, words) in [("en", english), ("es", spanish)] {
        let invoice = shown("INV-000002", lang);
        assert!(invoice.contains(words), "{invoice}");
        assert!(invoice.contains("reference@2026-10-01"), "{invoice}");
        // The note is about September alone, and so says nothing of October's terms.
        let note = shown("CN-000001", lang);
        assert!(note.contains(words), "{note}");
        assert!(
            !note.contains("2026-10-01") && !note.contains("42.00") && !note.contains("42,00"),
            "{note}"
        );
    }
    let note = &rows(&store, "2026-10", "csv")[..];
    let note = note.iter().find(|row| row["document"] == "CN-000001").expect("the note");
    assert_eq!(
        (note["rate_card"].as_str(), note["mru_price_usd"].as_str()),
        ("reference@2026-01-01", "40")
    );
    let explained = store.ok(&["explain", "CN-000001/1"]);
    assert!(explained.contains("price of an MRU: USD 40.00"), "{explained}");
    assert!(!explained.contains("42.00"), "{explained}");
}
