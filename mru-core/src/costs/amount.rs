//! Amounts of cost data: decimals of up to 38 digits, exact or refused.
//!
//! One byte is 9.313225746154785E-10 GB, 25 decimal places: more than a [`Decimal`] adds to a sum
//! in the thousands without dropping digits, so cost data has an amount of its own.

use std::{cmp::Ordering, fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::rounding;

/// The most decimal places.
const MOST_PLACES: u8 = 38;

/// 10⁰ to 10³⁸.
const POWERS: [i128; 39] = powers();

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and refuses a wrong index")]
const fn powers() -> [i128; 39] {
    let mut all = [1_i128; 39];
    let mut at = 1_usize;
    while at < all.len() {
        all[at] = all[at.wrapping_sub(1)].wrapping_mul(10);
        at = at.wrapping_add(1);
    }
    all
}

/// An amount of money or usage as a file of cost data has it.
///
/// # Units
///
/// Up to 38 digits, of which up to 38 may be decimal places. The currency or unit stands beside it.
///
/// # Example
///
/// ```
/// use mru_core::costs::CostAmount;
///
/// let tiny: CostAmount = "4.0E-7".parse().unwrap();
/// let whole: CostAmount = "1234.50".parse().unwrap();
/// assert_eq!(tiny.plus(whole).unwrap().to_string(), "1234.5000004");
/// assert!("12,5".parse::<CostAmount>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct CostAmount {
    digits: i128,
    places: u8,
}

/// Why a text is no amount, or a result has no place in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostAmountError {
    /// The text is no decimal number.
    #[error("no decimal number")]
    NoNumber,
    /// The number needs more than 38 digits.
    #[error("more than 38 digits")]
    TooManyDigits,
}

impl CostAmount {
    /// Nothing, where the file says so; what the file leaves out is no amount at all.
    pub const ZERO: CostAmount = CostAmount { digits: 0, places: 0 };

    /// Makes the amount of `digits` divided by 10 to the power of `places`; nothing when it has
    /// more than 38 places.
    #[inline]
    pub const fn new(digits: i128, places: u8) -> Option<CostAmount> {
        if places <= MOST_PLACES { Some(CostAmount { digits, places }) } else { None }
    }

    /// The digits as an integer, and how many of them are decimal places.
    #[inline]
    pub const fn parts(self) -> (i128, u8) {
        (self.digits, self.places)
    }

    /// The digits of the same amount at `places` decimal places, which are no fewer than it has.
    #[inline]
    fn digits_at(self, places: u8) -> Option<i128> {
        match places.checked_sub(self.places)? {
            0 => Some(self.digits),
            more => self.digits.checked_mul(*POWERS.get(usize::from(more))?),
        }
    }

    /// Adds two amounts.
    ///
    /// # Errors
    ///
    /// [`CostAmountError::TooManyDigits`] when the sum needs more than 38 digits.
    #[inline]
    pub fn plus(self, other: CostAmount) -> Result<CostAmount, CostAmountError> {
        let at = |a: CostAmount, b: CostAmount| {
            let places = a.places.max(b.places);
            let digits = a.digits_at(places)?.checked_add(b.digits_at(places)?)?;
            Some(CostAmount { digits, places })
        };
        let sum = at(self, other).or_else(|| at(self.trimmed(), other.trimmed()));
        sum.ok_or(CostAmountError::TooManyDigits)
    }

    /// Subtracts `other`.
    ///
    /// # Errors
    ///
    /// [`CostAmountError::TooManyDigits`] when the difference needs more than 38 digits.
    pub fn less(self, other: CostAmount) -> Result<CostAmount, CostAmountError> {
        let digits = other.digits.checked_neg().ok_or(CostAmountError::TooManyDigits)?;
        self.plus(CostAmount { digits, places: other.places })
    }

    /// The same amount with the other sign.
    #[must_use]
    pub const fn negated(self) -> CostAmount {
        // INVARIANT (38 digits are fewer than 128 bits hold): the negative exists.
        CostAmount { digits: self.digits.saturating_neg(), places: self.places }
    }

    /// The same amount without its sign.
    #[must_use]
    pub const fn size(self) -> CostAmount {
        if self.digits < 0 { self.negated() } else { self }
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// The same amount without trailing zeros.
    #[must_use]
    pub fn trimmed(self) -> CostAmount {
        let CostAmount { mut digits, mut places } = self;
        while places > 0 && digits.checked_rem(10) == Some(0) {
            digits = digits.checked_div(10).unwrap_or(digits);
            places = places.saturating_sub(1);
        }
        CostAmount { digits, places }
    }

    /// The amount rounded half away from zero to so many decimal places, for people; sums are made of
    /// exact amounts.
    #[must_use]
    pub fn rounded(self, places: u8) -> CostAmount {
        let exact = self.trimmed();
        let more = exact.places.checked_sub(places).filter(|more| *more > 0);
        let power = more.and_then(|more| POWERS.get(usize::from(more)));
        let digits = power.and_then(|power| rounding::divide(exact.digits, *power));
        digits.map_or(exact, |digits| CostAmount { digits, places })
    }

    /// The amount as a decimal; nothing when it needs more than its 28 digits.
    pub fn decimal(self) -> Option<Decimal> {
        let trimmed = self.trimmed();
        Decimal::try_from_i128_with_scale(trimmed.digits, trimmed.places.into()).ok()
    }

    /// Adds amounts of which each may be unknown: what is unknown makes the sum unknown.
    ///
    /// # Errors
    ///
    /// [`CostAmountError::TooManyDigits`] as [`CostAmount::plus`].
    pub fn plus_known(
        a: Option<CostAmount>,
        b: Option<CostAmount>,
    ) -> Result<Option<CostAmount>, CostAmountError> {
        a.zip(b).map(|(a, b)| a.plus(b)).transpose()
    }
}

impl PartialEq for CostAmount {
    fn eq(&self, other: &CostAmount) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for CostAmount {}

impl PartialOrd for CostAmount {
    fn partial_cmp(&self, other: &CostAmount) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CostAmount {
    fn cmp(&self, other: &CostAmount) -> Ordering {
        let places = self.places.max(other.places);
        match (self.digits_at(places), other.digits_at(places)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // What leaves 128 bits on the way to the same places is further from zero than what does not.
            (None, _) => self.digits.cmp(&0),
            (_, None) => 0.cmp(&other.digits),
        }
    }
}

impl From<i64> for CostAmount {
    fn from(whole: i64) -> CostAmount {
        CostAmount { digits: whole.into(), places: 0 }
    }
}

impl From<Decimal> for CostAmount {
    fn from(decimal: Decimal) -> CostAmount {
        // INVARIANT (a decimal has at most 28 places): they fit.
        let places = u8::try_from(decimal.scale()).unwrap_or(MOST_PLACES);
        CostAmount { digits: decimal.mantissa(), places }
    }
}

impl FromStr for CostAmount {
    type Err = CostAmountError;

    /// Reads `12`, `-0.50`, `.5`, `4.0E-7` and `1e3`; no blanks, no separators of thousands.
    fn from_str(text: &str) -> Result<CostAmount, CostAmountError> {
        let (unsigned, negative) = match text.as_bytes() {
            [b'-', rest @ ..] => (rest, true),
            [b'+', rest @ ..] => (rest, false),
            all => (all, false),
        };
        let mut reading = Reading::default();
        let mut bytes = unsigned.iter();
        let mut exponent = 0_i32;
        for byte in bytes.by_ref() {
            match byte {
                b'0'..=b'9' => reading.digit(byte.wrapping_sub(b'0'))?,
                b'.' if !reading.after_point => reading.after_point = true,
                b'e' | b'E' => {
                    exponent = read_exponent(bytes.as_slice())?;
                    break;
                }
                _ => return Err(CostAmountError::NoNumber),
            }
        }
        reading.finish(negative, exponent)
    }
}

/// The whole number after an `e`.
fn read_exponent(text: &[u8]) -> Result<i32, CostAmountError> {
    let text = std::str::from_utf8(text).map_err(|_| CostAmountError::NoNumber)?;
    let digits = text.trim_start_matches(['+', '-']);
    if digits.is_empty() || text.len().saturating_sub(digits.len()) > 1 {
        return Err(CostAmountError::NoNumber);
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CostAmountError::NoNumber);
    }
    text.parse().map_err(|_| CostAmountError::TooManyDigits)
}

/// The digits of a number being read.
#[derive(Default)]
struct Reading {
    digits: i128,
    /// Zeros read after the last other digit: they count once another digit follows.
    zeros: i32,
    /// Decimal places of the digits, without those zeros.
    places: i32,
    after_point: bool,
    any: bool,
}

impl Reading {
    #[inline]
    fn digit(&mut self, digit: u8) -> Result<(), CostAmountError> {
        self.any = true;
        if self.after_point {
            self.places = self.places.saturating_add(1);
        }
        if digit == 0 {
            self.zeros = if self.digits == 0 { 0 } else { self.zeros.saturating_add(1) };
            return Ok(());
        }
        let power =
            usize::try_from(self.zeros).ok().and_then(|it| POWERS.get(it.saturating_add(1)));
        let shifted = power.and_then(|power| self.digits.checked_mul(*power));
        let digits = shifted.and_then(|shifted| shifted.checked_add(digit.into()));
        self.digits = digits.ok_or(CostAmountError::TooManyDigits)?;
        self.zeros = 0;
        Ok(())
    }

    fn finish(self, negative: bool, exponent: i32) -> Result<CostAmount, CostAmountError> {
        if !self.any {
            return Err(CostAmountError::NoNumber);
        }
        if self.digits == 0 {
            return Ok(CostAmount::ZERO);
        }
        let places = self.places.saturating_sub(self.zeros).saturating_sub(exponent);
        let digits = if negative { self.digits.wrapping_neg() } else { self.digits };
        if places >= 0 {
            let amount = u8::try_from(places).ok().and_then(|it| CostAmount::new(digits, it));
            return amount.ok_or(CostAmountError::TooManyDigits);
        }
        let power = usize::try_from(places.unsigned_abs()).ok().and_then(|it| POWERS.get(it));
        let digits = power.and_then(|power| digits.checked_mul(*power));
        Ok(CostAmount { digits: digits.ok_or(CostAmountError::TooManyDigits)?, places: 0 })
    }
}

impl fmt::Display for CostAmount {
    /// Writes the amount in full, without exponent and without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CostAmount { digits, places } = self.trimmed();
        let sign = if digits < 0 { "-" } else { "" };
        let places = usize::from(places);
        let width = places.saturating_add(1);
        let all = format!("{:0width$}", digits.unsigned_abs());
        let (whole, fraction) = all.split_at(all.len().saturating_sub(places));
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

impl Serialize for CostAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CostAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CostAmount, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> CostAmount {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_read_as_files_write_them() {
        for (text, shown) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("0E-300", "0"),
            ("4.0E-7", "0.0000004"),
            ("9.313225746154785E-10", "0.0000000009313225746154785"),
            ("1e3", "1000"),
            ("100", "100"),
            ("-1200.3400", "-1200.34"),
            (".5", "0.5"),
            ("+2.", "2"),
            ("00000000000000000000000000000000000000000000000000001.5", "1.5"),
            ("1.00000000000000000000000000000000000000000000000000000", "1"),
        ] {
            assert_eq!(amount(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_or_too_long_is_refused() {
        for text in ["", "-", ".", "e5", "1e", "1e+-5", "1,5", " 1", "1 ", "NULL", "NaN", "1.2.3"] {
            assert_eq!(text.parse::<CostAmount>(), Err(CostAmountError::NoNumber), "{text:?}");
        }
        for text in ["1e-39", "1e39", "1e99999999999", &"9".repeat(40), "5e-324"] {
            assert_eq!(text.parse::<CostAmount>(), Err(CostAmountError::TooManyDigits), "{text}");
        }
    }

    #[test]
    fn sums_keep_every_digit_or_are_refused() {
        let byte = amount("9.313225746154785E-10");
        let sum = amount("123456789012").plus(byte).unwrap();
        assert_eq!(sum.to_string(), "123456789012.0000000009313225746154785");
        assert_eq!(sum.less(byte), Ok(amount("123456789012")));
        assert!(amount("1e20").plus(amount("1e-20")).is_err());
        // Trailing zeros take no room.
        let padded = CostAmount::new(10_i128.pow(37), 37).unwrap();
        assert_eq!(padded.plus(amount("1e30")).unwrap(), amount("1000000000000000000000000000001"));
    }

    #[test]
    fn people_read_rounded_amounts() {
        for (exact, cents) in [("1.005", "1.01"), ("-1.005", "-1.01"), ("1.0049", "1"), ("7", "7")]
        {
            assert_eq!(amount(exact).rounded(2).to_string(), cents, "{exact}");
        }
        assert_eq!(amount("1e-38").rounded(0), CostAmount::ZERO);
    }

    #[test]
    fn order_and_equality_are_of_the_value() {
        assert_eq!(amount("1.50"), CostAmount::new(15_000, 4).unwrap());
        assert!(amount("1e38") > amount("1e-38"));
        assert!(amount("-1e38") < amount("1e-38"));
        assert!(amount("1e-38") < amount("1e38"));
        assert!(amount("0.1") < amount("0.11"));
    }
}
