//! What the use cases of rate cards refuse: values, which each face words in its own way.

use mru_core::{Finding, rate_card::NotInForce, units::ArithmeticError};

/// Why a rate card is not to be had; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// No published card of the name is in force on the day (T6, T8).
    RateCardNotInForce {
        /// Why not: no card has the name, none has begun yet, or the last one has ended.
        reason: NotInForce,
    },
    /// Nor is one published, but a proposal has the name, and is found by its exact id alone.
    RateCardIsProposal {
        /// Name and first day of the proposal.
        id: String,
        /// Why no published one is in force.
        reason: NotInForce,
    },
    /// No card has this name and first day.
    NoRateCardVersion {
        /// What was asked for.
        id: String,
        /// Names and first days of all cards.
        known: Vec<String>,
    },
    /// A card is published by its first day, and only a name was given.
    RateCardWithoutFirstDay {
        /// The name.
        card: String,
    },
    /// What a card says that it was derived from is not with it.
    RateCardSourceMissing {
        /// Name and first day of the card.
        id: String,
        /// The folder beside the card that it is to be put into, ending in a slash.
        folder: &'static str,
        /// SHA-256 of the file, as the card has it.
        hash: String,
    },
    /// Cards are not what the list of published ones says.
    RateCardsNotAsPublished {
        /// T9 for each published card that was changed or removed.
        changed: Vec<Finding>,
        /// Names and first days of those that were never published.
        unpublished: Vec<String>,
    },
    /// An amount of a comparison needs more digits than are kept.
    AmountBeyondDigits {
        /// Where.
        error: ArithmeticError,
    },
}

impl Refusal {
    /// The stable name of the case, such as `no-rate-card-version`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
