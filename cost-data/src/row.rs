//! From the cells of one row to a row of ours, the same way for every writing of a format.

use chrono::{DateTime, Utc};
use mru_core::{
    calendar::Period,
    costs::{Basis, CostAmount, CostPlace, CostRow, Costs, LineType, corrected_month},
};

use crate::{
    Cell, CostDataError, Expected, cur,
    fields::{Family, Field, Layout},
    focus,
    words::shown,
};

/// Texts that mean nothing.
pub(crate) fn known(text: &str) -> Option<&str> {
    (!matches!(text, "" | "NULL" | "null")).then_some(text)
}

/// The cells of one row.
pub(crate) trait Cells {
    /// Where the fields stand.
    fn layout(&self) -> &Layout;
    /// File and row.
    fn place(&self) -> CostPlace<'_>;
    /// The text of a field; nothing when its column is missing, or the cell empty or null.
    fn text(&self, field: Field) -> Option<&str>;
    /// The amount of a field, or the text that is none.
    fn amount(&self, field: Field) -> Result<Option<CostAmount>, String>;
    /// The instant of a field, or the text that is none.
    fn instant(&self, field: Field) -> Result<Option<DateTime<Utc>>, String>;

    /// A refusal of the value of a field.
    fn refuse(&self, field: Field, value: &str, expected: Expected) -> CostDataError {
        CostDataError::Value { cell: self.cell(field, value), expected }
    }

    /// The place of a field with its value.
    fn cell(&self, field: Field, value: &str) -> Cell {
        let place = self.place();
        let column = self.layout().name(field).to_owned();
        Cell { file: place.file.to_owned(), row: place.row, column, value: shown(value) }
    }

    /// The amount of a field.
    fn cost(&self, field: Field) -> Result<Option<CostAmount>, CostDataError> {
        self.amount(field).map_err(|value| self.refuse(field, &value, Expected::Amount))
    }

    /// The instant of a field, which must be there.
    fn moment(&self, field: Field) -> Result<DateTime<Utc>, CostDataError> {
        let read = self.instant(field);
        let read = read.map_err(|value| self.refuse(field, &value, Expected::Instant))?;
        read.ok_or_else(|| self.refuse(field, "", Expected::Instant))
    }

    /// The text of a field, which must be there.
    fn needed(&self, field: Field) -> Result<&str, CostDataError> {
        self.text(field).ok_or_else(|| self.refuse(field, "", Expected::Something))
    }
}

/// How many rows of the bill a row stands for: several, when Athena added them up, which it must have done
/// without dropping a digit.
pub(crate) fn rows(cells: &impl Cells) -> Result<u64, CostDataError> {
    if let Some(lost) = cells.text(Field::Inexact).filter(|lost| *lost != "0") {
        return Err(cells.refuse(Field::Inexact, lost, Expected::Exact));
    }
    let Some(text) = cells.text(Field::Rows) else { return Ok(1) };
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| cells.refuse(Field::Rows, text, Expected::Exact))
}

/// The month of the bill that a row is of.
pub(crate) fn period(cells: &impl Cells) -> Result<Period, CostDataError> {
    Ok(Period::of(cells.moment(Field::Period)?.date_naive()))
}

/// A row of ours from its cells.
pub(crate) fn row<'a>(
    cells: &'a impl Cells,
    period: Period,
    basis: Option<Basis>,
    rows: u64,
) -> Result<CostRow<'a>, CostDataError> {
    let family = cells.layout().family;
    let (line, account, service) = match family {
        Family::Cur => cur::named(cells)?,
        Family::Focus => focus::named(cells)?,
    };
    let (usage, unit) = match family {
        Family::Cur => (cells.cost(Field::Usage)?, cells.text(Field::Unit)),
        Family::Focus => focus::usage(cells)?,
    };
    let costs = match family {
        Family::Cur => cur::costs(cells, line, service)?,
        Family::Focus => focus::costs(cells)?,
    };
    let place = cells.place();
    if let Some(basis) = basis.filter(|basis| costs.get(*basis).is_none()) {
        let file = place.file.to_owned();
        return Err(CostDataError::UnknownCost { file, row: place.row, line, basis });
    }
    let (start, end) = (cells.moment(Field::Start)?, cells.moment(Field::End)?);
    let is_correction = family == Family::Focus && focus::is_correction(cells)?;
    let corrects = match is_correction {
        true => Some(Period::of(start.date_naive())),
        false => corrected_month(period, start.timestamp(), end.timestamp()),
    };
    Ok(CostRow {
        period,
        start,
        end,
        payer: cells.text(Field::Payer),
        account,
        invoice: cells.text(Field::Invoice),
        line,
        corrects,
        service,
        usage_type: cells.text(Field::UsageType),
        operation: cells.text(Field::Operation),
        region: cells.text(Field::Region),
        resource: cells.text(Field::Resource),
        description: cells.text(Field::Description),
        environment: cells.text(Field::Environment),
        component: cells.text(Field::Component),
        usage,
        unit,
        costs,
        currency: cells.needed(Field::Currency)?,
        rows,
        place,
    })
}

/// Line type, account and service.
pub(crate) type Named<'a> = (LineType, &'a str, &'a str);

/// What becomes of a sum that needs more than 38 digits.
pub(crate) fn too_large(cells: &impl Cells) -> CostDataError {
    let place = cells.place();
    CostDataError::TooLarge { file: place.file.to_owned(), row: place.row }
}

/// What a format does not say of a cost.
pub(crate) const UNKNOWN: Costs =
    Costs { unblended: None, amortised: None, net_unblended: None, net_amortised: None };
