//! What a timeline consists of: spans of time, samples and occasions.

use chrono::{DateTime, Utc};

use super::{Event, Size, Slot};
use crate::units::Usd;

/// A span of time in which a component existed in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The component.
    pub slot: Slot,
    /// How much of it.
    pub size: Size,
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it; none while it lasts.
    pub until: Option<DateTime<Utc>>,
    /// The ticket that opened it.
    pub ticket: String,
    /// Ids of the events that opened and closed it.
    pub events: Vec<String>,
}

/// Tasks of a container that ran for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The container.
    pub slot: Slot,
    /// Its size at the time.
    pub size: Size,
    /// First instant.
    pub from: DateTime<Utc>,
    /// First instant after it.
    pub until: DateTime<Utc>,
    /// Tasks beyond the base.
    pub excess: u64,
    /// Id of the event.
    pub event: String,
}

/// Something charged once (R90).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// What it is about.
    pub slot: Slot,
    /// When.
    pub at: DateTime<Utc>,
    /// Amount before tax.
    pub usd: Usd,
    /// What it is.
    pub description: String,
    /// The ticket behind it.
    pub ticket: String,
    /// Id of the event.
    pub event: String,
}

/// Names an event as the place of a finding.
pub(super) fn place(event: &Event) -> String {
    format!("event {}", event.id)
}
