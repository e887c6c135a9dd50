//! What an environment is for, and in how many zones its containers run.

use serde_json::{Value as Json, json};

use crate::{
    reading::{FieldType, Node, Reading, choice},
    text::Text,
};

choice! {
    /// Whether an environment serves production.
    pub enum EnvironmentKind {
        /// Redundant and multi-zone (R13, R14).
        Production = "production" | "productive" | "producción" | "produccion",
        /// Without redundancy, at most two of them (R15, R25).
        PreProduction = "pre-production" | "preproduction" | "pre-productive" | "preproducción" | "pre-producción",
    }
}

/// A redundancy factor: in how many zones every container runs.
///
/// # Units
///
/// Zones, a whole number; at least 2 in production (R14, R19), 1 elsewhere (R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Redundancy(pub u32);

impl FieldType for Redundancy {
    fn read(
        node: &Node,
        path: &str,
        _rule: &'static str,
        reading: &mut Reading,
    ) -> Option<Redundancy> {
        let factor = node
            .value
            .decimal()
            .filter(rust_decimal::Decimal::is_integer)
            .and_then(|n| u32::try_from(n).ok());
        let factor = factor.filter(|factor| *factor <= 100);
        if factor.is_none() {
            let wanted = Text::new(
                "a whole number from 2 to 100 in production, 1 elsewhere",
                "un número entero de 2 a 100 en producción, 1 en los demás",
            );
            crate::reading::wrong_form(node, path, "V8", wanted, reading);
        }
        factor.map(Redundancy)
    }

    fn absent() -> Redundancy {
        Redundancy(1)
    }

    fn is_unset(&self) -> bool {
        false
    }

    fn schema() -> Json {
        json!({ "type": "integer", "minimum": 1, "maximum": 100 })
    }
}
