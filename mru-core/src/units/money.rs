//! Money: unrounded while computing, whole cents once it stands on a line.
//!
//! Rounding is a change of type, from [`UnroundedUsd`] to [`Usd`], so that the compiler shows
//! every place where a cent can be gained or lost.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::{
    Mru, RoundingRule,
    exact::{self, ArithmeticError},
    rounding,
};

/// The price of one MRU for one month.
///
/// # Units
///
/// USD per MRU, from 0 to 1,000,000, at most four decimal places (R5, R75).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MruPrice(Decimal);

impl MruPrice {
    /// Free of charge.
    pub const ZERO: MruPrice = MruPrice(Decimal::ZERO);
    /// The largest price of one MRU.
    pub const MAX: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
    /// The largest number of decimal places of a price.
    pub const MAX_PLACES: u32 = 4;

    /// Makes a price, or nothing when it is negative, above [`MruPrice::MAX`] or finer than
    /// [`MruPrice::MAX_PLACES`] decimal places.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::units::{Mru, MruPrice, RoundingRule};
    ///
    /// let price = MruPrice::new("42.00".parse()?).ok_or("price out of range")?;
    /// let usd = price.of(Mru::new("6.5".parse()?))?.round(RoundingRule::HalfAwayFromZero);
    /// assert_eq!(usd.to_string(), "273.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(usd: Decimal) -> Option<MruPrice> {
        let usd = usd.normalize();
        let fits =
            !usd.is_sign_negative() && usd <= MruPrice::MAX && usd.scale() <= MruPrice::MAX_PLACES;
        (fits || usd.is_zero()).then_some(MruPrice(usd))
    }

    /// Returns the price in USD.
    pub const fn as_decimal(self) -> Decimal {
        self.0
    }

    /// Prices a number of MRUs for one whole month (R6).
    ///
    /// # Rounding
    ///
    /// None.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 28 digits.
    #[inline]
    pub fn of(self, units: Mru) -> Result<UnroundedUsd, ArithmeticError> {
        exact::multiply(units.as_decimal(), self.0, "multiplying MRUs by the price")
            .map(UnroundedUsd)
    }
}

impl fmt::Display for MruPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", with_cents(self.0))
    }
}

impl Serialize for MruPrice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An amount still being computed.
///
/// # Units
///
/// USD, exact to 28 digits; products and sums that need more are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnroundedUsd(Decimal);

impl UnroundedUsd {
    /// Rounds to whole cents by a named rule (R81).
    #[inline]
    pub fn round(self, rule: RoundingRule) -> Usd {
        Usd(rounding::to_cents(self.0, rule))
    }

    /// Returns the exact amount in USD.
    pub const fn as_decimal(self) -> Decimal {
        self.0
    }
}

/// An amount that may stand on a document.
///
/// # Units
///
/// USD in whole cents. Displays and serialises with two decimal places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(Decimal);

impl Usd {
    /// No money at all.
    pub const ZERO: Usd = Usd(Decimal::ZERO);

    /// Returns the amount in USD.
    pub const fn as_decimal(self) -> Decimal {
        self.0
    }

    /// Adds two amounts.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the sum needs more than 28 digits.
    pub fn plus(self, other: Usd) -> Result<Usd, ArithmeticError> {
        exact::add(self.0, other.0, "adding amounts").map(Usd)
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", with_cents(self.0))
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Widens to at least two decimal places, without rounding.
fn with_cents(amount: Decimal) -> Decimal {
    let mut shown = amount.normalize();
    if shown.scale() < 2 {
        shown.rescale(2);
    }
    shown
}
