//! Time as bills see it: months of a zone, half-open between instants, and the part of a month
//! that something existed.
//!
//! Facts are instants; days are cut in the time zone of the contract (R85). An instant belongs to
//! the day whose first instant is the last one not after it, which stays true when daylight saving
//! skips or repeats midnight.

mod period;
mod proration;
mod zone;

pub use period::Period;
pub use proration::Proration;
pub use zone::{Zone, add_business_days, format_instant, parse_instant};
