//! The use cases of rate cards in files: find, check, compare, derive, and put together what is
//! published with one. `billing` publishes them into a store.

mod derive;
mod find;
mod publication;
mod refusal;

use mru_core::Finding;
use pricing_tables::Unreadable;

pub use derive::{DeriveError, derive};
pub use find::{AtHand, Wanted, check, compare, find};
pub use publication::{carried, proposed, to_publish};
pub use refusal::Refusal;

/// Why a rate card cannot be had as asked for.
#[derive(Debug)]
pub enum CardError {
    /// What the program carries cannot be read.
    Unreadable(Unreadable),
    /// Files that are no rate card.
    Invalid {
        /// What they are called.
        name: String,
        /// What is wrong with them.
        findings: Vec<Finding>,
    },
    /// It is not there, or not as it has to be.
    Refused(Refusal),
}

impl From<Refusal> for CardError {
    fn from(refusal: Refusal) -> CardError {
        CardError::Refused(refusal)
    }
}
