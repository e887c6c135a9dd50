//! Numbers of a fixed number of decimal places, as integers: exact, or refused.
//!
//! A [`Decimal`] is read from files and shown to people; between the two, amounts are integers,
//! bounded by what a decimal can hold, so that every amount can be shown.

use rust_decimal::Decimal;

use super::ArithmeticError;

/// The largest magnitude: 28 digits, which every [`Decimal`] can hold.
const BOUND: i128 = 9_999_999_999_999_999_999_999_999_999;
/// 10⁰ to 10¹¹.
const POWERS: [i64; 12] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
];

/// Multiplies two integers.
#[inline]
pub(super) fn multiply(a: i128, b: i128, step: &'static str) -> Result<i128, ArithmeticError> {
    match (i64::try_from(a), i64::try_from(b)) {
        // INVARIANT (two i64 have a product in i128): nothing can wrap.
        (Ok(a), Ok(b)) => bounded(i128::from(a).wrapping_mul(i128::from(b)), step),
        _ => bounded(a.checked_mul(b).ok_or(ArithmeticError { step })?, step),
    }
}

/// Adds two integers within the bound, whose sum cannot leave 128 bits.
#[inline]
pub(super) fn add(a: i128, b: i128, step: &'static str) -> Result<i128, ArithmeticError> {
    bounded(a.wrapping_add(b), step)
}

#[inline]
fn bounded(number: i128, step: &'static str) -> Result<i128, ArithmeticError> {
    if number.unsigned_abs() <= BOUND.unsigned_abs() {
        Ok(number)
    } else {
        Err(ArithmeticError { step })
    }
}

/// Returns a decimal as an integer of `places` decimal places; nothing when it has more or is too large.
#[inline]
pub(super) fn scaled(number: Decimal, places: u32) -> Option<i128> {
    let number = if number.scale() <= places { number } else { number.normalize() };
    let power = *POWERS.get(usize::try_from(places.checked_sub(number.scale())?).ok()?)?;
    multiply(number.mantissa(), power.into(), "scaling").ok()
}

/// Returns a decimal from 0 to `max` as an integer of `places` decimal places.
pub(super) fn within(number: Decimal, max: Decimal, places: u32) -> Option<i64> {
    let fits = number.is_zero() || number.is_sign_positive() && number <= max;
    fits.then(|| scaled(number, places)).flatten().and_then(|number| i64::try_from(number).ok())
}

/// Returns a decimal that was recorded as an integer of `places` decimal places: whatever 64 bits
/// hold, because its range was judged when it was recorded.
pub(super) fn recorded(number: Decimal, places: u32) -> Option<i64> {
    scaled(number, places).and_then(|number| i64::try_from(number).ok())
}

/// Returns an integer of `places` decimal places as a decimal without trailing zeros.
pub(super) fn decimal(number: i128, places: u32) -> Decimal {
    // INVARIANT (every amount is within the bound): it fits a decimal.
    Decimal::try_from_i128_with_scale(number, places)
        .map_or(Decimal::MAX, |number| number.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_scaled_exactly_or_not_at_all() {
        let scaled = |text: &str, places| scaled(text.parse().unwrap(), places);
        assert_eq!(scaled("3.25", 4), Some(32_500));
        assert_eq!(scaled("-0.0001", 4), Some(-1));
        assert_eq!(scaled("0.00010", 4), Some(1));
        assert_eq!(scaled("0.00001", 4), None);
        assert_eq!(scaled("79228162514264337593543950335", 0), None);
        assert_eq!(decimal(32_500, 4).to_string(), "3.25");
    }

    #[test]
    fn products_and_sums_beyond_28_digits_are_refused() {
        assert!(multiply(BOUND, 1, "testing").is_ok());
        assert!(multiply(BOUND, -2, "testing").is_err());
        assert!(multiply(i64::MAX.into(), i64::MAX.into(), "testing").is_err());
        assert!(multiply(i128::MAX, 2, "testing").is_err());
        assert!(add(BOUND, 0, "testing").is_ok());
        assert!(add(BOUND, 1, "testing").is_err());
        assert!(add(-BOUND, -BOUND, "testing").is_err());
    }
}
