//! Laws that hold for every month that is billed: no day is lost or billed twice, order and
//! repetition change nothing, sums are sums, and a correction is made once.

mod quotes;
mod shares;
mod statements;

use mru_tests::month_oracle::Month;
use proptest::prelude::*;

/// The configuration of every law: 256 cases, no files left behind.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

fn month(text: &str) -> Month {
    let (year, month) = text.split_once('-').expect("a month");
    Month { year: year.parse().expect("a year"), month: month.parse().expect("a month") }
}
