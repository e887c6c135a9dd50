//! Quantities and amounts that are expected: integers of nine and twelve decimal places.
//!
//! What AWS charged stays exact. What it is held against is rounded half away from zero to these
//! places; differences are taken from exact amounts, so that rounding moves nothing out of a sum.

use rust_decimal::Decimal;

use crate::{
    costs::CostAmount,
    units::{ArithmeticError, rounding},
};

/// Decimal places of a quantity.
const QUANTITY_PLACES: u8 = 9;
/// Decimal places of an amount in USD.
const USD_PLACES: u8 = 12;
/// 10⁹: the places of a quantity.
const E9: i128 = 1_000_000_000;

const STEP: &str = "reconciling";
const ERROR: ArithmeticError = ArithmeticError { step: STEP };

/// A quantity of usage, in units of a bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quantity(i128);

/// An amount that is expected, in USD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Expected(i128);

/// A number as an integer of so many decimal places, rounded when it has more.
fn scaled(digits: i128, places: u32, wanted: u32) -> Result<i128, ArithmeticError> {
    let power = |exponent: u32| 10_i128.checked_pow(exponent).ok_or(ERROR);
    match wanted.checked_sub(places) {
        Some(more) => digits.checked_mul(power(more)?).ok_or(ERROR),
        None => rounding::divide(digits, power(places.saturating_sub(wanted))?).ok_or(ERROR),
    }
}

impl Quantity {
    /// What so many pieces use: `quantity` each, in a `part` of a `whole`.
    pub(super) fn of_pieces(
        quantity: Decimal,
        pieces: Decimal,
        (part, whole): (i128, i128),
    ) -> Result<Quantity, ArithmeticError> {
        let product = crate::units::exact::multiply(quantity, pieces, STEP)?;
        let all = scaled(product.mantissa(), product.scale(), QUANTITY_PLACES.into())?;
        let used = all.checked_mul(part).and_then(|it| rounding::divide(it, whole));
        used.map(Quantity).ok_or(ERROR)
    }

    /// A quantity that AWS charged.
    pub(super) fn charged(amount: CostAmount) -> Result<Quantity, ArithmeticError> {
        let (digits, places) = amount.parts();
        scaled(digits, places.into(), QUANTITY_PLACES.into()).map(Quantity)
    }

    pub(super) fn plus(self, other: Quantity) -> Result<Quantity, ArithmeticError> {
        self.0.checked_add(other.0).map(Quantity).ok_or(ERROR)
    }

    pub(super) const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// What it costs at so many USD for `units` of it.
    pub(super) fn at(self, usd: Decimal, units: u32) -> Result<Expected, ArithmeticError> {
        let price = scaled(usd.mantissa(), usd.scale(), USD_PLACES.into())?;
        let divisor = E9.checked_mul(units.max(1).into()).ok_or(ERROR)?;
        let product = self.0.checked_mul(price).ok_or(ERROR)?;
        rounding::divide(product, divisor).map(Expected).ok_or(ERROR)
    }

    /// What it costs at the mean price of another quantity with its amount.
    pub(super) fn at_mean_of(
        self,
        usd: Expected,
        quantity: Quantity,
    ) -> Result<Expected, ArithmeticError> {
        let mean = usd.0.checked_mul(E9).and_then(|it| rounding::divide(it, quantity.0));
        let product = mean.and_then(|mean| self.0.checked_mul(mean)).ok_or(ERROR)?;
        rounding::divide(product, E9).map(Expected).ok_or(ERROR)
    }

    /// The quantity as an amount without trailing zeros.
    pub(super) fn amount(self) -> CostAmount {
        CostAmount::new(self.0, QUANTITY_PLACES).unwrap_or(CostAmount::ZERO).trimmed()
    }
}

impl Expected {
    pub(super) fn plus(self, other: Expected) -> Result<Expected, ArithmeticError> {
        self.0.checked_add(other.0).map(Expected).ok_or(ERROR)
    }

    pub(super) fn minus(self, other: Expected) -> Result<Expected, ArithmeticError> {
        self.0.checked_sub(other.0).map(Expected).ok_or(ERROR)
    }

    pub(super) const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount without trailing zeros.
    pub(super) fn amount(self) -> CostAmount {
        CostAmount::new(self.0, USD_PLACES).unwrap_or(CostAmount::ZERO).trimmed()
    }

    /// The amount as a weight by which a charge is divided: millionths of a dollar, at least 0.
    pub(super) fn weight(self) -> u64 {
        let millionths = rounding::divide(self.0, 1_000_000).unwrap_or(0);
        u64::try_from(millionths).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn hours_of_a_part_of_a_month_cost_what_they_cost() {
        // Three tasks of 2 vCPU for 24 hours at USD 0.04048.
        let hours = Quantity::of_pieces(decimal("2"), decimal("3"), (24 * 3600, 3600)).unwrap();
        assert_eq!(hours.amount().to_string(), "144");
        assert_eq!(hours.at(decimal("0.04048"), 1).unwrap().amount().to_string(), "5.82912");
    }

    #[test]
    fn requests_are_priced_by_the_million() {
        let requests = Quantity::charged("2500000".parse().unwrap()).unwrap();
        assert_eq!(requests.at(decimal("0.4"), 1_000_000).unwrap().amount().to_string(), "1");
    }

    #[test]
    fn a_mean_price_is_that_of_the_quantity() {
        let two = Quantity::charged("2".parse().unwrap()).unwrap();
        let three = Quantity::charged("3".parse().unwrap()).unwrap();
        let cost = two.at(decimal("0.26"), 1).unwrap();
        assert_eq!(three.at_mean_of(cost, two).unwrap().amount().to_string(), "0.78");
    }

    #[test]
    fn what_has_no_place_is_refused() {
        let huge = Quantity::charged("1e20".parse().unwrap()).unwrap();
        assert!(huge.at(decimal("1000000"), 1).is_err());
        assert!(Quantity::charged("1e38".parse().unwrap()).is_err());
        assert!(huge.at_mean_of(Expected(1), Quantity(0)).is_err());
    }
}
