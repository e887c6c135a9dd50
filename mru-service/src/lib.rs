//! The clerk around [`mru_core`]: reads files, keeps rate cards, meters and bills, renders
//! documents, and is the command line `mru`.

// These panic when the stream is closed or full; `files` and `tell` do not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

/// A sentence in both languages, English first, with the values that it names.
macro_rules! say {
    ($en:literal, $es:literal $(,)?) => {
        mru_core::text::Text::new(format!($en), format!($es))
    };
}

pub mod absent;
pub mod answers;
pub mod aws;
pub mod billing;
pub mod books;
pub mod budgets;
pub mod callers;
pub mod changes;
pub mod cli;
mod crash;
pub mod demo;
pub mod failure;
pub mod files;
pub mod http;
pub mod keeping;
pub mod notifying;
mod off_the_runtime;
pub mod papers;
pub mod prices;
pub mod quotes;
pub mod quoting;
mod random;
pub mod rate_cards;
pub mod reconciling;
pub mod refusals;
mod side_by_side;
pub mod storage;
pub mod tables;
pub mod tell;
pub mod verdicts;
pub mod witness;

pub use off_the_runtime::off_the_runtime;
pub use storage::{Closed, Database, DatabaseRefusal, Holder, StoreError, Unreachable, door};
