//! So many pieces of a weight, for a whole month or a part of it.

use rust_decimal::Decimal;

use crate::{
    entry_id::EntryId,
    kind::Unit,
    rate_card::Source,
    units::{ArithmeticError, Mru, ProratedMru, Share, Weight},
};

/// So many pieces of a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Pieces, before redundancy.
    pub quantity: Decimal,
    /// What one piece is, as on the quote.
    pub unit: Unit,
    /// The redundancy factor, or 1.
    pub redundancy: u32,
    /// MRU per piece and month.
    pub weight: Weight,
    /// Where the weight comes from.
    pub source: Source,
}

impl Weighed {
    /// MRUs of a whole month.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 28 digits.
    pub fn month(&self) -> Result<Mru, ArithmeticError> {
        self.weight.times(self.quantity, self.redundancy)
    }
}

/// So many pieces of a weight for a part of the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The entry of the rate card.
    pub entry: EntryId,
    /// Pieces and weight.
    pub weighed: Weighed,
    /// The part of the month that is billed.
    pub share: Share,
    /// MRUs after proration, exact.
    pub mru: ProratedMru,
}

impl Priced {
    /// Prorates pieces of a weight.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when a product needs more digits than are kept.
    pub fn new(entry: EntryId, weighed: Weighed, share: Share) -> Result<Priced, ArithmeticError> {
        let mru = ProratedMru::new(weighed.month()?, share)?;
        Ok(Priced { entry, weighed, share, mru })
    }
}
