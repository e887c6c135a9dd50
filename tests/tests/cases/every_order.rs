//! Every order of the same facts ends at the same cent.

use mru_core::{
    invoice::{CreditAmount, LineKind},
    rate_card::{RateCard, RateCards},
};
use mru_tests::{
    facts::Customer,
    month::{cards, plain_account},
    store::Store,
};
use serde_json::{Value, json};

use super::{Books, PROGRAM, of_kind, rules, usd};

/// Two tasks of 1.65 MRU: USD 138.60 in October.
const CONTAINER: &str =
    "a | activated | 2026-10-01T03:00:00Z | production | container | ms-loans | 1x2 | 1 | 2";

/// Amount and month of every correction of a draft or document.
fn corrections(store: &Store, document: &str) -> Vec<(String, String)> {
    let document = store.json(&["invoice", "show", document]);
    let lines = document["statement"]["lines"].as_array().expect("lines");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    lines
        .iter()
        .filter(|line| line["kind"] == "correction")
        .map(|line| (text(&line["corrects"]["period"]), text(&line["usd"])))
        .collect()
}

/// The run says that an earlier month was never billed, and goes on.
fn issue_before_an_earlier_one(store: &Store, month: &str, day: &str) {
    let run = store.run(&["bill", month]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    store.ok(&["invoice", "issue", month, "--issue-date", day]);
}

/// Twenty of 31 days of USD 132.00 were right: 85.16.
#[test]
fn a_removal_of_may_is_corrected_though_april_was_issued_after_it_became_known() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store.admit(&[Customer::of("acme")]);
    store.import(
        "e1,activated,2026-04-01T00:00:00-04:00,acme,production,container,ms-a,1x2,1,2,T\n",
    );
    issue_before_an_earlier_one(&store, "2026-05", "2026-06-01");
    store.import("e2,removed,2026-05-21T00:00:00-04:00,acme,production,container,ms-a,,,,T\n");
    store.issue("2026-04", "2026-06-02");
    store.ok(&["bill", "2026-06"]);
    let expected = [("2026-05".to_owned(), "-46.84".to_owned())];
    assert_eq!(corrections(&store, "acme/2026-06"), expected);
}

/// A load balancer weighs 1.15 MRU: USD 46.00 in July and in August.
#[test]
fn a_fact_of_july_that_runs_into_august_is_charged_for_both_though_august_was_issued_first() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store.admit(&[Customer { effective_from: "2026-07-01", ..Customer::of("acme") }]);
    store.import(
        "e1,activated,2026-07-01T00:00:00-04:00,acme,production,container,ms-a,1x2,1,2,T\n",
    );
    issue_before_an_earlier_one(&store, "2026-08", "2026-09-08");
    store.import("e2,activated,2026-07-01T00:00:00-04:00,acme,production,load-balancer,lb,,1,,T\n");
    store.issue("2026-07", "2026-09-09");
    let july = store.json(&["invoice", "show", "INV-000002"]);
    assert_eq!(july["statement"]["totals"]["net_usd"], "178.00", "132.00 + 46.00");
    store.ok(&["bill", "2026-09"]);
    let expected = [("2026-08".to_owned(), "46.00".to_owned())];
    assert_eq!(corrections(&store, "acme/2026-09"), expected);
}

#[test]
fn what_was_given_as_goodwill_is_not_given_back_again_when_its_event_is_voided() {
    let mut books = Books::under(&json!({}));
    books.learn(CONTAINER);
    books.issue(10);
    let note = books.credit(0, 1, CreditAmount::Whole).expect("a note");
    assert_eq!(usd(&note, LineKind::Credit), ["-138.60"]);
    books.void("a", "2026-11-05T12:00:00Z");
    assert_eq!(books.draft(11).expect("a draft"), None, "nothing is left to give back");
}

#[test]
fn what_a_correction_gave_back_is_not_given_as_goodwill_again() {
    let mut books = Books::under(&json!({}));
    books.learn(CONTAINER);
    books.issue(10);
    books.void("a", "2026-11-05T12:00:00Z");
    assert_eq!(usd(&books.issue(11), LineKind::Correction), ["-138.60"]);
    let refused = books.credit(0, 1, CreditAmount::Whole).expect_err("nothing is left");
    assert_eq!(rules(&refused), ["B13"]);
}

/// Two tasks of 2.75 MRU are USD 231.00; 19 % of the 138.60 of November are 26.33.
#[test]
fn what_was_never_taxed_gives_no_tax_back() {
    let exempt = json!({ "tax": { "label": "IVA", "exemption": "export" } });
    let mut books =
        Books::of(&[plain_account("2026-01-01", &exempt), plain_account("2026-11-01", &json!({}))]);
    books.learn(CONTAINER);
    books.learn(
        "b | activated | 2026-10-01T03:00:00Z | production | container | ms-cards | 2x4 | 1 | 2",
    );
    let october = books.issue(10);
    assert_eq!(
        (october.totals.net_usd.to_string(), usd(&october, LineKind::Tax)),
        ("369.60".into(), vec!["0.00".into()])
    );
    books.void("b", "2026-11-05T12:00:00Z");
    let november = books.issue(11);
    assert_eq!(usd(&november, LineKind::Correction), ["-231.00"]);
    let mut taxes: Vec<(String, String)> = of_kind(&november, LineKind::Tax)
        .iter()
        .map(|line| (line.base().expect("a base").to_string(), line.usd.to_string()))
        .collect();
    taxes.sort();
    assert_eq!(taxes, [("-231".into(), "0.00".into()), ("138.6".into(), "26.33".into())]);
    assert_eq!(november.totals.total_usd.to_string(), "-66.07");
}

/// Which of two sizes would win must not depend on how ids are compared.
#[test]
fn two_sizes_from_one_instant_are_a_contradiction_that_names_both_events() {
    let mut books = Books::under(&json!({}));
    books.learn(CONTAINER);
    books.learn(
        "e9  | resized | 2026-10-11T12:00:00Z | production | container | ms-loans | 2x4 | 1 | 2
         e10 | resized | 2026-10-11T12:00:00Z | production | container | ms-loans | 4x8 | 1 | 2",
    );
    let findings = books.draft(10).expect_err("set aside");
    assert_eq!(rules(&findings), ["U16"]);
    let (path, message) = (&findings[0].path, &findings[0].message);
    assert!(path.contains("e9"), "{path}");
    assert!(message.en.contains("`e10`") && message.es.contains("`e10`"), "{message:?}");
}

/// April was 132.00 by the card of January, of which ten days of thirty were too much.
#[test]
fn a_card_of_an_earlier_day_that_is_added_later_corrects_nothing_by_its_prices() {
    let mut books = Books::under(&json!({}));
    books.learn(
        "a | activated | 2026-04-01T04:00:00Z | production | container | ms-loans | 1x2 | 1 | 2",
    );
    books.issue(4);
    let header = "card = \"reference\"\neffective_from = \"2026-04-01\"\ncurrency = \"USD\"\n\
        mru_price_usd = \"50\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,2,assumption,\n";
    let added = RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).expect("a card");
    let all =
        cards().all().iter().map(|card| card.as_ref().clone()).chain([added]).collect::<Vec<_>>();
    books.office.cards = RateCards::new(all).expect("cards");
    assert_eq!(
        books.draft(4).expect("a draft").expect("April").totals.net_usd.to_string(),
        "200.00",
        "the added card is in force"
    );
    books.learn("b | removed | 2026-04-21T12:00:00Z | production | container | ms-loans");
    let may = books.issue(5);
    assert_eq!(usd(&may, LineKind::Correction), ["-44.00"]);
    let correction = of_kind(&may, LineKind::Correction)[0];
    assert_eq!(may.pricing_of(correction).rate_card, "reference@2026-01-01");
}

/// A VPN of 1.6 MRU for 16 of 31 days at USD 40.00, less 10 %.
fn corrected_with_a_discount() -> Books {
    let mut books = Books::under(&json!({ "discount": { "percent": "10", "label": "volume" } }));
    books.learn(
        "a | activated | 2026-04-30T20:00:00Z | production | cache | redis | cache.t3.medium | 3",
    );
    books.issue(5);
    books.learn("b | activated | 2026-05-16T12:00:00Z | production | vpn | dc1 |  | 1");
    books.issue(6);
    books
}

#[test]
fn a_correction_that_is_credited_whole_takes_its_discount_along() {
    let mut books = corrected_with_a_discount();
    let june = books.issued[1].statement.clone();
    assert_eq!(usd(&june, LineKind::Correction), ["33.03", "-3.30"]);
    let line = of_kind(&june, LineKind::Correction)[0].line;
    let note = books.credit(1, line, CreditAmount::Whole).expect("a note");
    assert_eq!(note.totals.net_usd.to_string(), "-29.73");
}

/// Where corrections cancel each other, no line of a discount stands beside them.
#[test]
fn a_credited_correction_takes_its_discount_along_where_corrections_cancel_each_other() {
    let mut books = Books::under(&json!({ "discount": { "percent": "10", "label": "volume" } }));
    books.learn("b | activated | 2026-05-01T04:00:00Z | production | vpn | dc1 |  | 1");
    books.issue(5);
    books.void("b", "2026-06-05T12:00:00Z");
    books.learn("c | activated | 2026-05-01T04:00:00Z | production | vpn | dc2 |  | 1");
    let june = books.issue(6);
    assert_eq!(usd(&june, LineKind::Correction), ["-64.00", "64.00"]);
    let line = of_kind(&june, LineKind::Correction)[1].line;
    let note = books.credit(1, line, CreditAmount::Whole).expect("a note");
    assert_eq!(note.totals.net_usd.to_string(), "-57.60");
    let second = books.credit(1, line, CreditAmount::Whole);
    assert_eq!(rules(&second.expect_err("nothing is left")), ["B13"]);
}

#[test]
fn the_correction_of_a_discount_is_not_credited_by_itself() {
    let mut books = corrected_with_a_discount();
    books.void("b", "2026-07-05T12:00:00Z");
    let july = books.issue(7);
    assert_eq!(usd(&july, LineKind::Correction), ["-33.03", "3.30", "-64.00", "6.40"]);
    for line in of_kind(&july, LineKind::Correction) {
        let refused = books.credit(2, line.line, CreditAmount::Whole).expect_err("no credit");
        assert_eq!(rules(&refused), ["B12"], "{line:?}");
    }
}
