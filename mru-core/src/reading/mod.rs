//! From text to values: three notations, one tree, typed records, and findings for all mistakes.
//!
//! A record declares its fields once (see [`record!`](crate::reading::record)); reading, the
//! JSON Schema, required fields and suggestions for misspelt names all come from that declaration.

mod field;
mod format;
mod json;
mod node;
mod plain;
mod record;
mod text;
mod toml;
mod yaml;

pub(crate) use field::FieldType;
pub use field::MemoryGb;
pub(crate) use field::{parse_date, wrong_form};
pub(crate) use format::parse;
pub use format::{Format, MAX_TEXT_BYTES};
pub(crate) use node::{Key, Node, Value, parse_decimal};
pub(crate) use plain::plain_toml;
pub(crate) use record::{Field, Record, TableReader};
pub(crate) use record::{choice, read_text, record, refuse_choice};

use crate::finding::{Findings, Positions};

/// Describes a file as JSON Schema.
pub(crate) fn json_schema<T: FieldType>(title: &str) -> serde_json::Value {
    let mut schema = T::schema();
    if let Some(fields) = schema.as_object_mut() {
        let draft = "https://json-schema.org/draft/2020-12/schema";
        fields.insert("$schema".to_owned(), draft.into());
        fields.insert("title".to_owned(), title.into());
    }
    schema
}

/// What reading collects besides the value: findings, and where each value stood.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) findings: Findings,
    pub(crate) positions: Positions,
}

/// Says whether a field is unset, so that serialised records leave it out.
///
/// A new optional field therefore does not change the hash of an old deployment.
pub(crate) fn unset<T: FieldType>(value: &T) -> bool {
    value.is_unset()
}
