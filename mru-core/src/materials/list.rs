//! The list of items, and how a component adds its own.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Charge, Item, NoCharge, Place, Reason};
use crate::{
    entry_id::EntryId,
    kind::{Kind, Role, Unit},
    text::{Words, words},
};

/// A bill of materials.
///
/// # Example
///
/// ```
/// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
/// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
/// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
/// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
/// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
/// # let day = "2026-11-21".parse().unwrap();
/// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
/// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
/// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
///
/// let materials = quote.materials();
/// assert_eq!(materials.environments(), 1);
/// let container = &materials.items()[0];
/// assert_eq!((container.kind.id, container.size.as_str(), container.multiplier), ("container", "1x2", 2));
/// ```
#[derive(Clone, Debug)]
pub struct BillOfMaterials {
    items: Arc<Vec<Item>>,
    environments: usize,
    place: Place,
    path: String,
}

impl BillOfMaterials {
    /// The items: environments in the order of the file, then what is shared.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The number of environments of the deployment.
    pub fn environments(&self) -> usize {
        self.environments
    }

    /// An empty list for a deployment of so many environments.
    pub(crate) fn new(environments: usize) -> BillOfMaterials {
        BillOfMaterials {
            items: Arc::default(),
            environments,
            place: Place::Shared,
            path: String::new(),
        }
    }

    /// Says where the component stands that adds the next items.
    pub(crate) fn stand(&mut self, place: Place, path: &str) {
        self.place = place;
        path.clone_into(&mut self.path);
    }

    /// Starts an item of `kind` at the component being charged.
    pub(crate) fn row(&mut self, kind: &'static Kind, name: &str) -> Row<'_> {
        let item = Item {
            place: self.place,
            kind,
            name: name.to_owned(),
            size: String::new(),
            quantity: Decimal::ONE,
            unit: kind.unit,
            multiplier: 1,
            // What adds it to the list says how it is charged.
            charge: Charge::None(Reason { class: NoCharge::Free, words: words!("", "") }),
            rules: kind.charged_by.elsewhere,
            path: self.path.clone(),
            remark: None,
            max_tasks: None,
            role: None,
        };
        Row { materials: self, item }
    }
}

/// An item being filled in; one of its last four methods adds it to the list.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    materials: &'a mut BillOfMaterials,
    item: Item,
}

impl Row<'_> {
    pub(crate) fn size(mut self, size: impl Into<String>) -> Self {
        self.item.size = size.into();
        self
    }

    pub(crate) fn quantity(mut self, quantity: impl Into<Decimal>) -> Self {
        self.item.quantity = quantity.into();
        self
    }

    /// Counts what a policy makes a piece of its kind.
    pub(crate) fn unit_by(mut self, unit: impl FnOnce(&Kind) -> Unit) -> Self {
        self.item.unit = unit(self.item.kind);
        self
    }

    pub(crate) fn times(mut self, multiplier: u32) -> Self {
        self.item.multiplier = multiplier;
        self
    }

    pub(crate) fn rules(mut self, rules: &'static [&'static str]) -> Self {
        self.item.rules = rules;
        self
    }

    pub(crate) fn remark(mut self, remark: Words) -> Self {
        self.item.remark = Some(remark);
        self
    }

    pub(crate) fn elastic(mut self, max_tasks: Option<u32>) -> Self {
        self.item.max_tasks = max_tasks;
        self
    }

    pub(crate) fn role(mut self, role: Role) -> Self {
        self.item.role = Some(role);
        self
    }

    /// Adds it, charged by the entry of its own kind and size.
    pub(crate) fn charged(self) {
        let entry = EntryId::new(self.item.kind.id, &self.item.size);
        self.charged_as(entry);
    }

    /// Adds it, charged by another entry.
    pub(crate) fn charged_as(mut self, entry: EntryId) {
        self.item.charge = Charge::Entry(entry);
        self.add();
    }

    /// Adds it at 0 MRU because it comes with something charged.
    pub(crate) fn included(self, words: Words) {
        self.without_charge(NoCharge::Included, words);
    }

    /// Adds it at 0 MRU because it is active by default.
    pub(crate) fn free(self, words: Words) {
        self.without_charge(NoCharge::Free, words);
    }

    /// Adds it as information: it is not charged in MRUs.
    pub(crate) fn outside(self, words: Words) {
        self.without_charge(NoCharge::OutsideMrus, words);
    }

    fn without_charge(mut self, class: NoCharge, words: Words) {
        self.item.charge = Charge::None(Reason { class, words });
        self.add();
    }

    fn add(self) {
        // While it is built the list has one owner, so nothing is copied.
        Arc::make_mut(&mut self.materials.items).push(self.item);
    }
}
