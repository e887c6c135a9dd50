//! How weights and prices are read from files: exactly, within their limits (T5).

use serde_json::{Value as Json, json};

use crate::{
    reading::{self, FieldType, Node, Reading},
    text::text,
    units::{MruPrice, Weight},
};

impl FieldType for MruPrice {
    fn read(
        node: &Node,
        path: &str,
        _rule: &'static str,
        reading: &mut Reading,
    ) -> Option<MruPrice> {
        let price = node.value.decimal().and_then(MruPrice::new);
        if price.is_none() {
            let (max, places) = (MruPrice::MAX, MruPrice::MAX_PLACES);
            let wanted = text!(
                "an amount of USD from 0 to {max} with at most {places} decimal places",
                "un monto en USD de 0 a {max} con a lo más {places} decimales"
            );
            reading::wrong_form(node, path, "T5", wanted, reading);
        }
        price
    }

    fn absent() -> MruPrice {
        MruPrice::ZERO
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "type": ["string", "number"] })
    }
}

impl FieldType for Weight {
    fn read(node: &Node, path: &str, _rule: &'static str, reading: &mut Reading) -> Option<Weight> {
        let weight = node.value.decimal().and_then(Weight::new);
        if weight.is_none() {
            let (max, places) = (Weight::MAX, Weight::MAX_PLACES);
            let wanted = text!(
                "a weight from 0 to {max} with at most {places} decimal places",
                "un peso de 0 a {max} con a lo más {places} decimales"
            );
            reading::wrong_form(node, path, "T5", wanted, reading);
        }
        weight
    }

    fn absent() -> Weight {
        Weight::ZERO
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "type": ["string", "number"] })
    }
}
