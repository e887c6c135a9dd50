//! Spans of time that are billed in one line.

use chrono::{DateTime, Utc};

use crate::metering::Interval;

/// A span of time that is one line: an interval, or several that are billed alike.
pub(super) struct Span<'t> {
    /// The first interval.
    pub(super) first: &'t Interval,
    /// The first instant after it; none while it lasts.
    pub(super) until: Option<DateTime<Utc>>,
    /// Ids of all events behind it.
    pub(super) events: Vec<&'t String>,
}

impl<'t> Span<'t> {
    pub(super) fn of(interval: &'t Interval) -> Span<'t> {
        Span { first: interval, until: interval.until, events: interval.events.iter().collect() }
    }

    /// Whether an interval goes on where the span ends, and is billed alike.
    pub(super) fn goes_on_as(&self, next: &Interval) -> bool {
        self.first.slot == next.slot
            && self.until == Some(next.from)
            && self.first.size.size == next.size.size
            && self.first.size.quantity == next.size.quantity
            && self.first.size.redundancy == next.size.redundancy
    }

    /// Where findings about it are.
    pub(super) fn path(&self) -> String {
        format!("event {}", self.events.first().map_or("", |event| event.as_str()))
    }
}
