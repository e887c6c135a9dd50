//! Commitment, minimum and discount: lines of their own, in this order (R83).
//!
//! Corrections of earlier months and the tax stand after them: a month's floors and its discount are
//! about that month, and a correction compares them too.

use super::{CommitmentLine, DiscountLine, InvoiceLine, LineDetail, MinimumLine};
use crate::{
    account::Account,
    rate_card::Terms,
    units::{ArithmeticError, Mru, ProratedMru, Share, Usd},
};

/// Adds what is missing to the commitment and then to the minimum.
///
/// Both are for whole months; a month in which the contract begins or ends counts in days.
pub(super) fn add_floors(
    lines: &mut Vec<InvoiceLine>,
    mru: ProratedMru,
    share: Share,
    account: &Account,
    terms: &Terms,
) -> Result<(), ArithmeticError> {
    let rounding = terms.policies.rounding;
    let committed = account.contract.commitment.as_ref().and_then(|it| it.mru).and_then(Mru::new);
    if let Some(agreed) = committed {
        let missing = ProratedMru::new(agreed, share)?.minus(mru)?;
        if !missing.is_negative() && !missing.is_zero() {
            let usd = terms.price.of_prorated(missing, rounding)?;
            let line = LineDetail::Commitment(CommitmentLine { agreed, share, missing });
            lines.push(InvoiceLine::new(line, usd, &["R83"]));
        }
    }
    if let Some(agreed) = account.contract.minimum.as_ref().and_then(|it| it.usd) {
        let minimum = agreed.share(share, rounding)?;
        let missing = minimum.minus(sum(&*lines)?)?;
        if !missing.is_negative() && !missing.is_zero() {
            let line = LineDetail::Minimum(MinimumLine { agreed, share, minimum });
            lines.push(InvoiceLine::new(line, missing, &["R83"]));
        }
    }
    Ok(())
}

/// Adds the discount on everything of the month.
pub(super) fn add_discount(
    lines: &mut Vec<InvoiceLine>,
    account: &Account,
    terms: &Terms,
) -> Result<(), ArithmeticError> {
    let discount = account.contract.discount.as_ref();
    let Some((discount, percent)) = discount.and_then(|it| Some((it, it.percent?))) else {
        return Ok(());
    };
    let base = sum(&*lines)?;
    if !base.is_zero() {
        let usd = base.percent(percent, terms.policies.rounding)?.negated();
        let label = discount.label.clone();
        let line = LineDetail::Discount(DiscountLine {
            label,
            percent,
            base,
            corrects: None,
            followed: None,
        });
        lines.push(InvoiceLine::new(line, usd, &["R83"]));
    }
    Ok(())
}

/// The sum of lines.
pub(super) fn sum<'a>(
    lines: impl IntoIterator<Item = &'a InvoiceLine>,
) -> Result<Usd, ArithmeticError> {
    lines.into_iter().map(|line| line.usd).try_fold(Usd::ZERO, Usd::plus)
}
