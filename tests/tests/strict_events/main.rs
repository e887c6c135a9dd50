//! A bill is as strict as a quote: what a deployment begins with imports without a finding, and what
//! `mru validate` refuses of it is refused of its events (N1).

mod laws;
mod mutations;
mod table;

use chrono::{DateTime, Utc};
use mru_core::{
    Finding,
    account::Account,
    metering::{EventFormat, EventReader, Judge},
    rate_card::RateCards,
};
use serde_json::Value;

/// The moment of every import.
fn now() -> DateTime<Utc> {
    "2026-11-26T12:00:00Z".parse().expect("an instant")
}

/// What an import says about rows: the rules of its findings.
fn judged(rows: &[Value], account: &Account, cards: &RateCards) -> Vec<Finding> {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    let text = lines.join("\n");
    let mut judge = Judge::new(cards, now());
    EventReader::new(text.as_bytes(), EventFormat::Ndjson)
        .flat_map(|read| match read {
            Ok(placed) => judge.judge(&placed, std::slice::from_ref(account)),
            Err(findings) => findings,
        })
        .collect()
}

/// Sets fields; null removes one.
fn set(value: &mut Value, fields: &Value) {
    for (field, new) in fields.as_object().into_iter().flatten() {
        if new.is_null() {
            value.as_object_mut().expect("a table").remove(field);
        } else {
            value[field] = new.clone();
        }
    }
}
