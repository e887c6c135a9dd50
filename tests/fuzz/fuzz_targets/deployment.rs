//! Any text, read as a deployment in each notation and quoted, ends in a quote or in findings.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use mru_core::{Deployment, Format, Lang, Quote, rate_card::{RateCard, Terms}};

static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let card = RateCard::read(&[
        ("card.toml", include_str!("../../../pricing-tables/reference/2026-10-01/card.toml")),
        ("containers.csv", include_str!("../../../pricing-tables/reference/2026-10-01/containers.csv")),
        ("databases.csv", include_str!("../../../pricing-tables/reference/2026-10-01/databases.csv")),
        ("development.csv", include_str!("../../../pricing-tables/reference/2026-10-01/development.csv")),
        ("network.csv", include_str!("../../../pricing-tables/reference/2026-10-01/network.csv")),
        ("data.csv", include_str!("../../../pricing-tables/reference/2026-10-01/data.csv")),
        ("security.csv", include_str!("../../../pricing-tables/reference/2026-10-01/security.csv")),
    ]);
    Terms::new(Arc::new(card.expect("the reference rate card")), None, day()).expect("terms")
});

fn day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date")
}

fuzz_target!(|text: &str| {
    for format in [Format::Toml, Format::Yaml, Format::Json] {
        let parsed = Deployment::parse(text, format);
        match Quote::of(&parsed, &TERMS, day()) {
            Ok(quote) => {
                let mut lines = quote.priced.lines();
                let sum = lines.try_fold(mru_core::units::Usd::ZERO, |sum, line| sum.plus(line.usd)).expect("a sum");
                assert_eq!(sum, quote.priced.total.usd, "lines sum to the total");
                let _ = quote.to_json(Lang::Es);
            }
            Err(findings) => assert!(!findings.is_empty(), "a refusal says why"),
        }
    }
});
