//! The oracle of months is held against sums worked by hand from the rules, and against itself:
//! documents end where [`settled`] says that they do, however late facts become known.

use std::collections::BTreeMap;

use mru_tests::{
    month::{self, Case, changing_cards, plain_account},
    month_oracle::{Book, Clerk, Invoice, Item, Month, Note, Reason, Terms, settled, taxes},
    run::root,
};
use num_bigint::BigInt;
use proptest::prelude::*;
use serde_json::{Value, json};

const OCTOBER: Month = Month { year: 2026, month: 10 };

fn reference() -> Book {
    Book::read(&root().join("pricing-tables/reference"))
}

/// A row of October 2026 about one component.
fn row(id: &str, kind: &str, day: u32, more: &Value) -> Value {
    let time = format!("2026-10-{day:02}T00:00:00-03:00");
    let mut row = json!({
        "id": id, "type": kind, "time": time, "customer": "customer",
        "environment": "production", "component": "container", "name": "ms-loans",
    });
    for (field, value) in more.as_object().into_iter().flatten() {
        row[field] = value.clone();
    }
    row
}

/// Two tasks of 1.65 MRU: 138.60 in October 2026.
fn container() -> Vec<Value> {
    vec![row("e1", "activated", 1, &json!({ "size": "1x2", "redundancy": 2 }))]
}

fn void_of(id: &str) -> Value {
    row("v1", "voided", 1, &json!({ "voids": id }))
}

fn item() -> Item {
    Item::Component(["main", "production", "container", "ms-loans"].map(str::to_owned))
}

fn note(id: &str, reason: Reason, cents: u32) -> Note {
    Note { id: id.to_owned(), month: OCTOBER, item: item(), reason, cents: cents.into() }
}

/// What October ends at: the component, the discount, the minimum.
fn october(contract: &Value, rows: &[Value], notes: &[Note]) -> [i64; 3] {
    let versions = [plain_account("2026-01-01", contract)];
    let sums = settled(&reference(), &versions, &[OCTOBER], rows, notes);
    [item(), Item::Discount, Item::Floor("minimum")].map(|item| {
        let cents = sums.get(&(OCTOBER, item)).cloned().unwrap_or_default();
        i64::try_from(cents).expect("a small amount")
    })
}

#[test]
fn a_gift_stays_given_and_a_correction_changes_nothing() {
    let (none, whole) = (json!({}), container());
    let voided: Vec<Value> = [container(), vec![void_of("e1")]].concat();
    let ends_at = |rows: &[Value], notes: &[Note]| october(&none, rows, notes)[0];
    assert_eq!(ends_at(&whole, &[]), 13_860);
    assert_eq!(ends_at(&voided, &[]), 0);
    for reason in [Reason::Goodwill, Reason::ServiceLevel] {
        let [some, all] = [5_000, 13_860].map(|cents| note("n1", reason.clone(), cents));
        assert_eq!(ends_at(&whole, std::slice::from_ref(&some)), 8_860);
        assert_eq!(ends_at(&whole, std::slice::from_ref(&all)), 0);
        // There is nothing left to give back (N6).
        assert_eq!(ends_at(&voided, std::slice::from_ref(&some)), 0);
        assert_eq!(ends_at(&voided, std::slice::from_ref(&all)), 0);
        // A note that was wrong is put right.
        let debit = note("n2", Reason::PutsRight("n1".to_owned()), 2_000);
        assert_eq!(ends_at(&whole, &[some, debit]), 10_860);
    }
    assert_eq!(ends_at(&whole, &[note("n1", Reason::Correction, 5_000)]), 13_860);
    let early = note("n1", Reason::Correction, 13_860);
    assert_eq!(ends_at(&voided, &[early]), 0);
}

#[test]
fn a_discount_follows_the_gift_and_a_minimum_does_not() {
    let discount = json!({ "discount": { "percent": "10", "label": "volume" } });
    let gift = |cents| [note("n1", Reason::Goodwill, cents)];
    assert_eq!(october(&discount, &container(), &[]), [13_860, -1_386, 0]);
    assert_eq!(october(&discount, &container(), &gift(3_303)), [10_557, -1_056, 0]);
    assert_eq!(october(&discount, &container(), &gift(13_860)), [0, 0, 0]);
    let voided: Vec<Value> = [container(), vec![void_of("e1")]].concat();
    assert_eq!(october(&discount, &voided, &gift(3_303)), [0, 0, 0]);
    let minimum = json!({ "minimum": { "usd": "200" } });
    assert_eq!(october(&minimum, &container(), &gift(3_860)), [10_000, 0, 6_140]);
}

fn billed(book: &Book, contract: &Value, month: Month, rows: &[Value]) -> Vec<(String, i64)> {
    let versions = [plain_account("2026-01-01", contract)];
    let invoice = Clerk::new(&versions).bill(book, month, rows).expect("an invoice");
    let lines = invoice.lines.into_iter().filter(|line| line.kind != "tax");
    let cents = |cents| i64::try_from(cents).expect("a small amount");
    lines.map(|line| (line.subject.of[4].clone(), cents(line.cents))).collect()
}

/// A developer weighs 1 before October 2026 and 1.05 from then; an MRU is USD 40, then 42 (N3).
#[test]
fn every_lock_holds_for_its_own_days() {
    let price = |until: &str| json!({ "mru_price_usd": "39.99", "until": until });
    let weights = |until: &str| json!({ "as_of": "2026-09-01", "until": until });
    let agreed = json!([{ "entry": "developer-access", "weight_mru": "2" }]);
    let (ended, holds) = ("2026-10-01", "2026-11-01");
    let table = [
        (json!({}), 4_410),
        (json!({ "weights_lock": weights(holds) }), 4_200),
        (json!({ "price_lock": price(holds) }), 4_199),
        (json!({ "price_lock": price(holds), "weights_lock": weights(holds) }), 3_999),
        (json!({ "price_lock": price(ended), "weights_lock": weights(holds) }), 4_200),
        (json!({ "price_lock": price(holds), "weights_lock": weights(ended) }), 4_199),
        (json!({ "price_lock": price(ended), "weights_lock": weights(ended) }), 4_410),
        (json!({ "price_lock": price(holds), "mru_price_usd": "50" }), 4_199),
        (json!({ "price_lock": price(ended), "mru_price_usd": "50" }), 5_250),
        (json!({ "weights_lock": weights(holds), "weights": agreed }), 8_400),
        (json!({ "weights_lock": weights(ended), "weights": agreed }), 8_400),
    ];
    let developer = json!({
        "id": "e1", "type": "activated", "time": "2026-10-01T00:00:00-03:00",
        "customer": "customer", "component": "developer-access", "name": "dev-01",
    });
    for (prices, cents) in table {
        let contract = json!({ "prices": prices });
        let lines = billed(&reference(), &contract, OCTOBER, std::slice::from_ref(&developer));
        assert_eq!(lines, [(String::new(), cents)], "{prices}");
    }
}

/// In April 1.05 × 38.50 = 40.425. The card of April rounds half to even, that of January, whose
/// weights are locked, half away from zero: it is April's that rounds (N3).
#[test]
fn a_lock_of_weights_leaves_rounding_to_the_card_of_the_day() {
    let book = Book::read(&changing_cards().join("reference"));
    let developer = json!({
        "id": "e1", "type": "activated", "time": "2026-04-01T00:00:00-03:00",
        "customer": "customer", "component": "developer-access", "name": "dev-01",
    });
    let april = Month { year: 2026, month: 4 };
    let lock = json!({ "as_of": "2026-01-01", "until": "2027-01-01" });
    let mut prices = json!({ "weights_lock": lock });
    let cents = |prices: &Value| {
        let contract = json!({ "prices": prices });
        billed(&book, &contract, april, std::slice::from_ref(&developer))[0].1
    };
    assert_eq!(cents(&prices), 4_042);
    prices["policies"]["rounding"] = json!("half-away-from-zero");
    assert_eq!(cents(&prices), 4_043);
}

/// Asked for on Thursday 1 October; five business days later is Thursday 8 October: seven days of
/// 31 are billed, and nothing of the sizes after that (N2).
#[test]
fn the_grace_ends_the_component_and_not_its_last_interval() {
    let size = |size: &str| json!({ "size": size, "redundancy": 2 });
    let mut rows = container();
    rows.push(row("e2", "resized", 20, &size("2x4")));
    rows.push(row("e3", "resized", 22, &size("4x8")));
    rows.push(row("e4", "removed", 25, &json!({ "requested_on": "2026-10-01" })));
    let lines = billed(&reference(), &json!({}), OCTOBER, &rows);
    assert_eq!(lines, [("1x2".to_owned(), 3_130)]);
}

/// October is exempt and November pays 19 %: what is given back of October was never taxed (N5).
#[test]
fn tax_is_that_of_the_month_that_a_line_belongs_to() {
    let exempt = json!({ "tax": { "label": "IVA", "exemption": "export" } });
    let versions = [plain_account("2026-01-01", &exempt), plain_account("2026-11-01", &json!({}))];
    let (book, november) = (reference(), OCTOBER.plus(1));
    let terms = Terms::new(november, &book, &versions);
    let subtotals: BTreeMap<Month, BigInt> =
        [(OCTOBER, (-23_100).into()), (november, 10_003.into())].into();
    let lines = taxes(&terms, &versions, &subtotals);
    let lines: Vec<(String, BigInt)> =
        lines.into_iter().map(|it| (it.subject.description, it.cents)).collect();
    let iva = || "IVA".to_owned();
    // 19 % of 100.03 is 19.0057.
    assert_eq!(lines, [(iva(), 0.into()), (iva(), 1_901.into())]);
}

fn posted(invoice: &Invoice, month: Month, sums: &mut BTreeMap<(Month, Item), BigInt>) {
    for line in invoice.lines.iter().filter(|line| line.kind != "tax") {
        let own = (month.written(), line.kind.to_owned());
        let about = line.corrects.split_once(' ');
        let (period, kind) = about.map_or(own, |(of, kind)| (of.to_owned(), kind.to_owned()));
        let [deployment, environment, component, name, _] = line.subject.of.clone();
        let item = Item::of(&kind, [deployment, environment, component, name]);
        *sums.entry((Month::read(&period), item)).or_default() += &line.cents;
    }
}

/// Bills all months in some order, each with what is known by then, and one more as soon as
/// everything is known.
fn documents(case: &Case, order: &[u32], book: &Book) -> BTreeMap<(Month, Item), BigInt> {
    let mut clerk = Clerk::new(&case.versions);
    let mut sums = BTreeMap::new();
    let runs = order.iter().copied().filter(|run| *run < case.months);
    let runs = (0..).zip(runs).chain([(u32::MAX, case.months)]);
    for (known, run) in runs {
        let month = case.first.plus(run);
        if let Some(invoice) = clerk.bill(book, month, &case.rows(known)) {
            posted(&invoice, month, &mut sums);
        }
    }
    sums.retain(|(month, _), cents| *month < case.first.plus(case.months) && *cents != 0.into());
    sums
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Late facts and months billed out of order end at the same sums as facts that were always
    /// known (N7).
    #[test]
    fn documents_end_where_facts_do(
        case in month::any_case(),
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
    ) {
        let book = Book::read(&changing_cards().join("reference"));
        let months: Vec<Month> = (0..case.months).map(|run| case.first.plus(run)).collect();
        let ends_at = settled(&book, &case.versions, &months, &case.rows(u32::MAX), &[]);
        prop_assert_eq!(documents(&case, &order, &book), ends_at);
    }
}
