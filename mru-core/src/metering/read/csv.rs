//! Rows of CSV (RFC 4180) with the place of every cell; a row is one line.

use std::io::BufRead;

use super::{super::row::EventRow, lines::Lines};
use crate::{
    finding::{Finding, Findings, Severity},
    positions::Position,
    reading::{Key, Node, Record as _, Value, unreadable},
    text::{Text, nearest, shortened, text},
};

/// A file of CSV whose heading was read.
#[derive(Debug)]
pub(super) struct Csv<R> {
    lines: Lines<R>,
    separator: char,
    /// The name of each column; none where the heading has one that is not known.
    columns: Vec<Option<&'static str>>,
}

/// One cell, without the blanks around it.
struct Cell {
    text: String,
    /// Its first character, counted from 1.
    column: usize,
}

impl<R: BufRead> Csv<R> {
    /// Reads the heading; none when there is no row to read after it.
    pub(super) fn new(mut lines: Lines<R>, findings: &mut Findings) -> Option<Csv<R>> {
        let heading = loop {
            match lines.next() {
                Some(Ok(line)) if line.trim().is_empty() => {}
                Some(Ok(line)) => break line,
                Some(Err(finding)) => {
                    findings.push(finding);
                    return None;
                }
                None => return None,
            }
        };
        let separator = separator(&heading);
        let position = lines.position();
        let cells = match cells(&heading, separator) {
            Ok(cells) => cells,
            Err(broken) => {
                findings.push(broken.finding(position));
                return None;
            }
        };
        let columns = columns(&cells, position.line, findings);
        Some(Csv { lines, separator, columns })
    }

    /// The next row, or what is wrong with its form.
    pub(super) fn row(&mut self) -> Option<Result<Node, Finding>> {
        loop {
            let line = match self.lines.next()? {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => line,
                Err(finding) => return Some(Err(finding)),
            };
            let position = self.lines.position();
            return Some(match cells(&line, self.separator) {
                Ok(cells) if cells.len() == self.columns.len() => Ok(self.node(cells, position)),
                Ok(cells) => Err(other_width(cells.len(), self.columns.len(), position)),
                Err(broken) => Err(broken.finding(position)),
            });
        }
    }

    fn node(&self, cells: Vec<Cell>, position: Position) -> Node {
        let filled = self.columns.iter().zip(cells).filter(|(_, cell)| !cell.text.is_empty());
        let entries = filled.filter_map(|(name, cell)| {
            let position = Position { line: position.line, column: cell.column };
            let key = Key { name: (*name)?.to_owned(), position };
            Some((key, Node { position, value: Value::Plain(cell.text) }))
        });
        Node { position, value: Value::Table(entries.collect()) }
    }
}

/// Tells commas from semicolons, which spreadsheets write where the comma is the decimal sign.
fn separator(heading: &str) -> char {
    let count = |wanted| heading.chars().filter(|c| *c == wanted).count();
    if count(';') > count(',') { ';' } else { ',' }
}

/// The columns of a heading; unknown ones, and those that stand twice, are noted.
fn columns(cells: &[Cell], line: usize, findings: &mut Findings) -> Vec<Option<&'static str>> {
    let known = || EventRow::FIELDS.iter().map(|field| field.name);
    let mut columns: Vec<Option<&'static str>> = Vec::with_capacity(cells.len());
    for Cell { text: name, column } in cells {
        let position = Some(Position { line, column: *column });
        let found = known().find(|field| field == name);
        let twice = found.is_some() && columns.contains(&found);
        columns.push(found);
        let (rule, message, help) = match found {
            Some(name) if twice => (
                "F5",
                text!(
                    "column `{name}` stands twice in the heading",
                    "la columna `{name}` aparece dos veces en el encabezado"
                ),
                text!("keep one of the two", "deje una de las dos"),
            ),
            Some(_) => continue,
            None => unknown(name),
        };
        let severity = Severity::Error;
        let path = String::from("header");
        findings.push(Finding { rule, severity, path, position, message, help: Some(help) });
    }
    columns
}

fn unknown(name: &str) -> (&'static str, Text, Text) {
    let known = || EventRow::FIELDS.iter().map(|field| field.name);
    let shown = shortened(name);
    let help = match nearest(name, known()) {
        Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
        None => {
            let names = known().collect::<Vec<_>>().join(", ");
            text!("its columns are: {names}", "sus columnas son: {names}")
        }
    };
    let message = text!(
        "an event file has no column `{shown}`",
        "un archivo de eventos no tiene la columna `{shown}`"
    );
    ("F2", message, help)
}

fn other_width(cells: usize, columns: usize, position: Position) -> Finding {
    not_csv(
        position,
        text!(
            "this row has {cells} cells, but the heading has {columns}",
            "esta fila tiene {cells} celdas, pero el encabezado tiene {columns}"
        ),
    )
}

fn not_csv(position: Position, message: Text) -> Finding {
    let help = text!(
        "each line has as many cells as the heading; a cell that holds the separator stands in double quotes",
        "cada línea tiene tantas celdas como el encabezado; una celda que contiene el separador va entre comillas dobles"
    );
    Finding { help: Some(help), ..unreadable(position, message) }
}

/// A quoted cell that does not end as it should.
struct Broken {
    column: usize,
    message: Text,
}

impl Broken {
    fn finding(self, row: Position) -> Finding {
        not_csv(Position { column: self.column, ..row }, self.message)
    }
}

/// Splits a line into cells.
fn cells(line: &str, separator: char) -> Result<Vec<Cell>, Broken> {
    let mut cells = Vec::new();
    let mut rest = line.chars().zip(1_usize..).peekable();
    loop {
        let blank = |c: char| c.is_whitespace() && c != separator;
        while rest.next_if(|(c, _)| blank(*c)).is_some() {}
        let column = rest.peek().map_or(line.chars().count().saturating_add(1), |(_, at)| *at);
        let mut text = String::new();
        if rest.next_if(|(c, _)| *c == '"').is_some() {
            loop {
                match rest.next() {
                    Some(('"', _)) if rest.next_if(|(c, _)| *c == '"').is_some() => text.push('"'),
                    Some(('"', _)) => break,
                    Some((c, _)) => text.push(c),
                    None => return Err(Broken { column, message: unclosed() }),
                }
            }
            while rest.next_if(|(c, _)| blank(*c)).is_some() {}
            if let Some((_, column)) = rest.next_if(|(c, _)| *c != separator) {
                return Err(Broken { column, message: after_quotes() });
            }
        } else {
            while let Some((c, _)) = rest.next_if(|(c, _)| *c != separator) {
                text.push(c);
            }
        }
        let text = text.trim().to_owned();
        cells.push(Cell { text, column });
        if rest.next().is_none() {
            return Ok(cells);
        }
    }
}

fn unclosed() -> Text {
    Text::new(
        "this cell begins with a double quote and does not end in its line",
        "esta celda comienza con comillas dobles y no termina en su línea",
    )
}

fn after_quotes() -> Text {
    Text::new(
        "after the closing double quote of a cell comes its separator or the end of the line",
        "después de las comillas dobles de cierre viene el separador o el fin de la línea",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_text_and_their_columns() {
        let shown = |line: &str, separator| match cells(line, separator) {
            Ok(cells) => cells
                .iter()
                .map(|cell| format!("{}@{}", cell.text, cell.column))
                .collect::<Vec<_>>()
                .join(" "),
            Err(broken) => format!("broken@{}", broken.column),
        };
        for (line, separator, expected) in [
            ("a,b,,c", ',', "a@1 b@3 @5 c@6"),
            ("a;b,5; c ", ';', "a@1 b,5@3 c@8"),
            (" \"a,b\" ,\"say \"\"ñ\"\"\",x", ',', "a,b@2 say \"ñ\"@9 x@21"),
            ("a,", ',', "a@1 @3"),
            ("", ',', "@1"),
            ("a,\"b", ',', "broken@3"),
            ("\"a\"b,c", ',', "broken@4"),
            ("a\"b,c", ',', "a\"b@1 c@5"),
        ] {
            assert_eq!(shown(line, separator), expected, "{line}");
        }
        assert_eq!(separator("id;type;time"), ';');
        assert_eq!(separator("id"), ',');
    }
}
