//! A document of billing: a statement, and what issuing adds to it.

use chrono::NaiveDate;
use mru_core::{
    calendar::Period,
    invoice::{DocumentKind, Statement, TaxDocument},
    units::Usd,
};

/// What becomes of the total of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Balance {
    /// It is to be paid.
    ToPay,
    /// It comes to nothing, and nothing is due.
    Settled,
    /// It is in favour of the customer.
    InFavour,
}

impl Balance {
    /// What becomes of the total of a statement.
    pub fn of(statement: &Statement) -> Balance {
        let total = statement.totals.total_usd;
        if total.is_negative() {
            Balance::InFavour
        } else if !total.is_zero() {
            Balance::ToPay
        } else if statement.kind == DocumentKind::CreditNote {
            Balance::InFavour
        } else {
            Balance::Settled
        }
    }

    /// The due day of a document, if anything of it is due.
    pub fn due(self, day: NaiveDate) -> Option<NaiveDate> {
        (self == Balance::ToPay).then_some(day)
    }
}

/// The signed checkpoint that covers an issued document, as it is shown.
///
/// Whoever keeps it can prove that the books behind the document were not rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedCheckpoint {
    /// The signed note, whole.
    pub note: String,
    /// The short code that stands on paper, `8QK2M-0ZC4T-H7RVX-93WGE`.
    pub code: String,
}

/// The document of the month before, as far as a document compares itself with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthBefore {
    /// Its number.
    pub number: String,
    /// Its month.
    pub period: Period,
    /// Its sum before tax.
    pub net_usd: Usd,
}

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
    /// The day until which it is to be paid, if anything of it is.
    pub due_on: Option<NaiveDate>,
    /// Content hash of the issued document.
    pub hash: Option<&'a str>,
    /// The signed checkpoint that covers the issued document.
    pub checkpoint: Option<&'a PrintedCheckpoint>,
    /// The document of the month before, when it was issued before this one.
    pub before: Option<&'a MonthBefore>,
    /// The tax document that was named for it.
    pub tax: Option<&'a TaxDocument>,
}

impl<'a> BillingDocument<'a> {
    /// Shows a statement that is not issued.
    pub const fn draft(statement: &'a Statement) -> BillingDocument<'a> {
        BillingDocument {
            statement,
            number: None,
            issued_on: None,
            due_on: None,
            hash: None,
            checkpoint: None,
            before: None,
            tax: None,
        }
    }

    /// Whether it is not issued.
    pub const fn is_draft(&self) -> bool {
        self.number.is_none()
    }

    /// What becomes of its total.
    pub fn balance(&self) -> Balance {
        Balance::of(self.statement)
    }

    /// The day until which it is to be paid; none where nothing is due.
    pub fn due(&self) -> Option<NaiveDate> {
        self.due_on.and_then(|day| self.balance().due(day))
    }

    /// Its number; a draft goes by customer and month, `customer/2026-04`.
    pub fn name(&self) -> String {
        match self.number {
            Some(number) => number.to_owned(),
            None => format!("{}/{}", self.statement.customer, self.statement.period),
        }
    }
}
