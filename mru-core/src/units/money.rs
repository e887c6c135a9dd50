//! Money: unrounded while computing, whole cents once it stands on a line.
//!
//! Rounding is a change of type, from [`UnroundedUsd`] to [`Usd`], so that the compiler shows
//! every place where a cent can be gained or lost. All three types hold integers.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ArithmeticError, Mru, Percent, ProratedMru, RoundingRule, Share,
    fixed::{self, scaled},
    rounding,
};
use crate::numeral::Numeral;

/// The price of one MRU for one month.
///
/// # Units
///
/// USD per MRU, from 0 to 1,000,000, at most four decimal places (R5, R75).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MruPrice {
    e4: i64,
}

impl MruPrice {
    /// Free of charge.
    pub const ZERO: MruPrice = MruPrice { e4: 0 };
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
    /// let units = Mru::new("6.5".parse()?).ok_or("no number of MRUs")?;
    /// let usd = price.of(units)?.round(RoundingRule::HalfAwayFromZero);
    /// assert_eq!(usd.to_string(), "273.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(usd: Decimal) -> Option<MruPrice> {
        fixed::within(usd, MruPrice::MAX, MruPrice::MAX_PLACES).map(|e4| MruPrice { e4 })
    }

    /// Takes a price that was recorded, whatever range holds for new ones; nothing when the type
    /// cannot hold it.
    pub(crate) fn recorded(number: Decimal) -> Option<MruPrice> {
        fixed::recorded(number, MruPrice::MAX_PLACES).map(|e4| MruPrice { e4 })
    }

    /// Returns the price in USD.
    pub fn as_decimal(self) -> Decimal {
        fixed::decimal(self.e4.into(), MruPrice::MAX_PLACES)
    }

    /// How it is written.
    pub(crate) fn numeral(self) -> Numeral {
        Numeral::new(self.e4.into(), MruPrice::MAX_PLACES).at_least(2)
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
        let e11 = fixed::multiply(units.e7(), self.e4.into(), "multiplying MRUs by the price")?;
        Ok(UnroundedUsd { e11 })
    }

    /// Prices a prorated number of MRUs, rounded once to whole cents by a named rule (R81).
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 38 digits.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::units::{Mru, MruPrice, ProratedMru, RoundingRule, Share};
    ///
    /// let price = MruPrice::new("42.00".parse()?).ok_or("price out of range")?;
    /// let units = Mru::new("3.3".parse()?).ok_or("no number of MRUs")?;
    /// let part = ProratedMru::new(units, Share::new(20, 30).ok_or("no share")?)?;
    /// assert_eq!(price.of_prorated(part, RoundingRule::HalfAwayFromZero)?.to_string(), "92.40");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_prorated(
        self,
        units: ProratedMru,
        rule: RoundingRule,
    ) -> Result<Usd, ArithmeticError> {
        let error = ArithmeticError { step: "multiplying MRUs by the price" };
        let (numerator, denominator) = units.fraction();
        let e11 = numerator.checked_mul(self.e4.into());
        e11.and_then(|e11| rounding::part_to_cents(e11, denominator, rule))
            .map(|cents| Usd { cents })
            .ok_or(error)
    }
}

impl fmt::Display for MruPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numeral().fmt(f)
    }
}

impl Serialize for MruPrice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.numeral().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MruPrice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MruPrice, D::Error> {
        let number = <Decimal as Deserialize>::deserialize(deserializer)?;
        MruPrice::recorded(number)
            .ok_or_else(|| serde::de::Error::custom("the number is out of range"))
    }
}

/// An amount still being computed.
///
/// # Units
///
/// USD, exact, at most eleven decimal places; more than 28 digits are refused.
///
/// # Example
///
/// ```
/// use mru_core::units::{Mru, MruPrice, RoundingRule, Share};
///
/// let price = MruPrice::new("0.05".parse()?).ok_or("price out of range")?;
/// let exact = price.of(Mru::new("0.5".parse()?).ok_or("no number of MRUs")?)?;
/// assert_eq!(exact.as_decimal().to_string(), "0.025");
/// assert_eq!(exact.round(RoundingRule::HalfAwayFromZero).to_string(), "0.03");
/// assert_eq!(exact.round(RoundingRule::HalfToEven).to_string(), "0.02");
/// let half = Share::new(1, 2).ok_or("no share")?;
/// assert_eq!(exact.round_share(half, RoundingRule::HalfToEven)?.to_string(), "0.01");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnroundedUsd {
    e11: i128,
}

impl UnroundedUsd {
    /// Rounds to whole cents by a named rule (R81).
    #[inline]
    pub fn round(self, rule: RoundingRule) -> Usd {
        Usd { cents: rounding::to_cents(self.e11, rule) }
    }

    /// Takes the share of a month and rounds it to whole cents, once, by a named rule (R81, R86).
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 38 digits.
    #[inline]
    pub fn round_share(self, share: Share, rule: RoundingRule) -> Result<Usd, ArithmeticError> {
        if share == Share::WHOLE {
            return Ok(self.round(rule));
        }
        let error = ArithmeticError { step: "prorating an amount" };
        let e11 = self.e11.checked_mul(share.parts().into());
        e11.and_then(|e11| rounding::part_to_cents(e11, share.whole().into(), rule))
            .map(|cents| Usd { cents })
            .ok_or(error)
    }

    /// Returns the exact amount in USD.
    pub fn as_decimal(self) -> Decimal {
        fixed::decimal(self.e11, PLACES)
    }

    /// How it is written.
    pub(crate) const fn numeral(self) -> Numeral {
        Numeral::new(self.e11, PLACES)
    }
}

/// Decimal places of an unrounded amount: seven of the MRUs and four of the price.
const PLACES: u32 = 11;
/// A cent as an unrounded amount.
const E11_PER_CENT: i128 = 1_000_000_000;

/// An amount that may stand on a document.
///
/// # Units
///
/// USD in whole cents. Displays and serialises with two decimal places.
///
/// # Example
///
/// ```
/// use mru_core::units::{Percent, RoundingRule, Share, Usd};
///
/// let rule = RoundingRule::HalfAwayFromZero;
/// let net = Usd::new("100.05".parse()?).ok_or("no amount")?;
/// let tax = net.percent(Percent::new("19".parse()?).ok_or("out of range")?, rule)?;
/// assert_eq!((tax.to_string(), net.plus(tax)?.to_string()), ("19.01".to_owned(), "119.06".to_owned()));
/// assert_eq!(net.minus(tax)?, Usd::of_cents(8104));
/// assert_eq!(net.share(Share::new(1, 3).ok_or("no share")?, rule)?.to_string(), "33.35");
/// assert!(Usd::new("0.001".parse()?).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd {
    cents: i128,
}

impl Usd {
    /// No money at all.
    pub const ZERO: Usd = Usd { cents: 0 };

    /// Makes an amount of a number of cents.
    pub fn of_cents(cents: i64) -> Usd {
        Usd { cents: cents.into() }
    }

    /// The number of cents, when 64 bits hold it, as stores do.
    pub fn cents(self) -> Option<i64> {
        i64::try_from(self.cents).ok()
    }

    /// The amount with the other sign.
    pub const fn negated(self) -> Usd {
        Usd { cents: self.cents.wrapping_neg() }
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.cents < 0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.cents == 0
    }

    /// Subtracts another amount.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the difference needs more than 28 digits.
    pub fn minus(self, other: Usd) -> Result<Usd, ArithmeticError> {
        self.plus(other.negated())
    }

    /// Takes a percentage, rounded once to whole cents by a named rule (R81, R82).
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 28 digits.
    pub fn percent(self, rate: Percent, rule: RoundingRule) -> Result<Usd, ArithmeticError> {
        // Cents × ten-thousandths of a percent are 10⁻⁸ USD.
        let e8 = fixed::multiply(self.cents, rate.e4().into(), "taking a percentage")?;
        let e11 = fixed::multiply(e8, 1000, "taking a percentage")?;
        Ok(UnroundedUsd { e11 }.round(rule))
    }

    /// Takes the share of a month, rounded once to whole cents by a named rule (R81).
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 38 digits.
    pub fn share(self, share: Share, rule: RoundingRule) -> Result<Usd, ArithmeticError> {
        let e11 = fixed::multiply(self.cents, E11_PER_CENT, "prorating an amount")?;
        UnroundedUsd { e11 }.round_share(share, rule)
    }

    /// Makes an amount, or nothing when it is not of whole cents or too large.
    pub fn new(usd: Decimal) -> Option<Usd> {
        scaled(usd, 2).map(|cents| Usd { cents })
    }

    /// Returns the amount in USD.
    pub fn as_decimal(self) -> Decimal {
        fixed::decimal(self.cents, 2)
    }

    /// How it is written.
    pub(crate) const fn numeral(self) -> Numeral {
        Numeral::new(self.cents, 2).at_least(2)
    }

    /// Whether an exact amount is of these whole cents.
    pub(crate) fn is_exactly(self, exact: UnroundedUsd) -> bool {
        self.cents.checked_mul(E11_PER_CENT) == Some(exact.e11)
    }

    /// Adds two amounts.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the sum needs more than 28 digits.
    #[inline]
    pub fn plus(self, other: Usd) -> Result<Usd, ArithmeticError> {
        fixed::add(self.cents, other.cents, "adding amounts").map(|cents| Usd { cents })
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numeral().fmt(f)
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.numeral().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Usd, D::Error> {
        let number = <Decimal as Deserialize>::deserialize(deserializer)?;
        Usd::new(number).ok_or_else(|| serde::de::Error::custom("no amount of whole cents"))
    }
}
