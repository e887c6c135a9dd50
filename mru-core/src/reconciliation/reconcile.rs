//! Holds what AWS charged against what was metered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::{
    Allocation, Attribution, Bucket, MeteredCustomer, Owner, Treatment,
    attribution::{ChargedFor, Sum, of_cell},
    cells::{Charge, cells},
    divide::divided,
    error::ReconcileError,
    expectation::{Expectation, Hours, expectations},
    on_invoices::{OnInvoices, put_divided, put_whole},
    sharing::divide_by_weights,
};
use crate::{
    calendar::Period,
    catalogue::{self, Charging},
    cost_model::Cause,
    costs::{AwsInvoice, Basis, CostAmount, CostGroup, LineClass},
    metering::Slot,
};

/// Everything that a reconciliation is made from.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The month of the AWS bill.
    pub month: Period,
    /// Which cost is compared.
    pub basis: Basis,
    /// What AWS charged.
    pub groups: &'a [CostGroup<'a>],
    /// What AWS's invoices say; none when they were not given.
    pub invoices: &'a [AwsInvoice],
    /// Whose it is.
    pub allocation: &'a Allocation,
    /// What each entry of the rate card uses at AWS, at the prices of the month.
    pub causes: &'a BTreeMap<String, Vec<Cause<'a>>>,
    /// The hours that the rate card counts in a month.
    pub hours_per_month: Decimal,
    /// What was metered.
    pub customers: &'a [MeteredCustomer],
}

/// A component that was metered and billed, and for which AWS charged nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithoutCost {
    /// Id of the customer.
    pub customer: String,
    /// The component, as `deployment/environment/kind/name`.
    pub component: String,
    /// Its size; empty when it has none.
    pub size: String,
    /// Product code of the usage that is missing.
    pub service: String,
    /// Usage type that is missing.
    pub usage_type: String,
    /// What it would have cost.
    pub expected_usd: CostAmount,
    /// Ids of the events behind it.
    pub events: Vec<String>,
}

/// What AWS charged for a component: its part of the charges of the cells that it is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentCost {
    /// Id of the customer.
    pub customer: String,
    /// The component.
    pub slot: Slot,
    /// Its size; empty when it has none.
    pub size: String,
    /// Its part of the charges.
    pub usd: CostAmount,
}

/// What a comparison finds: the attributions of every charge, and components without cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The parts of what AWS charged; they sum to it exactly.
    pub attributions: Vec<Attribution>,
    /// Components that AWS charged nothing for.
    pub without_cost: Vec<WithoutCost>,
    /// What each component cost: charges of several components are divided by what is expected of
    /// them.
    pub components: Vec<ComponentCost>,
    /// What of each bucket is on which invoice of AWS.
    pub on_invoices: OnInvoices,
}

/// The usage of one customer by service and usage type.
type OfCustomer<'a> = BTreeMap<(&'a str, &'a str), (Vec<Charge<'a>>, Vec<Expectation<'a>>)>;

/// Holds what AWS charged against what was metered.
///
/// # Errors
///
/// [`ReconcileError`]: costs that are unknown in the basis, rows of another month or of days on both
/// sides of a hand-over, numbers beyond their digits.
pub fn compare(inputs: &Inputs<'_>) -> Result<Compared, ReconcileError> {
    let mut usage = expected(inputs)?;
    let mut aside: BTreeMap<(Bucket, &str, ChargedFor), Vec<&CostGroup<'_>>> = BTreeMap::new();
    for group in inputs.groups {
        if group.period != inputs.month {
            return Err(ReconcileError::other_month(group));
        }
        // What is neither used nor charged is no charge.
        if group.usage.is_some_and(CostAmount::is_zero)
            && group.costs.get(inputs.basis).is_some_and(CostAmount::is_zero)
        {
            continue;
        }
        let owner = owner(group, inputs.allocation)?;
        let (customer, deployment) = match owner {
            Owner::Customer { id, deployment } => (id, deployment),
            Owner::Shared | Owner::Unmapped => ("", ""),
        };
        if let Some(bucket) = bucket_of_line(group).or(bucket_of_owner(owner)) {
            aside.entry((bucket, customer, ChargedFor::of(group))).or_default().push(group);
        } else {
            let of_type = (group.service, group.usage_type.unwrap_or_default());
            let (charges, _) = usage.entry(customer).or_default().entry(of_type).or_default();
            charges.push(Charge { group: *group, deployment });
        }
    }
    let mut compared = Compared::default();
    for (customer, usage) in usage {
        of_customer(customer, usage, inputs, &mut compared)?;
    }
    for ((bucket, customer, charged_for), groups) in aside {
        let sum = Sum::of(groups.iter().copied(), inputs.basis)?;
        let on_invoices = &mut compared.on_invoices;
        put_whole(on_invoices, groups.iter().copied(), inputs.basis, bucket)?;
        compared.attributions.push(Attribution::of_rows(bucket, customer, charged_for, sum));
    }
    compared.attributions.retain(|it| !it.usd.is_zero());
    compared.attributions.sort_by(|a, b| order(a).cmp(&order(b)));
    compared.without_cost.sort();
    compared.components = together(compared.components)?;
    Ok(compared)
}

/// Whose rows are: their account belongs to one on all of their days.
fn owner<'a>(
    group: &CostGroup<'_>,
    allocation: &'a Allocation,
) -> Result<Owner<'a>, ReconcileError> {
    let first = allocation.owner(group.account, group.start.date_naive());
    let last = group.end.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(group.end);
    let last = last.max(group.start).date_naive();
    if allocation.owner(group.account, last) == first {
        Ok(first)
    } else {
        Err(ReconcileError::handed_over(group))
    }
}

/// Adds up what each component cost in each size.
fn together(mut costs: Vec<ComponentCost>) -> Result<Vec<ComponentCost>, ReconcileError> {
    costs.sort();
    let mut all: Vec<ComponentCost> = Vec::new();
    for cost in costs {
        let same = |it: &&mut ComponentCost| {
            (&it.customer, &it.slot, &it.size) == (&cost.customer, &cost.slot, &cost.size)
        };
        match all.last_mut().filter(same) {
            Some(last) => last.usd = last.usd.plus(cost.usd)?,
            None => all.push(cost),
        }
    }
    Ok(all)
}

/// The order of the report.
fn order(it: &Attribution) -> impl Ord + '_ {
    (it.bucket, &it.customer, &it.charged_for)
}

/// What is expected of each customer.
fn expected<'a>(inputs: &Inputs<'a>) -> Result<BTreeMap<&'a str, OfCustomer<'a>>, ReconcileError> {
    let hours = Hours::new(inputs.month, inputs.hours_per_month)?;
    let mut all: BTreeMap<&str, OfCustomer<'_>> = BTreeMap::new();
    for customer in inputs.customers {
        let usage = all.entry(&customer.id).or_default();
        for metered in &customer.metered {
            let deployment = metered.slot.deployment.as_str();
            let own = inputs.allocation.has_accounts_of(&customer.id, deployment);
            let deployment = if own { deployment } else { "" };
            for it in expectations(metered, deployment, inputs.causes, hours)? {
                let of_type = (it.cause.price.service_code.as_str(), it.cause.usage_type());
                usage.entry(of_type).or_default().1.push(it);
            }
        }
    }
    Ok(all)
}

/// The bucket of a line whatever account it is on; none for usage and fees. What puts another month right
/// is never held against what ran in this one.
const fn bucket_of_line(group: &CostGroup<'_>) -> Option<Bucket> {
    if group.corrects.is_some() {
        return Some(Bucket::Corrections);
    }
    match group.line.class() {
        LineClass::Usage | LineClass::Fee => None,
        LineClass::Commitment => Some(Bucket::Commitments),
        LineClass::Support => Some(Bucket::Support),
        LineClass::Tax => Some(Bucket::Tax),
        LineClass::Discount => Some(Bucket::Discounts),
        LineClass::Credit => Some(Bucket::Credits),
    }
}

/// The bucket of usage by its account; none for that of a customer.
const fn bucket_of_owner(owner: Owner<'_>) -> Option<Bucket> {
    match owner {
        Owner::Customer { .. } => None,
        Owner::Shared => Some(Bucket::Shared),
        Owner::Unmapped => Some(Bucket::Unmapped),
    }
}

/// Compares the usage of one customer, type by type and place by place.
fn of_customer(
    customer: &str,
    usage: OfCustomer<'_>,
    inputs: &Inputs<'_>,
    compared: &mut Compared,
) -> Result<(), ReconcileError> {
    for ((service, usage_type), (charges, expected)) in usage {
        for (place, cell) in cells(&charges, expected, inputs.allocation) {
            if cell.charges.is_empty() {
                let billed = |it: &&Expectation<'_>| !it.metered.free && !it.usd.is_zero();
                let leading = cell.expected.iter().filter(|it| it.leads).filter(billed);
                compared.without_cost.extend(leading.map(|it| without_cost(customer, it)));
                continue;
            }
            let (groups, basis) = (|| cell.charges.iter().map(|it| &it.group), inputs.basis);
            let sum = Sum::of(groups(), basis)?;
            if cell.expected.is_empty() {
                let bucket = bucket_without_cause(service, usage_type, inputs);
                let whole = of_cell(customer, &place, &cell, &sum);
                put_whole(&mut compared.on_invoices, groups(), basis, bucket)?;
                compared.attributions.push(Attribution { bucket, ..whole });
            } else {
                compared.components.extend(component_costs(customer, &cell.expected, sum.usd)?);
                let parts = divided(customer, &place, &cell, &sum)?;
                put_divided(&mut compared.on_invoices, groups(), basis, &parts)?;
                compared.attributions.extend(parts);
            }
        }
    }
    Ok(())
}

/// Divides a charge among the components that are expected to cause it.
fn component_costs(
    customer: &str,
    expected: &[Expectation<'_>],
    usd: CostAmount,
) -> Result<Vec<ComponentCost>, ReconcileError> {
    let weights: Vec<u64> = expected.iter().map(|it| it.usd.weight()).collect();
    let parts = divide_by_weights(usd, &weights)?;
    let costs = expected.iter().zip(parts).map(|(it, usd)| ComponentCost {
        customer: customer.to_owned(),
        slot: it.metered.slot.clone(),
        size: it.metered.size.clone(),
        usd,
    });
    Ok(costs.collect())
}

fn without_cost(customer: &str, it: &Expectation<'_>) -> WithoutCost {
    WithoutCost {
        customer: customer.to_owned(),
        component: it.metered.slot.to_string(),
        size: it.metered.size.clone(),
        service: it.cause.price.service_code.clone(),
        usage_type: it.cause.usage_type().to_owned(),
        expected_usd: it.usd.amount(),
        events: it.metered.events.clone(),
    }
}

/// What usage is that no metered component causes: what the allocation says, or what comes with
/// components when every kind that causes it does, and else unmetered.
fn bucket_without_cause(service: &str, usage_type: &str, inputs: &Inputs<'_>) -> Bucket {
    match inputs.allocation.treatment(service, usage_type) {
        Some(Treatment::Included) => return Bucket::Included,
        Some(Treatment::Shared) => return Bucket::Shared,
        None => {}
    }
    let is_cause =
        |cause: &Cause<'_>| cause.price.service_code == service && cause.usage_type() == usage_type;
    let entries = inputs.causes.iter().filter(|(_, causes)| causes.iter().any(is_cause));
    let kinds: BTreeSet<&str> =
        entries.map(|(entry, _)| entry.split_once('/').map_or(entry.as_str(), |it| it.0)).collect();
    let comes_along = |kind: &&str| {
        let charging = catalogue::find(kind).map(|kind| kind.charging);
        matches!(charging, Some(Charging::IncludedWithContainer | Charging::FreeByDefault))
    };
    if !kinds.is_empty() && kinds.iter().all(comes_along) {
        Bucket::Included
    } else {
        Bucket::Unmetered
    }
}
