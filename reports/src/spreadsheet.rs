//! Rows and columns as CSV: every cell that we write goes through here, so that no spreadsheet takes
//! a text for a formula.

use std::fmt::Display;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value as Json;

/// One cell, ready to be written; what is not known is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell(String);

impl Cell {
    /// Nothing.
    pub(super) const NONE: Cell = Cell(String::new());

    /// A text that people chose, or that holds one.
    ///
    /// An apostrophe stands before each letter that would begin a formula.
    pub(super) fn text(text: &str) -> Cell {
        Cell(guarded(text, |shown, letter| {
            shown.push('\'');
            shown.push(letter);
        }))
    }

    /// Several texts, separated by spaces.
    pub(super) fn texts<T: std::borrow::Borrow<str>>(texts: &[T]) -> Cell {
        Cell::text(&texts.join(" "))
    }

    /// A JSON object; letters that would begin a formula are escaped, so that it means the same.
    pub(super) fn json(value: Option<Json>) -> Cell {
        Cell::of(value, |value| {
            Cell(guarded(&value.to_string(), |shown, letter| {
                shown.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }))
        })
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

/// Copies a text, and writes each letter that would begin a formula by `guard`.
///
/// A formula can begin where a cell begins. Programs disagree on where that is: a file with commas is
/// cut at semicolons by a spreadsheet set to Spanish, and quotes within a cell do not stop it. So a
/// cell may begin at the start and after every separator, and spaces and quotes may stand before it.
///
/// # Source
///
/// OWASP, "CSV Injection": the letters, their full-width forms, tab and line breaks, and that
/// separators and quotes within a text begin new cells.
fn guarded(text: &str, guard: impl Fn(&mut String, char)) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut begins = true;
    for letter in text.chars() {
        let separates = matches!(letter, ',' | ';' | '|' | '\t' | '\r' | '\n');
        let dangerous = matches!(
            letter,
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n'
        );
        if begins && dangerous {
            guard(&mut shown, letter);
        } else {
            shown.push(letter);
        }
        let hides = letter.is_whitespace() || matches!(letter, '"' | '\'');
        begins = separates || (begins && hides);
    }
    shown
}

/// A column: its name, and how its cell follows from a row.
pub(super) type Column<Row> = (&'static str, fn(&Row) -> Cell);

/// Writes the names of columns.
pub(super) fn heading<Row>(columns: &[Column<Row>]) -> Result<String, csv::Error> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    write_cells(&names, std::iter::empty())
}

/// Writes rows without a heading.
pub(super) fn rows<Row>(
    columns: &[Column<Row>],
    rows: impl IntoIterator<Item = Row>,
) -> Result<String, csv::Error> {
    let cells = |row: Row| columns.iter().map(|(_, cell)| cell(&row)).collect();
    write_records(csv::Writer::from_writer(Vec::new()), rows.into_iter().map(cells))
}

/// Writes a heading and rows whose cells are made already.
pub(super) fn write_cells(
    heading: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heading)?;
    write_records(writer, rows)
}

fn write_records(
    mut writer: csv::Writer<Vec<u8>>,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<String, csv::Error> {
    for row in rows {
        writer.write_record(row.iter().map(|cell| &cell.0))?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_text_begins_a_formula_wherever_a_cell_may_begin() {
        for (text, shown) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1+1", "'＝1+1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠A1", "'＠A1"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\n=1", "'\n'=1"),
            ("a;=1", "a;'=1"),
            ("a;\"=1", "a;\"'=1"),
            ("a,-1", "a,'-1"),
            ("a\t@b", "a\t'@b"),
            ("a\n+1", "a\n'+1"),
            ("a|=1", "a|'=1"),
            (" =1", " '=1"),
            ("\"=1\"", "\"'=1\""),
            ("a; ＝1", "a; '＝1"),
        ] {
            assert_eq!(Cell::text(text), Cell(shown.to_owned()), "{text:?}");
        }
        for harmless in
            ["a=1", "ms-1", "a + b", "1 × 2 = 2", "a; b-c", "USD -1.00", "[x]=1", "保险"]
        {
            assert_eq!(Cell::text(harmless), Cell(harmless.to_owned()));
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = json!({ "a": "b;=1", "c": "-1" });
        let Cell(written) = Cell::json(Some(value.clone()));
        assert_eq!(written, "{\"a\":\"b;\\u003d1\",\"c\":\"-1\"}");
        assert_eq!(serde_json::from_str::<Json>(&written).unwrap(), value);
        assert_eq!(Cell::json(None), Cell::NONE);
    }

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(Cell::number(Decimal::new(-1250, 3)), Cell(String::from("-1.25")));
        assert_eq!(Cell::number(Decimal::new(-0, 3)), Cell(String::from("0")));
        assert_eq!(Cell::plain("-59.50"), Cell(String::from("-59.50")));
    }

    #[test]
    fn separators_and_quotes_stay_in_their_cell() {
        let columns: [Column<&str>; 2] = [("a", |it| Cell::text(it)), ("b", |_| Cell::NONE)];
        assert_eq!(heading(&columns).unwrap(), "a,b\n");
        let text = rows(&columns, ["x,\"y\"\nz"]).unwrap();
        assert_eq!(text, "\"x,\"\"y\"\"\nz\",\n");
    }
}
