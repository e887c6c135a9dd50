//! Rows and columns as CSV.

use std::fmt::Display;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

/// One cell, ready to be written; what is not known is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell(String);

impl Cell {
    /// Nothing.
    pub(super) const NONE: Cell = Cell(String::new());

    /// A text that people chose.
    ///
    /// One that a spreadsheet would take for a formula gets an apostrophe in front.
    pub(super) fn text(text: &str) -> Cell {
        if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
            return Cell(format!("'{text}"));
        }
        Cell(text.to_owned())
    }

    /// Several texts, separated by spaces.
    pub(super) fn texts<T: std::borrow::Borrow<str>>(texts: &[T]) -> Cell {
        Cell::text(&texts.join(" "))
    }

    /// A number, without exponent and without zeros at its end.
    pub(super) fn number(number: Decimal) -> Cell {
        let number = if number.is_zero() { Decimal::ZERO } else { number.normalize() };
        Cell(number.to_string())
    }

    /// An amount, date or word of our own, as it displays.
    pub(super) fn plain(value: impl Display) -> Cell {
        Cell(value.to_string())
    }

    /// A day, `2026-10-31`.
    pub(super) fn day(day: NaiveDate) -> Cell {
        Cell::plain(day)
    }

    /// One value of a fixed choice, in its written form.
    pub(super) fn choice(value: impl Serialize) -> Cell {
        let written = serde_json::to_value(value).ok();
        Cell::text(written.as_ref().and_then(|it| it.as_str()).unwrap_or_default())
    }

    /// A cell of a value that may not be there.
    pub(super) fn of<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::NONE, cell)
    }
}

/// A column: its name, and how its cell follows from a row.
pub(super) type Column<Row> = (&'static str, fn(&Row) -> Cell);

/// Writes a heading and rows.
pub(super) fn write<Row>(columns: &[Column<Row>], rows: &[Row]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|(name, _)| name))?;
    for row in rows {
        writer.write_record(columns.iter().map(|(_, cell)| cell(row).0))?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_formula_and_a_number_never_a_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(Cell::text(formula), Cell(format!("'{formula}")));
        }
        assert_eq!(Cell::text("a=1"), Cell(String::from("a=1")));
        assert_eq!(Cell::number(Decimal::new(-1250, 3)), Cell(String::from("-1.25")));
        assert_eq!(Cell::number(Decimal::new(-0, 3)), Cell(String::from("0")));
    }

    #[test]
    fn separators_and_quotes_stay_in_their_cell() {
        let columns: [Column<&str>; 2] = [("a", |it| Cell::text(it)), ("b", |_| Cell::NONE)];
        let text = write(&columns, &["x,\"y\"\nz"]).unwrap();
        assert_eq!(text, "a,b\n\"x,\"\"y\"\"\nz\",\n");
    }
}
