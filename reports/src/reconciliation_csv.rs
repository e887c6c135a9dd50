//! A reconciliation as CSV for spreadsheets: its evidence and its margins, every amount exact.
//!
//! Names of columns and values are the same in both languages. What is not known is empty.

use std::collections::BTreeSet;

use mru_core::{
    costs::CostAmount,
    reconciliation::{
        Adjustment, Attribution, Change, ComponentMargin, CustomerMargin, InvoiceTie,
        Reconciliation, WithoutCost,
    },
};

use super::{
    reconciliation_view::ReconciliationError,
    spreadsheet::{self, Cell, Column},
};

/// A part of a reconciliation as a row.
struct Row<'a, T> {
    of: &'a Reconciliation,
    it: &'a T,
}

/// An amount with every digit that it has.
fn exact(amount: CostAmount) -> Cell {
    Cell::plain(amount)
}

impl<'a> Row<'a, Attribution> {
    const COLUMNS: &'a [Column<Row<'a, Attribution>>] = &[
        ("month", |row| Cell::plain(row.of.month)),
        ("basis", |row| Cell::text(row.of.basis.name())),
        ("bucket", |row| Cell::choice(row.it.bucket)),
        ("to_look_at", |row| Cell::plain(row.it.bucket.is_to_look_at())),
        ("usd", |row| exact(row.it.usd)),
        ("customer", |row| Cell::text(&row.it.customer)),
        ("account", |row| Cell::text(&row.it.charged_for.account)),
        ("other_accounts", |row| Cell::texts(&row.it.other_accounts)),
        ("service", |row| Cell::text(&row.it.charged_for.service)),
        ("usage_type", |row| Cell::text(&row.it.charged_for.usage_type)),
        ("line", |row| Cell::text(&row.it.charged_for.line)),
        ("corrects", |row| Cell::of(row.it.charged_for.corrects, Cell::plain)),
        ("environment", |row| Cell::text(&row.it.charged_for.environment)),
        ("component", |row| Cell::text(&row.it.charged_for.component)),
        ("resource", |row| Cell::text(&row.it.charged_for.resource)),
        ("unit", |row| Cell::text(&row.it.charged_for.unit)),
        ("charged_quantity", |row| Cell::of(row.it.charged_quantity, exact)),
        ("metered_quantity", |row| Cell::of(row.it.metered_quantity, exact)),
        ("list_price_usd", |row| Cell::of(row.it.list_price_usd, exact)),
        ("components", |row| Cell::texts(&row.it.components)),
        ("events", |row| Cell::texts(&row.it.events)),
        ("rows", |row| Cell::plain(row.it.rows.count)),
        ("file", |row| Cell::text(&row.it.rows.file)),
        ("first_row", |row| Cell::plain(row.it.rows.first)),
    ];
}

impl<'a> Row<'a, WithoutCost> {
    const COLUMNS: &'a [Column<Row<'a, WithoutCost>>] = &[
        ("month", |row| Cell::plain(row.of.month)),
        ("customer", |row| Cell::text(&row.it.customer)),
        ("component", |row| Cell::text(&row.it.component)),
        ("size", |row| Cell::text(&row.it.size)),
        ("service", |row| Cell::text(&row.it.service)),
        ("usage_type", |row| Cell::text(&row.it.usage_type)),
        ("expected_usd", |row| exact(row.it.expected_usd)),
        ("events", |row| Cell::texts(&row.it.events)),
    ];
}

impl<'a> Row<'a, Change> {
    const COLUMNS: &'a [Column<Row<'a, Change>>] = &[
        ("month", |row| Cell::plain(row.of.month)),
        ("before", |row| Cell::of(row.of.changes.as_ref(), |it| Cell::plain(it.month))),
        ("driver", |row| Cell::choice(row.it.driver)),
        ("usd", |row| exact(row.it.usd)),
        ("customer", |row| Cell::text(&row.it.customer)),
        ("service", |row| Cell::text(&row.it.service)),
        ("usage_type", |row| Cell::text(&row.it.usage_type)),
        ("line", |row| Cell::text(&row.it.line)),
        ("kinds", |row| Cell::texts(&row.it.kinds)),
        ("before_usd", |row| Cell::of(row.it.before_usd, exact)),
        ("after_usd", |row| Cell::of(row.it.after_usd, exact)),
    ];
}

impl<'a> Row<'a, Adjustment> {
    const COLUMNS: &'a [Column<Row<'a, Adjustment>>] = &[
        ("month", |row| Cell::plain(row.of.month)),
        ("closed_month", |row| Cell::plain(row.it.month)),
        ("usd", |row| exact(row.it.usd)),
        ("customer", |row| Cell::text(&row.it.customer)),
        ("service", |row| Cell::text(&row.it.service)),
        ("usage_type", |row| Cell::text(&row.it.usage_type)),
        ("line", |row| Cell::text(&row.it.line)),
        ("before_usd", |row| exact(row.it.before_usd)),
        ("after_usd", |row| exact(row.it.after_usd)),
        ("rows", |row| Cell::plain(row.it.rows.count)),
        ("file", |row| Cell::text(&row.it.rows.file)),
        ("first_row", |row| Cell::plain(row.it.rows.first)),
    ];
}

/// What changed against the month before, one row a driver of a usage type or line; only the heading when
/// nothing is known of that month.
///
/// # Errors
///
/// None that a reconciliation can cause; the writer's type allows for a failing one.
pub fn changes_csv(reconciliation: &Reconciliation) -> Result<String, csv::Error> {
    let parts = reconciliation.changes.as_ref().map_or(&[][..], |it| &it.parts);
    written(Row::<Change>::COLUMNS, reconciliation, parts)
}

/// What newer cost data says otherwise of closed months, one row a usage type or line.
///
/// # Errors
///
/// None that a reconciliation can cause; the writer's type allows for a failing one.
pub fn adjustments_csv(reconciliation: &Reconciliation) -> Result<String, csv::Error> {
    written(Row::<Adjustment>::COLUMNS, reconciliation, &reconciliation.adjustments)
}

/// The parts of what AWS charged, one row an attribution; they sum to the total of AWS exactly.
///
/// # Errors
///
/// None that a reconciliation can cause; the writer's type allows for a failing one.
pub fn evidence_csv(reconciliation: &Reconciliation) -> Result<String, csv::Error> {
    written(Row::<Attribution>::COLUMNS, reconciliation, &reconciliation.attributions)
}

/// What was metered and AWS did not charge, one row a component and usage type.
///
/// # Errors
///
/// None that a reconciliation can cause; the writer's type allows for a failing one.
pub fn without_cost_csv(reconciliation: &Reconciliation) -> Result<String, csv::Error> {
    written(Row::<WithoutCost>::COLUMNS, reconciliation, &reconciliation.without_cost)
}

/// AWS's invoices with what ties to them: for each the whole, its lines, and the buckets of its rows, each
/// of which sum to the whole.
///
/// # Errors
///
/// None that a reconciliation can cause; the writer's type allows for a failing one.
pub fn invoices_csv(reconciliation: &Reconciliation) -> Result<String, csv::Error> {
    let heading = [
        "month",
        "invoice",
        "type",
        "part",
        "name",
        "stated_usd",
        "rows_usd",
        "rounding_usd",
        "difference_usd",
        "rows",
        "file",
        "first_row",
    ];
    let rows = reconciliation.invoices.iter().flat_map(|tie| {
        let start = move |part: &str| {
            vec![
                Cell::plain(reconciliation.month),
                Cell::text(&tie.invoice),
                Cell::of(tie.kind, Cell::choice),
                Cell::text(part),
            ]
        };
        invoice_rows(tie).map(move |(part, rest)| [start(part), rest].concat())
    });
    spreadsheet::write_cells(&heading, rows)
}

/// The parts of an invoice with their figures.
fn invoice_rows(tie: &InvoiceTie) -> impl Iterator<Item = (&'static str, Vec<Cell>)> {
    let known = tie.stated_usd;
    let whole = vec![
        Cell::NONE,
        Cell::of(known, exact),
        exact(tie.rows_usd),
        Cell::of(known.map(|_| tie.rounding_usd), exact),
        Cell::of(known.map(|_| tie.difference_usd), exact),
        Cell::NONE,
        Cell::NONE,
        Cell::NONE,
    ];
    let lines = tie.lines.iter().map(|line| {
        let some = line.rows.count > 0;
        let cells = vec![
            Cell::text(&line.line),
            Cell::of(line.stated_usd, exact),
            exact(line.rows_usd),
            Cell::NONE,
            Cell::of(line.difference_usd(), exact),
            Cell::plain(line.rows.count),
            Cell::text(&line.rows.file),
            Cell::of(some.then_some(line.rows.first), Cell::plain),
        ];
        ("line", cells)
    });
    let buckets = tie.buckets.iter().map(|it| {
        let none = || Cell::NONE;
        let cells = vec![
            Cell::choice(it.bucket),
            none(),
            exact(it.usd),
            none(),
            none(),
            none(),
            none(),
            none(),
        ];
        ("bucket", cells)
    });
    std::iter::once(("whole", whole)).chain(lines).chain(buckets)
}

fn written<'a, T>(
    columns: &[Column<Row<'a, T>>],
    of: &'a Reconciliation,
    all: &'a [T],
) -> Result<String, csv::Error> {
    let heading = spreadsheet::heading(columns)?;
    let rows = spreadsheet::rows(columns, all.iter().map(|it| Row { of, it }))?;
    Ok(heading + &rows)
}

/// The margin of each customer, one row a customer.
///
/// # Errors
///
/// [`ReconciliationError::Sum`] when a margin needs more than 38 digits.
pub fn customer_margins_csv(
    reconciliation: &Reconciliation,
) -> Result<String, ReconciliationError> {
    let heading =
        ["month", "customer", "set_aside", "billed_usd", "charged_usd", "shared_usd", "margin_usd"];
    let row = |it: &CustomerMargin| {
        Ok(vec![
            Cell::plain(reconciliation.month),
            Cell::text(&it.customer),
            Cell::plain(it.is_set_aside),
            Cell::of(it.billed_usd, Cell::plain),
            exact(it.charged_usd),
            exact(it.shared_usd),
            Cell::of(it.margin_usd()?, exact),
        ])
    };
    let rows: Vec<Vec<Cell>> =
        reconciliation.customers.iter().map(row).collect::<Result<_, ReconciliationError>>()?;
    Ok(spreadsheet::write_cells(&heading, rows.into_iter())?)
}

/// The margin of components, one row a customer, environment, kind and size.
///
/// What was billed for components of a customer that was not billed is not known, and empty.
///
/// # Errors
///
/// None that a reconciliation can cause; the writer's type allows for a failing one.
pub fn component_margins_csv(reconciliation: &Reconciliation) -> Result<String, csv::Error> {
    let heading = [
        "month",
        "customer",
        "deployment",
        "environment",
        "component",
        "size",
        "billed_usd",
        "charged_usd",
    ];
    let billed: BTreeSet<&str> = reconciliation
        .customers
        .iter()
        .filter(|it| it.billed_usd.is_some())
        .map(|it| it.customer.as_str())
        .collect();
    let row = |it: &ComponentMargin| {
        let is_billed = billed.contains(it.customer.as_str());
        vec![
            Cell::plain(reconciliation.month),
            Cell::text(&it.customer),
            Cell::text(&it.deployment),
            Cell::text(&it.environment),
            Cell::text(&it.component),
            Cell::text(&it.size),
            Cell::of(is_billed.then_some(it.billed_usd), Cell::plain),
            exact(it.charged_usd),
        ]
    };
    spreadsheet::write_cells(&heading, reconciliation.components.iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_reconciliation as sample;

    #[test]
    fn amounts_of_the_evidence_sum_to_the_total_to_the_last_digit() {
        for month in [sample::october(), sample::crowded()] {
            let text = evidence_csv(&month).unwrap();
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let usd = reader.headers().unwrap().iter().position(|it| it == "usd").unwrap();
            let amounts = reader.records().map(|it| it.unwrap()[usd].parse().unwrap());
            let sum = amounts.fold(CostAmount::ZERO, |sum, it: CostAmount| sum.plus(it).unwrap());
            assert_eq!(sum.to_string(), month.charged_usd.to_string());
        }
    }

    #[test]
    fn every_attribution_is_a_row_with_every_field() {
        let month = sample::october();
        let text = evidence_csv(&month).unwrap();
        assert_eq!(text.lines().count(), month.attributions.len() + 1);
        let drift = text.lines().find(|line| line.contains("usage-drift,true,53.0000000001"));
        assert_eq!(
            drift.unwrap(),
            "2026-10,unblended,usage-drift,true,53.0000000001,example-insurance,000000000006,,AmazonCloudWatch,DataProcessing-Bytes,Usage,,,,,GB,130,24,0.5,main/production/log-registry/logs,,1,other.csv.gz,12"
        );
    }

    #[test]
    fn lines_and_buckets_of_an_invoice_sum_to_its_rows() {
        let month = sample::october();
        let text = invoices_csv(&month).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut sums: std::collections::BTreeMap<(String, String), CostAmount> = Default::default();
        for row in reader.records().map(Result::unwrap) {
            let sum = sums.entry((row[1].to_owned(), row[3].to_owned())).or_default();
            *sum = sum.plus(row[6].parse().unwrap()).unwrap();
        }
        assert_eq!(sums.len(), 9);
        for tie in &month.invoices {
            for part in ["whole", "line", "bucket"] {
                assert_eq!(sums[&(tie.invoice.clone(), part.to_owned())], tie.rows_usd, "{part}");
            }
        }
    }

    #[test]
    fn what_was_not_billed_is_empty_and_never_zero() {
        let mut month = sample::october();
        let inicia = month.customers.iter_mut().find(|it| it.customer == "inicia").unwrap();
        inicia.billed_usd = None;
        for text in [customer_margins_csv(&month).unwrap(), component_margins_csv(&month).unwrap()]
        {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let billed = reader.headers().unwrap().iter().position(|it| it == "billed_usd");
            let billed = billed.unwrap();
            for row in reader.records().map(Result::unwrap) {
                let is_unknown = ["inicia", "farmacias-unidas", ""].contains(&&row[1]);
                assert_eq!(row[billed].is_empty(), is_unknown, "{row:?}");
            }
        }
        let without = without_cost_csv(&month).unwrap();
        assert!(without.ends_with("AmazonVPC,VPN-Usage-Hours:ipsec.1,37.2,e-5-vpn\n"), "{without}");
    }
}
