//! Divides an amount by weights so that the parts sum to it: by largest remainder.

use crate::costs::{CostAmount, CostAmountError};

/// Divides an amount by weights. The parts have the decimal places of the amount and sum to it
/// exactly: each is rounded towards zero, and what is left goes one last place each to those that lost
/// most, of equals to the first. Where all weights are 0 the parts are even.
///
/// # Errors
///
/// [`CostAmountError::TooManyDigits`] when a product needs more than 38 digits.
///
/// # Example
///
/// ```
/// use mru_core::{costs::CostAmount, reconciliation::divide_by_weights};
///
/// let parts = divide_by_weights("10.00".parse()?, &[1, 1, 1])?;
/// let written: Vec<String> = parts.iter().map(CostAmount::to_string).collect();
/// assert_eq!(written, ["3.34", "3.33", "3.33"]);
/// # Ok::<(), mru_core::costs::CostAmountError>(())
/// ```
pub fn divide_by_weights(
    usd: CostAmount,
    weights: &[u64],
) -> Result<Vec<CostAmount>, CostAmountError> {
    const TOO_MANY: CostAmountError = CostAmountError::TooManyDigits;
    let even = weights.iter().all(|weight| *weight == 0);
    let weight = |weight: &u64| if even { 1 } else { i128::from(*weight) };
    let whole: i128 = weights.iter().map(weight).try_fold(0, i128::checked_add).ok_or(TOO_MANY)?;
    let (digits, places) = with_cents(usd).parts();
    let mut parts: Vec<i128> = Vec::with_capacity(weights.len());
    let mut lost: Vec<(u128, usize)> = Vec::with_capacity(weights.len());
    for (at, one) in weights.iter().enumerate() {
        let (part, rest) = part_of(digits, weight(one), whole).ok_or(TOO_MANY)?;
        parts.push(part);
        lost.push((rest.unsigned_abs(), at));
    }
    let given = parts.iter().copied().try_fold(0, i128::checked_add).ok_or(TOO_MANY)?;
    let left = digits.checked_sub(given).ok_or(TOO_MANY)?;
    lost.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let left_over = usize::try_from(left.unsigned_abs()).unwrap_or(usize::MAX);
    for (_, at) in lost.iter().take(left_over) {
        if let Some(part) = parts.get_mut(*at) {
            *part = part.checked_add(left.signum()).ok_or(TOO_MANY)?;
        }
    }
    parts.into_iter().map(|part| CostAmount::new(part, places).ok_or(TOO_MANY)).collect()
}

/// `digits` × `weight` ÷ `whole`, rounded towards zero, and the rest; the product itself may have no
/// place in 128 bits. Without any weight there is nothing.
fn part_of(digits: i128, weight: i128, whole: i128) -> Option<(i128, i128)> {
    let (times, left) = (digits.checked_div(whole)?, digits.checked_rem(whole)?);
    let rest = left.checked_mul(weight)?;
    let part = times.checked_mul(weight)?.checked_add(rest.checked_div(whole)?)?;
    Some((part, rest.checked_rem(whole)?))
}

/// The same amount with at least two decimal places, so that parts are cents at most.
fn with_cents(usd: CostAmount) -> CostAmount {
    let (digits, places) = usd.trimmed().parts();
    let more = 2_u8.saturating_sub(places);
    let shifted = digits.checked_mul(10_i128.pow(more.into()));
    shifted.and_then(|digits| CostAmount::new(digits, places.max(2))).unwrap_or(usd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(usd: &str, weights: &[u64], expected: &[&str]) {
        let parts = divide_by_weights(usd.parse().unwrap(), weights).unwrap();
        let written: Vec<String> = parts.iter().map(CostAmount::to_string).collect();
        assert_eq!(written, expected);
    }

    #[test]
    fn parts_sum_to_the_whole_and_the_rest_goes_to_those_that_lost_most() {
        check("1", &[1, 1, 1], &["0.34", "0.33", "0.33"]);
        check("-1", &[1, 1, 1], &["-0.34", "-0.33", "-0.33"]);
        check("0.05", &[1, 3], &["0.01", "0.04"]);
        check("0.0000001", &[5, 5], &["0.0000001", "0"]);
        check("7", &[0, 0], &["3.5", "3.5"]);
        check("7", &[0, 2], &["0", "7"]);
        check("0", &[1, 2], &["0", "0"]);
        check("5", &[], &[]);
    }

    #[test]
    fn an_amount_of_many_digits_is_divided_by_large_weights() {
        let usd: CostAmount = "6766.1070311342646558995746154785".parse().unwrap();
        let parts = divide_by_weights(usd, &[20_000_000_000, 1]).unwrap();
        assert_eq!(parts[0].plus(parts[1]), Ok(usd));
        assert_eq!(parts[1].to_string(), "0.000000338305351539797965218");
    }
}
