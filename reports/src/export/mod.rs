//! Issued documents for other programs: spreadsheets, ledgers and cost tools.

mod error;
mod focus;
mod invoices;
mod journal;

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::invoice::{Statement, TaxDocument};

pub use error::ExportError;
pub use focus::{BillingPeriod, FocusVersion, billing_periods, metadata};

/// An issued document, as exports see it.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// Its number.
    pub number: &'a str,
    /// The day on which it was issued.
    pub issued_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The day on which it is due; none where nothing is due.
    pub due_on: Option<NaiveDate>,
    /// What became of it, such as `issued`.
    pub state: &'a str,
    /// Why it was issued before its month had ended; empty when it was not.
    pub early_reason: &'a str,
    /// The tax document that was named for it.
    pub tax: Option<&'a TaxDocument>,
    /// What it says.
    pub statement: &'a Statement,
}

/// What is exported of issued documents, as CSV: amounts have a point, dates are of ISO 8601.
///
/// A month of any length is written a document at a time: the heading once, then the rows of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// One row a line with the fields of its document; amounts sum to the totals of the documents.
    Lines,
    /// Entries of the journal, for the general ledger; those of each document balance.
    Journal,
    /// The dataset `CostAndUsage` of FOCUS, so that a cost tool reads an invoice of ours as it reads
    /// that of any cloud: one row a line, of which each bears its part of the discount. `BilledCost`
    /// sums to the total of each document. An empty cell is null.
    Focus(FocusVersion),
    /// The dataset `InvoiceDetail` of FOCUS 1.4: the lines of the documents, joined to
    /// `CostAndUsage` by `InvoiceDetailId` and with the same sums.
    InvoiceDetail,
}

impl Export {
    /// The names of its columns, a line.
    ///
    /// # Errors
    ///
    /// [`ExportError::Csv`], which does not happen in memory.
    pub fn heading(self) -> Result<String, ExportError> {
        Ok(match self {
            Export::Lines => invoices::heading(),
            Export::Journal => journal::heading(),
            Export::Focus(version) => focus::heading(version),
            Export::InvoiceDetail => focus::detail_heading(),
        }?)
    }

    /// The rows of a document.
    ///
    /// # Errors
    ///
    /// [`ExportError::Arithmetic`] when a cost or sum needs more than 28 digits.
    pub fn rows(self, document: &Exported<'_>) -> Result<String, ExportError> {
        match self {
            Export::Lines => invoices::rows(document),
            Export::Journal => journal::rows(document),
            Export::Focus(version) => focus::rows(document, version),
            Export::InvoiceDetail => focus::detail_rows(document),
        }
    }

    /// Heading and rows of documents that are at hand.
    ///
    /// # Errors
    ///
    /// As [`Export::rows`].
    pub fn whole(self, documents: &[Exported<'_>]) -> Result<String, ExportError> {
        let mut whole = self.heading()?;
        for document in documents {
            whole.push_str(&self.rows(document)?);
        }
        Ok(whole)
    }
}

/// The currency of every document.
const CURRENCY: &str = "USD";
