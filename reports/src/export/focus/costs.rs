//! What a charge costs, on the four bases that FOCUS compares.

use mru_core::{
    account::TaxProfile,
    invoice::{InvoiceLine, LineDetail, LineKind, Pricing, Statement},
    units::{ArithmeticError, Usd, exact},
};
use rust_decimal::Decimal;

use super::discount;

/// What MRUs are priced in: one of them for one month.
const MRU_MONTHS: &str = "MRU-Months";
/// What is priced as a whole.
const UNITS: &str = "Units";
const STEP: &str = "computing a cost for FOCUS";

/// A quantity and its unit prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Priced {
    /// How many units.
    pub(super) quantity: Decimal,
    /// What the price is of.
    pub(super) unit: &'static str,
    /// USD per unit as published.
    pub(super) list_price: Decimal,
    /// USD per unit as agreed, with the discount of the contract.
    pub(super) contracted_price: Decimal,
}

/// What a charge costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Costs {
    /// As invoiced, with its part of the discount.
    pub(super) billed: Usd,
    /// Its part of the discount.
    pub(super) discount: Usd,
    /// At published prices.
    pub(super) list: Decimal,
    /// At agreed prices.
    pub(super) contracted: Decimal,
    /// What makes up the two; a tax, credit or correction has no prices.
    pub(super) priced: Option<Priced>,
}

/// The costs of each line of a document that has a row of its own, with the line.
///
/// What was billed sums to the total of the document.
///
/// # Errors
///
/// [`ArithmeticError`] when a product or sum needs more than 28 digits.
pub(super) fn of(statement: &Statement) -> Result<Vec<(&InvoiceLine, Costs)>, ArithmeticError> {
    let factor = agreed_part(statement)?;
    let mut bases = Bases::of(statement);
    let mut all = Vec::with_capacity(statement.lines.len());
    for (line, discount) in statement.lines.iter().zip(discount::parts(statement)?) {
        let Some(discount) = discount else { continue };
        let costs = match &line.detail {
            LineDetail::Tax(taxes) => tax(line, bases.get(&taxes.profile))?,
            _ => {
                let costs = charge(line, discount, factor, statement.pricing_of(line))?;
                bases.add(statement.tax_of(line), &costs)?;
                costs
            }
        };
        all.push((line, costs));
    }
    Ok(all)
}

/// List and contracted costs of what is taxed by each profile: corrections have the tax of the month
/// that they correct, so that a document may have several.
struct Bases<'a> {
    /// Whether one tax is on everything.
    is_one: bool,
    sums: Vec<(Option<&'a TaxProfile>, [Decimal; 2])>,
}

impl<'a> Bases<'a> {
    fn of(statement: &Statement) -> Bases<'a> {
        let taxes = statement.lines.iter().filter(|line| line.kind() == LineKind::Tax);
        Bases { is_one: taxes.count() < 2, sums: Vec::new() }
    }

    fn add(&mut self, by: Option<&'a TaxProfile>, costs: &Costs) -> Result<(), ArithmeticError> {
        let by = by.filter(|_| !self.is_one);
        let [list, contracted] = self.sum(by);
        let sum =
            [exact::add(list, costs.list, STEP)?, exact::add(contracted, costs.contracted, STEP)?];
        self.sums.retain(|(profile, _)| *profile != by);
        self.sums.push((by, sum));
        Ok(())
    }

    fn get(&self, profile: &TaxProfile) -> [Decimal; 2] {
        self.sum(Some(profile).filter(|_| !self.is_one))
    }

    fn sum(&self, by: Option<&TaxProfile>) -> [Decimal; 2] {
        let found = self.sums.iter().find(|(profile, _)| *profile == by);
        found.map_or([Decimal::ZERO; 2], |(_, sum)| *sum)
    }
}

/// What remains of a price after the discount of the contract.
fn agreed_part(statement: &Statement) -> Result<Decimal, ArithmeticError> {
    let discount = statement.lines.iter().find(|line| line.kind() == LineKind::Discount);
    let percent = discount.and_then(InvoiceLine::percent).unwrap_or_default();
    exact::subtract(Decimal::ONE, hundredth(percent)?, STEP)
}

fn charge(
    line: &InvoiceLine,
    discount: Usd,
    factor: Decimal,
    pricing: &Pricing,
) -> Result<Costs, ArithmeticError> {
    let billed = line.usd.plus(discount)?;
    let Some(priced) = priced(line, factor, pricing)? else {
        let cost = billed.as_decimal();
        return Ok(Costs { billed, discount, list: cost, contracted: cost, priced: None });
    };
    Ok(Costs {
        billed,
        discount,
        list: exact::multiply(priced.list_price, priced.quantity, STEP)?,
        contracted: exact::multiply(priced.contracted_price, priced.quantity, STEP)?,
        priced: Some(priced),
    })
}

/// Quantity and prices of what is priced: MRUs, or one whole.
fn priced(
    line: &InvoiceLine,
    factor: Decimal,
    pricing: &Pricing,
) -> Result<Option<Priced>, ArithmeticError> {
    let agreed = |price| exact::multiply(price, factor, STEP);
    Ok(match line.kind() {
        LineKind::Component | LineKind::Elasticity | LineKind::Commitment => Some(Priced {
            quantity: line.mru(),
            unit: MRU_MONTHS,
            list_price: pricing.list_price_usd.unwrap_or(pricing.mru_price_usd),
            contracted_price: agreed(pricing.mru_price_usd)?,
        }),
        LineKind::OneOff | LineKind::Minimum => {
            // A price is never below zero; what is given back is a quantity below zero.
            let back = line.usd.is_negative();
            let price = line.usd.as_decimal().abs();
            Some(Priced {
                quantity: if back { Decimal::NEGATIVE_ONE } else { Decimal::ONE },
                unit: UNITS,
                list_price: price,
                contracted_price: agreed(price)?,
            })
        }
        LineKind::Correction
        | LineKind::Credit
        | LineKind::Debit
        | LineKind::Discount
        | LineKind::Tax => None,
    })
}

/// A tax is its percentage of the costs of what it is on, on each basis.
fn tax(line: &InvoiceLine, [list, contracted]: [Decimal; 2]) -> Result<Costs, ArithmeticError> {
    let rate = hundredth(line.percent().unwrap_or_default())?;
    Ok(Costs {
        billed: line.usd,
        discount: Usd::ZERO,
        list: exact::multiply(list, rate, STEP)?,
        contracted: exact::multiply(contracted, rate, STEP)?,
        priced: None,
    })
}

fn hundredth(percent: Decimal) -> Result<Decimal, ArithmeticError> {
    exact::multiply(percent, Decimal::new(1, 2), STEP)
}
