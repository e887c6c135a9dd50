//! Commitment, minimum, discount and tax: lines of their own, in this order (R82, R83).
//!
//! Corrections of earlier months stand between discount and tax: a month's floors and its discount
//! are about that month, and a correction compares them too.

use rust_decimal::Decimal;

use super::{InvoiceLine, LineKind};
use crate::{
    account::Account,
    rate_card::Terms,
    units::{ArithmeticError, Mru, Percent, ProratedMru, Share, Usd},
};

/// Adds what is missing to the commitment and then to the minimum.
///
/// Both are for whole months; a month in which the contract begins or ends counts in days.
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
        let missing = minimum.minus(sum(lines)?)?;
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
    let base = sum(lines)?;
    if !base.is_zero() {
        lines.push(InvoiceLine {
            description: discount.label.clone(),
            percent: Some(percent.as_decimal()),
            base: Some(base.as_decimal()),
            usd: base.percent(percent, terms.policies.rounding)?.negated(),
            ..InvoiceLine::new(LineKind::Discount, &["R83"])
        });
    }
    Ok(())
}

/// Adds the tax on everything.
pub(super) fn add_tax(
    lines: &mut Vec<InvoiceLine>,
    account: &Account,
    terms: &Terms,
) -> Result<(), ArithmeticError> {
    if lines.is_empty() {
        return Ok(());
    }
    let tax = &account.contract.tax;
    let base = sum(lines)?;
    let usd = match tax.percent {
        Some(percent) => base.percent(percent, terms.policies.rounding)?,
        None => Usd::ZERO,
    };
    lines.push(InvoiceLine {
        description: tax.label.clone(),
        percent: tax.percent.map(Percent::as_decimal).or(Some(Decimal::ZERO)),
        base: Some(base.as_decimal()),
        usd,
        ..InvoiceLine::new(LineKind::Tax, &["R82"])
    });
    Ok(())
}

fn sum(lines: &[InvoiceLine]) -> Result<Usd, ArithmeticError> {
    lines.iter().map(|line| line.usd).try_fold(Usd::ZERO, Usd::plus)
}
