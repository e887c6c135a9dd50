//! Exact numbers of the texts of bills.

use mru_core::costs::CostAmount;
use num_bigint::BigInt;
use num_traits::{One as _, Signed as _, pow};

use crate::oracle::Exact;

/// Ten to a power.
fn power(places: usize) -> BigInt {
    pow(BigInt::from(10), places)
}

/// Reads a number as bills write it, with or without an exponent.
///
/// # Panics
///
/// When it is none.
pub fn exact(text: &str) -> Exact {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits: BigInt = format!("{whole}{decimals}").parse().expect("digits");
    let exponent: i64 = exponent.parse().expect("an exponent");
    let places = i64::try_from(decimals.len()).expect("few") - exponent;
    let scale = power(usize::try_from(places.unsigned_abs()).expect("few"));
    if places < 0 { Exact::from(digits * scale) } else { Exact::new(digits, scale) }
}

/// The exact number of an amount of the library.
pub fn amount(amount: CostAmount) -> Exact {
    let (digits, places) = amount.parts();
    Exact::new(BigInt::from(digits), power(usize::from(places)))
}

/// Writes a number with so many decimal places at most, rounded half away from zero, without
/// trailing zeros.
pub fn decimal_text(number: &Exact, places: usize) -> String {
    let scaled = number.abs() * Exact::from(power(places));
    let rounded = (scaled + Exact::new(BigInt::one(), BigInt::from(2))).floor().to_integer();
    let digits = format!("{rounded:0>width$}", width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    let decimals = decimals.trim_end_matches('0');
    let sign = if number.is_negative() { "-" } else { "" };
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// A number in quintillionths, 10⁻¹⁸, without its sign and rounded up: the room around a number.
///
/// # Panics
///
/// When it is beyond all money.
pub fn quintillionths(number: &Exact) -> i128 {
    let scaled = number.abs() * Exact::from(power(18));
    i128::try_from(scaled.ceil().to_integer()).expect("less than all money")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_exactly() {
        for (text, written) in
            [("4.0E-7", "0.0000004"), ("-1.5e3", "-1500"), ("12.50", "12.5"), (".5", "0.5")]
        {
            assert_eq!(decimal_text(&exact(text), 18), written);
            assert_eq!(amount(text.parse().expect("an amount")), exact(text));
        }
        assert_eq!(decimal_text(&exact("-0.125"), 2), "-0.13");
    }
}
