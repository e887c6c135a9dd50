//! A table of weights, read from CSV row by row; every wrong row is named (T2–T5).

use std::collections::BTreeMap;

use super::{Confidence, Entry};
use crate::{
    catalogue,
    entry_id::EntryId,
    finding::{Finding, Findings, Severity},
    positions::Position,
    reading::parse_decimal,
    text::{Text, hidden_in, nearest, shortened, text},
    units::Weight,
};

/// The columns of a table of weights.
const COLUMNS: [&str; 5] = ["component", "size", "weight_mru", "confidence", "arithmetic"];
/// The most rows a table may have.
const MAX_ROWS: usize = 20_000;

/// What is wrong with a row: the rule, the sentence, and what would be right.
struct Wrong {
    rule: &'static str,
    /// Which cell of the row it is about, from 0.
    cell: usize,
    message: Text,
    help: Option<Text>,
}

/// Reads the rows of a table into `entries`.
pub(super) fn read(
    name: &str,
    text: &str,
    entries: &mut BTreeMap<EntryId, Entry>,
    findings: &mut Findings,
) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
    if columns != COLUMNS {
        let wanted = COLUMNS.join(",");
        findings
            .error(
                "T2",
                name,
                text!(
                    "the first line of `{name}` must name the columns",
                    "la primera línea de `{name}` debe nombrar las columnas"
                ),
            )
            .help(text!("{wanted}", "{wanted}"));
        return;
    }
    for (index, row) in reader.records().enumerate() {
        if index == MAX_ROWS {
            findings.push(finding(name, (text, line_of(&row)), too_long()));
            return;
        }
        let line = line_of(&row);
        let entry = row.map_err(|error| not_csv(&error)).and_then(|row| read_row(&row));
        let entry = entry.and_then(|entry| {
            if entries.contains_key(&entry.id) { Err(twice(&entry.id)) } else { Ok(entry) }
        });
        match entry {
            Ok(entry) => {
                entries.insert(entry.id.clone(), entry);
            }
            Err(wrong) => findings.push(finding(name, (text, line), wrong)),
        }
    }
}

/// A finding about a cell of a line of a table.
fn finding(name: &str, (text, line): (&str, Option<u64>), wrong: Wrong) -> Finding {
    let Wrong { rule, cell, message, help } = wrong;
    let line = line.and_then(|line| usize::try_from(line).ok());
    let column = |line: usize| {
        text.lines().nth(line.saturating_sub(1)).map_or(1, |content| column_of(content, cell))
    };
    Finding {
        rule,
        severity: Severity::Error,
        path: name.to_owned(),
        position: line.map(|line| Position { line, column: column(line) }),
        message,
        help,
    }
}

/// The column at which a cell of a line begins, from 1; commas within quotes part no cells.
fn column_of(line: &str, cell: usize) -> usize {
    let mut commas = 0;
    let mut quoted = false;
    for (at, letter) in line.chars().enumerate() {
        if commas == cell {
            return at.saturating_add(1);
        }
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => commas = commas.saturating_add(1),
            _ => {}
        }
    }
    if commas == cell { line.chars().count().saturating_add(1) } else { 1 }
}

fn read_row(row: &csv::StringRecord) -> Result<Entry, Wrong> {
    let fields: Vec<&str> = row.iter().collect();
    let [component, size, weight, confidence, arithmetic] = fields.as_slice() else {
        let count = fields.len();
        let message = text!(
            "the row has {count} fields instead of 5",
            "la fila tiene {count} campos en vez de 5"
        );
        return Err(Wrong { rule: "T2", cell: 0, message, help: None });
    };
    if let Some(hidden) = fields.iter().find_map(|field| hidden_in(field)) {
        return Err(not_seen(hidden));
    }
    if catalogue::find(component).is_none_or(|kind| kind.id != *component) {
        return Err(unknown_component(component));
    }
    let weight = parse_decimal(weight).and_then(Weight::new).ok_or_else(|| no_weight(weight))?;
    let confidence = confidence_of(confidence).ok_or_else(|| no_confidence(confidence))?;
    Ok(Entry {
        id: EntryId::new(component, size),
        weight,
        confidence,
        arithmetic: (*arithmetic).to_owned(),
    })
}

/// Finds a confidence by its written form.
pub(crate) fn confidence_of(written: &str) -> Option<Confidence> {
    use Confidence::{Assumption, Golden, PriceList, Public, Unconfirmed};
    let all = [PriceList, Golden, Public, Unconfirmed, Assumption];
    all.into_iter().find(|confidence| confidence.as_str() == written)
}

/// The line of the text on which a row begins.
fn line_of(row: &Result<csv::StringRecord, csv::Error>) -> Option<u64> {
    let position = match row {
        Ok(row) => row.position(),
        Err(error) => error.position(),
    };
    position.map(csv::Position::line)
}

/// A row beyond the limit: no row is left out silently.
fn too_long() -> Wrong {
    let message =
        text!("the table has more than {MAX_ROWS} rows", "la tabla tiene más de {MAX_ROWS} filas");
    let help = text!(
        "split it into several files of the folder, by component",
        "divídala en varios archivos de la carpeta, por componente"
    );
    Wrong { rule: "T2", cell: 0, message, help: Some(help) }
}

fn not_csv(error: &csv::Error) -> Wrong {
    let message = text!("the row is not CSV: {error}", "la fila no es CSV: {error}");
    Wrong { rule: "T2", cell: 0, message, help: None }
}

fn not_seen(hidden: char) -> Wrong {
    let code = u32::from(hidden);
    let message = text!(
        "the row holds U+{code:04X}, which cannot be seen",
        "la fila contiene U+{code:04X}, que no se ve"
    );
    Wrong { rule: "T2", cell: 0, message, help: Some(text!("remove it", "quítelo")) }
}

fn twice(id: &EntryId) -> Wrong {
    let message = text!("entry `{id}` appears twice", "la entrada `{id}` aparece dos veces");
    Wrong {
        rule: "T3",
        cell: 0,
        message,
        help: Some(text!("keep one of the two", "deje una de las dos")),
    }
}

fn unknown_component(component: &str) -> Wrong {
    let shown = shortened(component);
    let near = nearest(component, catalogue::KINDS.iter().map(|kind| kind.id));
    let help = near.map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?"));
    let message = text!(
        "the catalogue has no component `{shown}`",
        "el catálogo no tiene el componente `{shown}`"
    );
    Wrong { rule: "T4", cell: 0, message, help }
}

fn no_weight(written: &str) -> Wrong {
    let shown = shortened(written);
    let (max, places) = (Weight::MAX, Weight::MAX_PLACES);
    let help = text!(
        "from 0 to {max} with at most {places} decimal places",
        "de 0 a {max} con a lo más {places} decimales"
    );
    Wrong {
        rule: "T5",
        cell: 2,
        message: text!("`{shown}` is not a weight", "`{shown}` no es un peso"),
        help: Some(help),
    }
}

fn no_confidence(written: &str) -> Wrong {
    let shown = shortened(written);
    let known = Confidence::WRITTEN.join(", ");
    let help = text!("one of {known}", "uno de {known}");
    let message = text!("`{shown}` is not a confidence", "`{shown}` no es una confianza");
    Wrong { rule: "T2", cell: 3, message, help: Some(help) }
}
