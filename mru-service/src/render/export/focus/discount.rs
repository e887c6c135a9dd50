//! The discount of a document, in cents on each of its lines.

use mru_core::{
    invoice::{LineKind, Statement},
    units::{ArithmeticError, Usd},
};

/// The part of a document's discount that falls on each of its lines, in their order.
///
/// Parts are in proportion to amounts, in whole cents, and sum to the discount: what is left after
/// rounding down goes, a cent each, to the lines with the largest remainders, the first ones among
/// equals. The discount itself, corrections of other months and the tax have no part.
///
/// # Errors
///
/// [`ArithmeticError`] when an amount needs more than 64 bits of cents.
pub(super) fn parts(statement: &Statement) -> Result<Vec<Usd>, ArithmeticError> {
    let mut discount = 0_i128;
    let mut weights = Vec::with_capacity(statement.lines.len());
    for line in &statement.lines {
        let cents = i128::from(line.usd.cents().ok_or(TOO_LARGE)?);
        discount += if line.kind == LineKind::Discount { cents } else { 0 };
        let bears = !matches!(line.kind, LineKind::Discount | LineKind::Correction | LineKind::Tax);
        weights.push(if bears { cents } else { 0 });
    }
    let parts = spread(discount, &weights).into_iter();
    parts.map(|part| i64::try_from(part).map(Usd::of_cents).map_err(|_| TOO_LARGE)).collect()
}

const TOO_LARGE: ArithmeticError = ArithmeticError { step: "spreading a discount" };

/// Spreads whole cents over weights by largest remainders; weights below zero get the other sign.
fn spread(cents: i128, weights: &[i128]) -> Vec<i128> {
    let whole: i128 = weights.iter().sum();
    if whole == 0 {
        // A percentage of nothing is nothing; whatever it is stays on the first line.
        return (0..weights.len()).map(|at| if at == 0 { cents } else { 0 }).collect();
    }
    let signed = cents * whole.signum();
    let products = || weights.iter().map(|weight| signed * weight);
    let mut parts: Vec<i128> = products().map(|product| product.div_euclid(whole.abs())).collect();
    let mut remainders: Vec<(usize, i128)> =
        products().map(|product| product.rem_euclid(whole.abs())).enumerate().collect();
    remainders.sort_by_key(|(at, remainder)| (-remainder, *at));
    let left = cents - parts.iter().sum::<i128>();
    for ((at, _), _) in remainders.iter().zip(0..left) {
        if let Some(part) = parts.get_mut(*at) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole_and_follow_the_weights() {
        assert_eq!(spread(-100, &[1, 1, 1]), [-33, -33, -34]);
        assert_eq!(spread(100, &[-1, -1, -1]), [34, 33, 33]);
        assert_eq!(spread(-10, &[300, -100, 0]), [-15, 5, 0]);
        assert_eq!(spread(-7, &[0, 0]), [-7, 0]);
        for whole in -30..30_i128 {
            for weights in [&[7, 11, 13][..], &[5, -2, 9, 0, 1], &[-4, -9, 1]] {
                let parts = spread(whole, weights);
                assert_eq!(parts.iter().sum::<i128>(), whole, "{whole} {weights:?} {parts:?}");
            }
        }
    }
}
