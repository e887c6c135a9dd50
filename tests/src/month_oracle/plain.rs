//! Reading plain JSON: rows of events and accounts.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::Value;

use super::calendar::Instant;
use crate::oracle::Exact;

/// Deployment, environment, component and name: what a component is known by.
pub type Slot = [String; 4];

/// Reads an instant of RFC 3339.
pub fn instant(written: &Value) -> Instant {
    DateTime::parse_from_rfc3339(text(written)).expect("an instant").timestamp()
}

/// A part of a whole.
pub fn fraction(parts: i64, whole: i64) -> Exact {
    Exact::new(parts.into(), whole.into())
}

/// A count as an exact number.
pub fn number(count: usize) -> i64 {
    i64::try_from(count).expect("few")
}

/// The items of a list; none of what is no list.
pub fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or(Vec::new(), |list| list.iter().collect())
}

/// A text; an empty one of what is no text.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// The component that a row is about.
pub fn slot(row: &Value) -> Slot {
    let or = |field: &str, default: &str| row[field].as_str().unwrap_or(default).to_owned();
    [or("deployment", "main"), or("environment", "shared"), or("component", ""), or("name", "")]
}

/// The rows of a type.
pub fn of_type<'v>(rows: &[&'v Value], kind: &str) -> Vec<&'v Value> {
    rows.iter().filter(|row| row["type"] == kind).copied().collect()
}

/// The rows that stand, by component: without those taken back, and each once, however often it
/// was learnt.
pub fn by_slot(rows: &[Value]) -> BTreeMap<Slot, Vec<&Value>> {
    let mut known: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut voided: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        let id = text(&row["id"]);
        if known.insert(id, row).is_none() && row["type"] == "voided" {
            voided.entry(text(&row["voids"])).or_default().push(id);
        }
    }
    let mut slots: BTreeMap<Slot, Vec<&Value>> = BTreeMap::new();
    for (id, row) in known {
        if row["type"] != "voided" && stands(id, &voided) {
            slots.entry(slot(row)).or_default().push(row);
        }
    }
    slots
}

/// Whether no void that stands itself takes an event back.
fn stands(id: &str, voided: &BTreeMap<&str, Vec<&str>>) -> bool {
    voided.get(id).is_none_or(|by| !by.iter().any(|void| stands(void, voided)))
}
