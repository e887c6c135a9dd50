//! The use cases of rate cards in files: find, check, compare, derive, and put together what is
//! published with one. `billing` publishes them into a store.

mod derive;
mod find;
mod publication;

use mru_core::{Finding, rate_card::NotInForce, units::ArithmeticError};
use pricing_tables::Unreadable;

pub use derive::{DeriveError, derive};
pub use find::{AtHand, Wanted, check, compare, find};
pub use publication::{carried, to_publish};

/// Why a rate card cannot be had as asked for.
#[derive(Debug)]
pub enum CardError {
    /// What the program carries cannot be read.
    Unreadable(Unreadable),
    /// No published card of the name is in force on the day.
    NotInForce(NotInForce),
    /// Nor is one published, but a proposal has the name, and is found by its exact id alone.
    OnlyProposed {
        /// Name and first day of the proposal.
        id: String,
        /// Why no published one is in force.
        refused: NotInForce,
    },
    /// No card has this name and first day.
    NoVersion {
        /// What was asked for.
        id: String,
        /// Names and first days of all cards.
        known: Vec<String>,
    },
    /// A card is published by its first day, and only a name was given.
    NoFirstDay {
        /// The name.
        card: String,
    },
    /// Files that are no rate card.
    Invalid {
        /// What they are called.
        name: String,
        /// What is wrong with them.
        findings: Vec<Finding>,
    },
    /// What a card says that it was derived from is not with it.
    SourceMissing {
        /// Name and first day of the card.
        id: String,
        /// The folder beside the card in which it is looked for, ending in a slash.
        folder: &'static str,
        /// SHA-256 of the file, as the card has it.
        hash: String,
    },
    /// Cards are not what the list of published ones says.
    NotAsPublished {
        /// T9 for each published card that was changed or removed.
        changed: Vec<Finding>,
        /// Names and first days of those that were never published.
        unpublished: Vec<String>,
    },
    /// An amount needs more digits than are kept.
    Amount(ArithmeticError),
}
