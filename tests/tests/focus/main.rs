//! Exports of issued documents: FOCUS 1.2 and 1.4 by their own rules, and sums, journal and escaping.

mod documents;
mod rules;
mod rules_1_4;
mod version_1_4;

use std::collections::{BTreeMap, BTreeSet};

use documents::{Issued, exported};
use mru_core::{
    invoice::{InvoiceLine, LineKind},
    units::Usd,
};
use mru_tests::run::EXAMPLES;
use reports::export::{Export, FocusVersion};
use rules::{Row, get, number, read, violations};
use rust_decimal::Decimal;

fn focus(documents: &[Issued]) -> (Vec<String>, Vec<Row>) {
    read(&Export::Focus(FocusVersion::V1_2).whole(&exported(documents)).unwrap())
}

fn sum(rows: &[Row], name: &str) -> Decimal {
    rows.iter().filter_map(|row| get(row, name)).map(|it| number(it).unwrap()).sum()
}

#[test]
fn the_documents_hold_every_kind_of_line() {
    let documents = documents::all();
    let kinds: BTreeSet<LineKind> =
        documents.iter().flat_map(|it| &it.statement.lines).map(InvoiceLine::kind).collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    let contracted = documents.iter().any(|it| it.statement.pricing.list_price_usd.is_some());
    assert!(contracted, "no document has a price of its own");
    let billed = |it: &&mru_core::invoice::InvoiceLine| {
        it.kind() == LineKind::Elasticity && !it.usd.is_zero()
    };
    assert!(documents.iter().flat_map(|it| &it.statement.lines).any(|it| billed(&it)));
}

#[test]
fn every_export_conforms_to_focus() {
    let (columns, rows) = focus(&documents::all());
    assert!(rows.len() > 1000, "{}", rows.len());
    let found = violations(&columns, &rows);
    assert!(found.is_empty(), "{} violations: {:#?}", found.len(), &found[..found.len().min(20)]);
}

#[test]
fn what_was_billed_sums_to_every_document() {
    let documents = documents::all();
    let (_, rows) = focus(&documents);
    for document in &documents {
        let own: Vec<Row> = rows
            .iter()
            .filter(|row| get(row, "InvoiceId") == Some(&document.number))
            .cloned()
            .collect();
        let total = document.statement.totals.total_usd.as_decimal();
        assert_eq!(sum(&own, "BilledCost"), total, "{}", document.number);
        assert_eq!(sum(&own, "EffectiveCost"), total, "{}", document.number);
        let parts = sum(&own, "x_LineCost") + sum(&own, "x_DiscountCost");
        assert_eq!(parts, total, "{}", document.number);
        let behind = |it: &InvoiceLine| it.kind_behind();
        let lines = document.statement.lines.iter();
        let lines = lines.filter(|it| behind(it) != LineKind::Discount);
        assert_eq!(own.len(), lines.count(), "{}", document.number);
    }
}

#[test]
fn the_correction_of_a_discount_is_on_the_corrections_of_its_month() {
    let mut corrected = 0;
    for document in documents::all() {
        let lines = document.statement.lines.iter();
        let discounts = lines.filter(|line| {
            line.kind() == LineKind::Correction && line.kind_behind() == LineKind::Discount
        });
        let discounts: Decimal = discounts.map(|line| line.usd.as_decimal()).sum();
        let (_, rows) = focus(std::slice::from_ref(&document));
        let corrections: Vec<Row> = rows
            .iter()
            .filter(|row| get(row, "x_LineKind") == Some("correction"))
            .cloned()
            .collect();
        assert_eq!(sum(&corrections, "x_DiscountCost"), discounts, "{}", document.number);
        corrected += usize::from(!discounts.is_zero());
        for row in rows.iter().filter(|row| get(row, "ChargeCategory") == Some("Purchase")) {
            assert!(get(row, "SkuId").is_some(), "{row:#?}");
        }
    }
    assert!(corrected >= 5, "{corrected} documents correct a discount");
}

#[test]
fn agreed_costs_are_billed_costs_before_rounding() {
    // A cent for the line, another for its part of the discount, and what four places of MRU hide.
    let tolerance = Decimal::new(2, 2) + Decimal::new(42, 0) * Decimal::new(5, 5);
    for row in focus(&documents::all()).1 {
        let difference = sum(std::slice::from_ref(&row), "ContractedCost")
            - sum(std::slice::from_ref(&row), "BilledCost");
        if get(&row, "ChargeCategory") != Some("Tax") {
            assert!(difference.abs() <= tolerance, "{difference}: {row:#?}");
        }
    }
}

#[test]
fn every_kind_of_line_has_its_place() {
    let documents = documents::all();
    let mut seen = BTreeSet::new();
    for row in focus(&documents).1 {
        let field = |name| get(&row, name).unwrap_or("null").to_owned();
        seen.insert([
            field("x_LineKind"),
            field("ChargeCategory"),
            field("ChargeClass"),
            field("ChargeFrequency"),
            field("PricingUnit"),
        ]);
    }
    let seen: Vec<String> = seen.iter().map(|it| it.join(" ")).collect();
    let expected = [
        "commitment Purchase null Recurring MRU-Months",
        "component Usage null Usage-Based MRU-Months",
        "correction Purchase Correction One-Time null",
        "correction Usage Correction One-Time null",
        "credit Credit null One-Time null",
        "credit Usage Correction One-Time null",
        "elasticity Usage null Usage-Based MRU-Months",
        "minimum Purchase null Recurring Units",
        "one-off Purchase null One-Time Units",
        "tax Tax Correction One-Time null",
        "tax Tax null One-Time null",
        "tax Tax null Recurring null",
    ];
    assert_eq!(seen, expected);
}

/// A charge of a category, a column, and a value that it must not have there.
const WRONG: &[(&str, &str, &str)] = &[
    ("Usage", "BilledCost", ""),
    ("Usage", "BilledCost", "1,000.00"),
    ("Usage", "BilledCost", "+1"),
    ("Usage", "BilledCost", "USD 1"),
    ("Usage", "BilledCost", "1e3"),
    ("Credit", "BilledCost", "-1.00"),
    ("Usage", "BillingAccountId", " "),
    ("Usage", "BillingAccountId", "other"),
    ("Usage", "BillingAccountName", "N/A"),
    ("Usage", "BillingAccountType", ""),
    ("Usage", "BillingCurrency", "usd"),
    ("Usage", "BillingPeriodEnd", "2026-11-01"),
    ("Usage", "BillingPeriodStart", "2026-10-01T00:00:00-03:00"),
    ("Usage", "BillingPeriodStart", "2027-10-01T00:00:00Z"),
    ("Usage", "ChargeCategory", "usage"),
    ("Usage", "ChargeCategory", "Refund"),
    ("Usage", "ChargeClass", "Regular"),
    ("Usage", "ChargeFrequency", ""),
    ("Purchase", "ChargeFrequency", "Usage-Based"),
    ("Usage", "ChargePeriodEnd", "2020-01-01T00:00:00Z"),
    ("Usage", "ConsumedQuantity", ""),
    ("Tax", "ConsumedQuantity", "1"),
    ("Usage", "ConsumedUnit", ""),
    ("Usage", "ConsumedUnit", "instance_second"),
    ("Usage", "ContractedCost", "0"),
    ("Usage", "ContractedUnitPrice", ""),
    ("Tax", "ContractedUnitPrice", "1"),
    ("Tax", "ContractedCost", "123456789"),
    ("Credit", "EffectiveCost", "0"),
    ("Usage", "InvoiceIssuerName", ""),
    ("Usage", "ListCost", "0"),
    ("Usage", "ListUnitPrice", "-1"),
    ("Usage", "ListUnitPrice", ""),
    ("Credit", "ListCost", "0"),
    ("Usage", "PricingCategory", "On-Demand"),
    ("Usage", "PricingCategory", ""),
    ("Tax", "PricingCategory", "Standard"),
    ("Tax", "PricingQuantity", "1"),
    ("Usage", "PricingQuantity", ""),
    ("Usage", "PricingUnit", ""),
    ("Usage", "PublisherName", ""),
    ("Usage", "ResourceId", ""),
    ("Usage", "ResourceType", ""),
    ("Usage", "ServiceCategory", "Database"),
    ("Usage", "ServiceSubcategory", "Quantum"),
    ("Usage", "ServiceSubcategory", "Other (Media)"),
    ("Usage", "ServiceName", "Modyo Connect"),
    ("Tax", "SkuId", "container/1x2"),
    ("Usage", "SkuId", ""),
    ("Usage", "SkuId", "another"),
    ("Usage", "SkuPriceDetails", "{\"size\":\"1x2\"}"),
    ("Usage", "SkuPriceId", ""),
    ("Usage", "SubAccountId", ""),
    ("Usage", "SubAccountName", ""),
    ("Usage", "Tags", "environment=production"),
    ("Usage", "Tags", "{\"modyo/a\":[1]}"),
    ("Usage", "Tags", "{\"environment\":\"production\"}"),
];

/// Each rule of the specification has to be able to fail: a wrong cell has to be noticed.
#[test]
fn a_wrong_cell_is_a_violation() {
    let (columns, rows) = focus(&documents::of(0, EXAMPLES[4], documents::CONTRACTS[1]));
    assert!(violations(&columns, &rows).is_empty());
    for (category, column, value) in WRONG {
        let mut changed = rows.clone();
        // A row of weight 0 costs 0, so that a wrong 0 would be right there.
        let regular = |row: &&mut Row| {
            get(row, "ChargeCategory") == Some(category)
                && get(row, "ChargeClass").is_none()
                && get(row, "BilledCost").is_some_and(|cost| {
                    cost.contains(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
                })
        };
        let row = changed.iter_mut().find(regular).expect("a row of the category");
        row.insert((*column).to_owned(), (*value).to_owned());
        assert!(!violations(&columns, &changed).is_empty(), "{column} = {value:?} went unnoticed");
    }
}

#[test]
fn a_missing_or_misplaced_column_is_a_violation() {
    let (columns, rows) = focus(&documents::of(0, EXAMPLES[0], documents::CONTRACTS[0]));
    for (name, level, ..) in rules::COLUMNS {
        let fewer: Vec<String> = columns.iter().filter(|it| *it != name).cloned().collect();
        let needed = level == rules::Level::Mandatory || rules::APPLICABLE.contains(&name);
        assert_eq!(violations(&fewer, &rows).is_empty(), !needed, "{name}");
    }
    let own = [vec![String::from("Custom")], columns.clone()].concat();
    assert!(!violations(&own, &rows).is_empty());
    let first = [vec![String::from("x_Custom")], columns].concat();
    assert!(!violations(&first, &rows).is_empty());
}

#[test]
fn the_list_price_is_that_of_the_rate_card() {
    let documents = documents::of(0, EXAMPLES[1], documents::CONTRACTS[1]);
    let (_, rows) = focus(&documents);
    let row = rows.iter().find(|row| get(row, "x_LineKind") == Some("component")).unwrap();
    let pricing = &documents[0].statement.pricing;
    let price = |name| number(get(row, name).unwrap()).unwrap();
    assert_eq!(Some(price("ListUnitPrice")), pricing.list_price_usd);
    // 38.25 less 7.5 %.
    assert_eq!(price("ContractedUnitPrice"), "35.38125".parse().unwrap());
}

#[test]
fn the_journal_of_every_document_balances() {
    let documents = documents::all();
    let (columns, rows) = read(&Export::Journal.whole(&exported(&documents)).unwrap());
    let expected = ["date", "document", "customer", "account", "debit", "credit", "currency"];
    assert_eq!(columns, expected);
    let mut accounts: BTreeMap<(&str, &str), Decimal> = BTreeMap::new();
    for row in &rows {
        assert!(get(row, "debit").is_some() != get(row, "credit").is_some(), "{row:?}");
        let side = |name| get(row, name).map_or(Decimal::ZERO, |it| number(it).unwrap());
        let key = (get(row, "document").unwrap(), get(row, "account").unwrap());
        *accounts.entry(key).or_default() += side("debit") - side("credit");
    }
    for document in &documents {
        let own = accounts.iter().filter(|((number, _), _)| *number == document.number);
        assert_eq!(own.map(|(_, amount)| *amount).sum::<Decimal>(), Decimal::ZERO);
        let owed = accounts.get(&(document.number.as_str(), "accounts-receivable"));
        let total = document.statement.totals.total_usd.as_decimal();
        assert_eq!(owed.copied().unwrap_or_default(), total, "{}", document.number);
    }
}

#[test]
fn the_lines_of_every_document_sum_to_it() {
    let documents = documents::all();
    let (_, rows) = read(&Export::Lines.whole(&exported(&documents)).unwrap());
    let lines: usize = documents.iter().map(|it| it.statement.lines.len()).sum();
    assert_eq!(rows.len(), lines);
    let total = documents.iter().map(|it| it.statement.totals.total_usd);
    let total = total.reduce(|a, b| a.plus(b).unwrap()).unwrap_or(Usd::ZERO);
    assert_eq!(sum(&rows, "usd"), total.as_decimal());
    for row in &rows {
        assert!(get(row, "issued_on").unwrap().parse::<chrono::NaiveDate>().is_ok());
        for name in ["quantity", "weight_mru", "mru", "base", "billed_usd", "right_usd"] {
            assert!(get(row, name).is_none_or(|it| number(it).is_some()), "{name}: {row:?}");
        }
    }
}

#[test]
fn names_are_no_formulas_and_stay_in_their_cell() {
    let documents = documents::of(0, EXAMPLES[0], documents::CONTRACTS[0]);
    let exported = exported(&documents);
    let texts = [
        Export::Lines.whole(&exported).unwrap(),
        Export::Focus(FocusVersion::V1_2).whole(&exported).unwrap(),
        Export::Journal.whole(&exported).unwrap(),
    ];
    for text in &texts {
        for row in read(text).1 {
            for (column, value) in row {
                let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!formula || number(&value).is_some(), "{column}: {value}");
            }
        }
    }
    let (_, rows) = read(&texts[1]);
    assert_eq!(get(&rows[0], "BillingAccountName"), Some("'=Customer, \"S.A.\""));
    assert!(rows.iter().any(|row| get(row, "ResourceName") == Some("'+example.com")));
    assert!(rows.iter().any(|row| get(row, "ResourceName") == Some("'@half a month")));
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let (one, other) = (documents::all(), documents::all());
    assert_eq!(
        Export::Focus(FocusVersion::V1_2).whole(&exported(&one)).unwrap(),
        Export::Focus(FocusVersion::V1_2).whole(&exported(&other)).unwrap()
    );
    assert_eq!(
        Export::Lines.whole(&exported(&one)).unwrap(),
        Export::Lines.whole(&exported(&other)).unwrap()
    );
    assert_eq!(
        Export::Journal.whole(&exported(&one)).unwrap(),
        Export::Journal.whole(&exported(&other)).unwrap()
    );
    assert!(Export::Focus(FocusVersion::V1_2).whole(&[]).unwrap().starts_with("BilledCost,"));
}
