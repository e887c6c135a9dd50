//! Issues drafts: the number comes last, without gaps, and everything that made it is pinned.

use chrono::{NaiveDate, TimeDelta};
use mru_core::offer::{Head, OfferPaper, VALID_DAYS};

use super::{QuoteError, Refusal, made};
use crate::{
    absent::Absent,
    billing,
    storage::{QuoteEnd, Step, StoredQuote, Transaction, parties, quote_drafts, quotes},
};

/// The longest that a quote may be valid, in days: a year, our decision (0039).
pub const LONGEST_VALIDITY: u32 = 365;

/// Which draft is issued, and when.
#[derive(Clone, Copy, Debug)]
pub struct IssueRequest<'a> {
    /// The draft.
    pub draft: &'a str,
    /// The day of issue, for which it is priced.
    pub day: NaiveDate,
    /// For how many days it may be accepted; 30 when nothing is said (R78).
    pub valid_days: Option<u32>,
}

/// The latest day that is today anywhere.
pub(super) fn latest_today(transaction: &Transaction) -> NaiveDate {
    let now = transaction.now();
    now.checked_add_signed(TimeDelta::hours(14)).unwrap_or(now).date_naive()
}

/// Refuses a day that is still to come.
pub(super) fn begun(transaction: &Transaction, asked: NaiveDate) -> Result<(), Refusal> {
    let today = latest_today(transaction);
    if asked <= today { Ok(()) } else { Err(Refusal::QuoteDayToCome { asked, today }) }
}

pub(super) async fn issue(
    transaction: &mut Transaction,
    asked: &IssueRequest<'_>,
) -> Result<StoredQuote, QuoteError> {
    let IssueRequest { draft: id, day, valid_days } = *asked;
    let days = valid_days.unwrap_or(VALID_DAYS);
    if !(1..=LONGEST_VALIDITY).contains(&days) {
        return Err(Refusal::QuoteValidity { days, longest: LONGEST_VALIDITY }.into());
    }
    begun(transaction, day)?;
    let absent = || Absent::NoQuote { reference: id.to_owned() };
    let draft = quote_drafts::find(transaction, id).await?.ok_or_else(absent)?.draft;
    if let Some(number) = quote_drafts::number_of_draft(transaction, id).await? {
        return Err(Refusal::DraftIsIssued { draft: id.to_owned(), number }.into());
    }
    if let Some((number, issued_on)) = quotes::last(transaction).await?
        && day < issued_on
    {
        return Err(Refusal::QuoteDayBeforeLast { asked: day, number, issued_on }.into());
    }
    if parties::suppliers(transaction).await?.is_empty() {
        return Err(Absent::NoSupplier.into());
    }
    let before = match draft.revises.as_str() {
        "" => None,
        number => {
            let found = quotes::find(transaction, number).await?;
            let found = found.ok_or_else(|| Absent::NoQuote { reference: number.to_owned() })?;
            found.not_ended()?;
            Some(found)
        }
    };
    let cards = billing::cards::of_store(transaction).await?;
    let (offer, head) = made::of_draft(transaction, &draft, &cards, (day, days)).await?;
    let version = before.as_ref().map_or(1, |it| it.paper.head.version.saturating_add(1));
    let paper = OfferPaper::of(&offer, Head { version, ..head });
    let total_cents = offer.monthly.cents().ok_or(Refusal::QuoteTotalTooLarge)?;
    let new = quotes::NewQuote { draft: id, paper: &paper, total_cents };
    let number = quotes::issue(transaction, &new).await?;
    if let Some(before) = before {
        let end = QuoteEnd {
            step: Step::Superseded,
            day,
            by_name: String::new(),
            position: String::new(),
            via: String::new(),
            page_hash: String::new(),
            detail: number.clone(),
        };
        quotes::end(transaction, &before.number, &end).await?;
    }
    let issued = quotes::find(transaction, &number).await?;
    Ok(issued.ok_or_else(absent)?)
}
