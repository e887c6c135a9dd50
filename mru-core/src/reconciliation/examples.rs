//! Months of one customer, small enough to check by hand.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::*;
use crate::{
    cost_model::{Cause, Price},
    costs::{Basis, CostAmount, CostGroup, CostPlace, Costs, LineType},
    metering::Slot,
    rate_card::Confidence,
};

/// Hours of October.
const OCTOBER: u64 = 744 * 3600;

fn price(service: &str, usage_type: &str, unit: &str, usd: &str) -> Price {
    Price {
        service_code: service.to_owned(),
        usage_type: usage_type.to_owned(),
        unit: unit.to_owned(),
        usd: usd.parse().unwrap(),
        sku: String::new(),
        published: String::new(),
        confidence: Confidence::PriceList,
        line: 2,
        listed: None,
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn group<'a>(usage_type: &'a str, usage: &str, usd: &str) -> CostGroup<'a> {
    let usd: CostAmount = usd.parse().unwrap();
    CostGroup {
        period: "2026-10".parse().unwrap(),
        account: "000000000001",
        service: "AmazonES",
        usage_type: Some(usage_type),
        operation: None,
        region: None,
        environment: None,
        component: None,
        unit: Some("Hrs"),
        invoice: None,
        resource: None,
        line: LineType::Usage,
        corrects: None,
        usage: Some(usage.parse().unwrap()),
        costs: Costs { unblended: Some(usd), amortised: Some(usd), ..Costs::default() },
        rows: 744,
        start: instant("2026-10-01T00:00:00Z"),
        end: instant("2026-11-01T00:00:00Z"),
        first: CostPlace { file: "costs.csv", row: 1 },
    }
}

fn node(name: &str, seconds: u64) -> Metered {
    Metered {
        slot: Slot {
            deployment: "main".to_owned(),
            environment: "production".to_owned(),
            component: "search".to_owned(),
            name: name.to_owned(),
        },
        size: "r6g.large.search".to_owned(),
        pieces: Decimal::TWO,
        seconds,
        free: false,
        events: vec![format!("e-{name}")],
        ticket: "REQ-1".to_owned(),
    }
}

/// Compares one price of one component with charges.
fn compared(groups: &[CostGroup<'_>], metered: Vec<Metered>, allocation: &str) -> Compared {
    let price = price("AmazonES", "ESInstance:r6g.large.search", "Hrs", "0.167");
    let cause = Cause { price: &price, quantity: Decimal::ONE };
    let causes = BTreeMap::from([("search/r6g.large.search".to_owned(), vec![cause])]);
    compare(&Inputs {
        month: "2026-10".parse().unwrap(),
        basis: Basis::Unblended,
        groups,
        invoices: &[],
        allocation: &Allocation::read(allocation).unwrap(),
        causes: &causes,
        hours_per_month: Decimal::from(730),
        customers: &[MeteredCustomer {
            id: "insurer".to_owned(),
            metered,
            ..MeteredCustomer::default()
        }],
    })
    .unwrap()
}

/// Compares, and returns the buckets with their sums and the components without cost.
fn buckets(
    groups: &[CostGroup<'_>],
    metered: Vec<Metered>,
    allocation: &str,
) -> (Vec<(Bucket, String)>, Vec<String>) {
    let compared = compared(groups, metered, allocation);
    let mut sums: BTreeMap<Bucket, CostAmount> = BTreeMap::new();
    for it in &compared.attributions {
        let sum = sums.entry(it.bucket).or_default();
        *sum = sum.plus(it.usd).unwrap();
    }
    let sums = sums.into_iter().map(|(bucket, usd)| (bucket, usd.to_string())).collect();
    (sums, compared.without_cost.into_iter().map(|it| it.component).collect())
}

const ONE_ACCOUNT: &str = "[[accounts]]\naccount = \"000000000001\"\ncustomer = \"insurer\"\n";

#[track_caller]
fn check(
    groups: &[CostGroup<'_>],
    metered: Vec<Metered>,
    expected: &[(Bucket, &str)],
    without_cost: &[&str],
) {
    let (found, without) = buckets(groups, metered, ONE_ACCOUNT);
    let found: Vec<(Bucket, &str)> = found.iter().map(|(it, usd)| (*it, usd.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(without, without_cost);
}

#[test]
fn a_whole_month_is_matched_and_its_hours_are_a_line_of_their_own() {
    // 2 nodes × 744 h × 0.167 = 248.496; the rate card expects 2 × 730 × 0.167 = 243.82.
    check(
        &[group("ESInstance:r6g.large.search", "1488", "248.496")],
        vec![node("products", OCTOBER)],
        &[(Bucket::Matched, "243.82"), (Bucket::HoursOfTheMonth, "4.676")],
        &[],
    );
}

#[test]
fn more_hours_and_another_rate_are_two_drifts() {
    // 1,500 hours at 0.2 instead of 1,488 at 0.167.
    check(
        &[group("ESInstance:r6g.large.search", "1500", "300")],
        vec![node("products", OCTOBER)],
        &[
            (Bucket::Matched, "243.82"),
            (Bucket::HoursOfTheMonth, "4.676"),
            (Bucket::UsageDrift, "2.004"),
            (Bucket::PriceDrift, "49.5"),
        ],
        &[],
    );
}

#[test]
fn what_is_counted_in_other_units_is_not_added_to_hours() {
    let usage_type = "ESInstance:r6g.large.search";
    let other = CostGroup { unit: Some("GB-Mo"), ..group(usage_type, "12", "3") };
    check(
        &[group(usage_type, "1488", "248.496"), other],
        vec![node("products", OCTOBER)],
        &[
            (Bucket::Matched, "243.82"),
            (Bucket::HoursOfTheMonth, "4.676"),
            (Bucket::UsageDrift, "3"),
        ],
        &[],
    );
}

#[test]
fn evidence_names_every_account_of_a_cell() {
    let usage_type = "ESInstance:r6g.large.search";
    let other = CostGroup { account: "000000000002", ..group(usage_type, "744", "124.248") };
    let groups = [group(usage_type, "744", "124.248"), other];
    let place = super::cells::Place::default();
    let charge =
        |group: &CostGroup<'static>| super::cells::Charge { group: *group, deployment: "" };
    let charges = groups.iter().map(charge).collect();
    let cell = super::cells::Cell { charges, expected: Vec::new() };
    let sum = super::attribution::Sum::of(&groups, Basis::Unblended).unwrap();
    let found = super::attribution::of_cell("insurer", &place, &cell, &sum);
    assert_eq!(found.charged_for.account, "000000000001");
    assert_eq!(found.other_accounts, ["000000000002"]);
    assert_eq!(found.charged_quantity, Some(CostAmount::from(1488)));
}

#[test]
fn less_than_half_a_cent_is_rounding() {
    let usage_type = "ESInstance:r6g.large.search";
    for (usd, bucket) in [
        ("248.5009999", Bucket::Rounding),
        ("248.491001", Bucket::Rounding),
        ("248.501", Bucket::PriceDrift),
    ] {
        let (found, _) = buckets(
            &[group(usage_type, "1488", usd)],
            vec![node("products", OCTOBER)],
            ONE_ACCOUNT,
        );
        let drifts: Vec<Bucket> = found
            .iter()
            .map(|it| it.0)
            .filter(|it| *it != Bucket::Matched && *it != Bucket::HoursOfTheMonth)
            .collect();
        assert_eq!(drifts, [bucket], "{usd}");
    }
}

#[test]
fn half_a_month_is_expected_for_half_of_it() {
    check(
        &[group("ESInstance:r6g.large.search", "744", "124.248")],
        vec![node("products", OCTOBER / 2)],
        &[(Bucket::Matched, "121.91"), (Bucket::HoursOfTheMonth, "2.338")],
        &[],
    );
}

#[test]
fn what_nobody_meters_is_unmetered_and_what_nobody_charges_is_named() {
    check(
        &[group("ESInstance:r6g.xlarge.search", "744", "249.24")],
        vec![node("products", OCTOBER)],
        &[(Bucket::Unmetered, "249.24")],
        &["main/production/search/products"],
    );
}

#[test]
fn a_tag_tells_a_metered_component_from_another() {
    let usage_type = "ESInstance:r6g.large.search";
    let old = CostGroup { component: Some("old"), ..group(usage_type, "744", "124.248") };
    let ours = CostGroup { component: Some("products"), ..group(usage_type, "1488", "248.496") };
    check(
        &[old, ours],
        vec![node("products", OCTOBER)],
        &[
            (Bucket::Matched, "243.82"),
            (Bucket::HoursOfTheMonth, "4.676"),
            (Bucket::Unmetered, "124.248"),
        ],
        &[],
    );
}

#[test]
fn what_is_tagged_leaves_the_rest_to_what_is_not() {
    let usage_type = "ESInstance:r6g.large.search";
    let tagged = CostGroup { component: Some("products"), ..group(usage_type, "1488", "248.496") };
    let untagged = group(usage_type, "1488", "248.496");
    check(
        &[tagged, untagged],
        vec![node("products", OCTOBER), node("logs", OCTOBER)],
        &[(Bucket::Matched, "487.64"), (Bucket::HoursOfTheMonth, "9.352")],
        &[],
    );
}

#[test]
fn components_at_0_mru_are_included() {
    let free = Metered { free: true, ..node("products", OCTOBER) };
    check(
        &[group("ESInstance:r6g.large.search", "1488", "248.496")],
        vec![free],
        &[(Bucket::HoursOfTheMonth, "4.676"), (Bucket::Included, "243.82")],
        &[],
    );
}

#[test]
fn other_lines_and_other_accounts_have_buckets_of_their_own() {
    let usage_type = "ESInstance:r6g.large.search";
    let tax = CostGroup { line: LineType::Tax, ..group(usage_type, "1", "47.21") };
    let credit = CostGroup { line: LineType::Credit, ..group(usage_type, "0", "-25") };
    let support = CostGroup { line: LineType::Support, ..group(usage_type, "1", "100") };
    let elsewhere = CostGroup { account: "000000000002", ..group(usage_type, "1", "0.167") };
    check(
        &[tax, credit, support, elsewhere],
        Vec::new(),
        &[
            (Bucket::Support, "100"),
            (Bucket::Tax, "47.21"),
            (Bucket::Credits, "-25"),
            (Bucket::Unmapped, "0.167"),
        ],
        &[],
    );
}

#[test]
fn the_allocation_says_what_comes_along_and_what_is_shared() {
    let rule = |counts_as: &str| {
        format!(
            "{ONE_ACCOUNT}[[usage]]\nservice = \"AmazonES\"\nusage_type = \"ES:X\"\ncounts_as = \"{counts_as}\"\n"
        )
    };
    let groups = [group("ES:X", "1", "3.5")];
    let of = |counts_as: &str| buckets(&groups, Vec::new(), &rule(counts_as)).0;
    assert_eq!(of("included"), [(Bucket::Included, "3.5".to_owned())]);
    assert_eq!(of("shared"), [(Bucket::Shared, "3.5".to_owned())]);
}

#[test]
fn nothing_used_for_nothing_is_no_charge_and_what_is_free_needs_none() {
    let nothing = group("ESInstance:r6g.large.search", "0", "0");
    let free = Metered { free: true, ..node("logs", OCTOBER) };
    check(
        &[nothing],
        vec![node("products", OCTOBER), free],
        &[],
        &["main/production/search/products"],
    );
}

#[test]
fn rows_on_both_sides_of_a_hand_over_are_refused() {
    let text = format!(
        "{ONE_ACCOUNT}last_day = \"2026-10-15\"\n[[accounts]]\naccount = \"000000000001\"\ncustomer = \"bank\"\nfirst_day = \"2026-10-16\"\n"
    );
    let groups = [group("ES:X", "1", "1")];
    let inputs = Inputs {
        month: "2026-10".parse().unwrap(),
        basis: Basis::Unblended,
        groups: &groups,
        invoices: &[],
        allocation: &Allocation::read(&text).unwrap(),
        causes: &BTreeMap::new(),
        hours_per_month: Decimal::from(730),
        customers: &[],
    };
    assert!(matches!(compare(&inputs), Err(ReconcileError::HandedOver { .. })));
}

#[test]
fn an_unknown_cost_is_refused_by_its_place() {
    let unknown = CostGroup { costs: Costs::default(), ..group("ES:X", "1", "1") };
    let inputs = Inputs {
        month: "2026-10".parse().unwrap(),
        basis: Basis::Unblended,
        groups: &[unknown],
        invoices: &[],
        allocation: &Allocation::read(ONE_ACCOUNT).unwrap(),
        causes: &BTreeMap::new(),
        hours_per_month: Decimal::from(730),
        customers: &[],
    };
    let error = compare(&inputs).unwrap_err();
    assert_eq!(error.to_string(), "row 1 of costs.csv does not say its unblended cost");
    let november = Inputs { month: "2026-11".parse().unwrap(), ..inputs };
    assert!(matches!(compare(&november), Err(ReconcileError::OtherMonth { .. })));
}

#[test]
fn what_is_charged_nothing_is_on_no_invoice() {
    let usage_type = "ESInstance:r6g.large.search";
    let free = CostGroup { invoice: Some("2100002"), ..group(usage_type, "1488", "0") };
    let all = compared(&[free], vec![node("products", OCTOBER)], ONE_ACCOUNT).on_invoices;
    assert_eq!(all.keys().collect::<Vec<_>>(), [""]);
    let sum = all[""].values().try_fold(CostAmount::ZERO, |sum, usd| sum.plus(*usd)).unwrap();
    assert!(all[""].len() > 1 && sum.is_zero(), "{all:?}");
}
