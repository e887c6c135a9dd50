//! Where the store takes the time from that it records.

use chrono::{DateTime, SecondsFormat, Utc};

/// A clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The clock of the machine.
    #[default]
    System,
    /// One that stands still, for demonstrations and tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// What it shows.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Clock::System => Utc::now(),
            Clock::Fixed(instant) => instant,
        }
    }
}

/// The written form of an instant in the store, which sorts as instants do.
pub(super) fn written(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}
