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
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{catalogue::Unit, invoice::{Priced, Weighed}, rate_card::{EntryId, Source}, units::{Share, Weight}};
    ///
    /// let weight = Weight::new("1.65".parse()?).ok_or("no weight")?;
    /// let weighed = Weighed {
    ///     quantity: 1.into(), unit: Unit::INSTANCE, redundancy: 2, weight, source: Source::RateCard,
    /// };
    /// let days = Share::new(20, 30).ok_or("no share")?;
    /// let priced = Priced::new(EntryId::new("container", "1x2"), weighed, days)?;
    /// assert_eq!(priced.mru.to_string(), "2.2");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(entry: EntryId, weighed: Weighed, share: Share) -> Result<Priced, ArithmeticError> {
        let mru = ProratedMru::new(weighed.month()?, share)?;
        Ok(Priced { entry, weighed, share, mru })
    }
}
