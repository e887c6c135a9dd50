//! What changed against the month before, by driver: hours of the month, usage, price, new, gone.
//!
//! The drivers are steps from the one amount to the other, as the buckets of a cell are: what was charged
//! then, over the hours of this month, at this month's quantity, to what is charged now. So they sum to
//! the difference of the two totals, whatever is rounded on the way.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Attribution,
    by_line::{LineKey, LineSum, by_line},
    error::ReconcileError,
};
use crate::{
    calendar::Period,
    costs::CostAmount,
    text::{Words, words},
    units::rounding,
};

/// Decimal places of what usage would have cost.
const USD_PLACES: u8 = 12;
/// The most decimal places with which quantities are compared.
const QUANTITY_PLACES: u8 = 9;

/// Why AWS charged more or less than in the month before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Driver {
    /// The month has more or fewer hours.
    Hours,
    /// More or less was used.
    Usage,
    /// A unit costs more or less.
    Price,
    /// It was not charged in the month before.
    New,
    /// It is not charged any more.
    Gone,
    /// What has no quantity, such as tax, support, credits and fees, or does not state one.
    Lines,
}

impl Driver {
    /// Every driver, in the order of the report.
    pub const ALL: [Driver; 6] =
        [Driver::Hours, Driver::Usage, Driver::Price, Driver::New, Driver::Gone, Driver::Lines];

    /// Its name.
    pub const fn name(self) -> Words {
        match self {
            Driver::Hours => words!("Hours of the month", "Horas del mes"),
            Driver::Usage => words!("Usage", "Uso"),
            Driver::Price => words!("Price", "Precio"),
            Driver::New => words!("New", "Nuevo"),
            Driver::Gone => words!("Gone", "Terminado"),
            Driver::Lines => words!("Other lines", "Otras líneas"),
        }
    }

    /// What it says, in one line.
    pub const fn meaning(self) -> Words {
        match self {
            Driver::Hours => words!(
                "the same pieces in a month of more or fewer hours",
                "las mismas piezas en un mes de más o menos horas"
            ),
            Driver::Usage => words!(
                "more or less used, at the price of the month before",
                "más o menos uso, al precio del mes anterior"
            ),
            Driver::Price => {
                words!("another price for what was used", "otro precio por lo que se usó")
            }
            Driver::New => {
                words!("not charged in the month before", "no se cobró el mes anterior")
            }
            Driver::Gone => words!("not charged any more", "ya no se cobra"),
            Driver::Lines => words!(
                "tax, support, credits and fees, and usage without a quantity",
                "impuesto, soporte, créditos y cargos, y uso sin cantidad"
            ),
        }
    }
}

/// What changed against the month before. The parts sum to what AWS charged now less what it charged then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// The month before.
    pub month: Period,
    /// Hash of the reconciliation that it is compared with, which was the last kept one.
    pub reconciliation_hash: String,
    /// What AWS charged then.
    pub charged_usd: CostAmount,
    /// The parts of the difference.
    pub parts: Vec<Change>,
}

/// What changed in what AWS charges a customer for usage of one type, or a line of its bill, by one
/// driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Why.
    pub driver: Driver,
    /// How much.
    pub usd: CostAmount,
    /// Id of the customer; empty for what belongs to none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// Product code.
    pub service: String,
    /// Usage type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub usage_type: String,
    /// The line type of what is no usage.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub line: String,
    /// Kinds of the components that cause it, then or now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// What all of it was charged then; nothing when it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_usd: Option<CostAmount>,
    /// What all of it is charged now; nothing when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_usd: Option<CostAmount>,
}

/// What changed between the attributions of two months. The same two give the same parts.
pub(super) fn parts_between(
    (before, after): (&[Attribution], &[Attribution]),
    months: [Period; 2],
) -> Result<Vec<Change>, ReconcileError> {
    let (then, mut now) = (by_line(before)?, by_line(after)?);
    // Months have 24 hours a day in UTC, so that their days are their hours.
    let hours = months.map(|month| i128::from(month.days()));
    let mut parts = Vec::new();
    for (key, then) in &then {
        let now = now.remove(key);
        parts.extend(parts_of(key, Some(then), now.as_ref(), hours)?);
    }
    for (key, now) in &now {
        parts.extend(parts_of(key, None, Some(now), hours)?);
    }
    parts.retain(|it: &Change| !it.usd.is_zero());
    parts.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(parts)
}

impl Changes {
    /// What one driver changed.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when the sum needs more than 38 digits.
    pub fn driver_usd(&self, driver: Driver) -> Result<CostAmount, ReconcileError> {
        let mut of = self.parts.iter().filter(|it| it.driver == driver);
        Ok(of.try_fold(CostAmount::ZERO, |sum, it| sum.plus(it.usd))?)
    }
}

fn order(it: &Change) -> impl Ord + '_ {
    (it.driver, &it.customer, &it.service, &it.usage_type, &it.line)
}

/// The parts of the difference of one key; at least one month has it.
fn parts_of(
    key: &LineKey,
    then: Option<&LineSum>,
    now: Option<&LineSum>,
    hours: [i128; 2],
) -> Result<Vec<Change>, ReconcileError> {
    let kinds: BTreeSet<&String> = then.iter().chain(now.iter()).flat_map(|it| &it.kinds).collect();
    let change = |driver, usd| Change {
        driver,
        usd,
        customer: key.customer.clone(),
        service: key.service.clone(),
        usage_type: key.usage_type.clone(),
        line: key.line.clone(),
        kinds: kinds.iter().copied().cloned().collect(),
        before_usd: then.map(|it| it.usd),
        after_usd: now.map(|it| it.usd),
    };
    let (then, now) = match (then, now) {
        (Some(then), Some(now)) => (then, now),
        (Some(then), None) => return Ok(vec![change(Driver::Gone, then.usd.negated())]),
        (None, Some(now)) => return Ok(vec![change(Driver::New, now.usd)]),
        (None, None) => return Ok(Vec::new()),
    };
    let Some(Steps { over_hours, at_quantity }) = steps(key, then, now, hours) else {
        return Ok(vec![change(Driver::Lines, now.usd.less(then.usd)?)]);
    };
    Ok(vec![
        change(Driver::Hours, over_hours.less(then.usd)?),
        change(Driver::Usage, at_quantity.less(over_hours)?),
        change(Driver::Price, now.usd.less(at_quantity)?),
    ])
}

/// What was charged then, on its way to what is charged now.
struct Steps {
    /// Over the hours of this month.
    over_hours: CostAmount,
    /// At the quantity of this month.
    at_quantity: CostAmount,
}

/// The steps, where both months say how much was used in one unit.
fn steps(
    key: &LineKey,
    then: &LineSum,
    now: &LineSum,
    [before, after]: [i128; 2],
) -> Option<Steps> {
    if !key.line.is_empty() || then.unit != now.unit {
        return None;
    }
    let rounded = |quantity: CostAmount| quantity.rounded(QUANTITY_PLACES).trimmed();
    let (from, to) = (rounded(then.quantity?), rounded(now.quantity?));
    if from <= CostAmount::ZERO {
        return None;
    }
    let places = from.parts().1.max(to.parts().1);
    let digits = |quantity: CostAmount| {
        let (digits, own) = quantity.parts();
        digits.checked_mul(10_i128.checked_pow(places.checked_sub(own)?.into())?)
    };
    let over_hours = match is_hourly(&now.unit) && before != after {
        true => scaled(then.usd, after, before)?,
        false => then.usd,
    };
    Some(Steps { over_hours, at_quantity: scaled(then.usd, digits(to)?, digits(from)?)? })
}

/// Whether a unit of a bill is paid by the hour, as bills of each format write it.
fn is_hourly(unit: &str) -> bool {
    let unit = unit.to_ascii_lowercase();
    ["hrs", "hours", "hour"].iter().any(|end| unit.ends_with(end))
}

/// An amount × `by` ÷ `of`, rounded half away from zero to twelve places; nothing when it has no place.
fn scaled(usd: CostAmount, by: i128, of: i128) -> Option<CostAmount> {
    if by == of {
        return Some(usd);
    }
    let (digits, places) = usd.rounded(USD_PLACES).parts();
    let more = 10_i128.checked_pow(USD_PLACES.checked_sub(places)?.into())?;
    let product = digits.checked_mul(more)?.checked_mul(by)?;
    Some(CostAmount::new(rounding::divide(product, of)?, USD_PLACES)?.trimmed())
}
