//! The rate cards that bill: those that the store holds, and no others.

use std::{collections::BTreeSet, sync::Arc};

use mru_core::rate_card::{RateCard, RateCards};

use super::{BillingError, MissingCard, Refusal};
use crate::{
    rate_cards,
    storage::{
        Database, Publication, StoreError, StoredCard, Transaction, cards,
        priced::{self, Naming},
    },
};

/// The published rate cards of a store.
///
/// # Errors
///
/// [`BillingError::Store`] when one cannot be read.
pub async fn rate_cards(database: &Database) -> Result<RateCards, BillingError> {
    let mut transaction = database.read().await?;
    let cards = of_store(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(cards)
}

/// The published rate cards of a store.
pub(crate) async fn of_store(transaction: &mut Transaction) -> Result<RateCards, BillingError> {
    let cards = publications_of(transaction).await?.into_iter().map(|(_, card)| card);
    RateCards::new(cards).map_err(|overlap| BillingError::Invalid(vec![overlap.into()]))
}

/// The published rate cards of a store, with all that was published with them, in the order of
/// publication.
///
/// # Errors
///
/// [`BillingError::Store`] when one cannot be read.
pub async fn publications(
    database: &Database,
) -> Result<Vec<(Publication, RateCard)>, BillingError> {
    let mut transaction = database.read().await?;
    let all = publications_of(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(all)
}

/// A store that was written before cards were kept in it has none until it is written again; it
/// is read with those that its first writing will record.
async fn publications_of(
    transaction: &mut Transaction,
) -> Result<Vec<(Publication, RateCard)>, BillingError> {
    let stored = cards::all(transaction).await?;
    if stored.is_empty() {
        let carried = rate_cards::carried()?.into_iter();
        return Ok(carried.map(|(card, it)| (it, RateCard::clone(&card))).collect());
    }
    stored.iter().map(|card| Ok(card.read()?)).collect()
}

/// Begins to write; a store without rate cards is given those that the program carries.
///
/// # Errors
///
/// [`BillingError::Refused`] when documents of a store from before name cards that the program does
/// not carry, until those cards are published.
pub(crate) async fn write(database: &Database) -> Result<Transaction, BillingError> {
    Ok(write_to_publish(database, &[]).await?.0)
}

/// As [`write`], for cards that are to be published: those that documents of a store from before name
/// are recorded, all at once, with those that the program carries. Returns their hashes.
pub(super) async fn write_to_publish(
    database: &Database,
    given: &[(Publication, RateCard)],
) -> Result<(Transaction, BTreeSet<String>), BillingError> {
    let mut transaction = database.write().await?;
    let mut kept = BTreeSet::new();
    if cards::any(&mut transaction).await? {
        return Ok((transaction, kept));
    }
    let named = priced::named(&mut transaction).await?;
    let mut first = rate_cards::carried()?;
    for (publication, card) in given {
        if named.iter().any(|it| it.card.hash == card.hash) && kept.insert(card.hash.clone()) {
            first.retain(|(other, _)| other.id() != card.id());
            first.push((Arc::new(card.clone()), publication.clone()));
        }
    }
    let lost = |it: &Naming| first.iter().all(|(card, _)| card.hash != it.card.hash);
    let missing: Vec<MissingCard> = named.into_iter().filter(lost).map(missing).collect();
    if !missing.is_empty() {
        return Err(Refusal::RateCardsMissing { cards: missing }.into());
    }
    for (card, publication) in &first {
        cards::put(&mut transaction, publication, card).await?;
    }
    Ok((transaction, kept))
}

/// Whether a card priced documents of a store from before, which has no cards yet.
pub(super) async fn is_of_before(
    transaction: &mut Transaction,
    card: &RateCard,
) -> Result<bool, BillingError> {
    if cards::any(transaction).await? {
        return Ok(false);
    }
    Ok(priced::named(transaction).await?.iter().any(|it| it.card.hash == card.hash))
}

/// What was published in a store, in the order of publication.
///
/// # Errors
///
/// [`StoreError`], also when one cannot be read.
pub async fn published(database: &Database) -> Result<Vec<(Publication, RateCard)>, StoreError> {
    let mut transaction = database.read().await?;
    let stored = cards::all(&mut transaction).await?;
    transaction.rollback().await?;
    stored.iter().map(StoredCard::read).collect()
}

/// A card that a document names, and the store does not hold.
fn missing(naming: Naming) -> MissingCard {
    let Naming { number, card } = naming;
    MissingCard { number, card: card.id, hash: card.hash }
}
