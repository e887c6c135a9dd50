//! The use cases of the month: record facts, run the month, issue, credit, verify.
//!
//! Each works on a [`Database`](crate::storage::Database) inside transactions that either happen
//! whole or not at all. What is billed comes from [`mru_core::invoice::draft`] alone.

mod facts;
mod fault;
mod import;
mod intake;
mod issue;
mod late;
mod load;
mod notes;
mod progress;
mod record;
mod run;
mod spool;
mod verify;

use mru_core::{Finding, text::Text};

use crate::{storage::StoreError, witness::WitnessError};

pub use import::Import;
pub use intake::{Intake, import_events};
pub use issue::{Issued, NotIssued, issue};
pub use notes::{NoteRequest, note, preview_note};
pub use progress::Progress;
pub use record::{put_accounts, put_supplier};
pub use run::{Outcome, Run, RunLine, run};
pub use verify::{NAMED, Verified, stored_schema, verify};

/// Why a use case could not be done.
#[derive(Debug)]
pub enum BillingError {
    /// The store.
    Store(StoreError),
    /// What was asked for is not there or not possible.
    Refused(Text),
    /// The input is not valid.
    Invalid(Vec<Finding>),
    /// The private file in which events wait to be recorded.
    Spool(std::io::Error),
}

impl From<StoreError> for BillingError {
    fn from(error: StoreError) -> BillingError {
        BillingError::Store(error)
    }
}

impl From<WitnessError> for BillingError {
    fn from(error: WitnessError) -> BillingError {
        match error {
            WitnessError::Store(error) => BillingError::Store(error),
            WitnessError::Refused(reason) => BillingError::Refused(reason),
        }
    }
}

impl From<sqlx::Error> for BillingError {
    fn from(error: sqlx::Error) -> BillingError {
        BillingError::Store(error.into())
    }
}

/// How many customers are worked on in one transaction.
const PAGE: usize = 200;
