//! A contract that locked weights and price: its documents name both rate cards and both prices (N3).

use mru_tests::{facts::Customer, store::Store};

use super::PROGRAM;

const CONTRACT: &str = r#"language = "en"
[contract.prices]
weights_lock = { as_of = "2026-02-01", until = "2027-01-01" }
price_lock = { mru_price_usd = "39.50", until = "2027-01-01" }
"#;

#[test]
fn a_line_of_a_locked_contract_names_both_cards_and_both_prices() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    let insurer = Customer::of("insurer");
    store.admit(&[Customer { effective_from: "2026-10-01", contract: CONTRACT, ..insurer }]);
    store.import(
        "e1,activated,2026-10-01T00:00:00-03:00,insurer,production,container,ms-a,1x2,1,2,REQ-1\n",
    );
    store.ok(&["bill", "2026-10"]);
    let said =
        |arguments: &[&str]| store.ok(arguments).split_whitespace().collect::<Vec<_>>().join(" ");
    let explained = said(&["explain", "insurer/2026-10/1"]);
    for words in [
        "rate card: reference@2026-10-01 sha256:",
        "weights locked by contract: reference@2026-01-01 sha256:",
        "price agreed in contract: USD 39.50, C-insurer",
        "price of the rate card: USD 42.00",
    ] {
        assert!(explained.contains(words), "{words}: {explained}");
    }
    for (lang, weights, rest) in [
        (
            "en",
            "MRU per piece by rate card reference@2026-01-01",
            "which the contract fixed; everything else by rate card reference@2026-10-01",
        ),
        (
            "es",
            "Los MRU unitarios son los de la tarifa reference@2026-01-01",
            "fijada por contrato; todo lo demás sigue la tarifa reference@2026-10-01",
        ),
    ] {
        let shown = said(&["invoice", "show", "insurer/2026-10", "--lang", lang]);
        assert!(shown.contains(weights) && shown.contains(rest), "{shown}");
    }
    store.ok(&["invoice", "issue", "2026-10", "--issue-date", "2026-11-02"]);
    let csv = store.ok(&["export", "2026-10", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let headings = rows.headers().expect("headings").clone();
    let row = rows.records().next().expect("a row").expect("a row");
    let cell = |name: &str| {
        let at = headings.iter().position(|heading| heading == name).expect("a column");
        row.get(at).unwrap_or_default().to_owned()
    };
    assert_eq!(cell("rate_card"), "reference@2026-10-01");
    assert_eq!(cell("weights_rate_card"), "reference@2026-01-01");
    assert_eq!(cell("mru_price_usd"), "39.5");
}
