//! Lines of two quotes side by side: what is added, removed and changed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    kind::{EnvironmentKind, Kind, Role},
    materials::Place,
    pricing::Line,
    quote::Quote,
    rate_card::Source,
    text::{Lang, Text},
    units::{ArithmeticError, Mru, Usd, Weight},
};

/// What becomes of a line.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum LineChange {
    /// It comes.
    Added,
    /// It stays, with another size, quantity or price.
    Changed,
    /// It goes.
    Removed,
}

/// A line as it is before or after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Size; empty when there is none.
    pub size: String,
    /// Pieces.
    pub quantity: Decimal,
    /// What one piece is, in both languages.
    pub unit: Text,
    /// The redundancy factor that multiplies it, or 1.
    pub multiplier: u32,
    /// All tasks at the top of the elasticity range.
    pub max_tasks: Option<u32>,
    /// `weight`, `included`, `free` or `outside-mrus`.
    pub charge: &'static str,
    /// The entry of the rate card that weighs it.
    pub entry: Option<String>,
    /// Its weight in MRU, and who gives it.
    pub weight: Option<(Weight, Source)>,
    /// MRU a month.
    pub mru: Mru,
    /// USD a month, before tax.
    pub usd: Usd,
    /// The arithmetic, or why it costs nothing.
    pub explanation: Text,
    /// Where it stands in the file.
    pub path: String,
}

impl Side {
    fn of(line: &Line<'_>) -> Side {
        let item = line.item;
        Side {
            size: item.size.clone(),
            quantity: item.quantity.normalize(),
            unit: item.unit.one.into(),
            multiplier: item.multiplier,
            max_tasks: item.max_tasks,
            charge: item.charge.as_str(),
            entry: line.entry().map(str::to_owned),
            weight: line.weight.map(|weight| (weight, line.weight_source)),
            mru: line.mru,
            usd: line.usd,
            explanation: Text::new(line.explanation(Lang::En), line.explanation(Lang::Es)),
            path: item.path.clone(),
        }
    }

    /// Everything of it that is priced, so that two sides that cost alike for the same are told from
    /// others, wherever they stand in the file.
    pub(super) fn key(&self) -> (String, String, u32, Option<u32>, &'static str, String) {
        let weight = self.weight.map(|(weight, _)| weight.to_string()).unwrap_or_default();
        let entry = self.entry.clone().unwrap_or_default();
        let of_card = format!("{entry} {weight}");
        let quantity = self.quantity.to_string();
        (self.size.clone(), quantity, self.multiplier, self.max_tasks, self.charge, of_card)
    }
}

/// A line that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// What becomes of it.
    pub change: LineChange,
    /// Name of its environment, or `shared`.
    pub environment: String,
    /// Kind of its environment; none for what is shared.
    pub environment_kind: Option<EnvironmentKind>,
    /// Kind of component, such as `container`.
    pub component: &'static str,
    /// The kind in words.
    pub component_name: Text,
    /// Name of the component; may be empty.
    pub name: String,
    /// What its nodes are beside the cluster itself.
    pub role: Option<Role>,
    /// As it is before.
    pub before: Option<Side>,
    /// As it is after.
    pub after: Option<Side>,
    /// MRU a month more, negative when fewer.
    pub mru: Mru,
    /// USD a month more, negative when less.
    pub usd: Usd,
    /// The day on which it changes.
    pub starts_on: NaiveDate,
    /// USD more in the month of the change, by proration.
    pub month_usd: Usd,
}

impl ChangedLine {
    /// Whether the change of the line alters MRUs or USD.
    pub fn alters_cost(&self) -> bool {
        !self.mru.is_zero() || !self.usd.is_zero()
    }
}

/// Where a line belongs: environment, its kind, kind of component, name, role.
pub(super) type Slot = (String, Option<EnvironmentKind>, &'static str, String, Option<Role>);

/// The lines of a quote by where they belong, those of one place in an order of their own.
fn by_slot(quote: Option<&Quote>) -> BTreeMap<Slot, (&'static Kind, Vec<Side>)> {
    let mut slots: BTreeMap<Slot, (&'static Kind, Vec<Side>)> = BTreeMap::new();
    let Some(quote) = quote else { return slots };
    for line in quote.priced.lines() {
        let item = line.item;
        let kind = match item.place {
            Place::Shared => None,
            Place::Environment(at) => quote.deployment.environments.get(at).and_then(|it| it.kind),
        };
        let place = quote.place_name(item.place).to_owned();
        let slot = (place, kind, item.kind.id, item.name.clone(), item.role);
        slots.entry(slot).or_insert((item.kind, Vec::new())).1.push(Side::of(&line));
    }
    for (_, sides) in slots.values_mut() {
        sides.sort_by_key(Side::key);
    }
    slots
}

/// One slot of both sides, as far as they differ.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) slot: Slot,
    pub(super) kind: &'static Kind,
    pub(super) before: Option<Side>,
    pub(super) after: Option<Side>,
}

/// Holds the lines of two quotes against each other: those that differ, and how many do not.
pub(super) fn pairs(base: Option<&Quote>, target: &Quote) -> (Vec<Pair>, usize) {
    let (mut before, after) = (by_slot(base), by_slot(Some(target)));
    let mut slots: BTreeMap<Slot, (&'static Kind, Vec<Side>, Vec<Side>)> = BTreeMap::new();
    for (slot, (kind, sides)) in after {
        let earlier = before.remove(&slot).map(|(_, sides)| sides).unwrap_or_default();
        slots.insert(slot, (kind, earlier, sides));
    }
    for (slot, (kind, sides)) in before {
        slots.insert(slot, (kind, sides, Vec::new()));
    }
    let (mut pairs, mut unchanged) = (Vec::new(), 0_usize);
    for (slot, (kind, before, mut after)) in slots {
        // Equal ones first, so that one more of several alike is one that is added.
        let mut others = Vec::new();
        for side in before {
            match after.iter().position(|it| it.key() == side.key() && it.usd == side.usd) {
                Some(at) => {
                    after.remove(at);
                    unchanged = unchanged.saturating_add(1);
                }
                None => others.push(side),
            }
        }
        let mut after = after.into_iter();
        for side in others {
            let (slot, before) = (slot.clone(), Some(side));
            pairs.push(Pair { slot, kind, before, after: after.next() });
        }
        for side in after {
            pairs.push(Pair { slot: slot.clone(), kind, before: None, after: Some(side) });
        }
    }
    (pairs, unchanged)
}

impl Pair {
    /// What becomes of it.
    pub(super) const fn change(&self) -> LineChange {
        match (&self.before, &self.after) {
            (None, _) => LineChange::Added,
            (Some(_), None) => LineChange::Removed,
            (Some(_), Some(_)) => LineChange::Changed,
        }
    }

    /// MRU and USD a month more.
    pub(super) fn difference(&self) -> Result<(Mru, Usd), ArithmeticError> {
        let amounts = |side: &Option<Side>| {
            side.as_ref().map_or((Mru::ZERO, Usd::ZERO), |it| (it.mru, it.usd))
        };
        let ((old_mru, old_usd), (new_mru, new_usd)) =
            (amounts(&self.before), amounts(&self.after));
        Ok((new_mru.minus(old_mru)?, new_usd.minus(old_usd)?))
    }
}
