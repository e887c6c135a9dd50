//! An environment, or what is shared, that is being copied: its lists, and what stands in them.

use std::{cmp::Reverse, collections::BTreeMap};

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::assumed::Assumption;
use crate::{
    catalogue::{compute::container, network::fixed_address},
    kind::{EnvironmentKind, Role},
    metering::{Interval, Slot},
    rate_card::Policies,
    text::{Text, text},
};

/// An environment, or what is shared, that is being copied.
pub(super) struct Place<'a> {
    /// Its path in the file.
    pub(super) path: String,
    /// Its kind; none for what is shared.
    pub(super) kind: Option<EnvironmentKind>,
    /// Its redundancy factor, in production.
    pub(super) factor: Option<u32>,
    /// The policies that price it.
    pub(super) policies: &'a Policies,
    /// Metered repositories of containers, by the names of these.
    pub(super) repositories: BTreeMap<String, String>,
    /// Whether a database has a replica in another region.
    pub(super) has_replica: bool,
    lists: BTreeMap<&'static str, Vec<Map<String, Json>>>,
}

impl<'a> Place<'a> {
    pub(super) fn of(
        path: String,
        kind: Option<EnvironmentKind>,
        policies: &'a Policies,
    ) -> Place<'a> {
        let (lists, repositories) = (BTreeMap::new(), BTreeMap::new());
        Place { path, kind, factor: None, policies, repositories, has_replica: false, lists }
    }

    /// Whether it is production.
    pub(super) fn is_production(&self) -> bool {
        self.kind == Some(EnvironmentKind::Production)
    }

    /// Finds its factor: what is counted by it says it, else most of its containers do.
    pub(super) fn zones(&mut self, intervals: &[&Interval]) {
        if !self.is_production() {
            return;
        }
        let nat = intervals.iter().find(|it| it.slot.component == fixed_address::NAT.id);
        let nat = nat.and_then(|it| whole(it.size.quantity)).filter(|it| *it >= 2);
        let several = || intervals.iter().filter(|it| it.size.redundancy >= 2);
        let other = several().find(|it| it.slot.component != container::KIND.id);
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for interval in several() {
            let count = counts.entry(interval.size.redundancy).or_default();
            *count = count.saturating_add(1);
        }
        let most = counts.into_iter().max_by_key(|(factor, count)| (*count, Reverse(*factor)));
        let most = most.map(|(factor, _)| factor);
        self.factor = Some(nat.or(other.map(|it| it.size.redundancy)).or(most).unwrap_or(2));
    }

    /// The lists of the file.
    pub(super) fn lists(self) -> Map<String, Json> {
        let values = |list: Vec<Map<String, Json>>| list.into_iter().map(Json::Object).collect();
        self.lists.into_iter().map(|(list, fields)| (list.to_owned(), values(fields))).collect()
    }

    /// Adds a component to a list, and gives its path.
    pub(super) fn add(&mut self, list: &'static str, fields: Json) -> String {
        let Json::Object(fields) = fields else { return String::new() };
        let components = self.lists.entry(list).or_default();
        let path = format!("{}.{list}[{}]", self.path, components.len());
        components.push(fields);
        path
    }

    /// A component of a list by its name, or the only one of it.
    pub(super) fn named(
        &mut self,
        list: &'static str,
        name: &str,
    ) -> Option<&mut Map<String, Json>> {
        let components = self.lists.get_mut(list)?;
        let is_alone = components.len() == 1;
        let is = |it: &Map<String, Json>| {
            ["name", "origin"].iter().any(|field| it.get(*field) == Some(&json!(name)))
        };
        let at = components.iter().position(is).or(is_alone.then_some(0))?;
        components.get_mut(at)
    }

    /// The first component of a list.
    pub(super) fn first(&self, list: &str) -> Option<&Map<String, Json>> {
        self.lists.get(list)?.first()
    }

    /// Whether a list has a component with a name.
    pub(super) fn has(&self, list: &str, name: &str) -> bool {
        self.lists
            .get(list)
            .is_some_and(|it| it.iter().any(|it| it.get("name") == Some(&json!(name))))
    }

    /// How many components a list has.
    pub(super) fn count(&self, list: &str) -> usize {
        self.lists.get(list).map_or(0, Vec::len)
    }
}

/// Notes what stands where metering knows nothing.
pub(super) fn assume(all: &mut Vec<Assumption>, rule: &str, path: &str, said: Text) {
    let assumption = Assumption { rule: rule.to_owned(), path: path.to_owned(), said };
    if !all.contains(&assumption) {
        all.push(assumption);
    }
}

/// The name of a component without what told it from another of the same name.
pub(super) fn plain<'a>(slot: &'a Slot, size: &str) -> &'a str {
    let ending = format!(" {size}");
    slot.name.strip_suffix(ending.as_str()).filter(|_| !size.is_empty()).unwrap_or(&slot.name)
}

/// A count as a field; none when it is not whole.
pub(super) fn whole(quantity: Decimal) -> Option<u32> {
    u32::try_from(quantity).ok().filter(|_| quantity.is_integer())
}

/// Whether nodes are those of the cluster itself.
pub(super) fn is_own(interval: &Interval) -> bool {
    interval.size.role != Some(Role::MasterNodes)
}

/// Says that something stands there as an example.
pub(super) fn example(
    all: &mut Vec<Assumption>,
    rule: &str,
    path: &str,
    what: &'static str,
    es: &'static str,
) {
    let said = text!(
        "metering does not know {what}, so an example stands there",
        "la medición no conoce {es}, así que figura un ejemplo"
    );
    assume(all, rule, path, said);
}
