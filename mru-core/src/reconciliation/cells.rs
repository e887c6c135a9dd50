//! Which charges are held against which components: by component, by environment, or by account, the
//! finest that the tags of the charges name.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{Allocation, expectation::Expectation};
use crate::costs::CostGroup;

/// A charge of a customer, with the deployment that its account is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge<'a> {
    /// The rows.
    pub(super) group: CostGroup<'a>,
    /// The deployment; empty when the account may hold all of the customer's.
    pub(super) deployment: &'a str,
}

/// Where charges and components meet. The finest names environment and component.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The deployment that has accounts of its own; empty for all others.
    pub(super) deployment: String,
    /// The environment; empty when tags do not tell.
    pub(super) environment: String,
    /// The name of the component; empty when tags do not tell.
    pub(super) component: String,
}

/// Charges of one usage type and the components that cause it, in one place.
#[derive(Debug, Default)]
pub(super) struct Cell<'a> {
    /// The charges; none when what is expected was not charged.
    pub(super) charges: Vec<Charge<'a>>,
    /// What is expected; nothing when nobody meters it.
    pub(super) expected: Vec<Expectation<'a>>,
}

/// Divides the usage of one type of one customer into places. Every charge and every expectation is
/// in exactly one.
///
/// A charge that names a component is held against it, and against nothing when nothing of that name is
/// metered there. A charge that names an environment alone is held against the components there that
/// have no charges by name; one that names nothing, against those that are then left.
pub(super) fn cells<'a>(
    charges: &[Charge<'a>],
    expected: Vec<Expectation<'a>>,
    allocation: &Allocation,
) -> BTreeMap<Place, Cell<'a>> {
    let mut cells: BTreeMap<Place, Cell<'a>> = BTreeMap::new();
    for charge in charges {
        cells.entry(Place::of(charge, allocation)).or_default().charges.push(*charge);
    }
    let mut finest_first: Vec<Place> = cells.keys().cloned().collect();
    finest_first.sort_by_key(|place| Reverse(place.depth()));
    let mut left = expected;
    for place in finest_first {
        let (here, others) = left.into_iter().partition(|it| place.holds(it));
        left = others;
        if let Some(cell) = cells.get_mut(&place) {
            cell.expected = here;
        }
    }
    for it in left {
        let slot = &it.metered.slot;
        let place = Place {
            deployment: it.deployment.to_owned(),
            environment: slot.environment.clone(),
            component: slot.name.clone(),
        };
        cells.entry(place).or_default().expected.push(it);
    }
    cells
}

impl Place {
    fn of(charge: &Charge<'_>, allocation: &Allocation) -> Place {
        let environment = charge.group.environment.unwrap_or_default();
        Place {
            deployment: charge.deployment.to_owned(),
            environment: allocation.environment(environment).to_owned(),
            component: charge.group.component.unwrap_or_default().to_owned(),
        }
    }

    /// How much it names.
    fn depth(&self) -> usize {
        let named = [&self.environment, &self.component].into_iter().filter(|it| !it.is_empty());
        named.count()
    }

    /// Whether a component may be what its charges are for.
    fn holds(&self, expected: &Expectation<'_>) -> bool {
        let fits = |named: &str, name: &str| named.is_empty() || named == name;
        let slot = &expected.metered.slot;
        self.deployment == expected.deployment
            && fits(&self.environment, &slot.environment)
            && fits(&self.component, &slot.name)
    }
}
