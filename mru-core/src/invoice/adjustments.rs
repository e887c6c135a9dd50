//! Commitment, minimum, discount and tax: lines of their own, in this order (R82, R83).

use rust_decimal::Decimal;

use super::{InvoiceLine, LineKind};
use crate::{
    account::Account,
    rate_card::Terms,
    units::{ArithmeticError, Mru, ProratedMru, Share, Usd},
};

/// Adds what is missing to the commitment and then to the minimum.
///
/// Both are for whole months; a month in which the contract begins or ends counts in days.
/// Corrections of earlier months do not count towards either.
pub(super) fn add_floors(
    lines: &mut Vec<InvoiceLine>,
    mru: ProratedMru,
    in_force: Share,
    account: &Account,
    terms: &Terms,
) -> Result<(), ArithmeticError> {
    let rounding = terms.policies.rounding;
    let committed = account.contract.commitment.as_ref().and_then(|it| it.mru).and_then(Mru::new);
    if let Some(committed) = committed {
        let committed = ProratedMru::new(committed, in_force)?;
        let shortfall = committed.minus(mru)?;
        if !shortfall.is_negative() && !shortfall.is_zero() {
            lines.push(InvoiceLine {
                share: Some(in_force),
                base: Some(committed.shown()),
                mru: shortfall.shown(),
                usd: terms.price.of_prorated(shortfall, rounding)?,
                ..InvoiceLine::new(LineKind::Commitment, &["R83"])
            });
        }
    }
    if let Some(minimum) = account.contract.minimum.as_ref().and_then(|it| it.usd) {
        let minimum = minimum.share(in_force, rounding)?;
        let month = lines.iter().filter(|line| line.kind != LineKind::Correction);
        let missing = minimum.minus(sum(month)?)?;
        if !missing.is_negative() && !missing.is_zero() {
            lines.push(InvoiceLine {
                share: Some(in_force),
                base: Some(minimum.as_decimal()),
                usd: missing,
                ..InvoiceLine::new(LineKind::Minimum, &["R83"])
            });
        }
    }
    Ok(())
}

/// Adds the discount on everything, and the tax on what remains.
pub(super) fn add_discount_and_tax(
    lines: &mut Vec<InvoiceLine>,
    account: &Account,
    terms: &Terms,
) -> Result<(), ArithmeticError> {
    if lines.is_empty() {
        return Ok(());
    }
    let rounding = terms.policies.rounding;
    if let Some(discount) = &account.contract.discount
        && let Some(percent) = discount.percent
    {
        let base = sum(lines.iter())?;
        lines.push(InvoiceLine {
            description: discount.label.clone(),
            percent: Some(percent.as_decimal()),
            base: Some(base.as_decimal()),
            usd: base.percent(percent, rounding)?.negated(),
            ..InvoiceLine::new(LineKind::Discount, &["R83"])
        });
    }
    let tax = &account.contract.tax;
    let base = sum(lines.iter())?;
    let usd = match tax.percent {
        Some(percent) => base.percent(percent, rounding)?,
        None => Usd::ZERO,
    };
    lines.push(InvoiceLine {
        description: tax.label.clone(),
        percent: tax.percent.map(|percent| percent.as_decimal()).or(Some(Decimal::ZERO)),
        base: Some(base.as_decimal()),
        usd,
        ..InvoiceLine::new(LineKind::Tax, &["R82"])
    });
    Ok(())
}

fn sum<'a>(lines: impl Iterator<Item = &'a InvoiceLine>) -> Result<Usd, ArithmeticError> {
    lines.map(|line| line.usd).try_fold(Usd::ZERO, Usd::plus)
}
