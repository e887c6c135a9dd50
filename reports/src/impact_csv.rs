//! What a proposed rate card changes as CSV, one row a customer.

use mru_core::{
    impact::{Bill, Effect, Impact, Note},
    units::Usd,
};
use serde_json::Value as Json;

use super::spreadsheet::{self, Cell};

const COLUMNS: [&str; 17] = [
    "period",
    "rate_card",
    "customer",
    "outcome",
    "rate_card_before",
    "rate_card_after",
    "mru_price_usd_before",
    "mru_price_usd_after",
    "mru_before",
    "mru_after",
    "net_usd_before",
    "net_usd_after",
    "difference_usd",
    "difference_percent",
    "total_usd_before",
    "total_usd_after",
    "notes",
];

/// Writes what a proposed rate card changes, one row a customer; what is not known is empty.
///
/// # Errors
///
/// When a row cannot be written, which does not happen in memory.
pub fn impact_csv(impact: &Impact) -> Result<String, csv::Error> {
    spreadsheet::write_cells(&COLUMNS, impact.customers.iter().map(|effect| row(impact, effect)))
}

fn row(impact: &Impact, effect: &Effect) -> Vec<Cell> {
    let bills = [effect.before.as_ref(), effect.after.as_ref()];
    let of = |cell: fn(&Bill) -> Cell| bills.map(|bill| Cell::of(bill, cell));
    let usd = |usd: Usd| Cell::number(usd.as_decimal());
    let notes: Vec<String> = effect.notes.iter().map(code).collect();
    let mut cells = vec![
        Cell::plain(impact.period),
        Cell::text(&impact.rate_card),
        Cell::text(&effect.customer),
        Cell::choice(effect.outcome()),
    ];
    cells.extend(of(|bill| Cell::text(&bill.rate_card)));
    cells.extend(of(|bill| Cell::number(bill.mru_price_usd)));
    cells.extend(of(|bill| Cell::number(bill.mru)));
    cells.extend(of(|bill| Cell::plain(bill.net_usd)));
    cells.push(Cell::of(effect.difference(), usd));
    cells.push(Cell::of(effect.percent(), Cell::number));
    cells.extend(of(|bill| Cell::plain(bill.total_usd)));
    cells.push(Cell::texts(&notes));
    cells
}

/// The name of a note, as JSON has it.
fn code(note: &Note) -> String {
    let written = serde_json::to_value(note).unwrap_or(Json::Null);
    written["note"].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_impact as sample;

    #[test]
    fn a_customer_is_a_row_and_what_is_not_known_is_empty() {
        let text = impact_csv(&sample::impact()).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert!(reader.headers().unwrap().iter().eq(COLUMNS));
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), sample::impact().customers.len());
        let bank = rows.iter().find(|row| &row[2] == "bank").unwrap();
        assert_eq!((&bank[3], &bank[12], &bank[13]), ("more", "3.36", "3.03"));
        let pharmacy = rows.iter().find(|row| &row[2] == "pharmacy").unwrap();
        assert_eq!(&pharmacy[3], "cannot-be-billed");
        assert!((4..16).all(|at| pharmacy[at].is_empty()), "{pharmacy:?}");
    }
}
