//! Amounts of memory, with or without their unit.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{
    FieldType, Node, Reading, Value,
    field::{MAX_QUANTITY, wrong_form},
    parse_decimal,
};
use crate::text::Text;

/// Fargate's GB have 1024 MB.
const MB_PER_GB: Decimal = Decimal::from_parts(1024, 0, 0, false, 0);

/// An amount of memory as written: a number of GB, or a text such as `2048 MB` that converts exactly.
///
/// # Units
///
/// GB of 1024 MB, as Fargate counts them.
///
/// # Source
///
/// V3, domain table 4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryGb(pub Decimal);

impl serde::Serialize for MemoryGb {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

/// A number and its unit, with or without a space between them: `2048 MB`, `4GB`.
fn measured(text: &str) -> Option<(&str, &str)> {
    let unit = text.find(|it: char| it.is_alphabetic())?;
    text.split_at_checked(unit).filter(|(number, _)| !number.trim().is_empty())
}

impl FieldType for MemoryGb {
    fn read(
        node: &Node,
        path: &str,
        _rule: &'static str,
        reading: &mut Reading,
    ) -> Option<MemoryGb> {
        if let Value::Text(text) | Value::Plain(text) = &node.value
            && let Some((number, unit)) = measured(text.trim())
        {
            let number = parse_decimal(number.trim())
                .filter(|number| *number <= MAX_QUANTITY && number.scale() == 0);
            let gb = match unit.trim().to_ascii_lowercase().as_str() {
                "gb" | "gib" => number,
                "mb" | "mib" => number.and_then(|mb| mb.checked_div(MB_PER_GB)),
                _ => None,
            };
            if let Some(gb) = gb.filter(Decimal::is_integer) {
                return Some(MemoryGb(gb.normalize()));
            }
            wrong_form(
                node,
                path,
                "V3",
                Text::new("a whole number of GB", "un número entero de GB"),
                reading,
            );
            return None;
        }
        Decimal::read(node, path, "V3", reading).map(MemoryGb)
    }

    fn absent() -> MemoryGb {
        MemoryGb(Decimal::ZERO)
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "anyOf": [{ "type": "number" }, { "type": "string" }] })
    }
}
