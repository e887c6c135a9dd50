//! Metering: events of provisioning become intervals in which a component existed in one size.
//!
//! An [`Event`] says what became true and when. [`Event::read`] and, for long files, [`EventReader`]
//! take CSV, NDJSON and CloudEvents; [`Timeline::of`] puts the events of a customer in order, whatever order they came in, and names
//! what cannot be: a removal before an activation, a component twice, tasks beyond their range.

mod emit;
mod event;
mod interval;
mod judge;
mod life;
mod read;
mod row;
mod samples;
mod timeline;

pub use emit::activations;
pub use event::{Event, Size, Slot, What};
pub use interval::{Interval, Occasion, Sample};
pub use judge::{DAYS_AHEAD, Judge};
pub use read::{EventFormat, EventReader, Placed};
pub use row::{EventRow, EventType};
pub use timeline::Timeline;
