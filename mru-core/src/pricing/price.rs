//! The multiplication: quantity × multiplier × weight = MRU; MRU × price = USD, rounded once.

use std::sync::Arc;

use super::{Line, Total};
use crate::{
    bill::{Bill, Charge, Item, Place},
    rate_card::{EntryId, Source, Terms},
    units::{ArithmeticError, Mru, Usd},
};

/// Why a bill of materials could not be priced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceError {
    /// The terms have no weight for an entry (R1, R59): unknown is not zero.
    #[error("the rate card has no weight for `{entry}`")]
    MissingWeight {
        /// The entry.
        entry: EntryId,
        /// Path of the component that needs it.
        path: String,
    },
    /// A number needs more than 28 digits.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

/// A priced bill of materials.
#[derive(Clone, Debug)]
pub struct PricedBill {
    /// The lines, in the order of the bill.
    pub lines: Vec<Line>,
    /// Totals of the environments, in the order of the file.
    pub environments: Vec<Total>,
    /// Total of what is shared.
    pub shared: Total,
    /// Grand total.
    pub total: Total,
}

/// Prices a bill of materials.
///
/// # Rounding
///
/// Each line once, to cents, by the rounding policy of the terms (R81). Totals are sums of lines.
///
/// # Errors
///
/// [`PriceError::MissingWeight`] for the first entry that the terms do not have, and
/// [`PriceError::Arithmetic`] when a number needs more than 28 digits. No partial total (R110).
///
/// # Source
///
/// R2, R6, R81, R105.
pub fn price(bill: &Bill, terms: &Terms) -> Result<PricedBill, PriceError> {
    let items = bill.items();
    let mut lines = Vec::with_capacity(items.len());
    let mut environments: Vec<Total> = Vec::new();
    let mut shared = Total::ZERO;
    for item in items {
        let line = price_item(item, terms)?;
        let total = match item.place {
            Place::Shared => &mut shared,
            Place::Environment(index) => {
                if environments.len() <= index {
                    environments.resize(index.saturating_add(1), Total::ZERO);
                }
                match environments.get_mut(index) {
                    Some(total) => total,
                    None => &mut shared,
                }
            }
        };
        if line.weight.is_some() {
            *total = Total { mru: total.mru.plus(line.mru)?, usd: total.usd.plus(line.usd)? };
        }
        lines.push(line);
    }
    let mut total = shared;
    for environment in &environments {
        total =
            Total { mru: total.mru.plus(environment.mru)?, usd: total.usd.plus(environment.usd)? };
    }
    Ok(PricedBill { lines, environments, shared, total })
}

#[inline]
fn price_item(item: &Arc<Item>, terms: &Terms) -> Result<Line, PriceError> {
    let mut line = Line {
        item: Arc::clone(item),
        weight: None,
        weight_source: Source::RateCard,
        mru: Mru::ZERO,
        usd: Usd::ZERO,
        price: terms.price,
        rounding: terms.policies.rounding,
    };
    let Charge::Entry(entry) = &item.charge else { return Ok(line) };
    let Some((weight, source)) = terms.weight(entry) else {
        return Err(PriceError::MissingWeight { entry: entry.clone(), path: item.path.clone() });
    };
    line.weight = Some(weight);
    line.weight_source = source;
    line.mru = weight.times(item.quantity, item.multiplier)?;
    line.usd = terms.price.of(line.mru)?.round(line.rounding);
    Ok(line)
}
