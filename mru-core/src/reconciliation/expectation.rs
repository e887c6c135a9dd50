//! What a metered component is expected to use at AWS in a month, price by price.

use std::collections::BTreeMap;

use super::{
    Metered,
    quantity::{Expected, Quantity},
};
use crate::{
    calendar::{Period, Zone},
    catalogue,
    cost_model::Cause,
    units::ArithmeticError,
};

/// What one metered component is expected to use of one price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expectation<'a> {
    /// The component.
    pub(super) metered: &'a Metered,
    /// Its deployment when that has accounts of its own, else empty.
    pub(super) deployment: &'a str,
    /// The price.
    pub(super) cause: &'a Cause<'a>,
    /// Whether it is the first price of the component: without a charge for it, the component does not
    /// run.
    pub(super) leads: bool,
    /// How much, in units of a bill.
    pub(super) quantity: Quantity,
    /// What it costs in the hours of the month.
    pub(super) usd: Expected,
    /// What it costs in the hours that the rate card counts.
    pub(super) card_usd: Expected,
}

/// A month as the rate card counts it, and as it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hours {
    /// Seconds of the month in UTC.
    month: i128,
    /// Hours of the rate card's month, in millionths.
    card: i128,
}

/// Seconds of an hour.
const HOUR: i128 = 3600;
/// Millionths of an hour.
const E6: i128 = 1_000_000;

impl Hours {
    /// Takes the hours of a month, and those of the rate card.
    pub(super) fn new(
        month: Period,
        hours_per_month: rust_decimal::Decimal,
    ) -> Result<Hours, ArithmeticError> {
        let (start, end) = month.bounds(Zone::UTC);
        let seconds = end.timestamp().saturating_sub(start.timestamp());
        // Digits beyond a millionth of an hour are refused, not dropped.
        let card = hours_per_month.checked_mul(rust_decimal::Decimal::from(E6));
        let card = card.filter(rust_decimal::Decimal::is_integer);
        let card = card.and_then(|it| i128::try_from(it).ok());
        let card = card.ok_or(ArithmeticError { step: "reading the hours of a month" })?;
        Ok(Hours { month: seconds.into(), card })
    }

    /// The hours that a component existed in, as a fraction.
    fn existed(seconds: u64) -> (i128, i128) {
        (seconds.into(), HOUR)
    }

    /// The same part of the rate card's month, in hours, as a fraction.
    fn of_card(self, seconds: u64) -> (i128, i128) {
        (self.card.saturating_mul(seconds.into()), self.month.saturating_mul(E6))
    }

    /// The part of the month, as a fraction.
    fn part(self, seconds: u64) -> (i128, i128) {
        (seconds.into(), self.month)
    }
}

/// What a metered component is expected to use: nothing when the model has no rule for it or it costs
/// AWS nothing.
pub(super) fn expectations<'a>(
    metered: &'a Metered,
    deployment: &'a str,
    causes: &'a BTreeMap<String, Vec<Cause<'a>>>,
    hours: Hours,
) -> Result<Vec<Expectation<'a>>, ArithmeticError> {
    let entry = catalogue::entry(&metered.slot.component, &metered.size);
    let causes = causes.get(entry.as_str()).map_or(&[][..], Vec::as_slice);
    causes
        .iter()
        .enumerate()
        .map(|(at, cause)| {
            let mut one = expectation(metered, cause, hours)?;
            (one.deployment, one.leads) = (deployment, at == 0);
            Ok(one)
        })
        .collect()
}

fn expectation<'a>(
    metered: &'a Metered,
    cause: &'a Cause<'a>,
    hours: Hours,
) -> Result<Expectation<'a>, ArithmeticError> {
    let units = cause.bill_units();
    let each = cause
        .quantity
        .checked_mul(units.into())
        .ok_or(ArithmeticError { step: "reading a quantity of the cost model" })?;
    let of = |part| Quantity::of_pieces(each, metered.pieces, part);
    let (quantity, of_card) = if cause.is_hourly() {
        (of(Hours::existed(metered.seconds))?, of(hours.of_card(metered.seconds))?)
    } else {
        let part = of(hours.part(metered.seconds))?;
        (part, part)
    };
    Ok(Expectation {
        metered,
        deployment: "",
        cause,
        leads: false,
        quantity,
        usd: quantity.at(cause.price.usd, units)?,
        card_usd: of_card.at(cause.price.usd, units)?,
    })
}
