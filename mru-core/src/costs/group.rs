//! What a roll-up of cost data yields: groups of rows with exact sums.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    CostAmount, CostPlace, Costs, LineType, Name, Names,
    names::Ranks,
    tally::{Tally, TallyKey},
};
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
    names: Names,
    currency: Name,
    tallies: Vec<Tally>,
    /// Places of the tallies in the order of their keys.
    order: Vec<u32>,
}

impl CostGroups {
    /// Puts tallies in order. Their keys are different, and their names are of `names`.
    ///
    /// Nothing is returned when there are more than four billion.
    pub fn new(names: Names, currency: Name, tallies: Vec<Tally>) -> Option<CostGroups> {
        let ranks = names.ranks();
        let count = u32::try_from(tallies.len()).ok()?;
        let mut order: Vec<(u128, u32)> =
            (0..count).zip(&tallies).map(|(at, tally)| (head(tally, &ranks), at)).collect();
        let rest = |at: u32| {
            let tally = usize::try_from(at).ok().and_then(|at| tallies.get(at));
            tally.map(|tally| tail(tally, &ranks))
        };
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a.1).cmp(&rest(b.1))));
        let order = order.into_iter().map(|(_, at)| at).collect();
        Some(CostGroups { names, currency, tallies, order })
    }

    /// The groups in order: by month, account, service, usage type, and so on.
    pub fn iter(&self) -> impl Iterator<Item = CostGroup<'_>> {
        let tally = |at: &u32| usize::try_from(*at).ok().and_then(|at| self.tallies.get(at));
        self.order.iter().filter_map(tally).map(|tally| self.group(tally))
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
        self.names.text(self.currency)
    }

    fn group(&self, tally: &Tally) -> CostGroup<'_> {
        let key = tally.key();
        let name = |at: usize| key.names.get(at).and_then(|name| self.names.text(*name));
        let (start, end) = tally.span();
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let (file, row) = tally.first();
        CostGroup {
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
            first: CostPlace { file: self.names.text(file).unwrap_or_default(), row },
        }
    }
}

/// What decides the order of most groups, in one number: month, account, service and usage type.
fn head(tally: &Tally, ranks: &Ranks) -> u128 {
    let key = tally.key();
    let days = key.period.first_day().signed_duration_since(chrono::NaiveDate::MIN).num_days();
    let [account, service, usage_type, ..] = key.names.map(|name| ranks.of(name));
    [u32::try_from(days).unwrap_or(0), account, service, usage_type]
        .into_iter()
        .fold(0, |head, part| head.wrapping_shl(32) | u128::from(part))
}

/// What decides it otherwise.
fn tail(tally: &Tally, ranks: &Ranks) -> ([u32; 10], LineType, Option<Period>) {
    let key = tally.key();
    (key.names.map(|name| ranks.of(name)), key.line, key.corrects)
}
