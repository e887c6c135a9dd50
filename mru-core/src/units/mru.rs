//! The unit that components are billed in.
//!
//! Both types hold integers: a weight its ten-thousandths (R12), a number of MRUs its
//! ten-millionths, because a quantity with three decimal places may multiply a weight with four.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ArithmeticError,
    fixed::{self, scaled},
};
use crate::numeral::Numeral;

/// A number of Modyo Resource Units.
///
/// # Units
///
/// MRU, exact, at most seven decimal places, below 10²¹. Displays without trailing zeros and
/// serialises as a plain decimal string.
///
/// # Source
///
/// R1, R2, R12.
///
/// # Example
///
/// ```
/// use mru_core::units::Mru;
///
/// let a = Mru::new("3.25".parse()?).ok_or("no number of MRUs")?;
/// let b = Mru::new("1.75".parse()?).ok_or("no number of MRUs")?;
/// assert_eq!(a.plus(b)?.to_string(), "5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mru {
    e7: i128,
}

impl Mru {
    /// No units at all.
    pub const ZERO: Mru = Mru { e7: 0 };
    /// The largest number of decimal places.
    pub const MAX_PLACES: u32 = 7;

    /// Makes a number of units, or nothing when it has more than [`Mru::MAX_PLACES`] decimal
    /// places or is too large.
    pub fn new(units: Decimal) -> Option<Mru> {
        scaled(units, Mru::MAX_PLACES).map(|e7| Mru { e7 })
    }

    /// Returns the number of units.
    pub fn as_decimal(self) -> Decimal {
        fixed::decimal(self.e7, Mru::MAX_PLACES)
    }

    /// How it is written.
    pub(crate) const fn numeral(self) -> Numeral {
        Numeral::new(self.e7, Mru::MAX_PLACES)
    }

    /// The number of ten-millionths.
    #[inline]
    pub(super) const fn e7(self) -> i128 {
        self.e7
    }

    /// Whether there are none.
    pub const fn is_zero(self) -> bool {
        self.e7 == 0
    }

    /// Takes others away.
    ///
    /// # Errors
    ///
    /// As [`Mru::plus`].
    pub fn minus(self, other: Mru) -> Result<Mru, ArithmeticError> {
        self.plus(Mru { e7: other.e7.wrapping_neg() })
    }

    /// Adds two numbers of units.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the sum has more than 28 digits.
    #[inline]
    pub fn plus(self, other: Mru) -> Result<Mru, ArithmeticError> {
        fixed::add(self.e7, other.e7, "adding MRUs").map(|e7| Mru { e7 })
    }
}

impl fmt::Display for Mru {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numeral().fmt(f)
    }
}

impl Serialize for Mru {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.numeral().serialize(serializer)
    }
}

/// How many MRUs one piece of a component is worth for a whole month.
///
/// # Units
///
/// MRU per month and piece, from 0 to 1,000,000, at most four decimal places (R12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    e4: i64,
}

impl Weight {
    /// No weight at all, stated explicitly.
    pub const ZERO: Weight = Weight { e4: 0 };
    /// The largest weight a rate card may hold.
    pub const MAX: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
    /// The largest number of decimal places of a weight (R12).
    pub const MAX_PLACES: u32 = 4;

    /// Makes a weight, or nothing when it is negative, above [`Weight::MAX`] or has more than
    /// [`Weight::MAX_PLACES`] decimal places.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::units::Weight;
    ///
    /// assert!(Weight::new("3.25".parse().unwrap()).is_some());
    /// assert!(Weight::new("-1".parse().unwrap()).is_none());
    /// assert!(Weight::new("0.00001".parse().unwrap()).is_none());
    /// ```
    pub fn new(mru: Decimal) -> Option<Weight> {
        fixed::within(mru, Weight::MAX, Weight::MAX_PLACES).map(|e4| Weight { e4 })
    }

    /// Takes a weight that was recorded, whatever range holds for new ones; nothing when the type
    /// cannot hold it.
    pub(crate) fn recorded(number: Decimal) -> Option<Weight> {
        fixed::recorded(number, Weight::MAX_PLACES).map(|e4| Weight { e4 })
    }

    /// Returns the number of MRUs.
    pub fn as_decimal(self) -> Decimal {
        fixed::decimal(self.e4.into(), Weight::MAX_PLACES)
    }

    /// How it is written.
    pub(crate) fn numeral(self) -> Numeral {
        Numeral::new(self.e4.into(), Weight::MAX_PLACES)
    }

    /// Multiplies the weight by a quantity and a multiplier.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the quantity has more than three decimal places or the product
    /// more than 28 digits.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::units::Weight;
    ///
    /// let weight = Weight::new("3.25".parse()?).ok_or("no weight")?;
    /// assert_eq!(weight.times("1.5".parse()?, 2)?.to_string(), "9.75");
    /// // A quantity has three decimal places at most.
    /// assert!(weight.times("0.0001".parse()?, 1).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn times(self, quantity: Decimal, multiplier: u32) -> Result<Mru, ArithmeticError> {
        const STEP: &str = "multiplying a weight by its quantity";
        let error = ArithmeticError { step: STEP };
        let pieces_e3 = scaled(quantity, 3).ok_or(error)?;
        let pieces_e3 = fixed::multiply(pieces_e3, multiplier.into(), STEP)?;
        fixed::multiply(pieces_e3, self.e4.into(), STEP).map(|e7| Mru { e7 })
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numeral().fmt(f)
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.numeral().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Weight, D::Error> {
        let number = <Decimal as Deserialize>::deserialize(deserializer)?;
        Weight::recorded(number)
            .ok_or_else(|| serde::de::Error::custom("the number is out of range"))
    }
}
