//! Exports as FOCUS 1.4, judged by its own rules: three datasets that fit each other and the documents.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::{
    calendar::Period,
    invoice::{
        Credit, CreditAmount, CreditReason, Earlier, LineDetail, LineKind, Statement, credit,
    },
    units::Usd,
};
use mru_tests::{
    month::{Case, Office, any_case, events},
    month_oracle::Month,
    run::EXAMPLES,
};
use proptest::prelude::*;
use reports::export::{BillingPeriod, Export, FocusVersion, billing_periods};
use rust_decimal::Decimal;

use crate::{
    documents::{self, Issued, exported, recorded_at},
    rules::{Level, Row, get, number, read},
    rules_1_4 as rules,
};

/// The three datasets of documents.
struct Datasets {
    charges: (Vec<String>, Vec<Row>),
    details: (Vec<String>, Vec<Row>),
    periods: (Vec<String>, Vec<Row>),
}

impl Datasets {
    /// Those of documents, of which everything is issued.
    fn of(documents: &[Issued]) -> Datasets {
        let exported = exported(documents);
        Datasets {
            charges: read(&Export::Focus(FocusVersion::V1_4).whole(&exported).unwrap()),
            details: read(&Export::InvoiceDetail.whole(&exported).unwrap()),
            periods: read(&billing_periods(periods(documents)).unwrap()),
        }
    }

    fn violations(&self) -> Vec<String> {
        let Datasets { charges, details, periods } = self;
        let mut found = rules::cost_and_usage(&charges.0, &charges.1);
        found.extend(rules::invoice_detail(&details.0, &details.1));
        found.extend(rules::billing_period(&periods.0, &periods.1));
        if found.is_empty() {
            found.extend(rules::together(&charges.1, &details.1, &periods.1));
        }
        found
    }
}

/// The billing periods of documents, all of them closed.
fn periods(documents: &[Issued]) -> Vec<BillingPeriod> {
    let mut periods: BTreeMap<(String, DateTime<Utc>), BillingPeriod> = BTreeMap::new();
    for Issued { day, statement, .. } in documents {
        let (start, end) = statement.billed_in(*day).bounds(statement.time_zone);
        let (issuer, at) = (statement.supplier.name.clone(), recorded_at(*day));
        let period = periods.entry((issuer.clone(), start)).or_insert_with(|| BillingPeriod {
            issuer,
            start,
            end,
            created: at,
            last_updated: end,
            is_closed: true,
        });
        period.created = period.created.min(at);
        period.last_updated = period.last_updated.max(at);
    }
    periods.into_values().collect()
}

fn sum<'a>(rows: impl IntoIterator<Item = &'a Row>, name: &str) -> Decimal {
    rows.into_iter().map(|row| number(get(row, name).unwrap()).unwrap()).sum()
}

fn of<'a>(rows: &'a [Row], invoice: &str) -> impl Iterator<Item = &'a Row> + Clone {
    let own: Vec<&Row> = rows.iter().filter(|row| get(row, "InvoiceId") == Some(invoice)).collect();
    own.into_iter()
}

/// The costs of each tax are its percentage of the costs of the lines that it is on.
fn taxes_follow_from_what_they_are_on(statement: &Statement, rows: &[&Row]) {
    let line =
        |row: &Row| statement.line(get(row, "x_InvoiceLine").unwrap().parse().unwrap()).unwrap();
    for tax in rows {
        let LineDetail::Tax(detail) = &line(tax).detail else { continue };
        let on = |row: &&&Row| {
            let line = line(row);
            line.kind() != LineKind::Tax && statement.tax_of(line) == Some(&detail.profile)
        };
        let percent = detail.percent().as_decimal();
        for name in ["ListCost", "ContractedCost"] {
            let base = sum(rows.iter().filter(on).copied(), name);
            assert_eq!(sum([*tax], name) * Decimal::ONE_HUNDRED, base * percent, "{name} {tax:#?}");
        }
    }
}

/// Both datasets say of each document what the document says.
fn say_what_documents_say(documents: &[Issued], datasets: &Datasets) {
    for Issued { number, statement, .. } in documents {
        let total = statement.totals.total_usd.as_decimal();
        for rows in [&datasets.charges.1, &datasets.details.1] {
            let own = of(rows, number);
            assert_eq!(sum(own.clone(), "BilledCost"), total, "{number}");
            let parts = sum(own.clone(), "x_LineCost") + sum(own, "x_DiscountCost");
            assert_eq!(parts, total, "{number}");
        }
        let charges: Vec<&Row> = of(&datasets.charges.1, number).collect();
        taxes_follow_from_what_they_are_on(statement, &charges);
        for row in of(&datasets.details.1, number) {
            let line = get(row, "x_InvoiceLine").unwrap().parse().unwrap();
            let line = statement.line(line).expect("a line of the document");
            assert_eq!(sum([row], "x_LineCost"), line.usd.as_decimal(), "{number}");
            let about = line.corrects().map_or(statement.credits.as_str(), |it| &it.document);
            let about = if about.is_empty() { number } else { about };
            assert_eq!(get(row, "ReferenceInvoiceId"), Some(about), "{number}");
        }
    }
}

#[test]
fn the_datasets_conform_and_fit_each_other_and_the_documents() {
    let documents = documents::all();
    let datasets = Datasets::of(&documents);
    assert!(datasets.charges.1.len() > 1000);
    assert_eq!(datasets.charges.1.len(), datasets.details.1.len());
    let found = datasets.violations();
    assert!(found.is_empty(), "{} violations: {:#?}", found.len(), &found[..found.len().min(20)]);
    say_what_documents_say(&documents, &datasets);
}

#[test]
fn a_note_is_of_the_period_in_which_it_is_given_and_about_the_one_that_it_corrects() {
    let documents = documents::of(0, EXAMPLES[1], documents::CONTRACTS[0]);
    let datasets = Datasets::of(&documents);
    let mut seen = BTreeSet::new();
    for row in &datasets.charges.1 {
        let day = |name| get(row, name).unwrap()[..10].to_owned();
        let class = get(row, "ChargeClass").unwrap_or("null");
        let kind = get(row, "x_DocumentKind").unwrap();
        let category = get(row, "ChargeCategory").unwrap();
        if kind == "credit-note" || class == "Correction" {
            let months =
                (day("BillingPeriodStart"), day("ChargePeriodStart") < day("BillingPeriodStart"));
            assert_eq!(months, (String::from("2026-11-01"), true), "{row:#?}");
            seen.insert(format!("{kind} {category} {class}"));
        }
    }
    let expected = [
        "credit-note Credit null",
        "credit-note Tax Correction",
        "credit-note Tax null",
        "credit-note Usage Correction",
        "invoice Purchase Correction",
        "invoice Usage Correction",
    ];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_given_back_within_an_open_period_is_an_adjustment() {
    let mut documents = documents::of(0, EXAMPLES[1], documents::CONTRACTS[1]);
    documents.truncate(2);
    for (document, day) in documents.iter_mut().zip(["2026-10-15", "2026-10-20"]) {
        document.day = day.parse().unwrap();
    }
    let datasets = Datasets::of(&documents);
    let found = datasets.violations();
    assert!(found.is_empty(), "{found:#?}");
    let note: Vec<&Row> = of(&datasets.charges.1, &documents[1].number).collect();
    assert!(note.iter().all(|row| get(row, "ChargeClass").is_none()));
    assert!(note.iter().any(|row| get(row, "ChargeCategory") == Some("Adjustment")));
    // 1.2 asks whether the period was invoiced, which it was.
    let earlier = Export::Focus(FocusVersion::V1_2).whole(&exported(&documents)).unwrap();
    let rows = read(&earlier).1;
    let mut note = of(&rows, &documents[1].number);
    assert!(note.all(|row| get(row, "ChargeClass") == Some("Correction")));
}

#[test]
fn each_version_has_the_columns_of_its_own() {
    let heading = |version| Export::Focus(version).heading().unwrap();
    let columns =
        |text: &str| -> BTreeSet<String> { text.trim().split(',').map(str::to_owned).collect() };
    let (old, new) = (columns(&heading(FocusVersion::V1_2)), columns(&heading(FocusVersion::V1_4)));
    let only = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!(only(&old, &new), ["ProviderName", "PublisherName"]);
    assert_eq!(only(&new, &old), ["HostProviderName", "InvoiceDetailId", "ServiceProviderName"]);
}

/// A dataset, a column, and a value that no row may have there.
const WRONG: &[(&str, &str, &str)] = &[
    ("charges", "HostProviderName", "Another host"),
    ("charges", "InvoiceDetailId", ""),
    ("charges", "InvoiceDetailId", "another/1"),
    ("charges", "InvoiceId", ""),
    ("charges", "ServiceProviderName", ""),
    ("charges", "BilledCost", "123456789"),
    ("charges", "BillingPeriodStart", "2026-10-02T00:00:00Z"),
    ("charges", "BillingAccountId", "another"),
    ("charges", "ChargeClass", "Correction"),
    ("details", "BilledCost", "123456789"),
    ("details", "BilledCost", ""),
    ("details", "BillingAccountId", "another"),
    ("details", "BillingCurrency", "usd"),
    ("details", "BillingPeriodEnd", "2026-10-01"),
    ("details", "BillingPeriodStart", "2027-01-01T00:00:00Z"),
    ("details", "ChargeCategory", "Refund"),
    ("details", "InvoiceDetailCreated", "2029-01-01T00:00:00Z"),
    ("details", "InvoiceDetailDescription", ""),
    ("details", "InvoiceDetailGrain", "{\"Size\":\"1x2\"}"),
    ("details", "InvoiceDetailGrain", "{\"x_A\":[1]}"),
    ("details", "InvoiceDetailGrain", ""),
    ("details", "InvoiceDetailId", ""),
    ("details", "InvoiceDetailId", "another/1"),
    ("details", "InvoiceDetailLastUpdated", "2020-01-01T00:00:00Z"),
    ("details", "InvoiceId", "another"),
    ("details", "InvoiceIssueDate", ""),
    ("details", "InvoiceIssueDate", "2026-11-02"),
    ("details", "InvoiceIssueStatus", "Closed"),
    ("details", "InvoiceIssuerName", "another"),
    ("details", "PaymentDueDate", "2020-01-01T00:00:00Z"),
    ("details", "PaymentTerms", ""),
    ("details", "PaymentTerms", "Net 31"),
    ("details", "ReferenceInvoiceId", ""),
    ("details", "ReferenceInvoiceId", "another"),
    ("periods", "BillingPeriodCreated", "2029-01-01T00:00:00Z"),
    ("periods", "BillingPeriodEnd", "2026-11-02T00:00:00Z"),
    ("periods", "BillingPeriodLastUpdated", "2026-11-01T00:00:00Z"),
    ("periods", "BillingPeriodStart", "2026-10-02T00:00:00Z"),
    ("periods", "BillingPeriodStatus", "open"),
    ("periods", "BillingPeriodStatus", ""),
    ("periods", "InvoiceIssuerName", "another"),
];

/// Each rule of the specification has to be able to fail: a wrong cell has to be noticed.
#[test]
fn a_wrong_cell_is_a_violation() {
    let documents = documents::of(0, EXAMPLES[4], documents::CONTRACTS[1]);
    for (dataset, column, value) in WRONG {
        let mut datasets = Datasets::of(&documents);
        let (columns, rows) = match *dataset {
            "charges" => &mut datasets.charges,
            "details" => &mut datasets.details,
            _ => &mut datasets.periods,
        };
        assert!(columns.iter().any(|it| it == column), "{dataset} has no {column}");
        rows[0].insert((*column).to_owned(), (*value).to_owned());
        assert!(!datasets.violations().is_empty(), "{column} = {value:?} went unnoticed");
    }
}

#[test]
fn a_missing_or_repeated_row_is_a_violation() {
    let documents = documents::of(0, EXAMPLES[0], documents::CONTRACTS[0]);
    let spoilt = |spoil: fn(&mut Datasets)| {
        let mut datasets = Datasets::of(&documents);
        spoil(&mut datasets);
        !datasets.violations().is_empty()
    };
    assert!(!spoilt(|_| ()));
    assert!(spoilt(|it| drop(it.charges.1.pop())));
    assert!(spoilt(|it| drop(it.details.1.pop())));
    assert!(spoilt(|it| drop(it.periods.1.pop())));
    assert!(spoilt(|it| it.details.1.push(it.details.1[0].clone())));
    assert!(spoilt(|it| it.periods.1.push(it.periods.1[0].clone())));
}

#[test]
fn a_missing_column_is_a_violation() {
    let documents = documents::of(0, EXAMPLES[0], documents::CONTRACTS[0]);
    let Datasets { charges, details, periods } = Datasets::of(&documents);
    let applicable = rules::applicable();
    let tables = [
        (&charges, &rules::COST_AND_USAGE[..], applicable.as_slice()),
        (&details, &rules::INVOICE_DETAIL[..], &[][..]),
        (&periods, &rules::BILLING_PERIOD[..], &[][..]),
    ];
    for ((columns, _), table, applicable) in tables {
        for (name, level, ..) in table {
            let fewer: Vec<String> = columns.iter().filter(|it| it != name).cloned().collect();
            let needed = *level == Level::Mandatory || applicable.contains(name);
            let found = crate::rules::headings(table, applicable, &fewer);
            assert_eq!(found.is_empty(), !needed, "{name}");
        }
        let (known, own) =
            columns.split_at(columns.iter().take_while(|it| !it.starts_with("x_")).count());
        assert!(known.is_sorted() && own.is_sorted(), "columns stand by name");
    }
}

/// The documents of a generated customer: each month on the second of the next one, and about some of
/// them a note in the middle of that month.
fn issue(office: &Office, case: &Case) -> Vec<Issued> {
    const REASONS: [CreditReason; 3] =
        [CreditReason::Correction, CreditReason::ServiceLevel, CreditReason::Goodwill];
    let (versions, mut issued): (_, Vec<Issued>) = (case.accounts(), Vec::new());
    for at in 0..case.months {
        let month: Month = case.first.plus(at);
        let next = month.written().parse::<Period>().unwrap().end_day();
        let day = |days: u64| -> NaiveDate { next + chrono::Days::new(days) };
        let known = events(&case.rows(at));
        let earlier: Vec<Earlier> = issued.iter().map(earlier).collect();
        let Ok(Some(statement)) = office.draft(month, &versions, &known, &earlier) else {
            continue;
        };
        let invoice = Issued { number: format!("INV-{at}"), day: day(1), statement };
        let line = invoice
            .statement
            .lines
            .iter()
            .find(|line| line.kind() == LineKind::Component && line.usd > Usd::of_cents(100));
        let line = line.map(|line| line.line);
        issued.push(invoice);
        let reason = REASONS[usize::try_from(at).unwrap() % REASONS.len()];
        let earlier: Vec<Earlier> = issued.iter().map(self::earlier).collect();
        let note = line.and_then(|line| {
            let asked = Credit { line, amount: CreditAmount::Usd(Usd::of_cents(77)) };
            credit(earlier.last().unwrap(), &earlier, &[asked], reason).ok()
        });
        issued.extend(note.map(|statement| Issued {
            number: format!("CN-{at}"),
            day: day(14),
            statement,
        }));
    }
    issued
}

fn earlier(issued: &Issued) -> Earlier {
    Earlier { number: issued.number.clone(), statement: issued.statement.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn datasets_of_any_customer_conform_and_fit(case in any_case()) {
        let documents = issue(&Office::default(), &case);
        let datasets = Datasets::of(&documents);
        let found = datasets.violations();
        prop_assert!(found.is_empty(), "{:#?}", &found[..found.len().min(20)]);
        say_what_documents_say(&documents, &datasets);
        let earlier = Export::Focus(FocusVersion::V1_2).whole(&exported(&documents)).unwrap();
        let (columns, rows) = read(&earlier);
        let found = crate::rules::violations(&columns, &rows);
        prop_assert!(found.is_empty(), "{:#?}", &found[..found.len().min(20)]);
    }
}
