//! A document of billing: a statement, and what issuing adds to it.

use chrono::NaiveDate;
use mru_core::invoice::{DocumentKind, Statement};

/// A document of billing, as it is shown: a statement with what issuing adds.
///
/// Without a number it is a draft, and says so wherever it is shown.
#[derive(Clone, Copy, Debug)]
pub struct BillingDocument<'a> {
    /// What is owed or given back.
    pub statement: &'a Statement,
    /// Its number; a draft has none.
    pub number: Option<&'a str>,
    /// The day on which it was issued; a draft has none.
    pub issued_on: Option<NaiveDate>,
    /// The day until which it is to be paid.
    pub due_on: Option<NaiveDate>,
    /// Content hash of the issued document.
    pub hash: Option<&'a str>,
}

impl<'a> BillingDocument<'a> {
    /// Shows a statement that is not issued.
    pub const fn draft(statement: &'a Statement) -> BillingDocument<'a> {
        BillingDocument { statement, number: None, issued_on: None, due_on: None, hash: None }
    }

    /// Whether it is not issued.
    pub const fn is_draft(&self) -> bool {
        self.number.is_none()
    }

    /// Whether it is a credit note.
    pub fn is_credit_note(&self) -> bool {
        self.statement.kind == DocumentKind::CreditNote
    }

    /// The code of a line, as `mru explain` takes it: `INV-000012/7`, or `customer/2026-04/7`.
    pub fn code(&self, line: u32) -> String {
        match self.number {
            Some(number) => format!("{number}/{line}"),
            None => format!("{}/{}/{line}", self.statement.customer, self.statement.period),
        }
    }
}
