//! What is special about a customer in a month: to see that comparisons met it.

use serde_json::Value;

use super::Case;
use crate::month_oracle::{Month, instant};

/// Everything that [`of`] knows.
pub const NAMES: [&str; 11] = [
    "both locks hold",
    "the price lock ended before the weights lock",
    "the weights lock ended before the price lock",
    "weights locked while the card changed",
    "agreed price beside a price lock",
    "agreed price after a price lock",
    "agreed weights beside a weights lock",
    "agreed weights after a weights lock",
    "a removal that was asked for",
    "a change of size between request and removal",
    "facts taken back",
];

/// The names of what is special about a customer in a month.
pub fn of(case: &Case, month: Month) -> Vec<&'static str> {
    let first = month.first().to_string();
    let begun = |version: &&Value| text(&version["effective_from"]) <= first.as_str();
    let Some(version) = case.versions.iter().rfind(begun) else { return Vec::new() };
    let prices = &version["contract"]["prices"];
    // Whether a lock holds; nothing where there is none.
    let lock = |name: &str| Some(first.as_str() < prices[name]["until"].as_str()?);
    let (price, weights) = (lock("price_lock"), lock("weights_lock"));
    let (agreed_price, agreed) =
        (prices["mru_price_usd"].is_string(), prices["weights"].is_array());
    let as_of = text(&prices["weights_lock"]["as_of"]);
    let changed = as_of < "2026-10-01" && first.as_str() >= "2026-10-01";
    let is = [
        (price, weights) == (Some(true), Some(true)),
        (price, weights) == (Some(false), Some(true)),
        (price, weights) == (Some(true), Some(false)),
        weights == Some(true) && changed,
        agreed_price && price == Some(true),
        agreed_price && price == Some(false),
        agreed && weights == Some(true),
        agreed && weights == Some(false),
        rows(case).any(|row| row["requested_on"].is_string()),
        rows(case).any(|removal| resized_after_request(case, removal)),
        rows(case).any(|row| row["type"] == "voided"),
    ];
    NAMES.into_iter().zip(is).filter(|(_, is)| *is).map(|(name, _)| name).collect()
}

fn rows(case: &Case) -> impl Iterator<Item = &Value> {
    case.facts.iter().map(|fact| &fact.row)
}

fn resized_after_request(case: &Case, removal: &Value) -> bool {
    let Some(asked) = removal["requested_on"].as_str() else { return false };
    let until = instant(&removal["time"]);
    rows(case).any(|row| {
        row["type"] == "resized"
            && row["component"] == removal["component"]
            && row["name"] == removal["name"]
            && text(&row["time"]) > asked
            && instant(&row["time"]) < until
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
