//! What nobody plans for: the program is killed at every point and at any moment, the server of the
//! database fails in the middle of commands, two processes do everything at once. The rerun ends as
//! if nothing had happened.
//!
//! In an ordinary run each happens a few times; by hand `MRU_CRASH_KILLS` sets how many kills at
//! random moments each database gets, `MRU_RESTARTS` how often the server fails, and `MRU_RACES` how
//! often two processes race on each database.

mod kills;
mod races;
mod restarts;
mod script;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// A number of the environment, or the one of an ordinary run.
fn wanted(variable: &str, ordinary: u32) -> u32 {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(ordinary)
}
