//! The discount of a document, in cents on each of its lines.

use std::collections::BTreeSet;

use mru_core::{
    calendar::Period,
    invoice::{InvoiceLine, LineKind, Statement},
    units::{ArithmeticError, Usd},
};

/// The part of a document's discounts that falls on each of its lines, in their order; none for a
/// discount, which is on other lines and has no row of its own.
///
/// Parts are in proportion to amounts, in whole cents, and sum to the discount: what is left after
/// rounding down goes, a cent each, to the lines with the largest remainders, the first ones among
/// equals. The discount of the document's own month falls on all lines about that month but the tax.
/// The discount of an earlier month, or the correction of one, falls on the lines about that month;
/// without any it stands alone.
///
/// # Errors
///
/// [`ArithmeticError`] when an amount needs more than 64 bits of cents.
pub(super) fn parts(statement: &Statement) -> Result<Vec<Option<Usd>>, ArithmeticError> {
    let cents = statement.lines.iter().map(|line| Some(i128::from(line.usd.cents()?)));
    let cents: Vec<i128> = cents.collect::<Option<_>>().ok_or(TOO_LARGE)?;
    let lines = || statement.lines.iter().zip(&cents);
    let mut parts = vec![Some(0_i128); cents.len()];
    let corrected = |line: &InvoiceLine| earlier(statement, line);
    let months: BTreeSet<Option<Period>> = statement.lines.iter().map(corrected).collect();
    for month in months {
        let own = |line: &InvoiceLine| corrected(line) == month;
        let discounts = lines().filter(|(line, _)| own(line) && is_discount(line));
        let discount: i128 = discounts.map(|(_, cents)| cents).sum();
        let bears = |line: &InvoiceLine| own(line) && !is_discount(line) && !is_tax(line);
        let weights = lines().map(|(line, cents)| if bears(line) { *cents } else { 0 });
        let weights: Vec<i128> = weights.collect();
        if month.is_some() && weights.iter().sum::<i128>() == 0 {
            continue;
        }
        let spread = spread(discount, &weights);
        for ((part, line), more) in parts.iter_mut().zip(&statement.lines).zip(spread) {
            *part = part.filter(|_| !(own(line) && is_discount(line))).map(|part| part + more);
        }
    }
    let parts = parts.into_iter().map(|part| part.map(i64::try_from).transpose());
    parts.map(|part| part.map(|part| part.map(Usd::of_cents)).map_err(|_| TOO_LARGE)).collect()
}

/// The earlier month that a line is about; none for a line about the document's own month.
fn earlier(statement: &Statement, line: &InvoiceLine) -> Option<Period> {
    line.corrects().map(|corrects| corrects.period).filter(|it| *it != statement.period)
}

/// Whether a line is a discount, or the correction of one.
fn is_discount(line: &InvoiceLine) -> bool {
    let behind = line.corrects().map(|corrects| corrects.kind);
    let correction = line.kind() == LineKind::Correction && behind == Some(LineKind::Discount);
    line.kind() == LineKind::Discount || correction
}

fn is_tax(line: &InvoiceLine) -> bool {
    line.kind() == LineKind::Tax
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
    use mru_core::invoice::LineDetail;

    use super::*;
    use crate::{export::focus::category::Category, sample_billing as sample};

    #[test]
    fn the_correction_of_a_discount_is_on_the_corrections_of_its_month_or_stands_alone() {
        // The sample corrects a component and a floor of March: let that be its discount.
        let mut statement = sample::april();
        for line in &mut statement.lines {
            if let LineDetail::Correction(correction) = &mut line.detail
                && matches!(correction.subject.kind, LineKind::Commitment | LineKind::Minimum)
            {
                correction.subject.kind = LineKind::Discount;
                correction.corrects.kind = LineKind::Discount;
            }
        }
        let of_month =
            |line: &&InvoiceLine| line.kind() == LineKind::Correction && !is_discount(line);
        let behind_all = statement.lines.iter().filter(|line| earlier(&statement, line).is_some());
        let discount: i64 =
            behind_all.filter(|line| is_discount(line)).filter_map(|it| it.usd.cents()).sum();
        assert_ne!(discount, 0, "the sample corrects the discount of March");
        let before = parts(&statement).unwrap();
        let lines = statement.lines.iter().zip(&before);
        let on_corrections = lines.filter(|(line, _)| of_month(line));
        let spread: i64 = on_corrections.filter_map(|(_, part)| part.and_then(Usd::cents)).sum();
        assert_eq!(spread, discount);

        statement.lines.retain(|line| !of_month(&line));
        let alone = parts(&statement).unwrap();
        for (line, part) in statement.lines.iter().zip(&alone) {
            if earlier(&statement, line).is_some() {
                assert_eq!(*part, Some(Usd::ZERO));
                let category = Category::of(&statement, line);
                assert_eq!(category, Category::Adjustment);
            }
        }
    }

    #[test]
    fn the_discount_of_each_month_is_on_the_lines_about_that_month() {
        let statement = sample::credit_of_two_months();
        let parts = parts(&statement).unwrap();
        let about = |earlier: bool| {
            let same = |line: &InvoiceLine| self::earlier(&statement, line).is_some() == earlier;
            let lines = statement.lines.iter().zip(&parts).filter(move |(line, _)| same(line));
            let cents = |usd: Usd| usd.cents().unwrap();
            let discounts = lines.clone().filter(|(line, _)| is_discount(line));
            let discount: i64 = discounts.map(|(line, _)| cents(line.usd)).sum();
            let spread: i64 = lines.filter_map(|(_, part)| part.map(cents)).sum();
            (discount, spread)
        };
        for earlier in [false, true] {
            let (discount, spread) = about(earlier);
            assert!(discount > 0, "a credit note takes a discount back");
            assert_eq!(spread, discount, "about an earlier month: {earlier}");
        }
    }

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
