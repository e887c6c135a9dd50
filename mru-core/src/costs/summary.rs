//! Gross, corrections, discounts, credits and net, always together: a credit must not make usage look free.

use serde::Serialize;

use super::{Basis, CostAmount, CostAmountError, CostGroup, LineClass};

/// What groups cost in one basis, with what took it down. A part is unknown when a group of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CostSummary {
    /// Usage, commitments, fees, support and tax of the month.
    pub gross: Option<CostAmount>,
    /// What is put right of other months, whatever its lines are: the net effect, of either sign.
    pub corrections: Option<CostAmount>,
    /// Discounts that have lines of their own, below zero.
    pub discounts: Option<CostAmount>,
    /// Credits and refunds, below zero.
    pub credits: Option<CostAmount>,
    /// All of it together.
    pub net: Option<CostAmount>,
}

impl CostSummary {
    /// Of no group.
    pub const ZERO: CostSummary = CostSummary {
        gross: Some(CostAmount::ZERO),
        corrections: Some(CostAmount::ZERO),
        discounts: Some(CostAmount::ZERO),
        credits: Some(CostAmount::ZERO),
        net: Some(CostAmount::ZERO),
    };

    /// Sums groups in one basis.
    ///
    /// # Errors
    ///
    /// [`CostAmountError::TooManyDigits`] when a sum needs more than 38 digits.
    pub fn of<'a>(
        groups: impl IntoIterator<Item = CostGroup<'a>>,
        basis: Basis,
    ) -> Result<CostSummary, CostAmountError> {
        let mut all = CostSummary::ZERO;
        for group in groups {
            let cost = group.costs.get(basis);
            let part = match group.line.class() {
                _ if group.corrects.is_some() => &mut all.corrections,
                LineClass::Discount => &mut all.discounts,
                LineClass::Credit => &mut all.credits,
                _ => &mut all.gross,
            };
            *part = CostAmount::plus_known(*part, cost)?;
            all.net = CostAmount::plus_known(all.net, cost)?;
        }
        Ok(all)
    }
}
