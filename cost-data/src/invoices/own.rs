//! Invoices as CSV: a row for each invoice, and one for each of its lines where they are known.

use std::collections::BTreeMap;

use mru_core::{
    costs::{AwsInvoice, CostAmount},
    text::nearest,
};

use super::{Place, signed};
use crate::{CostDataError, Expected};

const COLUMNS: [&str; 6] = ["invoice", "type", "period", "line", "amount", "currency"];

/// An invoice while its rows are read.
struct Begun {
    invoice: AwsInvoice,
    /// Whether a row says what it comes to.
    has_total: bool,
    place: u64,
}

pub(super) fn read(file: &str, text: &str) -> Result<Vec<AwsInvoice>, CostDataError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let damaged = |row, error: csv::Error| CostDataError::Damaged {
        file: file.to_owned(),
        row,
        error: error.to_string(),
    };
    let header = reader.headers().map_err(|error| damaged(None, error))?.clone();
    let places = places(file, &header)?;
    let mut all: BTreeMap<String, Begun> = BTreeMap::new();
    for (row, record) in (1..).zip(reader.records()) {
        let record = record.map_err(|error| damaged(Some(row - 1), error))?;
        let cells = places.map(|at| record.get(at).unwrap_or_default());
        add(Place { file, row }, cells, &mut all)?;
    }
    all.into_values().map(|begun| finished(file, begun)).collect()
}

/// Where the columns stand.
fn places(file: &str, header: &csv::StringRecord) -> Result<[usize; 6], CostDataError> {
    let mut places = [0; 6];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let mut found = header.iter().enumerate().filter(|(_, name)| name.trim() == column);
        let first = found.next().map(|(at, _)| at);
        if found.next().is_some() {
            let (file, column) = (file.to_owned(), column.to_owned());
            return Err(CostDataError::ColumnTwice { file, column });
        }
        *place = first.ok_or_else(|| CostDataError::MissingColumn {
            file: file.to_owned(),
            format: "AWS invoices",
            column,
            nearest: nearest(column, header.iter()).map(str::to_owned),
        })?;
    }
    Ok(places)
}

fn add(
    place: Place<'_>,
    cells: [&str; 6],
    all: &mut BTreeMap<String, Begun>,
) -> Result<(), CostDataError> {
    let [id, kind, period, line, amount, currency] = cells;
    let row = AwsInvoice {
        id: place.text("invoice", id)?,
        kind: place.kind("type", kind)?,
        period: place.period("period", period)?,
        total: place.amount("amount", amount)?,
        currency: place.text("currency", currency)?,
        lines: BTreeMap::new(),
        file: place.file.to_owned(),
    };
    let usd = row.total;
    let begun = all.entry(row.id.clone()).or_insert_with(|| Begun {
        invoice: AwsInvoice { total: CostAmount::ZERO, ..row.clone() },
        has_total: false,
        place: place.row,
    });
    let of = &mut begun.invoice;
    for (column, value, same) in [
        ("type", kind, of.kind == row.kind),
        ("period", period, of.period == row.period),
        ("currency", currency, of.currency == row.currency),
    ] {
        if !same {
            return Err(place.refuse(column, value, Expected::SameInvoice));
        }
    }
    let line = line.trim();
    if line.is_empty() {
        if begun.has_total {
            let (first, second) = (of.file.clone(), of.file.clone());
            return Err(CostDataError::InvoiceTwice { invoice: row.id, first, second });
        }
        (of.total, begun.has_total) = (usd, true);
        return Ok(());
    }
    let sum = of.lines.entry(line.to_owned()).or_default();
    *sum = sum.plus(usd).map_err(|_| place.refuse("amount", amount, Expected::Amount))?;
    Ok(())
}

/// An invoice whose rows were read: its lines, where it has any, sum to it.
fn finished(file: &str, begun: Begun) -> Result<AwsInvoice, CostDataError> {
    let Begun { mut invoice, has_total, place } = begun;
    let sum = invoice.lines.values().copied().try_fold(CostAmount::ZERO, CostAmount::plus);
    let sum = sum.map_err(|_| CostDataError::TooLarge { file: file.to_owned(), row: place })?;
    if !has_total {
        invoice.total = sum;
    } else if !invoice.lines.is_empty() && sum != invoice.total {
        return Err(CostDataError::InvoiceLines {
            file: file.to_owned(),
            invoice: invoice.id,
            lines: sum,
            total: invoice.total,
        });
    }
    Ok(signed(invoice))
}
