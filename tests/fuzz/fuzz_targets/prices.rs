//! Any text is a price list or findings; any model with it is a rate card or findings.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mru_core::{
    cost_model::{Model, PriceList, derive},
    rate_card::RateCard,
};

const PRICES: &str = include_str!("../../../pricing-tables/sources/aws-us-east-1-2026-10.csv");
const MODEL: &str = include_str!("../../../pricing-tables/models/reference-2026-10-01.toml");

fuzz_target!(|text: &str| {
    let prices = PriceList::read(text).or_else(|findings| {
        assert!(!findings.is_empty(), "a refusal says why");
        PriceList::read(PRICES)
    });
    let model = Model::read(text).or_else(|findings| {
        assert!(!findings.is_empty(), "a refusal says why");
        Model::read(MODEL)
    });
    let (prices, (model, hash)) = (prices.expect("prices"), model.expect("a model"));
    if let Ok(derived) = derive(&prices, &model, &hash) {
        let files: Vec<(&str, &str)> = derived.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        // A proposal may be refused as a card (an unknown list entry), but never without a reason.
        assert!(RateCard::read(&files).map_or_else(|findings| !findings.is_empty(), |_| true));
    }
});
