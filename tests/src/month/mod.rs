//! Generated customers with months of events, and the billing of months by the real library.

mod case;
mod contracts;
mod lives;
pub mod situations;

use std::path::{Path, PathBuf};

use mru_core::{
    Deployment, Finding, Format,
    account::{Account, Supplier},
    calendar::Period,
    invoice::{Earlier, Facts, Statement, draft},
    metering::{Event, EventFormat},
    rate_card::RateCards,
};
use mru_service::tables;
use serde_json::{Value, json};

pub use self::case::{Case, Fact, any_case, case};
use crate::{month_oracle::Month, run::root};

/// The zones of generated contracts: with and without daylight saving, east and west, with an
/// offset of half an hour, with midnights that are skipped and that come twice.
pub const ZONES: [&str; 6] =
    ["America/Santiago", "UTC", "Asia/Kolkata", "Europe/Madrid", "Pacific/Apia", "America/Havana"];

/// The written forms of how parts of a month are billed.
pub const PRORATIONS: [&str; 4] = ["daily", "whole-month", "thirty-days", "hourly"];

/// Returns the rate cards that the program carries.
pub fn cards() -> RateCards {
    tables::load(None).expect("the rate cards of the program").cards
}

/// Returns the folder of rate cards that differ in price, in weights and in how they round, and
/// that follow each other within months.
pub fn changing_cards() -> PathBuf {
    root().join("tests/cards")
}

/// Returns the company that sends the invoices.
pub fn supplier() -> Supplier {
    let legal =
        json!({ "name": "Provider SpA", "tax_id": "76.111.111-1", "address": ["Santiago"] });
    let supplier = json!({ "legal": legal });
    Supplier::read(&supplier.to_string(), Format::Json).expect("a supplier")
}

/// Returns the plain account of a customer with a production and a staging environment.
pub fn plain_account(effective_from: &str, contract: &Value) -> Value {
    let environments = json!([
        { "name": "production", "kind": "production" },
        { "name": "staging", "kind": "pre-production" },
    ]);
    let mut account = json!({
        "id": "customer",
        "effective_from": effective_from,
        "legal": { "name": "Customer S.A.", "tax_id": "1-9", "address": ["Santiago"] },
        "deployments": [
            { "environments": environments.clone() },
            { "name": "second", "environments": environments },
        ],
        "contract": {
            "id": "C-1",
            "starts_on": "2026-01-01",
            "tax": { "label": "IVA", "percent": "19" },
        },
    });
    for (field, value) in contract.as_object().into_iter().flatten() {
        account["contract"][field] = value.clone();
    }
    account
}

/// Returns the environments of a deployment, as an account names them.
pub fn environments(deployment: &Deployment) -> Value {
    let named = deployment.environments.iter().map(|it| {
        let kind = it.kind.expect("a kind").as_str();
        json!({ "name": it.name, "kind": kind })
    });
    named.collect()
}

/// Reads a plain account.
pub fn account(plain: &Value) -> Account {
    Account::read(&plain.to_string(), Format::Json)
        .unwrap_or_else(|findings| panic!("{findings:#?}\n{plain}"))
}

/// Reads plain rows of events.
pub fn events(rows: &[Value]) -> Vec<Event> {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    Event::read(&lines.join("\n"), EventFormat::Ndjson)
        .unwrap_or_else(|findings| panic!("{findings:#?}\n{rows:#?}"))
}

/// The fields of [`rows`], in order.
const FIELDS: [&str; 10] = [
    "id",
    "type",
    "time",
    "environment",
    "component",
    "name",
    "size",
    "quantity",
    "redundancy",
    "max_tasks",
];

/// Reads rows of events from a table: a line each, with bars between the fields id, type, time,
/// environment, component, name, size, quantity, redundancy and max_tasks; the last may be missing.
pub fn rows(table: &str) -> Vec<Value> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    let row = |line: &str| {
        let mut row = json!({ "customer": "customer", "ticket": "REQ-1" });
        for (field, cell) in FIELDS.iter().zip(line.split('|').map(str::trim)) {
            if !cell.is_empty() {
                let number = matches!(*field, "redundancy" | "max_tasks");
                row[field] = if number {
                    json!(cell.parse::<u32>().expect("a number"))
                } else {
                    json!(cell)
                };
            }
        }
        row
    };
    lines.map(row).collect()
}

/// Everything that does not change from month to month.
#[derive(Debug)]
pub struct Office {
    /// Who sends the invoices.
    pub supplier: Supplier,
    /// All rate cards.
    pub cards: RateCards,
}

impl Default for Office {
    fn default() -> Office {
        Office { supplier: supplier(), cards: cards() }
    }
}

impl Office {
    /// An office with the rate cards of a folder, as if all of them were published.
    pub fn with_cards(folder: &Path) -> Office {
        let tables = tables::load(Some(folder)).expect("rate cards");
        let published = tables.all().map(|card| {
            let mut card = (**card).clone();
            card.is_proposal = false;
            card
        });
        Office { supplier: supplier(), cards: RateCards::new(published).expect("rate cards") }
    }

    /// Drafts a month.
    ///
    /// # Errors
    ///
    /// The findings of the library.
    pub fn draft(
        &self,
        month: Month,
        versions: &[Account],
        events: &[Event],
        earlier: &[Earlier],
    ) -> Result<Option<Statement>, Vec<Finding>> {
        let facts =
            Facts { supplier: &self.supplier, versions, events, cards: &self.cards, earlier };
        let period: Period = month.written().parse().expect("a period");
        draft(period, &facts)
    }
}
