//! The dataset `BillingPeriod` of FOCUS 1.4: which months are closed.

use chrono::{DateTime, Utc};
use mru_core::calendar::format_instant;

use super::super::ExportError;
use crate::spreadsheet::{self, Cell, Column};

/// A month of an issuer in a time zone, as its documents make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingPeriod {
    /// Who issues its invoices.
    pub issuer: String,
    /// Its first instant.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
    /// When its first document was recorded.
    pub created: DateTime<Utc>,
    /// When its last document was recorded, or when it ended if that is later and it is closed.
    pub last_updated: DateTime<Utc>,
    /// Whether it has ended and nothing of it is left to issue.
    pub is_closed: bool,
}

impl BillingPeriod {
    const COLUMNS: &[Column<BillingPeriod>] = &[
        ("BillingPeriodCreated", |it| Cell::plain(format_instant(it.created))),
        ("BillingPeriodEnd", |it| Cell::plain(format_instant(it.end))),
        ("BillingPeriodLastUpdated", |it| Cell::plain(format_instant(it.last_updated))),
        ("BillingPeriodStart", |it| Cell::plain(format_instant(it.start))),
        ("BillingPeriodStatus", |it| Cell::plain(if it.is_closed { "Closed" } else { "Open" })),
        ("InvoiceIssuerName", |it| Cell::text(&it.issuer)),
    ];
}

pub(super) fn column_names() -> Vec<&'static str> {
    BillingPeriod::COLUMNS.iter().map(|(name, _)| *name).collect()
}

/// Writes the dataset `BillingPeriod` of FOCUS 1.4: its heading and a row a period.
///
/// # Errors
///
/// [`ExportError::Csv`], which does not happen in memory.
pub fn billing_periods(
    periods: impl IntoIterator<Item = BillingPeriod>,
) -> Result<String, ExportError> {
    let mut whole = spreadsheet::heading(BillingPeriod::COLUMNS)?;
    whole.push_str(&spreadsheet::rows(BillingPeriod::COLUMNS, periods)?);
    Ok(whole)
}
