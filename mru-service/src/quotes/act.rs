//! The one door of everything that is recorded about quotes: whole, and once for each request.

use super::{
    Decision, DraftRequest, IssueRequest, QuoteError, Withdrawal, decide, draft,
    draft::Revision,
    issue, link,
    link::{LinkRequest, MadeLink},
};
use crate::{
    billing::{self, Once},
    notifying::{EventKind, Telling},
    storage::{Database, StoredDraft, StoredLink, StoredQuote, Transaction, requests},
};

/// What is to be recorded.
#[derive(Clone, Debug)]
pub enum Act<'a> {
    /// Keep a draft.
    Save(DraftRequest<'a>),
    /// Keep a draft of a new version of a quote.
    Revise(Revision<'a>),
    /// Issue a draft.
    Issue(IssueRequest<'a>),
    /// Accept a quote.
    Accept(Decision<'a>),
    /// Take a quote back.
    Withdraw(Withdrawal<'a>),
    /// Make a link that opens a quote.
    Link(LinkRequest<'a>),
    /// End all links of a quote, by its number.
    Revoke(&'a str),
}

/// What was recorded.
#[derive(Clone, Debug)]
pub enum Done {
    /// A draft.
    Draft(Box<StoredDraft>),
    /// A quote, as it stands now.
    Quote(Box<StoredQuote>),
    /// A link.
    Link(Box<MadeLink>),
    /// Links that open nothing any more.
    Revoked(Vec<StoredLink>),
}

/// Records something.
///
/// # Errors
///
/// [`QuoteError`]; then nothing was recorded.
pub async fn record(database: &Database, act: &Act<'_>) -> Result<Done, QuoteError> {
    let mut transaction = billing::cards::write(database).await?;
    let done = within(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(done)
}

/// As [`record`], with the request behind it; returns what is to be answered, as `told` puts it, and
/// what was recorded; when it was sent before, what was answered then. The answer is kept.
///
/// # Errors
///
/// As [`record`], and [`billing::Refusal::RequestKeyReused`].
pub async fn record_once(
    database: &Database,
    act: &Act<'_>,
    once: &Once<'_>,
    told: impl FnOnce(&Done) -> String,
) -> Result<(String, Option<Done>), QuoteError> {
    let mut transaction = billing::cards::write(database).await?;
    if let Some(before) = billing::answered_within(&mut transaction, once).await? {
        transaction.rollback().await?;
        return Ok((before, None));
    }
    let done = within(&mut transaction, act).await?;
    let answer = told(&done);
    requests::put(&mut transaction, once, &answer).await?;
    transaction.commit().await?;
    Ok((answer, Some(done)))
}

async fn within(transaction: &mut Transaction, act: &Act<'_>) -> Result<Done, QuoteError> {
    let done = done(transaction, act).await?;
    let kind = match act {
        Act::Issue(_) => EventKind::QuoteIssued,
        Act::Accept(_) => EventKind::QuoteAccepted,
        Act::Withdraw(_) => EventKind::QuoteWithdrawn,
        Act::Save(_) | Act::Revise(_) | Act::Link(_) | Act::Revoke(_) => return Ok(done),
    };
    if let Done::Quote(quote) = &done {
        let mut telling = Telling::begin(transaction).await?;
        telling.quote(kind, quote);
        telling.finish(transaction).await?;
    }
    Ok(done)
}

async fn done(transaction: &mut Transaction, act: &Act<'_>) -> Result<Done, QuoteError> {
    let quote = |quote| Done::Quote(Box::new(quote));
    let draft_of = |draft| Done::Draft(Box::new(draft));
    Ok(match act {
        Act::Save(asked) => draft_of(draft::save(transaction, asked, None).await?),
        Act::Revise(asked) => draft_of(draft::revise(transaction, asked).await?),
        Act::Issue(asked) => quote(issue::issue(transaction, asked).await?),
        Act::Accept(asked) => quote(decide::accept(transaction, asked).await?),
        Act::Link(asked) => Done::Link(Box::new(link::make(transaction, asked).await?)),
        Act::Revoke(number) => Done::Revoked(link::revoke(transaction, number).await?),
        Act::Withdraw(asked) => quote(decide::withdraw(transaction, asked).await?),
    })
}
