//! One row of a rate card.

use serde::Serialize;

use crate::{entry_id::EntryId, reading::choice, units::Weight};

choice! {
    /// How sure the price is that a weight rests on; the least sure of several counts.
    pub enum Confidence {
        /// Read in a price list of AWS.
        PriceList = "price-list",
        /// Printed by the test goldens of a cost estimator.
        Golden = "golden",
        /// Several public tables agree.
        Public = "public",
        /// Not confirmed.
        Unconfirmed = "unconfirmed",
        /// No price of AWS: an assumption of the model, or a decision.
        Assumption = "assumption",
    }
}

/// One row of a rate card: what a component of a size is worth, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Component and size.
    pub id: EntryId,
    /// MRU per month and piece.
    pub weight: Weight,
    /// How sure the price behind it is.
    pub confidence: Confidence,
    /// The arithmetic that proposed the weight, or the reason for it.
    pub arithmetic: String,
}
