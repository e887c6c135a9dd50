//! From text to values: three notations, one tree, typed records, and findings for all mistakes.
//!
//! A record declares its fields once (see [`record!`](crate::reading::record)); reading, the
//! JSON Schema, required fields and suggestions for misspelt names all come from that declaration.

mod collected;
mod field;
mod format;
mod json;
mod lines;
mod memory;
mod node;
mod plain;
mod record;
mod text;
mod toml;
mod unreadable;
mod yaml;

pub(crate) use collected::Reading;
pub(crate) use field::{FieldType, is_first, json_schema, parse_date, unset, wrong_form};
pub(crate) use format::parse;
pub use format::{Format, MAX_TEXT_BYTES};
pub use memory::MemoryGb;
pub(crate) use node::{Key, Node, Value, parse_decimal};
pub(crate) use plain::plain_toml;
pub(crate) use record::{Field, Record, TableReader};
pub(crate) use record::{choice, read_text, record, refuse_choice};
pub(crate) use unreadable::unreadable;
