//! Monthly quantities of a cost model as they were measured.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Cause, Model, PriceList, Rule};
use crate::{
    reading::parse_decimal,
    units::{ArithmeticError, exact, quotient_up},
};

/// How much of something AWS charged, and how much of it the cost model expects of what was metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredUsage {
    /// Charged, in the unit of a bill.
    pub charged: Decimal,
    /// Expected, in the same unit; more than 0.
    pub expected: Decimal,
}

/// What was measured, by service and usage type as AWS writes them.
pub type Measured = BTreeMap<(String, String), MeasuredUsage>;

/// Sets the monthly quantities of a model to what was measured; returns the usage types, as the model
/// writes them, that were not.
///
/// What is used by the hour follows from what is metered, and stays.
pub(super) fn scale(
    model: &mut Model,
    usage: &Measured,
    prices: &PriceList,
) -> Result<BTreeSet<String>, ArithmeticError> {
    let monthly: BTreeMap<(&str, &str), &str> = prices
        .prices
        .iter()
        .filter(|price| !Cause { price, quantity: Decimal::ONE }.is_hourly())
        .map(|it| ((it.service_code.as_str(), it.usage_type.as_str()), it.aws_usage_type()))
        .collect();
    let mut missing = BTreeSet::new();
    for part in model.rules.iter_mut().flat_map(|rule: &mut Rule| rule.parts.iter_mut()) {
        let of_part = (part.service.as_str(), part.usage_type.as_str());
        let (Some(aws), Some(quantity)) = (monthly.get(&of_part), parse_decimal(&part.quantity))
        else {
            continue;
        };
        let key = (part.service.clone(), (*aws).to_owned());
        match usage.get(&key).filter(|it| !it.expected.is_zero()) {
            Some(it) => part.quantity = measured(quantity, *it)?.to_string(),
            None => {
                missing.insert(part.usage_type.clone());
            }
        }
    }
    Ok(missing)
}

/// A quantity by what was charged instead of expected, up to a millionth.
fn measured(quantity: Decimal, usage: MeasuredUsage) -> Result<Decimal, ArithmeticError> {
    const STEP: &str = "measuring a quantity of the cost model";
    let product = exact::multiply(quantity, usage.charged, STEP)?;
    quotient_up(product, usage.expected, 6).ok_or(ArithmeticError { step: STEP })
}
