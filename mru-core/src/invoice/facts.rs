//! What statements are made from.

use super::Statement;
use crate::{
    account::{Account, Supplier},
    calendar::Period,
    finding::Finding,
    metering::{Event, Timeline},
    rate_card::RateCards,
};

/// A document that was issued before, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its number.
    pub number: String,
    /// What it says.
    pub statement: Statement,
}

impl Earlier {
    /// Whether it is a note about lines of another document, rather than that of a month.
    pub(super) fn is_note(&self) -> bool {
        !self.statement.credits.is_empty()
    }
}

/// Everything that a statement is made from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who sends it.
    pub supplier: &'a Supplier,
    /// The versions of the customer, ordered by their first day.
    pub versions: &'a [Account],
    /// All events of the customer, in any order.
    pub events: &'a [Event],
    /// All rate cards.
    pub cards: &'a RateCards,
    /// What was issued to the customer before, in the order of issue.
    pub earlier: &'a [Earlier],
}

/// The version of a customer that holds in a period: the last that began by its first day.
pub(crate) fn version(period: Period, versions: &[Account]) -> Option<&Account> {
    let first = period.first_day();
    versions.iter().rev().find(|account| account.effective_from.is_some_and(|day| day <= first))
}

/// The intervals of a customer under one version of the account.
pub(crate) fn timeline(account: &Account, facts: &Facts<'_>) -> Result<Timeline, Vec<Finding>> {
    let contract = &account.contract;
    Timeline::of(facts.events, contract.time_zone, contract.retirement_grace_days)
}
