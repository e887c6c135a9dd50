//! Publishes a rate card into the store.

use chrono::NaiveDate;
use mru_core::{
    Finding,
    account::Account,
    calendar::Period,
    rate_card::{RateCard, RateCards},
};

use super::{BillingError, PAGE, PublishRefusal, cards};
use crate::{
    notifying::Telling,
    storage::{
        Database, Publication, StoreError, Transaction, cards as stored_cards, parties, priced,
    },
    witness::seal::seal,
};

/// Days between publication and first day (R76).
pub const NOTICE_DAYS: i64 = 30;

/// Why a rate card is not published.
#[derive(Debug)]
pub enum PublishError {
    /// The store, or what it holds.
    Billing(BillingError),
    /// The files are no rate card.
    Invalid(Vec<Finding>),
    /// What was asked for is not possible.
    Refused(PublishRefusal),
}

impl From<PublishRefusal> for PublishError {
    fn from(refusal: PublishRefusal) -> PublishError {
        PublishError::Refused(refusal)
    }
}

impl<E: Into<BillingError>> From<E> for PublishError {
    fn from(error: E) -> PublishError {
        PublishError::Billing(error.into())
    }
}

/// What is to be published.
#[derive(Clone, Debug)]
pub struct PublishRequest {
    /// The card with all that belongs to it.
    pub publication: Publication,
    /// Whether fewer days of notice than R76 asks for are meant.
    pub short_notice: bool,
    /// The day of publication.
    pub today: NaiveDate,
}

/// What publishing did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Name and first day of the card.
    pub id: String,
    /// SHA-256 of its files.
    pub hash: String,
    /// Whether it had been published before.
    pub already: bool,
    /// Days of notice, when they are fewer than R76 asks for.
    pub short_notice_days: Option<i64>,
}

impl PublishRequest {
    fn card(&self) -> Result<RateCard, PublishError> {
        self.publication.card().map_err(PublishError::Invalid)
    }
}

impl Published {
    /// A card that is published now, with the notice that it needs.
    fn of(card: &RateCard) -> Published {
        let (id, hash) = (card.id(), card.hash.clone());
        Published { id, hash, already: false, short_notice_days: None }
    }
}

/// Records cards in the store, for good: all or none.
///
/// Cards by which documents of a store from before were priced are recorded as what they were.
///
/// # Errors
///
/// [`PublishError`].
pub async fn publish(
    database: &Database,
    asked: &[PublishRequest],
) -> Result<Vec<Published>, PublishError> {
    let read = |it: &PublishRequest| Ok((it.publication.clone(), it.card()?));
    let cards = asked.iter().map(read).collect::<Result<Vec<_>, PublishError>>()?;
    let (mut transaction, kept) = cards::write_to_publish(database, &cards).await?;
    let (mut published, mut is_new) = (Vec::with_capacity(asked.len()), !kept.is_empty());
    for (asked, (_, card)) in asked.iter().zip(&cards) {
        if kept.contains(&card.hash) {
            published.push(Published::of(card));
            continue;
        }
        let judged = judge(&mut transaction, asked, card).await?;
        if !judged.already {
            if let Some(days) = judged.short_notice_days.filter(|_| !asked.short_notice) {
                let first = card.effective_from;
                return Err(PublishRefusal::ShortNotice { card: judged.id, first, days }.into());
            }
            let mut publication = asked.publication.clone();
            publication.short_notice_days = judged.short_notice_days;
            stored_cards::put(&mut transaction, &publication, card).await?;
            let mut telling = Telling::begin(&mut transaction).await?;
            telling.card(card);
            telling.finish(&mut transaction).await?;
            is_new = true;
        }
        published.push(judged);
    }
    if is_new {
        seal(&mut transaction, database.keys()).await?;
    }
    crate::crash::point("publish.before-commit");
    transaction.commit().await?;
    crate::crash::point("publish.after-commit");
    Ok(published)
}

/// Says what publishing would do, and keeps nothing.
///
/// # Errors
///
/// As [`publish`], but for [`PublishRefusal::ShortNotice`].
pub async fn preview_publication(
    database: &Database,
    asked: &PublishRequest,
) -> Result<Published, PublishError> {
    let mut transaction = database.read().await?;
    let card = asked.card()?;
    let published = if cards::is_of_before(&mut transaction, &card).await? {
        Published::of(&card)
    } else {
        judge(&mut transaction, asked, &card).await?
    };
    transaction.rollback().await?;
    Ok(published)
}

/// Judges a publication by what the store holds.
async fn judge(
    transaction: &mut Transaction,
    asked: &PublishRequest,
    card: &RateCard,
) -> Result<Published, PublishError> {
    let before = cards::of_store(transaction).await?;
    let already = before.by_hash(&card.hash).is_some();
    let mut published = Published { already, ..Published::of(card) };
    if published.already {
        return Ok(published);
    }
    may_follow(transaction, &before, card).await?;
    let notice = card.effective_from.signed_duration_since(asked.today).num_days();
    if notice < NOTICE_DAYS && is_used(transaction, card).await? {
        published.short_notice_days = Some(notice);
    }
    Ok(published)
}

/// The cards of a store with a new one, which is to change no month that was issued.
pub(super) async fn may_follow(
    transaction: &mut Transaction,
    before: &RateCards,
    card: &RateCard,
) -> Result<RateCards, PublishError> {
    let after = with(before, card)?;
    let first = Period::of(card.effective_from);
    let name = &card.header.card;
    if let Some((number, period)) = priced::last_month_by(transaction, name, first).await? {
        let (card, first) = (card.id(), card.effective_from);
        return Err(PublishRefusal::RateCardInIssuedMonth { card, first, number, period }.into());
    }
    Ok(after)
}

/// The cards of a store and a new one.
fn with(before: &RateCards, card: &RateCard) -> Result<RateCards, PublishError> {
    let all = before.all().iter().map(|card| RateCard::clone(card)).chain([card.clone()]);
    Ok(RateCards::new(all).map_err(|overlap| PublishRefusal::RateCardsOverlap { overlap })?)
}

/// Whether the contract of any customer names a card on its first day or later.
async fn is_used(transaction: &mut Transaction, card: &RateCard) -> Result<bool, StoreError> {
    let customers = parties::customers(transaction).await?;
    for page in customers.chunks(PAGE) {
        let (Some(first), Some(last)) = (page.first(), page.last()) else { continue };
        let accounts = parties::accounts(transaction, first, last).await?;
        for (index, stored) in accounts.iter().enumerate() {
            let Account { id, contract, .. } = &stored.account;
            let next = accounts.get(index.saturating_add(1)).filter(|it| it.account.id == *id);
            let until = next.and_then(|it| it.account.effective_from);
            let ends_before = until.is_some_and(|until| until <= card.effective_from);
            if contract.rate_card == card.header.card && !ends_before {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
