//! A part of what AWS charged, with the bucket that it belongs to and everything behind it.

use serde::{Deserialize, Serialize};

use super::{
    Bucket,
    cells::{Cell, Charge, Place},
    error::ReconcileError,
};
use crate::{
    calendar::Period,
    costs::{Basis, CostAmount, CostGroup},
};

/// A part of what AWS charged: which bucket it belongs to, how much, and the evidence.
///
/// Texts are empty where the rows do not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// What it turned out to be.
    pub bucket: Bucket,
    /// How much of the charge it is.
    pub usd: CostAmount,
    /// Id of the customer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// What AWS charged it for.
    pub charged_for: ChargedFor,
    /// The other accounts that its rows are on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_accounts: Vec<String>,
    /// How much was used, in the unit of the bill; unknown when a row does not say, or rows count in
    /// different units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged_quantity: Option<CostAmount>,
    /// How much was metered, in the same unit; nothing where nobody meters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metered_quantity: Option<CostAmount>,
    /// USD for one unit of the price list; nothing where no or several prices are meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_price_usd: Option<CostAmount>,
    /// Components that cause it, as `deployment/environment/kind/name`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<String>,
    /// Ids of the events behind the components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// The rows.
    pub rows: Rows,
}

/// What AWS charged, as its rows say. Texts are empty where they do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChargedFor {
    /// The account that used it.
    pub account: String,
    /// Product code.
    pub service: String,
    /// Usage type.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub usage_type: String,
    /// The line type as AWS writes it.
    pub line: String,
    /// The month that it puts right, when it is a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Period>,
    /// Unit of the usage.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The environment that a tag names.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub environment: String,
    /// The component that a tag names.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub component: String,
    /// The resource.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource: String,
}

/// The rows behind an attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// How many.
    pub count: u64,
    /// The file of the first one.
    pub file: String,
    /// Its number in the file, from 1.
    pub first: u64,
}

impl Rows {
    /// Counts the rows of a group; the first one stays that of the first group.
    pub(super) fn add(&mut self, group: &CostGroup<'_>) {
        if self.count == 0 {
            (self.file, self.first) = (group.first.file.to_owned(), group.first.row);
        }
        self.count = self.count.saturating_add(group.rows);
    }
}

impl ChargedFor {
    /// What a group of rows was charged for.
    pub(super) fn of(group: &CostGroup<'_>) -> ChargedFor {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        ChargedFor {
            account: group.account.to_owned(),
            service: group.service.to_owned(),
            usage_type: text(group.usage_type),
            line: group.line.name().to_owned(),
            corrects: group.corrects,
            unit: text(group.unit),
            environment: text(group.environment),
            component: text(group.component),
            resource: text(group.resource),
        }
    }
}

/// What charges are together.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub(super) usd: CostAmount,
    pub(super) quantity: Option<CostAmount>,
    pub(super) rows: Rows,
}

impl Sum {
    /// Adds up rows in one basis.
    pub(super) fn of<'g>(
        groups: impl IntoIterator<Item = &'g CostGroup<'g>>,
        basis: Basis,
    ) -> Result<Sum, ReconcileError> {
        let mut sum =
            Sum { usd: CostAmount::ZERO, quantity: Some(CostAmount::ZERO), rows: Rows::default() };
        let mut unit = None;
        for group in groups {
            // What is counted in one unit cannot be added to what is counted in another.
            let is_other = group.unit.is_some_and(|it| *unit.get_or_insert(it) != it);
            let usd =
                group.costs.get(basis).ok_or_else(|| ReconcileError::unknown(group, basis))?;
            sum.usd = sum.usd.plus(usd)?;
            let usage = group.usage.filter(|_| !is_other);
            sum.quantity = CostAmount::plus_known(sum.quantity, usage)?;
            sum.rows.add(group);
        }
        Ok(sum)
    }
}

impl Attribution {
    /// The attribution of rows that are held against nothing.
    pub(super) fn of_rows(
        bucket: Bucket,
        customer: &str,
        charged_for: ChargedFor,
        sum: Sum,
    ) -> Attribution {
        Attribution {
            bucket,
            usd: sum.usd,
            customer: customer.to_owned(),
            charged_for,
            other_accounts: Vec::new(),
            charged_quantity: sum.quantity,
            metered_quantity: None,
            list_price_usd: None,
            components: Vec::new(),
            events: Vec::new(),
            rows: sum.rows,
        }
    }
}

/// The attribution of a whole cell; its bucket and amount are set by who divides it.
pub(super) fn of_cell(customer: &str, place: &Place, cell: &Cell<'_>, sum: &Sum) -> Attribution {
    let first = cell.charges.first().map(|charge: &Charge<'_>| ChargedFor::of(&charge.group));
    let charged_for = ChargedFor {
        environment: place.environment.clone(),
        component: place.component.clone(),
        ..first.unwrap_or_default()
    };
    let mut accounts: Vec<String> =
        cell.charges.iter().map(|it| it.group.account.to_owned()).collect();
    accounts.retain(|it| *it != charged_for.account);
    accounts.sort();
    accounts.dedup();
    let mut components: Vec<String> =
        cell.expected.iter().map(|it| it.metered.slot.to_string()).collect();
    components.sort();
    components.dedup();
    let mut events: Vec<String> =
        cell.expected.iter().flat_map(|it| it.metered.events.iter().cloned()).collect();
    events.sort();
    events.dedup();
    Attribution {
        other_accounts: accounts,
        components,
        events,
        ..Attribution::of_rows(Bucket::Unmetered, customer, charged_for, sum.clone())
    }
}
