//! Any header and table is a rate card or findings.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mru_core::rate_card::{Manifest, RateCard};

const HEADER: &str = "card = \"a\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\nmru_price_usd = \"42\"\napproved_by = \"a\"\nprovenance = \"a\"\n";

fuzz_target!(|text: &str| {
    let (header, table) = text.split_once('\0').unwrap_or((HEADER, text));
    for header in [header, HEADER] {
        match RateCard::read(&[("card.toml", header), ("weights.csv", table)]) {
            Ok(card) => assert!(card.entries().all(|entry| card.entry(&entry.id).is_some())),
            Err(findings) => assert!(!findings.is_empty(), "a refusal says why"),
        }
    }
    if let Ok(manifest) = Manifest::read(text) {
        assert_eq!(Manifest::read(&manifest.write()), Ok(manifest));
    }
});
