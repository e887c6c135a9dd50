//! What a contract adds to the components of a quote: commitment, minimum and discount (R83).
//!
//! The arithmetic is that of a whole month on an invoice; a law of the tests holds both together.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    account::BillingContract,
    quote::Quote,
    units::{ArithmeticError, Mru, Percent, ProratedMru, Share, Usd},
};

/// A line that the contract adds.
///
/// # Example
///
/// ```
/// use mru_core::{offer::AddedLine, units::Usd};
///
/// let line = AddedLine::Minimum { agreed_usd: Usd::of_cents(50_000), usd: Usd::of_cents(1_250) };
/// assert_eq!((line.kind(), line.usd().to_string()), ("minimum", "12.50".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum AddedLine {
    /// MRUs that are billed at least.
    Commitment {
        /// MRU a month that were agreed.
        agreed_mru: Decimal,
        /// Those that the components lack.
        missing_mru: Decimal,
        /// Their price.
        usd: Usd,
    },
    /// USD that are billed at least.
    Minimum {
        /// USD a month that were agreed.
        agreed_usd: Usd,
        /// What the lines before lack.
        usd: Usd,
    },
    /// A discount on all lines before.
    Discount {
        /// As the contract names it; often empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        label: String,
        /// Per cent.
        percent: Percent,
        /// The sum of all lines before.
        base_usd: Usd,
        /// What is taken off; below zero.
        usd: Usd,
    },
}

impl AddedLine {
    /// The amount of the line.
    pub const fn usd(&self) -> Usd {
        match self {
            AddedLine::Commitment { usd, .. }
            | AddedLine::Minimum { usd, .. }
            | AddedLine::Discount { usd, .. } => *usd,
        }
    }

    /// The written form of its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            AddedLine::Commitment { .. } => "commitment",
            AddedLine::Minimum { .. } => "minimum",
            AddedLine::Discount { .. } => "discount",
        }
    }
}

pub(super) fn of(
    quote: &Quote,
    contract: &BillingContract,
) -> Result<Vec<AddedLine>, ArithmeticError> {
    let rounding = quote.terms.policies.rounding;
    let mut sum = quote.priced.total.usd;
    let mut added = Vec::new();
    if let Some(agreed) = contract.commitment.as_ref().and_then(|it| it.mru).and_then(Mru::new) {
        let whole = |mru: Mru| ProratedMru::new(mru, Share::WHOLE);
        let missing = whole(agreed)?.minus(whole(quote.priced.total.mru)?)?;
        if !missing.is_negative() && !missing.is_zero() {
            let usd = quote.terms.price.of_prorated(missing, rounding)?;
            let (agreed_mru, missing_mru) = (agreed.as_decimal().normalize(), missing.shown());
            added.push(AddedLine::Commitment { agreed_mru, missing_mru, usd });
            sum = sum.plus(usd)?;
        }
    }
    if let Some(agreed_usd) = contract.minimum.as_ref().and_then(|it| it.usd) {
        let usd = agreed_usd.minus(sum)?;
        if !usd.is_negative() && !usd.is_zero() {
            added.push(AddedLine::Minimum { agreed_usd, usd });
            sum = sum.plus(usd)?;
        }
    }
    let discount = contract.discount.as_ref();
    if let Some((discount, percent)) = discount.and_then(|it| Some((it, it.percent?)))
        && !sum.is_zero()
    {
        let usd = sum.percent(percent, rounding)?.negated();
        let label = discount.label.clone();
        added.push(AddedLine::Discount { label, percent, base_usd: sum, usd });
    }
    Ok(added)
}
