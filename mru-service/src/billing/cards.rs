//! The rate cards that bill: those that the store holds, and no others.

use std::sync::Arc;

use mru_core::{
    rate_card::{RateCard, RateCards},
    text::Text,
};

use super::BillingError;
use crate::{
    failure::Failure,
    storage::{Database, Publication, StoredCard, Transaction, cards, priced},
    tables,
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
///
/// A store that was written before cards were kept in it has none until it is written again; it
/// is read with those that its first writing will record.
pub(super) async fn of_store(transaction: &mut Transaction) -> Result<RateCards, BillingError> {
    let stored = cards::all(transaction).await?;
    let cards = if stored.is_empty() {
        carried()?.into_iter().map(|(_, card)| RateCard::clone(&card)).collect()
    } else {
        stored
            .iter()
            .map(|card| Ok(card.read()?.1))
            .collect::<Result<Vec<RateCard>, BillingError>>()?
    };
    RateCards::new(cards).map_err(|finding| BillingError::Invalid(vec![finding]))
}

/// Begins to write; a store without rate cards is given those that the program carries.
///
/// # Errors
///
/// [`BillingError::Refused`] when a document of a store from before names a card that the program
/// does not carry, until that card is published.
pub(super) async fn write(database: &Database) -> Result<Transaction, BillingError> {
    let mut transaction = database.write().await?;
    if !cards::any(&mut transaction).await? {
        record(&mut transaction, carried()?).await?;
    }
    Ok(transaction)
}

/// As [`write`], for a card that is to be published: one that documents of a store from before
/// name is recorded with those that the program carries.
pub(super) async fn write_to_publish(
    database: &Database,
    publication: &Publication,
    card: &RateCard,
) -> Result<Transaction, BillingError> {
    let mut transaction = database.write().await?;
    if !cards::any(&mut transaction).await? {
        let mut first = carried()?;
        if priced::names(&mut transaction, &card.hash).await? {
            first.retain(|(_, other)| other.id() != card.id());
            first.push((publication.clone(), Arc::new(card.clone())));
        }
        record(&mut transaction, first).await?;
    }
    Ok(transaction)
}

async fn record(
    transaction: &mut Transaction,
    first: Vec<(Publication, Arc<RateCard>)>,
) -> Result<(), BillingError> {
    let hashes: Vec<&str> = first.iter().map(|(_, card)| card.hash.as_str()).collect();
    if let Some((number, named)) = priced::naming_another(transaction, &hashes).await? {
        return Err(BillingError::Refused(missing(&number, &named.id, &named.hash)));
    }
    for (publication, card) in &first {
        cards::put(transaction, publication, card).await?;
    }
    Ok(())
}

/// What was published in a store, in the order of publication.
///
/// # Errors
///
/// [`BillingError::Store`].
pub async fn published(database: &Database) -> Result<Vec<StoredCard>, BillingError> {
    let mut transaction = database.read().await?;
    let stored = cards::all(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(stored)
}

/// The published cards inside the program.
fn carried() -> Result<Vec<(Publication, Arc<RateCard>)>, BillingError> {
    let tables = tables::load(None).map_err(refused)?;
    let publish = |card: &Arc<RateCard>| {
        Ok((tables::publication(&tables, card).map_err(refused)?, Arc::clone(card)))
    };
    tables.cards.all().iter().map(publish).collect()
}

fn refused(failure: Failure) -> BillingError {
    match failure {
        Failure::CannotDo(reason) => BillingError::Refused(reason),
        Failure::Invalid(input) => BillingError::Invalid(input.findings),
        Failure::InvalidFiles(inputs) => {
            BillingError::Invalid(inputs.into_iter().flat_map(|it| it.findings).collect())
        }
    }
}

/// A card that a document names and the store does not hold.
pub(super) fn missing(number: &str, id: &str, hash: &str) -> Text {
    Text::new(
        format!(
            "{number} names rate card {id} with the hash {hash}, which the store does not hold; record it with `mru rate-card publish {id}`"
        ),
        format!(
            "{number} nombra la tarifa {id} con el hash {hash}, que el almacén no contiene; regístrela con `mru rate-card publish {id}`"
        ),
    )
}
