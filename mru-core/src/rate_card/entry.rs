//! One row of a rate card.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{reading::choice, units::Weight};

/// Names an entry of a rate card: a component, and its size when it has sizes.
///
/// # Example
///
/// ```
/// use mru_core::rate_card::EntryId;
///
/// assert_eq!(EntryId::new("container", "1x2").to_string(), "container/1x2");
/// assert_eq!(EntryId::new("vpn", "").to_string(), "vpn");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryId(String);

impl EntryId {
    /// Makes the id of a component's entry; `size` is empty when it has none.
    pub fn new(component: &str, size: &str) -> EntryId {
        EntryId(if size.is_empty() { component.to_owned() } else { format!("{component}/{size}") })
    }

    /// Makes an id from its written form.
    pub(crate) fn written(id: &str) -> EntryId {
        EntryId(id.to_owned())
    }

    /// Returns the written form: `component/size` or `component`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the component's id.
    pub fn component(&self) -> &str {
        self.0.split_once('/').map_or(self.as_str(), |(component, _)| component)
    }

    /// Returns the size; empty when it has none.
    pub fn size(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, size)| size)
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

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
