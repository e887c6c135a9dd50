//! The tax: each profile once, on its own subtotal (R82, N5).

use super::{
    CorrectedMonth, InvoiceLine, LineDetail, TaxLine, adjustments::sum, statement::taxed_by,
};
use crate::{
    account::TaxProfile,
    units::{ArithmeticError, RoundingRule, Usd},
};

/// Adds the tax lines of a month: one a profile, that of the month first.
///
/// The lines of the month have its own profile; a correction has that of the month it corrects.
pub(super) fn add(
    lines: &mut Vec<InvoiceLine>,
    own: &TaxProfile,
    corrected: &[CorrectedMonth],
    rounding: RoundingRule,
) -> Result<(), ArithmeticError> {
    let mut profiles: Vec<&TaxProfile> = vec![own];
    for month in corrected {
        if !profiles.contains(&&month.tax) {
            profiles.push(&month.tax);
        }
    }
    let mut taxes = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let mut taxed =
            lines.iter().filter(|it| taxed_by(it, own, corrected) == profile).peekable();
        if taxed.peek().is_some() {
            taxes.push(line(profile, sum(taxed)?, rounding)?);
        }
    }
    lines.extend(taxes);
    Ok(())
}

fn line(
    profile: &TaxProfile,
    base: Usd,
    rounding: RoundingRule,
) -> Result<InvoiceLine, ArithmeticError> {
    let tax = TaxLine { profile: profile.clone(), base, followed: None };
    let usd = base.percent(tax.percent(), rounding)?;
    Ok(InvoiceLine::new(LineDetail::Tax(tax), usd, &["R82"]))
}
