//! What was billed against what AWS charged: by customer, and by component.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Allocation, Attribution, Bucket, ComponentCost, MeteredCustomer, Sharing, divide_by_weights,
    error::ReconcileError,
};
use crate::{costs::CostAmount, metering::Slot, units::Usd};

/// An amount billed for a component, before tax and discount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BilledComponent {
    /// The component.
    pub slot: Slot,
    /// Its size; empty when it has none.
    pub size: String,
    /// The amount.
    pub usd: Usd,
}

/// What a customer was billed, and what AWS charged for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerMargin {
    /// Id of the customer; empty for what belongs to none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// Whether the customer cannot be billed until what is wrong with its facts is settled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_set_aside: bool,
    /// What it was billed before tax; nothing when it was not billed, or there is no customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_usd: Option<Usd>,
    /// What AWS charged on its accounts, with support and tax of AWS.
    pub charged_usd: CostAmount,
    /// Its part of the cost that serves several customers.
    pub shared_usd: CostAmount,
}

/// What components of one kind and size were billed in an environment, and what AWS charged for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentMargin {
    /// Id of the customer.
    pub customer: String,
    /// Name of the deployment.
    pub deployment: String,
    /// Name of the environment.
    pub environment: String,
    /// Kind of component.
    pub component: String,
    /// Size; empty when it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub size: String,
    /// What was billed before tax and discount.
    pub billed_usd: Usd,
    /// What AWS charged for it.
    pub charged_usd: CostAmount,
}

impl CustomerMargin {
    /// What is left of the bill; nothing when nothing was billed.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when a sum needs more than 38 digits.
    pub fn margin_usd(&self) -> Result<Option<CostAmount>, ReconcileError> {
        let Some(billed) = self.billed_usd else { return Ok(None) };
        let cost = self.charged_usd.plus(self.shared_usd)?;
        Ok(Some(CostAmount::from(billed.as_decimal()).less(cost)?))
    }
}

/// The margin of each customer, and of what belongs to none.
///
/// Cost that serves several customers is divided among all of them, as the allocation says, those that
/// are set aside too; what is left of rounding goes by their ids. The sum of all charged and shared amounts is what AWS charged, whatever the way of sharing.
pub(super) fn of_customers(
    attributions: &[Attribution],
    customers: &[MeteredCustomer],
    allocation: &Allocation,
) -> Result<Vec<CustomerMargin>, ReconcileError> {
    let mut all: BTreeMap<&str, CustomerMargin> = BTreeMap::new();
    for customer in customers {
        let margin = CustomerMargin {
            billed_usd: customer.billed_net_usd,
            is_set_aside: customer.is_set_aside,
            ..none(&customer.id)
        };
        all.insert(&customer.id, margin);
    }
    let mut shared = CostAmount::ZERO;
    for it in attributions {
        if it.bucket == Bucket::Shared {
            shared = shared.plus(it.usd)?;
        } else {
            let margin = all.entry(&it.customer).or_insert_with(|| none(&it.customer));
            margin.charged_usd = margin.charged_usd.plus(it.usd)?;
        }
    }
    let mut customers: Vec<&MeteredCustomer> = customers.iter().collect();
    customers.sort_by(|a, b| a.id.cmp(&b.id));
    let weights: Vec<u64> = customers.iter().map(|customer| weight(customer, allocation)).collect();
    for (customer, part) in customers.iter().zip(divide_by_weights(shared, &weights)?) {
        if let Some(margin) = all.get_mut(customer.id.as_str()) {
            margin.shared_usd = part;
        }
    }
    if customers.is_empty() && !shared.is_zero() {
        let nobody = all.entry("").or_insert_with(|| none(""));
        nobody.charged_usd = nobody.charged_usd.plus(shared)?;
    }
    Ok(all.into_values().collect())
}

fn none(customer: &str) -> CustomerMargin {
    CustomerMargin {
        customer: customer.to_owned(),
        is_set_aside: false,
        billed_usd: None,
        charged_usd: CostAmount::ZERO,
        shared_usd: CostAmount::ZERO,
    }
}

/// What a customer counts for when shared cost is divided.
fn weight(customer: &MeteredCustomer, allocation: &Allocation) -> u64 {
    match allocation.sharing() {
        Sharing::Even => 1,
        Sharing::ByMru => ten_thousandths(customer.mru),
        Sharing::Fixed => {
            let part = allocation.parts.iter().find(|part| part.customer == customer.id);
            part.and_then(|part| part.parts).map_or(0, ten_thousandths)
        }
    }
}

fn ten_thousandths(number: rust_decimal::Decimal) -> u64 {
    let scaled = number.checked_mul(rust_decimal::Decimal::from(10_000_u32));
    scaled.and_then(|it| u64::try_from(it.trunc()).ok()).unwrap_or(0)
}

/// The margin of components, by customer, environment, kind and size.
pub(super) fn of_components(
    costs: &[ComponentCost],
    customers: &[MeteredCustomer],
) -> Result<Vec<ComponentMargin>, ReconcileError> {
    let mut all: BTreeMap<[String; 5], (Usd, CostAmount)> = BTreeMap::new();
    let key = |customer: &str, slot: &Slot, size: &str| {
        [customer, &slot.deployment, &slot.environment, &slot.component, size].map(str::to_owned)
    };
    for cost in costs {
        let sums = all.entry(key(&cost.customer, &cost.slot, &cost.size)).or_insert(NOTHING);
        sums.1 = sums.1.plus(cost.usd)?;
    }
    for customer in customers {
        for billed in &customer.billed {
            let sums = all.entry(key(&customer.id, &billed.slot, &billed.size)).or_insert(NOTHING);
            sums.0 = sums.0.plus(billed.usd)?;
        }
    }
    let margins = all.into_iter().map(|(key, (billed_usd, charged_usd))| {
        let [customer, deployment, environment, component, size] = key;
        ComponentMargin {
            customer,
            deployment,
            environment,
            component,
            size,
            billed_usd,
            charged_usd,
        }
    });
    Ok(margins.collect())
}

const NOTHING: (Usd, CostAmount) = (Usd::ZERO, CostAmount::ZERO);
