//! Any bytes are a price list of AWS or a finding; whatever is taken of it reads back as a snapshot.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mru_core::cost_model::{Model, PriceList, Products, needs, snapshot};
use price_lists::{PriceFiles, select};

const MODEL: &str = include_str!("../../../fixtures/errors/prices-model.toml");
const PRODUCTS: &str = include_str!("../../../fixtures/errors/prices-products.toml");

fuzz_target!(|bytes: &[u8]| {
    let (model, _) = Model::read(MODEL).expect("a model");
    let products = Products::read(PRODUCTS).expect("products");
    let needs = needs(&model, &products).expect("needs");
    let mut files = PriceFiles::wanting(&needs);
    if files.read("fuzz.json", bytes).is_err() {
        assert!(files.lists.prices.is_empty(), "nothing of a refused file is kept");
    }
    match select(&files.lists, &needs, &products.region, None) {
        Ok(prices) => {
            let text = snapshot::write(&prices);
            // A cell with a character that cannot be seen is refused on reading, as in every list.
            if let Ok(read) = PriceList::read(&text) {
                assert_eq!(snapshot::write(&read.prices), text);
            }
        }
        Err(findings) => assert!(!findings.is_empty(), "a refusal says why"),
    }
});
