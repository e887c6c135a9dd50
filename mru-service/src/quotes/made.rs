//! Offers made of drafts for a day, and made again of issued quotes from what these pin.

use chrono::NaiveDate;
use mru_core::{
    account::{Account, Party},
    offer::{Agreed, Head, Offer, OfferPaper, VALID_DAYS, last_day},
    rate_card::RateCards,
};

use super::{QuoteError, Refusal, draft::format};
use crate::{
    absent::Absent,
    quoting::{self, TermsRequest},
    rate_cards::{AtHand, Wanted},
    storage::{AccountRow, QuoteDraft, StoredQuote, Transaction, chain, parties},
};

/// A draft priced for a day, with what its paper would say.
pub(super) async fn of_draft(
    transaction: &mut Transaction,
    draft: &QuoteDraft,
    cards: &RateCards,
    (day, valid_days): (NaiveDate, u32),
) -> Result<(Offer, Head), QuoteError> {
    let agreed = match draft.customer.as_str() {
        "" => None,
        customer => Some(version(transaction, customer, day).await?),
    };
    let contract = agreed.as_ref().map(|(_, account)| &account.contract);
    let terms = match contract {
        Some(contract) => contract.terms_on(day, cards).map_err(QuoteError::Invalid)?,
        None => quoting::terms(&TermsRequest {
            at_hand: AtHand::from(cards),
            card: Wanted::Named(&draft.rate_card),
            contract: None,
            day,
        })?,
    };
    let quote = quoting::quote(&draft.deployment, format(&draft.notation), &terms, day)
        .map_err(QuoteError::Invalid)?;
    let refused = Refusal::QuoteValidity { days: valid_days, longest: super::LONGEST_VALIDITY };
    let valid_until = last_day(day, valid_days).ok_or(refused)?;
    let name = quote.deployment.customer.name.clone();
    let offer = Offer::of(quote, contract).map_err(QuoteError::Invalid)?.valid_until(valid_until);
    let prospect = || Party { name, ..Party::default() };
    let supplier = parties::suppliers(transaction).await?.pop();
    let head = Head {
        language: draft.language,
        as_of: day,
        valid_until,
        seller: supplier.map(|(_, _, it)| it.legal).unwrap_or_default(),
        addressee: agreed.as_ref().map_or_else(prospect, |(_, account)| account.legal.clone()),
        contact: draft.contact.clone(),
        notes: draft.notes.clone(),
        agreed: agreed.map(|(agreed, _)| agreed),
        version: 1,
        supersedes: draft.revises.clone(),
        assumptions: draft.assumptions.clone(),
        excluded: draft.excluded.clone(),
    };
    Ok((offer, head))
}

/// The days of a draft that is only looked at.
pub(super) const fn usual(day: NaiveDate) -> (NaiveDate, u32) {
    (day, VALID_DAYS)
}

/// The version of a customer that holds on a day: of several for one first day, the one that was
/// recorded last.
async fn version(
    transaction: &mut Transaction,
    customer: &str,
    day: NaiveDate,
) -> Result<(Agreed, Account), QuoteError> {
    let rows = parties::account_rows(transaction, customer, customer).await?;
    let read = |row: &AccountRow| Ok((chain::digest(&[&row.content]), row.read()?.account));
    let versions: Result<Vec<(String, Account)>, QuoteError> = rows.iter().map(read).collect();
    let versions = versions?;
    let begun = |(_, it): &&(String, Account)| it.effective_from.is_some_and(|first| first <= day);
    if let Some((hash, account)) = versions.iter().rev().find(begun) {
        let effective_from = account.effective_from.unwrap_or(day);
        let agreed = Agreed { customer: customer.to_owned(), effective_from, hash: hash.clone() };
        return Ok((agreed, account.clone()));
    }
    let customer = customer.to_owned();
    match versions.first().and_then(|(_, it)| it.effective_from) {
        Some(first) => Err(Refusal::NoContractYet { customer, day, first }.into()),
        None => Err(Absent::NoCustomer { customer, near: None }.into()),
    }
}

/// The version of a customer that a quote pins; nothing for a prospect.
async fn pinned(
    transaction: &mut Transaction,
    paper: &OfferPaper,
) -> Result<Option<Account>, QuoteError> {
    let Some(Agreed { customer, hash, .. }) = &paper.head.agreed else { return Ok(None) };
    for row in parties::account_rows(transaction, customer, customer).await? {
        if chain::digest(&[&row.content]) == *hash {
            return Ok(Some(row.read()?.account));
        }
    }
    Err(Absent::NoCustomer { customer: customer.clone(), near: None }.into())
}

/// An issued quote made again from what it pins.
///
/// # Errors
///
/// [`Refusal::QuoteNotAsIssued`] when it is not, letter by letter, what was issued.
pub(super) async fn again(
    transaction: &mut Transaction,
    stored: &StoredQuote,
    cards: &RateCards,
) -> Result<Offer, QuoteError> {
    let paper = &stored.paper;
    let account = pinned(transaction, paper).await?;
    let offer = Offer::recorded(paper, account.as_ref(), cards).map_err(QuoteError::Invalid)?;
    if OfferPaper::of(&offer, paper.head.clone()).canonical() == stored.content {
        return Ok(offer);
    }
    Err(Refusal::QuoteNotAsIssued { number: stored.number.clone() }.into())
}
