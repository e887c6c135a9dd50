//! The unit that components are billed in.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::exact::{self, ArithmeticError};

/// A number of Modyo Resource Units.
///
/// # Units
///
/// MRU, exact. A weight has at most four decimal places; a line may have more, because a quantity
/// such as 0.5 TB multiplies it. Serialises as a plain decimal string.
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
/// let total = Mru::new("3.25".parse()?).plus(Mru::new("1.75".parse()?))?;
/// assert_eq!(total.to_string(), "5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mru(Decimal);

impl Mru {
    /// No units at all.
    pub const ZERO: Mru = Mru(Decimal::ZERO);

    /// Makes a number of units.
    pub const fn new(units: Decimal) -> Mru {
        Mru(units)
    }

    /// Returns the number of units.
    pub const fn as_decimal(self) -> Decimal {
        self.0
    }

    /// Adds two numbers of units.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the sum needs more than 28 digits.
    pub fn plus(self, other: Mru) -> Result<Mru, ArithmeticError> {
        exact::add(self.0, other.0, "adding MRUs").map(Mru)
    }
}

impl fmt::Display for Mru {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

impl Serialize for Mru {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How many MRUs one piece of a component is worth for a whole month.
///
/// # Units
///
/// MRU per month and piece, from 0 to 1,000,000, at most four decimal places (R12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(Decimal);

impl Weight {
    /// No weight at all, stated explicitly.
    pub const ZERO: Weight = Weight(Decimal::ZERO);
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
        let mru = mru.normalize();
        let fits =
            !mru.is_sign_negative() && mru <= Weight::MAX && mru.scale() <= Weight::MAX_PLACES;
        (fits || mru.is_zero()).then_some(Weight(mru))
    }

    /// Returns the number of MRUs.
    pub const fn as_decimal(self) -> Decimal {
        self.0
    }

    /// Multiplies the weight by a quantity and a multiplier.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 28 digits.
    #[inline]
    pub fn times(self, quantity: Decimal, multiplier: u32) -> Result<Mru, ArithmeticError> {
        let step = "multiplying a weight by its quantity";
        let pieces = if multiplier == 1 {
            quantity
        } else {
            exact::multiply(quantity, Decimal::from(multiplier), step)?
        };
        exact::multiply(self.0, pieces, step).map(Mru)
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
