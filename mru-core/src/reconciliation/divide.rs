//! Divides what a cell was charged: into what was expected, and the drifts that explain the rest.

use super::{
    Attribution, Bucket,
    attribution::{self, Sum},
    cells::{Cell, Place},
    error::ReconcileError,
    quantity::{Expected, Quantity},
};
use crate::costs::CostAmount;

/// What is expected of a cell.
#[derive(Clone, Copy, Debug, Default)]
struct Whole {
    quantity: Quantity,
    usd: Expected,
    /// At the hours of the rate card: of components that are billed, and of those at 0 MRU.
    billed_card_usd: Expected,
    free_card_usd: Expected,
}

impl Whole {
    fn of(cell: &Cell<'_>) -> Result<Whole, ReconcileError> {
        let mut whole = Whole::default();
        for it in &cell.expected {
            whole.quantity = whole.quantity.plus(it.quantity)?;
            whole.usd = whole.usd.plus(it.usd)?;
            let part = match it.metered.free {
                true => &mut whole.free_card_usd,
                false => &mut whole.billed_card_usd,
            };
            *part = part.plus(it.card_usd)?;
        }
        Ok(whole)
    }

    /// What the charged quantity costs at the prices of the list; the price is that of the list when
    /// all that is expected has one, else the mean.
    fn at_list(&self, charged: Quantity, cell: &Cell<'_>) -> Result<Expected, ReconcileError> {
        Ok(match one_price(cell) {
            Some(cause) => charged.at(cause.price.usd, cause.bill_units())?,
            None => charged.at_mean_of(self.usd, self.quantity)?,
        })
    }
}

/// The price of a cell, when all that is expected has the same.
fn one_price<'a>(cell: &Cell<'a>) -> Option<&'a crate::cost_model::Cause<'a>> {
    let first = cell.expected.first()?.cause;
    let price = |cause: &crate::cost_model::Cause<'_>| (cause.price.usd, cause.bill_units());
    cell.expected.iter().all(|it| price(it.cause) == price(first)).then_some(first)
}

/// The bucket of a drift: AWS rounds each row, and less than half a cent in all of them is only that.
fn or_rounding(bucket: Bucket, usd: CostAmount) -> Bucket {
    if usd.rounded(2).is_zero() { Bucket::Rounding } else { bucket }
}

/// Divides what a cell was charged. The parts sum to it exactly: they are the steps from the rate
/// card's expectation, over the hours of the month and the quantity that was used, to the charge.
pub(super) fn divided(
    customer: &str,
    place: &Place,
    cell: &Cell<'_>,
    sum: &Sum,
) -> Result<Vec<Attribution>, ReconcileError> {
    let whole = Whole::of(cell)?;
    let of_card = whole.billed_card_usd.plus(whole.free_card_usd)?;
    let (usage_drift, price_drift) = match sum.quantity {
        Some(quantity) if !whole.quantity.is_zero() => {
            let at_list = whole.at_list(Quantity::charged(quantity)?, cell)?;
            (at_list.minus(whole.usd)?.amount(), sum.usd.less(at_list.amount())?)
        }
        // Rows that do not say how much was used cannot tell usage from price.
        _ => (sum.usd.less(whole.usd.amount())?, CostAmount::ZERO),
    };
    let parts = [
        (Bucket::Matched, whole.billed_card_usd.amount()),
        (Bucket::Included, whole.free_card_usd.amount()),
        (Bucket::HoursOfTheMonth, whole.usd.minus(of_card)?.amount()),
        (or_rounding(Bucket::UsageDrift, usage_drift), usage_drift),
        (or_rounding(Bucket::PriceDrift, price_drift), price_drift),
    ];
    let template = Attribution {
        metered_quantity: Some(whole.quantity.amount()),
        list_price_usd: one_price(cell).map(|cause| CostAmount::from(cause.price.usd)),
        ..attribution::of_cell(customer, place, cell, sum)
    };
    let some = parts.into_iter().filter(|(_, usd)| !usd.is_zero());
    let all = some.map(|(bucket, usd)| Attribution { bucket, usd, ..template.clone() });
    Ok(all.collect())
}
