//! What the next run bills with a rate card that is only proposed, shown before it is published.

use std::sync::Arc;

use chrono::NaiveDate;
use mru_core::{
    account::Supplier,
    calendar::Period,
    impact::{Bill, Effect, Impact},
    rate_card::{RateCard, RateCards},
};

use super::{
    PublishError, PublishRefusal, cards,
    customers::Customers,
    facts::{self, Stored},
    load,
    publish::may_follow,
};
use crate::{
    rate_cards::{CardError, Refusal},
    storage::{Database, Publication, Transaction},
};

/// Of which card the effect is asked, and on which month.
#[derive(Clone, Debug)]
pub struct ImpactRequest {
    /// The card; only its files matter.
    pub publication: Publication,
    /// The month; when absent that of today or the first of the card, whichever is later, and the first
    /// when another card has followed it by then.
    pub period: Option<Period>,
    /// The day of today.
    pub today: NaiveDate,
}

/// The month as it is billed by the cards in force, and by those with the proposed one among them.
#[derive(Clone)]
struct Asked {
    period: Period,
    card: Arc<RateCard>,
    supplier: Supplier,
    before: RateCards,
    after: RateCards,
}

/// What a run of a month would bill each customer by the cards of the store, and with a proposed card
/// among them. Nothing is stored.
///
/// Both sides are made as [`run`](super::run()) makes drafts, from one state of the store, so that a run
/// after the publication bills this to the cent, as long as nothing else is recorded.
///
/// # Errors
///
/// [`PublishError::Invalid`], [`PublishRefusal::RateCardsOverlap`],
/// [`PublishRefusal::RateCardInIssuedMonth`], [`PublishRefusal::RateCardIsPublished`],
/// [`PublishRefusal::RateCardNotInForceThen`], and [`PublishError::Billing`] when the store cannot be
/// read or has no supplier. Customers that cannot be billed are among the effects.
pub async fn impact(database: &Database, asked: &ImpactRequest) -> Result<Impact, PublishError> {
    let mut transaction = database.read().await?;
    let asked = judged(&mut transaction, asked).await?;
    let customers = Customers::of(&mut transaction, None).await?;
    let (mut effects, mut rest) = (Vec::with_capacity(customers.ids.len()), &customers.ids[..]);
    while !rest.is_empty() {
        let page = load::page(&mut transaction, rest).await?;
        let mut loaded = load::load(&mut transaction, &page, asked.period).await?;
        customers.set_aside(&mut loaded);
        for (customer, stored) in loaded.iter_mut().filter(|(_, it)| it.is_issued(asked.period)) {
            load::load_documents(&mut transaction, customer, stored).await?;
        }
        let asked = asked.clone();
        let of = move |customer: &str, stored: &Stored| effect(customer, stored, &asked);
        effects.extend(load::each(loaded, of).await.1);
        rest = page.rest;
    }
    transaction.rollback().await?;
    let Asked { period, card, before, .. } = asked;
    let against = before.select(&card.header.card, period.first_day()).ok();
    let impact = Impact::of(period, &card, against.as_deref(), effects);
    Ok(impact.map_err(|error| CardError::from(Refusal::AmountBeyondDigits { error }))?)
}

/// Judges what is asked by what the store holds.
async fn judged(
    transaction: &mut Transaction,
    asked: &ImpactRequest,
) -> Result<Asked, PublishError> {
    let card = asked.publication.card().map_err(PublishError::Invalid)?;
    let before = cards::of_store(transaction).await?;
    let is_of_before = cards::is_of_before(transaction, &card).await?;
    if is_of_before || before.by_hash(&card.hash).is_some() {
        return Err(PublishRefusal::RateCardIsPublished { card: card.id() }.into());
    }
    let after = may_follow(transaction, &before, &card).await?;
    let first = Period::of(card.effective_from);
    let then = |month: Period| after.select(&card.header.card, month.first_day());
    let is_priced = |month: &Period| then(*month).is_ok_and(|it| it.hash == card.hash);
    let current = Period::of(card.effective_from.max(asked.today));
    let period = asked.period.unwrap_or(if is_priced(&current) { current } else { first });
    if !is_priced(&period) {
        let (id, first) = (card.id(), card.effective_from);
        let instead = then(period).ok().map(|it| it.id());
        return Err(
            PublishRefusal::RateCardNotInForceThen { card: id, period, first, instead }.into()
        );
    }
    let supplier = facts::supplier(transaction).await?;
    Ok(Asked { period, card: Arc::new(card), supplier, before, after })
}

fn effect(customer: &str, stored: &Stored, asked: &Asked) -> Effect {
    let Asked { period, card, supplier, before, after } = asked;
    let facts = match stored.read() {
        Ok(facts) => facts,
        Err(fault) => return Effect::set_aside(customer, vec![fault.finding(customer)]),
    };
    if let Some(issued) = facts.issued_statement(*period) {
        return Effect::issued(customer, Bill::of(issued));
    }
    let bill = |cards: &RateCards| {
        Ok(facts.to_bill(*period, supplier, cards)?.map(|(statement, _)| statement))
    };
    let contract = facts.contract_in(*period);
    Effect::between(customer, contract, &card.header.card, &bill(before), &bill(after))
}
