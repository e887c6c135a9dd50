//! How far a use case has come, and by which name a run is known afterwards.

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::Issued;
use crate::storage::chain;

/// What a use case is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Work {
    /// It has not begun.
    #[default]
    Waiting,
    /// It makes the drafts of a month.
    Drafting,
    /// It issues the drafts of a month.
    Issuing,
    /// It makes issued documents again.
    Verifying,
}

/// How far a use case is at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// What it is doing.
    pub work: Work,
    /// Customers that were worked on; what was made of them is kept for good.
    pub done: usize,
    /// All customers.
    pub total: usize,
}

/// How far a use case has come: given to it, and read by who waits for it, while the work goes on.
///
/// Clones show the same. Reading never waits, whatever thread does the work.
#[derive(Clone, Debug, Default)]
pub struct Progress(watch::Sender<State>);

#[derive(Debug, Default)]
struct State {
    stage: Stage,
    run: String,
    issued: Vec<Issued>,
}

impl Progress {
    /// How far it is now.
    pub fn now(&self) -> Stage {
        self.0.borrow().stage
    }

    /// Waits until it is further than at a stage that was seen.
    pub async fn after(&self, seen: Stage) -> Stage {
        let mut news = self.0.subscribe();
        // The sender lives as long as `self`, so that waiting ends with a change alone.
        let changed = news.wait_for(|state| state.stage != seen).await;
        changed.map_or(seen, |state| state.stage)
    }

    /// The name of the run that drafts or issues; empty before it has one.
    pub fn run(&self) -> String {
        self.0.borrow().run.clone()
    }

    /// What was issued so far, after the first ones, which were seen already.
    pub fn issued(&self, seen: usize) -> Vec<Issued> {
        self.0.borrow().issued.get(seen..).unwrap_or_default().to_vec()
    }

    /// Work on so many customers begins, by a run if it is one.
    pub(super) fn begin(&self, work: Work, total: usize, run: &str) {
        self.0.send_modify(|state| {
            state.stage = Stage { work, done: 0, total };
            run.clone_into(&mut state.run);
        });
    }

    /// So many customers were worked on.
    pub(super) fn advance(&self, done: usize) {
        self.issue(done, &[]);
    }

    /// So many customers were worked on, and these documents were issued with the last of them.
    pub(super) fn issue(&self, done: usize, issued: &[Issued]) {
        self.0.send_modify(|state| {
            state.stage.done = done;
            state.issued.extend_from_slice(issued);
        });
    }
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
