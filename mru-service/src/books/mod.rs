//! The use cases of looking: what is recorded, found, listed, compared and explained.
//!
//! Each reads one state of the store and returns plain values; nothing is written.

mod accuracy;
mod compare;
mod customers;
mod documents;
mod explain;
mod pages;
mod periods;
mod sums;

use chrono::NaiveDate;
use mru_core::{Finding, units::Usd};

use crate::{absent::Absent, billing::BillingError, storage::StoreError};

pub use crate::storage::{
    Aside, Document, Draft, EventRecord, MonthBefore,
    list::{Found, Listed, State},
};
pub use accuracy::accuracy;
pub use compare::{Comparison, compare};
pub use customers::{customer, customers, intervals, is_readable, supplier};
pub use documents::{
    IssuedDocument, Month, MonthCount, Of, Shown, asides, each_issued, find, issued, issued_after,
    month, month_before, months, of_run,
};
pub use explain::{Behind, Explained, explain};
pub use pages::{Cursor, customers_after, month_after, months_of};
pub use periods::billing_periods;
pub use sums::{MonthSum, customer_sum, customer_sums, month_sums, names};

/// Why something cannot be looked at.
#[derive(Debug)]
pub enum LookError {
    /// The store.
    Store(StoreError),
    /// The month cannot be made.
    Billing(BillingError),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// What was asked for is not possible.
    Refused(Refusal),
    /// What is recorded of a customer contradicts itself.
    Contradiction {
        /// The customer, or its month.
        of: String,
        /// What is wrong.
        findings: Vec<Finding>,
    },
}

/// What a use case of looking refuses; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// A reference names no month of a customer.
    NotAMonth {
        /// What was asked for.
        reference: String,
    },
    /// The month of a customer was issued, and has no draft any more.
    MonthIsIssued {
        /// The month of the customer.
        reference: String,
        /// The number it was issued by.
        number: String,
    },
    /// A text is not the JSON document of a quote.
    NotAQuote {
        /// What is wrong, with line and column.
        problem: String,
    },
    /// The lines of a quote do not sum to its total.
    QuoteDoesNotAddUp {
        /// The sum of its lines.
        lines: Usd,
        /// Its total.
        total: Usd,
    },
    /// The month bills another deployment than the one that was quoted.
    DeploymentNotBilled {
        /// What was asked for, or the id in the quote.
        asked: String,
        /// The deployments that it bills.
        billed: Vec<String>,
    },
    /// The deployment ran for a part of the month, so that a quote of a month says nothing about it.
    PartOfAMonth {
        /// The deployment.
        deployment: String,
        /// The first day on which anything of it ran.
        from: NaiveDate,
        /// The first day after that on which nothing did.
        until: NaiveDate,
    },
    /// A sum needs more digits than there is room for.
    SumTooLarge {
        /// The step, for example `adding up MRUs`.
        step: &'static str,
    },
}

impl Refusal {
    /// The stable name of the case, such as `month-is-issued`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<StoreError> for LookError {
    fn from(error: StoreError) -> LookError {
        LookError::Store(error)
    }
}

impl From<Absent> for LookError {
    fn from(absent: Absent) -> LookError {
        LookError::Absent(absent)
    }
}

impl From<Refusal> for LookError {
    fn from(refusal: Refusal) -> LookError {
        LookError::Refused(refusal)
    }
}

impl From<BillingError> for LookError {
    fn from(error: BillingError) -> LookError {
        LookError::Billing(error)
    }
}
