//! What a bill puts right of other months, in every format, and what it puts right of its own.

mod common;

use common::{fixture, october};
use cost_data::{Options, RolledUp, Source, roll_up};
use mru_core::costs::{Basis, CostSummary};

const FOCUS: &str = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,\
ChargeClass,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,EffectiveCost,InvoiceId,\
ServiceName,SubAccountId,x_ServiceCode,x_UsageType\n";

const CUR: &str = "bill_billing_period_start_date,line_item_usage_start_date,line_item_usage_end_date,\
line_item_usage_account_id,line_item_line_item_type,line_item_product_code,line_item_usage_type,\
line_item_operation,line_item_usage_amount,line_item_currency_code,line_item_unblended_cost\n";

/// A charge of FOCUS on the bill of October: category, class, first and next hour, quantity, cost.
fn focus((category, class, start, end, quantity, cost): Charge<'_>) -> String {
    format!(
        "{cost},999999999999,USD,2026-10-01T00:00:00Z,{category},{class},{start},{end},{quantity},\
         Hrs,{cost},1,Amazon VPC,012345678901,AmazonVPC,VPN\n"
    )
}

/// The same as a line of CUR, which knows no class.
fn cur((line, _, start, end, quantity, cost): Charge<'_>) -> String {
    format!(
        "2026-10-01T00:00:00Z,{start},{end},012345678901,{line},AmazonVPC,VPN,,{quantity},USD,{cost}\n"
    )
}

type Charge<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

fn read(text: &str) -> Result<RolledUp, cost_data::CostDataError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("costs.csv");
    std::fs::write(&file, text).unwrap();
    let options = Options { environment: None, component: None, ..october() };
    roll_up(&Source::open(&[file], options.period)?, &options)
}

/// Each group as the month that it corrects, quantity and cost.
fn groups(rolled: &RolledUp, basis: Basis) -> Vec<[String; 3]> {
    let group = |it: mru_core::costs::CostGroup<'_>| {
        let month = it.corrects.map_or_else(|| String::from("-"), |month| month.to_string());
        let usage = it.usage.map_or_else(|| String::from("?"), |usage| usage.to_string());
        [month, usage, it.costs.get(basis).unwrap().to_string()]
    };
    let mut all: Vec<_> = rolled.groups.iter().map(group).collect();
    all.sort();
    all
}

const NOW: (&str, &str) = ("2026-10-31T23:00:00Z", "2026-11-01T00:00:00Z");
const THEN: (&str, &str) = ("2026-09-30T23:00:00Z", "2026-10-01T00:00:00Z");

#[test]
fn what_is_for_an_earlier_month_is_a_correction_of_it_in_every_format() {
    let charges = |class| {
        [
            ("Usage", "", NOW.0, NOW.1, "744", "37.2"),
            ("Usage", class, THEN.0, THEN.1, "1", "0.05"),
            ("Usage", class, "2026-08-02T00:00:00Z", "2026-08-02T01:00:00Z", "-1", "-0.05"),
        ]
    };
    let expected = [["-", "744", "37.2"], ["2026-08", "-1", "-0.05"], ["2026-09", "1", "0.05"]];
    for class in ["Correction", "", "NULL"] {
        let text: String = charges(class).into_iter().map(focus).collect();
        let rolled = read(&(FOCUS.to_owned() + &text)).unwrap();
        assert_eq!(groups(&rolled, Basis::NetUnblended), expected, "{class}");
    }
    let text: String = charges("").into_iter().map(cur).collect();
    let rolled = read(&(CUR.to_owned() + &text)).unwrap();
    assert_eq!(groups(&rolled, Basis::Unblended), expected);
    let shown = CostSummary::of(rolled.groups.iter(), Basis::Unblended).unwrap();
    let parts = [shown.gross, shown.corrections, shown.net];
    assert_eq!(parts.map(|it| it.unwrap().to_string()), ["37.2", "0", "37.2"]);
}

/// The three manners of FOCUS in a month that is open: a difference, a reversal with a new statement, a
/// row in the place of the old one. No class says so, and each comes to 744 hours.
#[test]
fn corrections_of_the_open_month_are_their_sum() {
    let row = |quantity, cost| focus(("Usage", "", NOW.0, NOW.1, quantity, cost));
    let manners = [
        vec![row("750", "37.5"), row("-6", "-0.3")],
        vec![row("750", "37.5"), row("-750", "-37.5"), row("744", "37.2")],
        vec![row("744", "37.2")],
    ];
    for rows in manners {
        let rolled = read(&(FOCUS.to_owned() + &rows.concat())).unwrap();
        assert_eq!(groups(&rolled, Basis::NetUnblended), [["-", "744", "37.2"]]);
    }
}

/// The three manners for a month that is closed. Its own rows are on an earlier bill and stay there, so
/// that this bill says the same net effect each time.
#[test]
fn corrections_of_a_closed_month_are_their_net_effect() {
    let row = |quantity, cost| focus(("Usage", "Correction", THEN.0, THEN.1, quantity, cost));
    let manners = [
        vec![row("-6", "-0.3")],
        vec![row("-750", "-37.5"), row("744", "37.2")],
        vec![row("", "-37.5"), row("", "37.2")],
    ];
    for rows in manners {
        let rolled = read(&(FOCUS.to_owned() + &rows.concat())).unwrap();
        let shown = CostSummary::of(rolled.groups.iter(), Basis::NetUnblended).unwrap();
        let parts = [shown.gross, shown.corrections, shown.credits, shown.net];
        assert_eq!(parts.map(|it| it.unwrap().to_string()), ["0", "-0.3", "0", "-0.3"]);
    }
}

#[test]
fn what_calls_itself_a_correction_is_one_whatever_its_days_and_lines_are() {
    let rows = [
        ("Credit", "Correction", NOW.0, NOW.1, "", "-5"),
        ("Tax", "Correction", NOW.0, NOW.1, "", "-0.95"),
        ("Adjustment", "", NOW.0, NOW.1, "", "-1"),
    ];
    let text: String = rows.into_iter().map(focus).collect();
    let rolled = read(&(FOCUS.to_owned() + &text)).unwrap();
    let shown = CostSummary::of(rolled.groups.iter(), Basis::NetAmortised).unwrap();
    let parts = [shown.gross, shown.corrections, shown.credits];
    assert_eq!(parts.map(|it| it.unwrap().to_string()), ["0", "-5.95", "-1"]);
    let months: Vec<_> = rolled.groups.iter().filter_map(|it| it.corrects).collect();
    assert!(months.iter().all(|it| it.to_string() == "2026-10") && months.len() == 2);
}

#[test]
fn a_class_that_is_none_is_refused() {
    let text = focus(("Usage", "correction", NOW.0, NOW.1, "1", "1"));
    let said = read(&(FOCUS.to_owned() + &text)).unwrap_err().to_string();
    assert!(said.contains("`Correction`, or nothing") && said.contains("ChargeClass"), "{said}");
}

/// Parquet of CUR is rolled up by another way than CSV.
#[test]
fn no_row_of_the_fixtures_is_a_correction_but_those_that_are() {
    for export in ["modyo-csv", "modyo-parquet"] {
        let rolled = common::read(&[fixture(export)], &october()).unwrap();
        assert!(rolled.groups.iter().all(|it| it.corrects.is_none()), "{export}");
    }
}
