//! The lines of a quote as CSV, for spreadsheets.

use mru_core::{Lang, Quote};
use serde_json::Value as Json;

const COLUMNS: [&str; 16] = [
    "line",
    "environment",
    "component",
    "name",
    "size",
    "quantity",
    "unit",
    "multiplier",
    "weight_mru",
    "mru",
    "usd",
    "charge",
    "rules",
    "entry",
    "explanation",
    "path",
];

/// Writes the lines of a quote as CSV, one row a line; decimals have a point in both languages.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// # Errors
///
/// When a row cannot be written, which does not happen in memory.
pub fn quote_csv(quote: &Quote, lang: Lang) -> Result<String, csv::Error> {
    let document = quote.to_json(lang);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for line in document["lines"].as_array().into_iter().flatten() {
        writer.write_record(COLUMNS.map(|column| cell(&line[column])))?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) if text.starts_with(['=', '+', '-', '@', '\t']) => format!("'{text}"),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(" "),
        Json::Bool(_) | Json::Number(_) | Json::Object(_) => value.to_string(),
    }
}
