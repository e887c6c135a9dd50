//! Looks at quotes: one, many, and how two differ.

use chrono::NaiveDate;
use mru_core::{
    Finding, Format, Quote,
    offer::{self, Compared, Difference, Head, Offer, OfferPaper},
    rate_card::Terms,
};

use super::{QuoteError, Refusal, State, made};
use crate::{
    absent::Absent,
    billing, quoting,
    storage::{
        Database, QUOTE_SERIES, StoredDraft, StoredQuote, Transaction, quote_drafts,
        quotes::{self, Wanted},
    },
};

/// An issued quote, made again from what it pins.
#[derive(Clone, Debug)]
pub struct ShownQuote {
    /// The quote as stored.
    pub stored: StoredQuote,
    /// What it says.
    pub offer: Offer,
}

/// A draft, priced for the day that is asked about.
#[derive(Clone, Debug)]
pub struct ShownDraft {
    /// The draft as stored.
    pub stored: StoredDraft,
    /// What it would say, issued on that day.
    pub offer: Offer,
    /// With what would be stated.
    pub head: Head,
}

/// What a reference names.
#[derive(Clone, Debug)]
pub enum Found {
    /// A draft.
    Draft(Box<ShownDraft>),
    /// An issued quote.
    Quote(Box<ShownQuote>),
}

impl Found {
    /// What is quoted.
    pub fn quote(&self) -> &Quote {
        match self {
            Found::Draft(draft) => &draft.offer.quote,
            Found::Quote(quote) => &quote.offer.quote,
        }
    }
}

/// Finds a quote by its number, or a draft, which is priced for a day.
///
/// # Errors
///
/// [`QuoteError::Absent`]; [`QuoteError::Invalid`] for a draft that cannot be priced;
/// [`Refusal::QuoteNotAsIssued`].
pub async fn find(
    database: &Database,
    reference: &str,
    day: NaiveDate,
) -> Result<Found, QuoteError> {
    let mut transaction = database.read().await?;
    let found = within(&mut transaction, reference, day).await?;
    transaction.rollback().await?;
    Ok(found)
}

/// Finds an issued quote.
///
/// # Errors
///
/// As [`find`], and [`Refusal::QuoteIsDraft`].
pub async fn issued(database: &Database, number: &str) -> Result<ShownQuote, QuoteError> {
    let mut transaction = database.read().await?;
    let found = of_number(&mut transaction, number).await?;
    if found.is_none() && quote_drafts::find(&mut transaction, number).await?.is_some() {
        return Err(Refusal::QuoteIsDraft { draft: number.to_owned() }.into());
    }
    transaction.rollback().await?;
    Ok(found.ok_or_else(|| Absent::NoQuote { reference: number.to_owned() })?)
}

/// The issued quote of a number, made again.
pub(super) async fn of_number(
    transaction: &mut Transaction,
    number: &str,
) -> Result<Option<ShownQuote>, QuoteError> {
    let Some(stored) = quotes::find(transaction, number).await? else { return Ok(None) };
    let cards = billing::cards::of_store(transaction).await?;
    let offer = made::again(transaction, &stored, &cards).await?;
    Ok(Some(ShownQuote { stored, offer }))
}

async fn within(
    transaction: &mut Transaction,
    reference: &str,
    day: NaiveDate,
) -> Result<Found, QuoteError> {
    if let Some(quote) = of_number(transaction, reference).await? {
        return Ok(Found::Quote(Box::new(quote)));
    }
    let stored = quote_drafts::find(transaction, reference).await?;
    let stored = stored.ok_or_else(|| Absent::NoQuote { reference: reference.to_owned() })?;
    let cards = billing::cards::of_store(transaction).await?;
    let (offer, head) =
        made::of_draft(transaction, &stored.draft, &cards, made::usual(day)).await?;
    Ok(Found::Draft(Box::new(ShownDraft { stored, offer, head })))
}

/// Whose a quote or draft is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Id of the customer; empty for a prospect.
    pub customer: String,
    /// Whether it was issued.
    pub is_issued: bool,
}

/// Says whose a quote or draft is.
///
/// # Errors
///
/// [`QuoteError::Absent`], and [`QuoteError::Store`].
pub async fn owner(database: &Database, reference: &str) -> Result<Owner, QuoteError> {
    let mut transaction = database.read().await?;
    let quote = quotes::find(&mut transaction, reference).await?;
    let draft = quote_drafts::find(&mut transaction, reference).await?;
    transaction.rollback().await?;
    match (quote, draft) {
        (Some(quote), _) => Ok(Owner { customer: quote.customer, is_issued: true }),
        (None, Some(found)) => Ok(Owner { customer: found.draft.customer, is_issued: false }),
        (None, None) => Err(Absent::NoQuote { reference: reference.to_owned() }.into()),
    }
}

/// What of a quote or draft is compared with another.
///
/// # Errors
///
/// As [`find`].
pub async fn compared(
    database: &Database,
    reference: &str,
    day: NaiveDate,
) -> Result<Compared, QuoteError> {
    Ok(match find(database, reference, day).await? {
        Found::Quote(quote) => Compared::from(&quote.stored.paper),
        Found::Draft(draft) => Compared::from(&OfferPaper::of(&draft.offer, draft.head.clone())),
    })
}

/// What of a deployment file is compared with a quote: its components by some terms, without a contract.
///
/// # Errors
///
/// All findings of the file.
pub fn compared_text(
    text: &str,
    format: Format,
    terms: &Terms,
    day: NaiveDate,
) -> Result<Compared, Vec<Finding>> {
    Ok(Compared::from(&quoting::quote(text, format, terms, day)?))
}

/// How a quote differs from an earlier one.
///
/// # Errors
///
/// [`Refusal::QuoteDifferenceTooLarge`].
pub fn difference(before: &Compared, after: &Compared) -> Result<Difference, Refusal> {
    offer::difference(before, after).map_err(|_| Refusal::QuoteDifferenceTooLarge)
}

/// Whether a text looks like the number of a quote or the id of a draft.
pub fn is_reference(text: &str) -> bool {
    let rest = text
        .strip_prefix("draft-")
        .or_else(|| text.strip_prefix(QUOTE_SERIES).and_then(|rest| rest.strip_prefix('-')));
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|it| it.is_ascii_digit()))
}

/// Which quotes a list shows.
#[derive(Clone, Copy, Debug)]
pub struct ListRequest<'a> {
    /// Only those of a customer.
    pub customer: Option<&'a str>,
    /// Only those in a state.
    pub state: Option<State>,
    /// By which day they expire.
    pub day: NaiveDate,
}

/// Some of a list, and the place after which the others stand; none when these are the last.
pub type Listed<T> = (Vec<T>, Option<i64>);

/// Issued quotes after a place, in the order of their numbers.
///
/// # Errors
///
/// [`StoreError`](crate::StoreError).
pub async fn listed_quotes(
    database: &Database,
    asked: &ListRequest<'_>,
    (after, most): (i64, usize),
) -> Result<Listed<StoredQuote>, QuoteError> {
    let mut transaction = database.read().await?;
    let wanted = Wanted {
        customer: asked.customer.unwrap_or_default(),
        state: asked.state.map_or("", State::as_str),
        day: asked.day,
    };
    let mut found = quotes::after(&mut transaction, &wanted, after, one_more(most)).await?;
    transaction.rollback().await?;
    let is_more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| is_more).map(|it| it.ordinal);
    Ok((found, next))
}

/// Drafts that were not issued, after a place, in the order in which they were saved.
///
/// # Errors
///
/// [`StoreError`](crate::StoreError).
pub async fn listed_drafts(
    database: &Database,
    customer: Option<&str>,
    (after, most): (i64, usize),
) -> Result<Listed<StoredDraft>, QuoteError> {
    let mut transaction = database.read().await?;
    let customer = customer.unwrap_or_default();
    let mut found = quote_drafts::after(&mut transaction, customer, after, one_more(most)).await?;
    transaction.rollback().await?;
    let is_more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| is_more).map(|(place, _)| *place);
    Ok((found.into_iter().map(|(_, draft)| draft).collect(), next))
}

fn one_more(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)
}
