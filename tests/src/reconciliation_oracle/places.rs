//! Which charges are held against which components.

use std::collections::BTreeMap;

use super::{
    case::{Case, Charge},
    expected::Expected,
};
use crate::oracle::Exact;

/// Where charges and components meet: deployment, environment and name; empty where nothing says.
pub(super) type Place = [String; 3];

/// A charge on an account of a customer.
#[derive(Clone, Debug)]
pub(super) struct Charged<'a> {
    /// The charge.
    pub charge: &'a Charge,
    /// The deployment that the account is for; empty when it may hold all.
    pub deployment: &'static str,
    /// What it cost.
    pub usd: Exact,
}

/// Charges of one usage type of a customer with what is expected of it.
#[derive(Debug, Default)]
pub(super) struct Cell<'a> {
    /// The charges.
    pub charges: Vec<Charged<'a>>,
    /// What is held against them.
    pub expected: Vec<Expected<'a>>,
}

/// Divides the usage of one type of a customer.
/// What is expected and not charged anywhere is returned beside.
pub(super) fn cells<'a>(
    case: &Case,
    customer: &str,
    charges: Vec<Charged<'a>>,
    expected: Vec<Expected<'a>>,
) -> (BTreeMap<Place, Cell<'a>>, Vec<Expected<'a>>) {
    let mut cells: BTreeMap<Place, Cell<'a>> = BTreeMap::new();
    for it in charges {
        let charge = it.charge;
        let tag = charge.environment.clone().unwrap_or_default();
        let environment = case.aliases.get(&tag).cloned().unwrap_or(tag);
        let component = charge.component.clone().unwrap_or_default();
        let place = [it.deployment.to_owned(), environment, component];
        cells.entry(place).or_default().charges.push(it);
    }
    let mut beside = Vec::new();
    for it in expected {
        let life = it.life;
        let own = case.has_own(customer, life.deployment);
        let deployment = if own { life.deployment } else { "" };
        let places = [
            [deployment, life.environment, &life.name],
            [deployment, "", &life.name],
            [deployment, life.environment, ""],
            [deployment, "", ""],
        ];
        let mut places = places.iter().map(|place| place.map(str::to_owned));
        match places.find(|place| cells.contains_key(place)) {
            Some(place) => cells.entry(place).or_default().expected.push(it),
            None => beside.push(it),
        }
    }
    (cells, beside)
}
