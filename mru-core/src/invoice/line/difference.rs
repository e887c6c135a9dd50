//! Lines about lines: corrections, credits and debits.

use chrono::NaiveDate;

use super::{InvoiceLine, LineKind, Subject, Weighed};
use crate::{
    calendar::Period,
    entry_id::EntryId,
    units::{Share, Usd},
};

/// What a correction, credit or debit is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrects {
    /// Number of the issued document.
    pub document: String,
    /// Number of its line; 0 when it had none for the component.
    pub line: u32,
    /// What that line is about in the end.
    pub kind: LineKind,
    /// The month that it is about: that of the document, or the one which its line corrects.
    pub period: Period,
    /// What had been billed until now, after all corrections and notes; for a credit or debit, what
    /// it could take.
    pub billed_usd: Usd,
    /// What is right by the facts; for a credit or debit, what remains.
    pub right_usd: Usd,
    /// Of a correction: what notes gave for good, which is not asked for again (R92).
    pub given_usd: Usd,
    /// Of a correction: the lines that the month should have had; their amounts sum to what is right.
    pub right: Vec<InvoiceLine>,
}

/// The difference between what a month should have been and what it was billed (R92).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionLine {
    /// What it is about.
    pub subject: Subject,
    /// The line, the month and both amounts.
    pub corrects: Corrects,
    /// The entry of the rate card of that month.
    pub entry: Option<EntryId>,
    /// The ticket behind it (R66).
    pub ticket: String,
    /// Ids of the events behind it.
    pub events: Vec<String>,
}

/// An issued line, given back or charged again in whole or part (R92, R93).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteLine {
    /// What it is about.
    pub subject: Subject,
    /// The line, the month and both amounts.
    pub corrects: Corrects,
    /// The entry of the rate card of that month.
    pub entry: Option<EntryId>,
    /// Weight and quantity of the line, when it has them.
    pub weighed: Option<Weighed>,
    /// The days of the line, when it has any.
    pub days: Option<(NaiveDate, Option<NaiveDate>)>,
    /// The days that are given back, of those of the month, when days were asked for.
    pub share: Option<Share>,
    /// The ticket behind the line (R66).
    pub ticket: String,
    /// Ids of the events behind the line.
    pub events: Vec<String>,
}
