//! The use cases of the month: record facts, run the month, issue, credit, verify.
//!
//! Each works on a [`Database`](crate::storage::Database) inside transactions that either happen
//! whole or not at all. What is billed comes from [`mru_core::invoice::draft`] alone.

mod cards;
mod customers;
mod dates;
mod facts;
mod fault;
mod fields;
mod import;
mod intake;
mod issue;
mod late;
mod load;
mod notes;
mod progress;
mod publish;
mod record;
mod run;
mod spool;
mod verify;

use mru_core::{Finding, text::Text, units::Usd};

use crate::{storage::StoreError, witness::WitnessError};

pub use crate::storage::{Imported, Publication};

pub use cards::{published, rate_cards};
pub use dates::IssueDay;
pub use import::Import;
pub use intake::{Intake, import_events};
pub use issue::{IssueRequest, Issued, NotIssued, issue};
pub use notes::{NoteRequest, note, preview_note};
pub use progress::Progress;
pub use publish::{
    Effect, NOTICE_DAYS, PublishRequest, Published, effects, preview_publication, publish,
};
pub use record::{put_accounts, put_supplier};
pub use run::{Outcome, Run, RunLine, run};
pub use verify::{NAMED, Verified, verify};

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

/// How many customers are worked on in one transaction.
const PAGE: usize = 200;

/// The cents of a total, as columns keep them; a total beyond their range is refused by name.
fn kept_cents(total: Usd) -> Result<i64, Text> {
    total.cents().ok_or_else(|| {
        Text::new(
            format!("the total of USD {total} is beyond USD 92,233,720,368,547,758.07, the largest that can be kept; check weights, price and quantities"),
            format!("el total de US$ {total} supera US$ 92.233.720.368.547.758,07, el mayor que se puede guardar; revise pesos, precio y cantidades"),
        )
    })
}
