//! The use cases of looking: what is recorded, found, listed, compared and explained.
//!
//! Each reads one state of the store and returns plain values; nothing is written.

mod compare;
mod customers;
mod documents;
mod explain;

use mru_core::{Finding, calendar::Period};

use crate::{billing::BillingError, storage::StoreError};

pub use crate::storage::{
    Aside, Document, Draft, EventRecord,
    list::{Found, Listed, State},
};
pub use compare::{Comparison, compare};
pub use customers::{customer, customers, intervals, supplier};
pub use documents::{
    IssuedDocument, Month, MonthCount, Shown, each_issued, find, issued, month, months, of_run,
};
pub use explain::{Behind, Explained, explain};

/// Why something cannot be looked at.
#[derive(Debug)]
pub enum LookError {
    /// The store.
    Store(StoreError),
    /// The month cannot be made.
    Billing(BillingError),
    /// No document and no draft goes by this reference.
    NoDocument {
        /// What was asked for.
        reference: String,
    },
    /// A document has fewer lines.
    NoLine {
        /// The document.
        document: String,
        /// The line that was asked for.
        line: u32,
        /// How many it has.
        lines: usize,
    },
    /// Nothing is recorded of a customer.
    NoCustomer {
        /// Its id.
        customer: String,
    },
    /// A run issued nothing, and no draft of it still stands.
    NothingOfRun {
        /// Its name.
        run: String,
    },
    /// A reference names no month of a customer.
    NoMonth {
        /// What was asked for.
        reference: String,
    },
    /// The month of a customer was issued, and has no draft any more.
    Issued {
        /// The month of the customer.
        reference: String,
        /// The number it was issued by.
        number: String,
    },
    /// The month of a customer has no draft yet.
    NoDraft {
        /// The month of the customer.
        reference: String,
        /// The month.
        period: Period,
    },
    /// What is recorded of a customer contradicts itself.
    Contradiction {
        /// The customer, or its month.
        of: String,
        /// What is wrong.
        findings: Vec<Finding>,
    },
}

impl From<StoreError> for LookError {
    fn from(error: StoreError) -> LookError {
        LookError::Store(error)
    }
}

impl From<BillingError> for LookError {
    fn from(error: BillingError) -> LookError {
        LookError::Billing(error)
    }
}
