//! What moved between two snapshots.

use mru_core::cost_model::{PriceList, snapshot::COLUMNS};
use price_lists::{Movement, diff};

/// A snapshot of rows `usage type, unit, from, to, price`; all of one product.
fn snapshot(rows: &[[&str; 5]]) -> PriceList {
    let rows: String = rows
        .iter()
        .map(|[usage_type, unit, from, to, price]| {
            format!(
                "AmazonX,{usage_type},{unit},SKU,SKU.T.R,{unit},{from},{to},USD,{price},us-east-1,1,2026-10-07T00:00:00Z,2026-10-01T00:00:00Z,offer file,price-list\n"
            )
        })
        .collect();
    PriceList::read(&format!("{}\n{rows}", COLUMNS.join(","))).expect("a snapshot")
}

#[test]
fn each_price_that_moved_says_how() {
    let before = snapshot(&[
        ["a-same", "Hrs", "0", "Inf", "0.0260000000"],
        ["b-dearer", "Hrs", "0", "Inf", "0.2600000000"],
        ["c-cheaper", "GB", "0", "10240", "0.0900000000"],
        ["d-gone", "GB", "0", "Inf", "1"],
        ["f-tier", "GB", "0", "10240", "1"],
        ["g-unit", "Hrs", "0", "Inf", "1"],
        ["h-from-nothing", "GB", "0", "Inf", "0"],
    ]);
    let after = snapshot(&[
        ["a-same", "Hrs", "0", "Inf", "0.026"],
        ["b-dearer", "Hrs", "0", "Inf", "0.338"],
        ["c-cheaper", "GB", "0", "10240", "0.06"],
        ["e-new", "GB", "0", "Inf", "1"],
        ["f-tier", "GB", "0", "51200", "1"],
        ["g-unit", "GB", "0", "Inf", "1"],
        ["h-from-nothing", "GB", "0", "Inf", "0.5"],
    ]);
    let differences = diff(&before, &after);
    assert_eq!(differences.unchanged, 1, "trailing zeros are no movement");
    let text = |value: Option<rust_decimal::Decimal>| value.map(|it| it.to_string());
    let seen: Vec<_> = differences
        .moved
        .iter()
        .map(|it| {
            (it.usage_type.as_str(), it.movement, text(it.change_usd), text(it.change_percent))
        })
        .collect();
    let some = |value: &str| Some(value.to_owned());
    assert_eq!(
        seen,
        [
            ("b-dearer", Movement::Dearer, some("0.078"), some("30")),
            ("c-cheaper", Movement::Cheaper, some("-0.03"), some("-33.33")),
            ("d-gone", Movement::Gone, None, None),
            ("e-new", Movement::New, None, None),
            ("f-tier", Movement::Changed, some("0"), some("0")),
            ("g-unit", Movement::Changed, None, None),
            ("h-from-nothing", Movement::Dearer, some("0.5"), None),
        ]
    );
    assert!(diff(&after, &after).moved.is_empty());
}

#[test]
fn facts_and_a_snapshot_of_the_same_prices_do_not_differ() {
    let facts = PriceList::read(
        "service_code,usage_type,unit,usd,sku,published,confidence,note\nAmazonX,a,Hrs,0.5,,,golden,\n",
    )
    .expect("facts");
    let snapshot = snapshot(&[["a", "Hrs", "0", "Inf", "0.5000000000"]]);
    assert!(diff(&facts, &snapshot).moved.is_empty());
}
