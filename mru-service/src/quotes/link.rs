//! Links by which somebody without an account opens a quote: made, listed, revoked, opened.

use chrono::{Days, NaiveDate};

use super::{
    QuoteError, Refusal,
    decide::named,
    issue::begun,
    look::{ShownQuote, of_number},
};
use crate::{
    absent::Absent,
    notifying::Telling,
    random::LinkSecret,
    storage::{Database, QuoteLink, StoredLink, Transaction, chain, quote_links},
};

/// What the hash of a link is of.
const KIND: &str = "quote-link";

/// A link that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct LinkRequest<'a> {
    /// The number of the quote.
    pub number: &'a str,
    /// The day on which it is made.
    pub day: NaiveDate,
    /// For how many days it opens; never longer than the quote is valid.
    pub days: Option<u32>,
    /// The address to which it is mailed, in the language of the quote.
    pub mail_to: Option<&'a str>,
}

/// A link that was made.
#[derive(Clone, Debug)]
pub struct MadeLink {
    /// What was kept.
    pub link: QuoteLink,
    /// Its secret.
    pub secret: LinkSecret,
}

pub(super) async fn make(
    transaction: &mut Transaction,
    asked: &LinkRequest<'_>,
) -> Result<MadeLink, QuoteError> {
    let LinkRequest { number, day, days, mail_to } = *asked;
    begun(transaction, day)?;
    let quote = named(transaction, number).await?;
    quote.open(day)?;
    let refused = |days| Refusal::QuoteValidity { days, longest: super::LONGEST_VALIDITY };
    let last_day = match days {
        None => quote.valid_until,
        Some(days @ 1..=super::LONGEST_VALIDITY) => {
            let last = day.checked_add_days(Days::new(days.into())).ok_or(refused(days))?;
            last.min(quote.valid_until)
        }
        Some(days) => return Err(refused(days).into()),
    };
    let secret = LinkSecret::make().ok_or(Refusal::NoRandomLink)?;
    // Named by its entry, so that no two are alike.
    let id = format!("link-{}", chain::head(transaction).await?.0.saturating_add(1));
    let link = QuoteLink { id, hash: secret.hash(KIND), number: number.to_owned(), last_day };
    quote_links::put(transaction, &link).await?;
    if let Some(to) = mail_to {
        let path = format!("/q/{}", secret.reveal());
        let mut telling = Telling::begin(transaction).await?;
        if !telling.quote_link(&quote, (&link.id, &path, last_day), to) {
            return Err(Refusal::LinkNotMailed { address: to.to_owned() }.into());
        }
        telling.finish(transaction).await?;
    }
    Ok(MadeLink { link, secret })
}

/// Ends all links of a quote that still hold; says which.
pub(super) async fn revoke(
    transaction: &mut Transaction,
    number: &str,
) -> Result<Vec<StoredLink>, QuoteError> {
    named(transaction, number).await?;
    let mut held = quote_links::of_quote(transaction, number).await?;
    held.retain(|it| it.ended_at.is_none());
    if held.is_empty() {
        return Err(Absent::NoQuoteLink.into());
    }
    for stored in &held {
        quote_links::end(transaction, &stored.link.id).await?;
    }
    Ok(held)
}

/// The links of a quote, those that ended too.
///
/// # Errors
///
/// [`QuoteError::Absent`], and [`QuoteError::Store`].
pub async fn links(database: &Database, number: &str) -> Result<Vec<StoredLink>, QuoteError> {
    let mut transaction = database.read().await?;
    named(&mut transaction, number).await?;
    let links = quote_links::of_quote(&mut transaction, number).await?;
    transaction.rollback().await?;
    Ok(links)
}

/// What a link opens.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The id of the link.
    pub link: String,
    /// The quote.
    pub quote: ShownQuote,
}

/// Opens a link on a day, and records that somebody did: in which form, and from which address.
///
/// # Errors
///
/// [`Absent::NoQuoteLink`] for a secret that is unknown, revoked or over, all alike.
pub async fn open(
    database: &Database,
    (secret, day): (&str, NaiveDate),
    (form, address): (&str, &str),
) -> Result<Opened, QuoteError> {
    let hash = LinkSecret::read(secret).ok_or(Absent::NoQuoteLink)?.hash(KIND);
    // Who guesses does not hold up those who write.
    let mut reader = database.read().await?;
    held(&mut reader, &hash, day).await?;
    reader.rollback().await?;
    let mut transaction = database.write().await?;
    let link = held(&mut transaction, &hash, day).await?;
    let quote = of_number(&mut transaction, &link.number).await?.ok_or(Absent::NoQuoteLink)?;
    quote_links::opened(&mut transaction, &link.id, form, address).await?;
    transaction.commit().await?;
    Ok(Opened { link: link.id, quote })
}

/// The link of a hash, when it holds on a day.
async fn held(
    transaction: &mut Transaction,
    hash: &str,
    day: NaiveDate,
) -> Result<QuoteLink, QuoteError> {
    let stored = quote_links::by_hash(transaction, hash).await?.ok_or(Absent::NoQuoteLink)?;
    if stored.ended_at.is_some() || stored.link.last_day < day {
        return Err(Absent::NoQuoteLink.into());
    }
    Ok(stored.link)
}
