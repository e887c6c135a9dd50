//! How quotes end: accepted by somebody who says who they are, or taken back.

use chrono::NaiveDate;

use super::{QuoteError, draft::line, issue::begun, look::ShownQuote, made};
use crate::{
    absent::Absent,
    billing, papers,
    storage::{QuoteEnd, Step, StoredQuote, Transaction, quotes},
};

/// Somebody accepts a quote.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The number of the quote.
    pub number: &'a str,
    /// On which day.
    pub day: NaiveDate,
    /// Who, as they say.
    pub by: &'a str,
    /// Their position, as they say.
    pub position: &'a str,
    /// By which way: `command-line`, `api mru_…` or `link …`.
    pub via: &'a str,
}

/// Somebody takes a quote back.
#[derive(Clone, Copy, Debug)]
pub struct Withdrawal<'a> {
    /// The number of the quote.
    pub number: &'a str,
    /// On which day.
    pub day: NaiveDate,
    /// Why.
    pub reason: &'a str,
    /// By which way.
    pub via: &'a str,
}

pub(super) async fn named(
    transaction: &mut Transaction,
    number: &str,
) -> Result<StoredQuote, QuoteError> {
    let found = quotes::find(transaction, number).await?;
    Ok(found.ok_or_else(|| Absent::NoQuote { reference: number.to_owned() })?)
}

/// Records who accepted a quote, and the hash of the page that it is.
pub(super) async fn accept(
    transaction: &mut Transaction,
    asked: &Decision<'_>,
) -> Result<StoredQuote, QuoteError> {
    let Decision { number, day, by, position, via } = *asked;
    line("by", by, true)?;
    line("position", position, true)?;
    begun(transaction, day)?;
    let stored = named(transaction, number).await?;
    stored.open(day)?;
    let cards = billing::cards::of_store(transaction).await?;
    let offer = made::again(transaction, &stored, &cards).await?;
    let page_hash = papers::quote_page_hash(&ShownQuote { stored, offer })?;
    let end = QuoteEnd {
        step: Step::Accepted,
        day,
        by_name: by.trim().to_owned(),
        position: position.trim().to_owned(),
        via: via.to_owned(),
        page_hash,
        detail: String::new(),
    };
    quotes::end(transaction, number, &end).await?;
    named(transaction, number).await
}

/// Takes a quote back, whether it has expired or not.
pub(super) async fn withdraw(
    transaction: &mut Transaction,
    asked: &Withdrawal<'_>,
) -> Result<StoredQuote, QuoteError> {
    let Withdrawal { number, day, reason, via } = *asked;
    line("reason", reason, true)?;
    begun(transaction, day)?;
    named(transaction, number).await?.not_ended()?;
    let end = QuoteEnd {
        step: Step::Withdrawn,
        day,
        by_name: String::new(),
        position: String::new(),
        via: via.to_owned(),
        page_hash: String::new(),
        detail: reason.trim().to_owned(),
    };
    quotes::end(transaction, number, &end).await?;
    named(transaction, number).await
}
