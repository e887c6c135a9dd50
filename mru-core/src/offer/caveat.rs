//! What a reader of a quote has to know of the contract behind it.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    account::{BillingContract, ElasticityPolicy},
    units::Percent,
};

/// The months that the total of a quote looks ahead.
const YEAR: Months = Months::new(12);

/// What a reader has to know of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Caveat {
    /// The tax that invoices add.
    Tax {
        /// As invoices name it.
        label: String,
        /// Per cent; none when there is an exemption.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        percent: Option<Percent>,
    },
    /// The contract begins after the day of the quote.
    ContractBegins {
        /// Its first day.
        on: NaiveDate,
    },
    /// The contract ends within the twelve months.
    ContractEnds {
        /// First day on which it no longer holds.
        on: NaiveDate,
    },
    /// The price of an MRU is locked, for less than the twelve months.
    PriceLockEnds {
        /// First day on which it no longer holds.
        on: NaiveDate,
    },
    /// Weights are locked, for less than the twelve months.
    WeightsLockEnds {
        /// First day on which they no longer hold.
        on: NaiveDate,
    },
    /// Commitment and minimum are of everything that the customer has, and the quote knows only what
    /// is in it.
    FloorsOfAll,
    /// Use above the base is billed beyond an allowance, and no quote knows it.
    ElasticityBilled {
        /// Free instance-hours of each container and month.
        allowance_instance_hours: u32,
    },
}

pub(super) fn of(contract: &BillingContract, as_of: NaiveDate) -> Vec<Caveat> {
    let year = as_of.checked_add_months(YEAR).unwrap_or(as_of);
    let within = |day: &NaiveDate| as_of < *day && *day < year;
    let mut all = Vec::new();
    let tax = &contract.tax;
    if !tax.label.is_empty() {
        all.push(Caveat::Tax { label: tax.label.clone(), percent: tax.percent });
    }
    all.extend(
        contract.starts_on.filter(|day| as_of < *day).map(|on| Caveat::ContractBegins { on }),
    );
    all.extend(contract.ends_on.filter(|day| *day < year).map(|on| Caveat::ContractEnds { on }));
    let lock = contract.prices.price_lock.as_ref().and_then(|it| it.until);
    all.extend(lock.filter(within).map(|on| Caveat::PriceLockEnds { on }));
    let lock = contract.prices.weights_lock.as_ref().and_then(|it| it.until);
    all.extend(lock.filter(within).map(|on| Caveat::WeightsLockEnds { on }));
    if contract.commitment.is_some() || contract.minimum.is_some() {
        all.push(Caveat::FloorsOfAll);
    }
    let elasticity = &contract.elasticity;
    if elasticity.policy == ElasticityPolicy::Allowance {
        let allowance_instance_hours = elasticity.allowance_instance_hours;
        all.push(Caveat::ElasticityBilled { allowance_instance_hours });
    }
    all
}
