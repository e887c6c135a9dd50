//! Issued documents for other programs: spreadsheets, ledgers and cost tools.

mod error;
mod focus;
mod invoices;
mod journal;

use chrono::NaiveDate;
use mru_core::invoice::Statement;

pub use error::ExportError;
pub use focus::{FOCUS_VERSION, focus_csv};
pub use invoices::invoices_csv;
pub use journal::journal_csv;

/// An issued document, as exports see it.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// Its number.
    pub number: &'a str,
    /// The day on which it was issued.
    pub issued_on: NaiveDate,
    /// The day on which it is due; none where nothing is due.
    pub due_on: Option<NaiveDate>,
    /// What became of it, such as `issued`.
    pub state: &'a str,
    /// Why it was issued before its month had ended; empty when it was not.
    pub early_reason: &'a str,
    /// What it says.
    pub statement: &'a Statement,
}

/// The currency of every document.
const CURRENCY: &str = "USD";
