//! The use cases of the month: record facts, run the month, issue, credit, verify.
//!
//! Each works on a [`Database`](crate::storage::Database) inside transactions that either happen
//! whole or not at all. What is billed comes from [`mru_core::invoice::draft`] alone.

mod ahead;
mod approved;
pub(crate) mod cards;
mod customers;
mod dates;
mod facts;
mod fault;
mod fields;
mod impact;
mod import;
mod intake;
mod issue;
mod late;
mod load;
mod metered;
mod notes;
mod once;
mod progress;
mod publish;
mod record;
mod refusal;
mod run;
mod shelf;
mod spool;
mod tax_documents;
mod verify;

use mru_core::{Finding, Severity, text::Text, units::Usd};

use crate::{
    absent::Absent,
    rate_cards::CardError,
    storage::StoreError,
    witness::{self, WitnessError},
};

pub use crate::storage::{Imported, Publication};

pub use cards::{publications, published, rate_cards};
pub use dates::IssueDay;
pub use fields::Change;
pub use impact::{ImpactRequest, impact};
pub use import::Import;
pub use intake::{Intake, import_events};
pub use issue::{IssueRequest, Issued, NotIssued, issue};
pub use metered::{MeteredMonth, metered};
pub use notes::{NoteRequest, note, preview_note};
pub(crate) use once::before as answered_within;
pub use once::{Once, answered, request_hash};
pub use progress::{Progress, Stage, Work};
pub use publish::{
    NOTICE_DAYS, PublishError, PublishRequest, Published, preview_publication, publish,
};
pub use record::{put_accounts, put_supplier};
pub use refusal::{AskedNote, IssueRefusal, MissingCard, PublishRefusal, Refusal, UsedKey};
pub use run::{Outcome, Run, RunLine, run};
pub use shelf::CardShelf;
pub use tax_documents::{name_tax_document, name_tax_document_once};
pub use verify::{NAMED, Verified, verify};

/// Why a use case could not be done.
#[derive(Debug)]
pub enum BillingError {
    /// The store.
    Store(StoreError),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// What was asked for is not possible.
    Refused(Refusal),
    /// It cannot be issued.
    CannotIssue(IssueRefusal),
    /// What is issued cannot be signed.
    Unsigned(witness::Refusal),
    /// The input is not valid.
    Invalid(Vec<Finding>),
    /// The rate cards that the program carries.
    Cards(CardError),
    /// The private file in which events wait to be recorded.
    Spool(std::io::Error),
}

impl From<CardError> for BillingError {
    fn from(error: CardError) -> BillingError {
        BillingError::Cards(error)
    }
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
            WitnessError::Absent(absent) => BillingError::Absent(absent),
            WitnessError::Refused(refusal) => BillingError::Unsigned(refusal),
        }
    }
}

impl From<Absent> for BillingError {
    fn from(absent: Absent) -> BillingError {
        BillingError::Absent(absent)
    }
}

impl From<IssueRefusal> for BillingError {
    fn from(refusal: IssueRefusal) -> BillingError {
        BillingError::CannotIssue(refusal)
    }
}

impl From<Refusal> for BillingError {
    fn from(refusal: Refusal) -> BillingError {
        BillingError::Refused(refusal)
    }
}

/// How many customers are worked on in one transaction.
const PAGE: usize = 200;

/// The cents of a total, as columns keep them; a total beyond their range is refused by name (R6).
fn kept_cents(total: Usd) -> Result<i64, Finding> {
    total.cents().ok_or_else(|| Finding {
        rule: "R6",
        severity: Severity::Error,
        path: String::from("total"),
        position: None,
        message: Text::new(
            format!("the total of USD {total} is beyond USD 92,233,720,368,547,758.07, the largest that can be kept; check weights, price and quantities"),
            format!("el total de US$ {total} supera US$ 92.233.720.368.547.758,07, el mayor que se puede guardar; revise pesos, precio y cantidades"),
        ),
        help: Some(Text::new(
            "no line may be left out, so that nothing is billed until it is corrected",
            "no se puede omitir ninguna línea, así que nada se cobra hasta corregirlo",
        )),
    })
}
