//! Usage that comes along at 0 MRU has no limit of its own, so that it is held against the MRUs that it comes
//! with, and against what other customers use for theirs.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Attribution, Bucket, MeteredCustomer,
    by_line::{LineKey, by_line},
    error::ReconcileError,
};
use crate::costs::CostAmount;

/// How many times as much as the others a customer may use for each MRU (decision 0038).
const MOST_TIMES: Decimal = Decimal::from_parts(3, 0, 0, false, 0);
/// What less than is never out of proportion, in USD: one dollar.
const LEAST_USD: Decimal = Decimal::ONE;
/// Decimal places of USD that proportions are found by, and of a quantity for one MRU.
const PLACES: u8 = 6;

/// What a customer uses of one type that comes along at 0 MRU.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncludedUsage {
    /// Id of the customer; empty for what belongs to none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// Product code.
    pub service: String,
    /// Usage type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub usage_type: String,
    /// Unit of the quantity.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// How much was charged for where some of it comes along; unknown when a row does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<CostAmount>,
    /// What of it comes along at 0 MRU.
    pub usd: CostAmount,
    /// MRUs of the customer's month.
    pub mru: Decimal,
    /// How many times as much it is for each MRU as what the other customers use that have it, rounded half
    /// away from zero to two places; nothing when no other has it, or there are no MRUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Decimal>,
    /// Whether that is out of proportion: more than three times as much, or without any MRU, and a dollar at
    /// least.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_out_of_proportion: bool,
}

impl IncludedUsage {
    /// How much for one MRU, rounded to six places; nothing where either is not known or 0.
    pub fn quantity_per_mru(&self) -> Option<Decimal> {
        let quantity = self.quantity?.rounded(12).decimal()?.checked_div(self.mru)?;
        CostAmount::from(quantity).rounded(PLACES).decimal()
    }
}

/// Adds up what comes along at 0 MRU, by customer and usage type.
pub(super) fn included(
    attributions: &[Attribution],
    customers: &[MeteredCustomer],
) -> Result<Vec<IncludedUsage>, ReconcileError> {
    let own = attributions.iter().filter(|it| it.bucket == Bucket::Included);
    let own: Vec<Attribution> = own.cloned().collect();
    let sums = by_line(&own)?;
    let mru: BTreeMap<&str, Decimal> =
        customers.iter().map(|customer| (customer.id.as_str(), customer.mru)).collect();
    let of = |key: &LineKey| mru.get(key.customer.as_str()).copied().unwrap_or_default();
    let all: Vec<IncludedUsage> = sums
        .into_iter()
        .map(|(key, sum)| IncludedUsage {
            mru: of(&key),
            customer: key.customer,
            service: key.service,
            usage_type: key.usage_type,
            unit: sum.unit,
            quantity: sum.quantity,
            usd: sum.usd,
            times: None,
            is_out_of_proportion: false,
        })
        .collect();
    Ok(all.iter().map(|it| judged(it, &all)).collect())
}

/// Whether it is more for one MRU than three times that of the others, by products and so exactly; without
/// others that have any it is not.
fn exceeds(own: Decimal, mru: Decimal, (usd, of_others): (Decimal, Decimal)) -> bool {
    let left = own.checked_mul(of_others);
    let right = usd.checked_mul(mru).and_then(|it| it.checked_mul(MOST_TIMES));
    let is_known = mru > Decimal::ZERO && usd > Decimal::ZERO;
    is_known && left.zip(right).is_some_and(|(left, right)| left > right)
}

/// A usage with how it stands to that of the other customers.
fn judged(it: &IncludedUsage, all: &[IncludedUsage]) -> IncludedUsage {
    let usd = |it: &IncludedUsage| it.usd.rounded(PLACES).decimal();
    let is_other = |other: &&IncludedUsage| {
        (&other.service, &other.usage_type) == (&it.service, &it.usage_type)
            && other.customer != it.customer
            && other.mru > Decimal::ZERO
    };
    let others = all.iter().filter(is_other).try_fold((Decimal::ZERO, Decimal::ZERO), |sum, it| {
        Some((sum.0.checked_add(usd(it)?)?, sum.1.checked_add(it.mru)?))
    });
    let own = usd(it);
    let times = own.zip(others).and_then(|(own, (usd, mru))| {
        let each = own.checked_div(it.mru)?;
        each.checked_div(usd.checked_div(mru)?)
    });
    let is_something = own.is_some_and(|own| own >= LEAST_USD);
    let is_alone = !it.customer.is_empty() && it.mru.is_zero();
    IncludedUsage {
        times: times.and_then(|times| CostAmount::from(times).rounded(2).decimal()),
        is_out_of_proportion: is_something
            && (is_alone
                || own.zip(others).is_some_and(|(own, others)| exceeds(own, it.mru, others))),
        ..it.clone()
    }
}
