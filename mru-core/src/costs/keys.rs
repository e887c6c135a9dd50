//! Keys of groups, kept as four numbers each: few texts stand on millions of rows, and few
//! combinations of them.

use std::collections::BTreeMap;

use super::{LineType, Name, Names};
use crate::calendar::Period;

/// What the rows of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyKey {
    /// The month of the bill.
    pub period: Period,
    /// Texts, in the order of [`TallyKey::ACCOUNT`] and its siblings.
    pub names: [Name; 10],
    /// What the lines are.
    pub line: LineType,
    /// The month that they put right, when they are corrections.
    pub corrects: Option<Period>,
}

impl TallyKey {
    /// Place of the usage account among the names.
    pub const ACCOUNT: usize = 0;
    /// Place of the service.
    pub const SERVICE: usize = 1;
    /// Place of the usage type.
    pub const USAGE_TYPE: usize = 2;
    /// Place of the operation.
    pub const OPERATION: usize = 3;
    /// Place of the region.
    pub const REGION: usize = 4;
    /// Place of the environment.
    pub const ENVIRONMENT: usize = 5;
    /// Place of the component.
    pub const COMPONENT: usize = 6;
    /// Place of the unit.
    pub const UNIT: usize = 7;
    /// Place of the invoice.
    pub const INVOICE: usize = 8;
    /// Place of the resource.
    pub const RESOURCE: usize = 9;
}

/// A part of a key, in the order in which groups are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyPart {
    /// Month of the bill, and account.
    Bill,
    /// Service, usage type, operation and region.
    Usage,
    /// Values of the tags that name environment and component.
    Tags,
    /// Unit, invoice, resource, line type, and the month that is corrected.
    Rest,
}

impl KeyPart {
    /// Every part, in order.
    pub const ALL: [KeyPart; 4] = [KeyPart::Bill, KeyPart::Usage, KeyPart::Tags, KeyPart::Rest];
}

/// A key of [`Keys`]: the number of each of its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyId(pub [u32; 4]);

/// The part [`KeyPart::Rest`] of a key.
type Rest = ([Name; 3], LineType, Option<Period>);

/// Keys, each part kept once.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The texts that keys are made of.
    pub names: Names,
    bills: Distinct<(Period, Name)>,
    usages: Distinct<[Name; 4]>,
    tags: Distinct<[Name; 2]>,
    rests: Distinct<Rest>,
}

impl Keys {
    /// The number of a part of a key, the same for the same part; nothing after four billion.
    pub fn part(&mut self, part: KeyPart, key: &TallyKey) -> Option<u32> {
        let [account, service, usage_type, operation, region, rest @ ..] = key.names;
        let [environment, component, unit, invoice, resource] = rest;
        match part {
            KeyPart::Bill => self.bills.keep((key.period, account)),
            KeyPart::Usage => self.usages.keep([service, usage_type, operation, region]),
            KeyPart::Tags => self.tags.keep([environment, component]),
            KeyPart::Rest => self.rests.keep(([unit, invoice, resource], key.line, key.corrects)),
        }
    }

    /// The number of each part of a key; nothing after four billion of one.
    pub fn id(&mut self, key: &TallyKey) -> Option<TallyId> {
        let mut parts = [0; 4];
        for (number, part) in parts.iter_mut().zip(KeyPart::ALL) {
            *number = self.part(part, key)?;
        }
        Some(TallyId(parts))
    }

    /// The key of an id.
    pub(super) fn key(&self, id: TallyId) -> Option<TallyKey> {
        let [bill, usage, tags, rest] = id.0;
        let (period, account) = self.bills.at(bill)?;
        let [service, usage_type, operation, region] = self.usages.at(usage)?;
        let [environment, component] = self.tags.at(tags)?;
        let ([unit, invoice, resource], line, corrects) = self.rests.at(rest)?;
        let names = [
            account,
            service,
            usage_type,
            operation,
            region,
            environment,
            component,
            unit,
            invoice,
            resource,
        ];
        Some(TallyKey { period, names, line, corrects })
    }

    /// Where each part stands among all of its kind in order.
    pub(super) fn ranks(&self) -> [Vec<u32>; 4] {
        let ranks = self.names.ranks();
        let of = |name: Name| ranks.of(name);
        [
            self.bills.ranks(|(period, account)| (period, of(account))),
            self.usages.ranks(|names| names.map(of)),
            self.tags.ranks(|names| names.map(of)),
            self.rests.ranks(|(names, line, corrects)| (names.map(of), line, corrects)),
        ]
    }
}

/// Values kept once each.
#[derive(Clone, Debug)]
struct Distinct<T> {
    values: Vec<T>,
    known: BTreeMap<T, u32>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Distinct<T> {
        Distinct { values: Vec::new(), known: BTreeMap::new() }
    }
}

impl<T: Copy + Ord> Distinct<T> {
    fn keep(&mut self, value: T) -> Option<u32> {
        if let Some(number) = self.known.get(&value) {
            return Some(*number);
        }
        let number = u32::try_from(self.values.len()).ok().filter(|it| *it != u32::MAX)?;
        self.values.push(value);
        self.known.insert(value, number);
        Some(number)
    }

    fn at(&self, number: u32) -> Option<T> {
        usize::try_from(number).ok().and_then(|at| self.values.get(at)).copied()
    }

    fn ranks<K: Ord>(&self, by: impl Fn(T) -> K) -> Vec<u32> {
        let mut order: Vec<(K, u32)> = self.values.iter().map(|it| by(*it)).zip(0..).collect();
        order.sort_unstable();
        let mut ranks = vec![0; self.values.len()];
        for ((_, number), rank) in order.into_iter().zip(0..) {
            if let Some(place) = usize::try_from(number).ok().and_then(|at| ranks.get_mut(at)) {
                *place = rank;
            }
        }
        ranks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_again_by_its_numbers_and_parts_are_ranked_by_their_texts() {
        let mut keys = Keys::default();
        let key = |keys: &mut Keys, account: &str, unit: &str| {
            let mut names = [Name::NONE; 10];
            names[TallyKey::ACCOUNT] = keys.names.keep(account).unwrap();
            names[TallyKey::UNIT] = keys.names.keep(unit).unwrap();
            let period = "2026-10".parse().unwrap();
            TallyKey { period, names, line: LineType::Usage, corrects: None }
        };
        let later = key(&mut keys, "2", "Hrs");
        let earlier = key(&mut keys, "1", "GB");
        let [first, second] = [later, earlier].map(|it| keys.id(&it).unwrap());
        assert_eq!(keys.id(&later), Some(first));
        assert_eq!((first, second), (TallyId([0, 0, 0, 0]), TallyId([1, 0, 0, 1])));
        assert_eq!(keys.key(second), Some(earlier));
        assert_eq!(keys.key(TallyId([2, 0, 0, 0])), None);
        assert_eq!(keys.ranks(), [vec![1, 0], vec![0], vec![0], vec![1, 0]]);
    }
}
