//! Parts of a month: exact fractions, and the MRUs they make.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ArithmeticError, Mru, fixed};

/// The part of a month that something is billed for (R86, R108).
///
/// # Units
///
/// `parts` of `whole`: days of a month, hours in seconds, or `1/1`. Never above one for a
/// component; the excess of elastic use may be, because several tasks run at once.
///
/// # Example
///
/// ```
/// use mru_core::units::Share;
///
/// let share = Share::new(20, 30).ok_or("a month has parts")?;
/// assert_eq!(share.to_string(), "20/30");
/// assert!(Share::new(1, 0).is_none());
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    parts: u64,
    whole: u32,
}

impl Share {
    /// The whole month.
    pub const WHOLE: Share = Share { parts: 1, whole: 1 };

    /// Makes a share; nothing when the whole has no parts.
    pub const fn new(parts: u64, whole: u32) -> Option<Share> {
        if whole == 0 { None } else { Some(Share { parts, whole }) }
    }

    /// The parts.
    pub const fn parts(self) -> u64 {
        self.parts
    }

    /// What the parts are of.
    pub const fn whole(self) -> u32 {
        self.whole
    }

    /// Whether it is exactly the whole month.
    pub fn is_whole(self) -> bool {
        self.parts == u64::from(self.whole)
    }

    /// Whether it is nothing.
    pub const fn is_none(self) -> bool {
        self.parts == 0
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.parts, self.whole)
    }
}

/// A number of MRUs after proration: an exact fraction.
///
/// # Units
///
/// MRU. Displays as a decimal: exact when seven decimal places hold it, else rounded half away from
/// zero to four (R81). Amounts of money never come from the rounded form. Serialises exactly, as a
/// numerator in MRU with its denominator.
///
/// # Example
///
/// ```
/// use mru_core::units::{Mru, ProratedMru, Share};
///
/// let weight = Mru::new("1.65".parse()?).ok_or("no number of MRUs")?;
/// let days = Share::new(20, 31).ok_or("no share")?;
/// let part = ProratedMru::new(weight, days)?;
/// assert_eq!(part.to_string(), "1.0645");
/// let rest = ProratedMru::new(weight, Share::new(11, 31).ok_or("no share")?)?;
/// assert_eq!(part.plus(rest)?, ProratedMru::from(weight));
/// assert!(part.minus(part)?.is_zero());
/// assert_eq!(part.shown().to_string(), "1.0645");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProratedMru {
    /// Ten-millionths of an MRU, over `denominator`, in lowest terms.
    numerator: i128,
    denominator: i128,
}

const STEP: &str = "adding prorated MRUs";

impl ProratedMru {
    /// No units at all.
    pub const ZERO: ProratedMru = ProratedMru { numerator: 0, denominator: 1 };

    /// Takes a share of a number of units.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 38 digits.
    pub fn new(units: Mru, share: Share) -> Result<ProratedMru, ArithmeticError> {
        let parts = i128::from(share.parts());
        let numerator =
            units.e7().checked_mul(parts).ok_or(ArithmeticError { step: "prorating MRUs" })?;
        Ok(lowest(numerator, share.whole().into()))
    }

    /// Adds two numbers of units.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the sum needs more than 38 digits.
    pub fn plus(self, other: ProratedMru) -> Result<ProratedMru, ArithmeticError> {
        let error = ArithmeticError { step: STEP };
        let sum = || {
            let left = self.numerator.checked_mul(other.denominator)?;
            let right = other.numerator.checked_mul(self.denominator)?;
            let denominator = self.denominator.checked_mul(other.denominator)?;
            Some(lowest(left.checked_add(right)?, denominator))
        };
        sum().ok_or(error)
    }

    /// Subtracts another number of units.
    ///
    /// # Errors
    ///
    /// As [`ProratedMru::plus`].
    pub fn minus(self, other: ProratedMru) -> Result<ProratedMru, ArithmeticError> {
        self.plus(other.negated())
    }

    /// The same number of units with the other sign.
    pub const fn negated(self) -> ProratedMru {
        ProratedMru { numerator: self.numerator.wrapping_neg(), denominator: self.denominator }
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Numerator, in ten-millionths of an MRU, and denominator, in lowest terms.
    pub const fn fraction(self) -> (i128, i128) {
        (self.numerator, self.denominator)
    }

    /// The number as documents show it.
    pub fn shown(self) -> Decimal {
        if self.denominator == 1 {
            return fixed::decimal(self.numerator, Mru::MAX_PLACES);
        }
        // Four places of the seven: half of the last one away from zero.
        let whole = self.denominator.saturating_mul(1000);
        let half = whole.wrapping_div(2);
        let up = if self.numerator < 0 { half.wrapping_neg() } else { half };
        fixed::decimal(self.numerator.saturating_add(up).checked_div(whole).unwrap_or(0), 4)
    }
}

impl From<Mru> for ProratedMru {
    fn from(units: Mru) -> ProratedMru {
        ProratedMru { numerator: units.e7(), denominator: 1 }
    }
}

impl fmt::Display for ProratedMru {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shown())
    }
}

/// The written form: a numerator in MRU, with up to seven decimal places, over a denominator.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fraction {
    numerator: Decimal,
    denominator: u64,
}

impl Serialize for ProratedMru {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numerator = fixed::decimal(self.numerator, Mru::MAX_PLACES);
        let denominator = u64::try_from(self.denominator).map_err(serde::ser::Error::custom)?;
        Fraction { numerator, denominator }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ProratedMru {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ProratedMru, D::Error> {
        let Fraction { numerator, denominator } = Fraction::deserialize(deserializer)?;
        let units = Mru::new(numerator).filter(|_| denominator > 0);
        let units = units.ok_or_else(|| serde::de::Error::custom("no exact number of MRUs"))?;
        Ok(lowest(units.e7(), denominator.into()))
    }
}

/// Reduces a fraction whose denominator is positive.
fn lowest(numerator: i128, denominator: i128) -> ProratedMru {
    let (mut a, mut b) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    // INVARIANT (the denominator is positive): so is the greatest common divisor, and it fits.
    let divisor = i128::try_from(a).unwrap_or(1).max(1);
    ProratedMru {
        numerator: numerator.checked_div(divisor).unwrap_or(0),
        denominator: denominator.checked_div(divisor).unwrap_or(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_exactly_or_with_four_places() {
        let of = |units: &str, parts, whole| {
            let units = Mru::new(units.parse().unwrap()).unwrap();
            ProratedMru::new(units, Share::new(parts, whole).unwrap()).unwrap()
        };
        assert_eq!(of("3.3", 20, 30).to_string(), "2.2");
        assert_eq!(of("0.0000001", 1, 1).to_string(), "0.0000001");
        assert_eq!(of("1", 1, 3).to_string(), "0.3333");
        assert_eq!(of("1", 2, 3).to_string(), "0.6667");
        assert_eq!(of("1", 2, 3).negated().to_string(), "-0.6667");
        assert_eq!(of("0.0001", 1, 3).to_string(), "0");
    }
}
