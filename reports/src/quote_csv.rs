//! The lines of a quote as CSV, for spreadsheets.

use mru_core::{Lang, Quote};
use serde_json::{Value as Json, json};

use super::{
    offer_view::OfferDocument,
    spreadsheet::{self, Cell},
};

const COLUMNS: [&str; 17] = [
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
    "rate_card",
];

/// The columns that hold numbers.
const NUMBERS: [&str; 6] = ["line", "quantity", "multiplier", "weight_mru", "mru", "usd"];

/// Writes the lines of a quote as CSV, one row a line; decimals have a point in both languages.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// # Errors
///
/// When a row cannot be written, which does not happen in memory.
pub fn quote_csv(quote: &Quote, lang: Lang) -> Result<String, csv::Error> {
    let document = quote.to_json(lang);
    let card = card(quote, lang);
    let lines = document["lines"].as_array().into_iter().flatten();
    let cells = |line: &Json| cells(line, &card);
    spreadsheet::write_cells(&COLUMNS, lines.map(cells))
}

/// Writes the lines of a draft or an issued quote as CSV: those of the components, then those that the
/// contract adds.
///
/// # Errors
///
/// As [`quote_csv`].
pub fn offer_csv(document: &OfferDocument<'_>, lang: Lang) -> Result<String, csv::Error> {
    let offer = document.offer;
    let whole = offer.quote.to_json(lang);
    let card = card(&offer.quote, lang);
    let added = offer.added.iter().map(|line| {
        json!({ "environment": "contract", "component": line.kind(), "usd": line.usd(), "rules": ["R83"] })
    });
    let added: Vec<Json> = added.collect();
    let lines = whole["lines"].as_array().into_iter().flatten().chain(&added);
    spreadsheet::write_cells(&COLUMNS, lines.map(|line| cells(line, &card)))
}

fn cells(line: &Json, card: &str) -> Vec<Cell> {
    let of = |column: &&str| match *column {
        "rate_card" => Cell::text(card),
        column => cell(column, &line[column]),
    };
    COLUMNS.iter().map(of).collect()
}

/// The card behind every row, and that it is a proposal when it was not published.
fn card(quote: &Quote, lang: Lang) -> String {
    let card = &quote.terms.card;
    match (card.is_proposal, lang) {
        (false, _) => card.id(),
        (true, Lang::En) => format!("{} (proposal)", card.id()),
        (true, Lang::Es) => format!("{} (propuesta)", card.id()),
    }
}

fn cell(column: &str, value: &Json) -> Cell {
    match value {
        Json::Null => Cell::NONE,
        Json::String(number) if NUMBERS.contains(&column) => Cell::plain(number),
        Json::String(text) => Cell::text(text),
        Json::Array(items) => {
            Cell::texts(&items.iter().filter_map(Json::as_str).collect::<Vec<_>>())
        }
        Json::Bool(_) | Json::Number(_) | Json::Object(_) => Cell::plain(value),
    }
}
