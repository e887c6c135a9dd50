//! What a contract says for one month: price, weights, rounding and tax profile (R75, R77, R82).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use num_bigint::BigInt;
use serde_json::Value;

use super::{
    book::{Book, entry},
    calendar::{Instant, Month},
    plain::{list, text},
};
use crate::oracle::{Exact, exact, to_cents};

/// Who pays which tax, or why none (R82).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Profile {
    /// As documents name it.
    pub label: String,
    /// Per cent; nothing when exempt.
    pub percent: String,
    /// Why there is no tax.
    pub exemption: String,
}

/// What holds for a month.
#[derive(Debug)]
pub struct Terms<'a> {
    account: &'a Value,
    /// Where its days begin.
    pub zone: Tz,
    /// The beginning of each day, and that of the month after it.
    pub beginnings: Vec<Instant>,
    /// How many days it has.
    pub days: usize,
    /// The month.
    pub month: Month,
    /// USD for one MRU.
    pub price: Exact,
    weights: BTreeMap<String, String>,
    half_to_even: bool,
}

impl<'a> Terms<'a> {
    /// Finds what holds on the first day of a month: it holds for all of it (R75).
    pub fn new(month: Month, book: &Book, versions: &'a [Value]) -> Terms<'a> {
        let first = month.first().to_string();
        let account = version(month, versions);
        let prices = &account["contract"]["prices"];
        let zone = account["contract"]["time_zone"].as_str().unwrap_or("America/Santiago");
        let zone: Tz = zone.parse().expect("a zone");
        let rounding = prices["policies"]["rounding"].as_str();
        // The card of the day, whatever is locked (N3).
        let rounding = rounding.or(book.on(&first).rounding.as_deref());
        Terms {
            account,
            zone,
            beginnings: month.beginnings(zone),
            days: month.days().len(),
            month,
            price: exact(price(&first, book, prices)),
            weights: weights(&first, book, prices),
            half_to_even: rounding == Some("half-to-even"),
        }
    }

    /// A field of the contract.
    pub fn contract(&self, field: &str) -> &'a Value {
        &self.account["contract"][field]
    }

    /// When the month begins.
    pub fn starts(&self) -> Instant {
        self.beginnings[0]
    }

    /// When the next month begins.
    pub fn ends(&self) -> Instant {
        self.beginnings[self.days]
    }

    /// Whole cents, rounded once (R81, N14).
    pub fn cents(&self, usd: &Exact) -> BigInt {
        to_cents(usd, self.half_to_even)
    }

    /// So many per cent of an amount in cents.
    pub fn percentage(&self, cents: &BigInt, percent: &str) -> BigInt {
        self.cents(&(Exact::from(cents.clone()) * exact(percent) / exact("10000")))
    }

    /// What one piece weighs. A weight that is missing is an error, never nothing (R1).
    pub fn weight(&self, component: &str, size: &str) -> Exact {
        exact(&self.weights[&entry(component, size)])
    }

    /// Whether an environment is productive.
    pub fn is_production(&self, deployment: &str, environment: &str) -> bool {
        let all = list(&self.account["deployments"]).into_iter();
        let of_it = all.filter(|it| it["name"].as_str().unwrap_or("main") == deployment);
        let mut environments = of_it.flat_map(|it| list(&it["environments"]));
        environments.any(|it| it["name"] == environment && it["kind"] == "production")
    }
}

/// The version of an account that holds on the first day of a month.
fn version(month: Month, versions: &[Value]) -> &Value {
    // ISO days order as text.
    let first = month.first().to_string();
    let begun = versions.iter().filter(|it| text(&it["effective_from"]) <= first.as_str());
    begun.max_by_key(|it| text(&it["effective_from"])).expect("a version of the account")
}

/// The tax profile of a month.
pub fn profile(month: Month, versions: &[Value]) -> Profile {
    let tax = &version(month, versions)["contract"]["tax"];
    let field = |name: &str| text(&tax[name]).to_owned();
    Profile { label: field("label"), percent: field("percent"), exemption: field("exemption") }
}

/// Whether a lock holds on a day: until its own end, whatever ends the others have (N3).
fn locked(lock: &Value, day: &str) -> bool {
    lock["until"].as_str().is_some_and(|until| day < until)
}

/// The locked price, else the agreed one, else that of the card of the day.
fn price<'v>(day: &str, book: &'v Book, prices: &'v Value) -> &'v str {
    let lock = &prices["price_lock"];
    if locked(lock, day) {
        return text(&lock["mru_price_usd"]);
    }
    prices["mru_price_usd"].as_str().unwrap_or(&book.on(day).price)
}

/// Agreed weights over those of the locked card, or of the card of the day.
fn weights(day: &str, book: &Book, prices: &Value) -> BTreeMap<String, String> {
    let lock = &prices["weights_lock"];
    let of = if locked(lock, day) { text(&lock["as_of"]) } else { day };
    let mut weights = book.on(of).weights.clone();
    for agreed in list(&prices["weights"]) {
        weights.insert(text(&agreed["entry"]).to_owned(), text(&agreed["weight_mru"]).into());
    }
    weights
}
