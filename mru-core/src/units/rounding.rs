//! The one file that rounds: an exact amount becomes whole cents by a named rule (R81).

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// How an exact amount becomes whole cents. There is no default: every caller names its rule.
///
/// # Source
///
/// R81: per line, half away from zero, unless the contract says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingRule {
    /// `67.515` becomes `67.52` and `-67.515` becomes `-67.52`.
    HalfAwayFromZero,
    /// `67.515` becomes `67.52` and `67.525` becomes `67.52`.
    HalfToEven,
}

/// 10⁹: an unrounded amount has eleven decimal places, a cent has two.
const PER_CENT: i64 = 1_000_000_000;

/// Rounds an amount of eleven decimal places to whole cents.
#[inline]
pub(super) fn to_cents(e11: i128, rule: RoundingRule) -> i128 {
    let (cents, rest) = match i64::try_from(e11) {
        Ok(small) => (i128::from(small.wrapping_div(PER_CENT)), small.wrapping_rem(PER_CENT)),
        Err(_) => divide_wide(e11),
    };
    let twice = rest.unsigned_abs().wrapping_mul(2);
    nudged(cents, rest < 0, twice.cmp(&PER_CENT.unsigned_abs()), rule)
}

/// Rounds one `whole`th of an amount of eleven decimal places to whole cents; nothing when the
/// whole has more than 28 digits.
pub(super) fn part_to_cents(e11: i128, whole: i128, rule: RoundingRule) -> Option<i128> {
    let divisor = i128::from(PER_CENT).checked_mul(whole.max(1))?;
    let (cents, rest) = (e11.checked_div(divisor)?, e11.checked_rem(divisor)?);
    let twice = rest.unsigned_abs().wrapping_mul(2);
    Some(nudged(cents, rest < 0, twice.cmp(&divisor.unsigned_abs()), rule))
}

/// Divides and rounds half away from zero to a whole number; nothing when the divisor is 0 or the
/// result has no place in 128 bits.
pub(crate) fn divide(number: i128, divisor: i128) -> Option<i128> {
    let (quotient, rest) = (number.checked_div(divisor)?, number.checked_rem(divisor)?);
    let negative = (number < 0) != (divisor < 0);
    let twice = rest.unsigned_abs().checked_mul(2)?;
    let half = twice.cmp(&divisor.unsigned_abs());
    Some(nudged(quotient, negative, half, RoundingRule::HalfAwayFromZero))
}

/// Rounds a number of at least 0 up to so many decimal places.
pub(crate) fn up(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::AwayFromZero)
}

/// Divides a number of at least 0 and rounds the quotient up to so many decimal places; none when the
/// divisor is 0.
///
/// # Example
///
/// ```
/// use mru_core::units::quotient_up;
///
/// let (hours, months) = ("1464".parse().unwrap(), "3".parse().unwrap());
/// assert_eq!(quotient_up(hours, months, 6).unwrap().to_string(), "488");
/// let third = quotient_up("1".parse().unwrap(), months, 6).unwrap();
/// assert_eq!(third.to_string(), "0.333334");
/// ```
pub fn quotient_up(number: Decimal, divisor: Decimal, places: u32) -> Option<Decimal> {
    Some(up(number.checked_div(divisor)?, places).normalize())
}

/// Moves a truncated number of cents away from zero when the rest asks for it.
#[inline]
fn nudged(cents: i128, negative: bool, rest_to_half: Ordering, rule: RoundingRule) -> i128 {
    let up = match (rest_to_half, rule) {
        (Ordering::Less, _) => false,
        (Ordering::Greater, _) | (Ordering::Equal, RoundingRule::HalfAwayFromZero) => true,
        (Ordering::Equal, RoundingRule::HalfToEven) => cents & 1 == 1,
    };
    // INVARIANT (the quotient is far from the end of its type): one more cannot wrap.
    if up { cents.wrapping_add(if negative { -1 } else { 1 }) } else { cents }
}

/// Divides an amount that needs more than 64 bits.
#[cold]
fn divide_wide(e11: i128) -> (i128, i64) {
    const DIVISOR: i128 = 1_000_000_000;
    let rest = e11.wrapping_rem(DIVISOR);
    // INVARIANT (a rest is smaller than its divisor): it fits 64 bits.
    (e11.wrapping_div(DIVISOR), i64::try_from(rest).unwrap_or(0))
}

/// How much more one amount is than another, in per cent to two places, half away from zero: for
/// readers, never to compute with. None from an amount of 0.
///
/// # Example
///
/// ```
/// use mru_core::units::percent_of_change;
///
/// let percent = |before: &str, after: &str| {
///     percent_of_change(before.parse().unwrap(), after.parse().unwrap()).map(|it| it.to_string())
/// };
/// assert_eq!(percent("0.26", "0.338"), Some("30".to_owned()));
/// assert_eq!(percent("0.3", "0.2"), Some("-33.33".to_owned()));
/// assert_eq!(percent("0", "0.2"), None);
/// ```
pub fn percent_of_change(before: Decimal, after: Decimal) -> Option<Decimal> {
    let hundredfold = after.checked_sub(before)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let percent = hundredfold.checked_div(before)?;
    Some(percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(usd_e11: i128, away: i128, even: i128) {
        for sign in [1_i128, -1] {
            let signed = |value: i128| value.saturating_mul(sign);
            assert_eq!(to_cents(signed(usd_e11), RoundingRule::HalfAwayFromZero), signed(away));
            assert_eq!(to_cents(signed(usd_e11), RoundingRule::HalfToEven), signed(even));
        }
    }

    #[test]
    fn a_part_is_rounded_once() {
        // USD 1.00 × 1/3, and USD 0.01 × 1/2.
        assert_eq!(part_to_cents(100_000_000_000, 3, RoundingRule::HalfAwayFromZero), Some(33));
        assert_eq!(part_to_cents(-200_000_000_000, 3, RoundingRule::HalfAwayFromZero), Some(-67));
        assert_eq!(part_to_cents(1_000_000_000, 2, RoundingRule::HalfAwayFromZero), Some(1));
        assert_eq!(part_to_cents(1_000_000_000, 2, RoundingRule::HalfToEven), Some(0));
        assert_eq!(part_to_cents(3_000_000_000, 2, RoundingRule::HalfToEven), Some(2));
    }

    #[test]
    fn a_quotient_is_rounded_half_away_from_zero() {
        for (number, divisor, expected) in
            [(7, 2, 4), (-7, 2, -4), (7, -2, -4), (6, 4, 2), (5, 4, 1), (-5, 4, -1), (0, 3, 0)]
        {
            assert_eq!(divide(number, divisor), Some(expected), "{number} ÷ {divisor}");
        }
        assert_eq!((divide(1, 0), divide(i128::MIN, -1)), (None, None));
    }

    #[test]
    fn cents_by_both_rules() {
        check(1_642_500_000_000, 1643, 1642);
        check(6_751_500_000_000, 6752, 6752);
        check(6_752_500_000_000, 6753, 6752);
        check(6_752_500_000_001, 6753, 6753);
        check(499_999_999, 0, 0);
        check(500_000_000, 1, 0);
        check(0, 0, 0);
    }

    #[test]
    fn large_amounts_round_the_same() {
        let large = 1_000_000_000_000_000_000_000_000_000;
        check(large + 500_000_000, large / 1_000_000_000 + 1, large / 1_000_000_000);
    }
}
