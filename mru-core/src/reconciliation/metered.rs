//! What was metered in a month of AWS: each component with the time that it existed.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::{
    account::ElasticityPolicy,
    calendar::{Period, Zone},
    metering::{Size, Slot, Timeline},
    rate_card::Terms,
    units::Weight,
};

/// A component in one size, with the time that it existed in a month of AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metered {
    /// The component.
    pub slot: Slot,
    /// Its size as rate cards write it; empty when it has none.
    pub size: String,
    /// Pieces that run at AWS: pieces × redundancy.
    pub pieces: Decimal,
    /// Seconds of the month in which they existed.
    pub seconds: u64,
    /// Whether they come at 0 MRU: their weight is 0, or they are tasks beyond the base of a container
    /// that the contract does not bill (R60).
    pub free: bool,
    /// Ids of the events behind it.
    pub events: Vec<String>,
    /// The ticket that opened it; empty for samples.
    pub ticket: String,
}

/// Lists what the intervals and samples of a customer say of a month.
///
/// AWS counts a month in UTC, whatever the time zone of the contract is, so that the first and last
/// hours of a month of billing may lie in another month of AWS.
pub fn metered(
    timeline: &Timeline,
    month: Period,
    terms: &Terms,
    elasticity: ElasticityPolicy,
) -> Vec<Metered> {
    let bounds = month.bounds(Zone::UTC);
    let intervals = timeline.intervals.iter().filter_map(|interval| {
        let seconds = seconds_within(interval.from, interval.until, bounds)?;
        let weight = terms.weight(&interval.size.entry(&interval.slot.component));
        Some(Metered {
            slot: interval.slot.clone(),
            size: interval.size.size.clone(),
            pieces: pieces(&interval.size),
            seconds,
            free: weight.is_some_and(|(weight, _)| weight == Weight::ZERO),
            events: interval.events.clone(),
            ticket: interval.ticket.clone(),
        })
    });
    let samples = timeline.samples.iter().filter_map(|sample| {
        let seconds = seconds_within(sample.from, Some(sample.until), bounds)?;
        (sample.excess > 0).then(|| Metered {
            slot: sample.slot.clone(),
            size: sample.size.size.clone(),
            pieces: sample.excess.into(),
            seconds,
            free: elasticity != ElasticityPolicy::Allowance,
            events: vec![sample.event.clone()],
            ticket: String::new(),
        })
    });
    intervals.chain(samples).collect()
}

fn pieces(size: &Size) -> Decimal {
    // INVARIANT (an event states at most 1,000,000 pieces of three decimal places, and a redundancy of
    // at most 100): the product is exact.
    size.quantity.saturating_mul(size.redundancy.into())
}

/// The seconds of a span that lie within bounds; nothing when there are none.
fn seconds_within(
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
) -> Option<u64> {
    let (from, until) = (from.max(start), until.map_or(end, |until| until.min(end)));
    let seconds = u64::try_from(until.timestamp().checked_sub(from.timestamp())?).ok()?;
    (seconds > 0).then_some(seconds)
}
