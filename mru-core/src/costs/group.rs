//! What a roll-up of cost data yields: groups of rows with exact sums.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{CostAmount, CostPlace, Costs, Keys, LineType, Name, TallyId, TallyKey, tally::Tally};
use crate::calendar::Period;

/// Rows that have everything named here in common, and their sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CostGroup<'a> {
    /// The month of the bill, in UTC.
    pub period: Period,
    /// The account that used it.
    pub account: &'a str,
    /// Product code as AWS writes it.
    pub service: &'a str,
    /// Usage type.
    pub usage_type: Option<&'a str>,
    /// Operation.
    pub operation: Option<&'a str>,
    /// Code of the region.
    pub region: Option<&'a str>,
    /// Value of the tag that names the environment.
    pub environment: Option<&'a str>,
    /// Value of the tag that names the component.
    pub component: Option<&'a str>,
    /// Unit of the usage.
    pub unit: Option<&'a str>,
    /// The AWS invoice.
    pub invoice: Option<&'a str>,
    /// The resource, when the roll-up keeps resources apart.
    pub resource: Option<&'a str>,
    /// What the lines are.
    pub line: LineType,
    /// The month that they put right, when they are corrections: never held against what ran in the
    /// month of the bill.
    pub corrects: Option<Period>,
    /// How much was used, in `unit`; unknown when a row does not say.
    pub usage: Option<CostAmount>,
    /// What it cost, in the currency of the roll-up.
    pub costs: Costs,
    /// How many rows it has.
    pub rows: u64,
    /// First instant of its first hour.
    pub start: DateTime<Utc>,
    /// First instant after its last hour.
    pub end: DateTime<Utc>,
    /// Where its first row stands: its evidence.
    pub first: CostPlace<'a>,
}

/// Groups of cost data in the order of their keys, in one currency.
#[derive(Clone, Debug, Default)]
pub struct CostGroups {
    keys: Keys,
    currency: Name,
    /// As they were summed, in parts.
    tallies: Vec<Vec<Tally>>,
    /// Part and place of the tallies in the order of their keys.
    order: Vec<(u32, u32)>,
}

impl CostGroups {
    /// Puts tallies in order, which come in parts of any size. Their keys are different, and of `keys`.
    ///
    /// Nothing is returned when there are more than four billion.
    pub fn new(keys: Keys, currency: Name, tallies: Vec<Vec<Tally>>) -> Option<CostGroups> {
        let ranks = keys.ranks();
        let count = tallies.iter().map(Vec::len).fold(0, usize::saturating_add);
        let mut ranked = Vec::with_capacity(count);
        for (part, tallies) in tallies.iter().enumerate() {
            let part = u32::try_from(part).ok()?;
            for (at, tally) in tallies.iter().enumerate() {
                ranked.push((of_ranks(tally.id(), &ranks), (part, u32::try_from(at).ok()?)));
            }
        }
        // Ranks of one part after the other, the last first: each pass keeps the order of those before.
        for (at, ranks) in ranks.iter().enumerate().rev() {
            ranked = sorted(ranked, at, ranks.len())?;
        }
        let order = ranked.into_iter().map(|(_, place)| place).collect();
        Some(CostGroups { keys, currency, tallies, order })
    }

    /// The groups in order: by month, account, service, usage type, and so on.
    pub fn iter(&self) -> impl Iterator<Item = CostGroup<'_>> {
        let at = |at: u32| usize::try_from(at).ok();
        let tally =
            move |(part, place): &(u32, u32)| self.tallies.get(at(*part)?)?.get(at(*place)?);
        self.order.iter().filter_map(tally).filter_map(|tally| self.group(tally))
    }

    /// How many groups there are.
    pub const fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The currency of every cost; none when there is no group.
    pub fn currency(&self) -> Option<&str> {
        self.keys.names.text(self.currency)
    }

    fn group(&self, tally: &Tally) -> Option<CostGroup<'_>> {
        let key = self.keys.key(tally.id())?;
        let name = |at: usize| key.names.get(at).and_then(|name| self.keys.names.text(*name));
        let (start, end) = tally.span();
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let (file, row) = tally.first();
        Some(CostGroup {
            period: key.period,
            account: name(TallyKey::ACCOUNT).unwrap_or_default(),
            service: name(TallyKey::SERVICE).unwrap_or_default(),
            usage_type: name(TallyKey::USAGE_TYPE),
            operation: name(TallyKey::OPERATION),
            region: name(TallyKey::REGION),
            environment: name(TallyKey::ENVIRONMENT),
            component: name(TallyKey::COMPONENT),
            unit: name(TallyKey::UNIT),
            invoice: name(TallyKey::INVOICE),
            resource: name(TallyKey::RESOURCE),
            line: key.line,
            corrects: key.corrects,
            usage: tally.usage(),
            costs: tally.costs(),
            rows: tally.rows(),
            start: instant(start),
            end: instant(end),
            first: CostPlace { file: self.keys.names.text(file).unwrap_or_default(), row },
        })
    }
}

/// A tally on its way into order: the ranks of the parts of its key, and its place.
type Ranked = ([u32; 4], (u32, u32));

/// The ranks of the parts of a key.
fn of_ranks(id: TallyId, ranks: &[Vec<u32>; 4]) -> [u32; 4] {
    let mut of = id.0;
    for (rank, ranks) in of.iter_mut().zip(ranks) {
        *rank = usize::try_from(*rank).ok().and_then(|at| ranks.get(at)).copied().unwrap_or(0);
    }
    of
}

/// Sorts by one rank, of which there are so many, and keeps the order of what is alike.
fn sorted(ranked: Vec<Ranked>, by: usize, ranks: usize) -> Option<Vec<Ranked>> {
    let rank = |it: &Ranked| it.0.get(by).and_then(|rank| usize::try_from(*rank).ok());
    if ranks <= 1 {
        return Some(ranked);
    }
    // Where the next one of each rank belongs.
    let mut next = vec![0_usize; ranks.checked_add(1)?];
    for it in &ranked {
        let after = next.get_mut(rank(it)?.checked_add(1)?)?;
        *after = after.checked_add(1)?;
    }
    let mut before = 0_usize;
    for place in &mut next {
        before = before.checked_add(*place)?;
        *place = before;
    }
    let mut order = vec![([0; 4], (0, 0)); ranked.len()];
    for it in ranked {
        let place = next.get_mut(rank(&it)?)?;
        *order.get_mut(*place)? = it;
        *place = place.checked_add(1)?;
    }
    Some(order)
}
