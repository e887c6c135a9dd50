//! What a run or the issuing says while it goes on, and by which name it is known afterwards.

use chrono::{DateTime, Utc};

use super::Issued;
use crate::storage::chain;

/// What was done so far; said after each page, when it is kept for good.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The name of the run.
    pub run: &'a str,
    /// Customers that were worked on.
    pub done: usize,
    /// All customers.
    pub all: usize,
    /// What was issued with this page.
    pub issued: &'a [Issued],
}

/// A name for a run that begins at an instant: `run-20261126-061502-3fa94c1e`, the day and the time in UTC.
///
/// Drafts, documents and customers set aside keep the name of the run that made them.
pub(super) fn run_name(now: DateTime<Utc>) -> String {
    let nanoseconds = now.timestamp_nanos_opt().unwrap_or_default().to_string();
    let hash = chain::digest(&[&nanoseconds, &std::process::id().to_string()]);
    let few: String = hash.chars().skip("sha256:".len()).take(8).collect();
    format!("run-{}-{few}", now.format("%Y%m%d-%H%M%S"))
}
