//! Where the store takes the time from that it records.

use chrono::{DateTime, Utc};

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
