//! Any text is a contract or findings, in each notation.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mru_core::{Format, rate_card::{Contract, RateCard, Terms}};

const HEADER: &str = "card = \"a\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\nmru_price_usd = \"42\"\napproved_by = \"a\"\nprovenance = \"a\"\n";
const TABLE: &str = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1,public,\nvpn,,2,public,\n";

fuzz_target!(|text: &str| {
    let card = RateCard::read(&[("card.toml", HEADER), ("weights.csv", TABLE)]).expect("a rate card");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
    for format in [Format::Toml, Format::Yaml, Format::Json] {
        match Contract::read(text, format) {
            Ok(contract) => {
                let _ = contract.locked_weights_day(day);
                let _ = Terms::new(card.clone(), Some(&contract), day);
            }
            Err(findings) => assert!(!findings.is_empty(), "a refusal says why"),
        }
    }
});
