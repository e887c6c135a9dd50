//! What is published with a rate card, so that nothing of it is needed from elsewhere later.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use mru_core::{
    cost_model::{Model, PriceList},
    rate_card::RateCard,
};
use pricing_tables::Tables;

use super::{CardError, Refusal, Wanted, find};
use crate::storage::Publication;

/// Folders beside the cards, with the models that made them, and with their prices: facts and
/// snapshots of price lists. What is missing is to be put into the last of them.
const MODELS: &[&str] = &["models/"];
const PRICES: &[&str] = &["sources/", "prices/"];

/// Finds a rate card by its first day or its files, and puts together what is published with it: its
/// files, its model and its prices.
///
/// # Errors
///
/// [`Refusal::RateCardWithoutFirstDay`], [`Refusal::NoRateCardVersion`], [`CardError::Invalid`], and
/// [`Refusal::RateCardSourceMissing`] when the card names a model or prices that are not there.
pub fn to_publish(
    tables: &Tables,
    wanted: Wanted<'_>,
) -> Result<(Arc<RateCard>, Publication), CardError> {
    let (card, files) = proposed(tables, wanted)?;
    Ok((Arc::clone(&card), publication(tables, &card, files)?))
}

/// Finds a rate card by its first day or its files, with its files alone.
///
/// # Errors
///
/// [`Refusal::RateCardWithoutFirstDay`], [`Refusal::NoRateCardVersion`], [`CardError::Invalid`].
pub fn proposed(
    tables: &Tables,
    wanted: Wanted<'_>,
) -> Result<(Arc<RateCard>, BTreeMap<String, String>), CardError> {
    match wanted {
        Wanted::Named(name) if !name.contains('@') => {
            Err(Refusal::RateCardWithoutFirstDay { card: name.to_owned() }.into())
        }
        _ => {
            // What has its first day or its files is the same on every day.
            let card = find(tables.into(), wanted, NaiveDate::MIN)?;
            let files = match wanted {
                Wanted::Named(_) => tables.files_of(&card),
                Wanted::Given { files, .. } => files.clone(),
            };
            Ok((card, files))
        }
    }
}

/// The published cards inside the program, with everything that is published with them.
///
/// # Errors
///
/// As [`to_publish`], and [`CardError::Unreadable`]; tests read them, so that none is to be expected.
pub fn carried() -> Result<Vec<(Arc<RateCard>, Publication)>, CardError> {
    let tables = Tables::embedded().map_err(CardError::Unreadable)?;
    let publish = |card: &Arc<RateCard>| to_publish(&tables, Wanted::Named(&card.id()));
    tables.cards.all().iter().map(publish).collect()
}

/// Puts a card together with the model and the prices that it names.
fn publication(
    tables: &Tables,
    card: &RateCard,
    files: BTreeMap<String, String>,
) -> Result<Publication, Refusal> {
    let mut publication = Publication::new(files);
    let header = &card.header;
    publication.prices = source(tables, card, PRICES, &header.prices_hash, |text| {
        Some(PriceList::read(text).ok()?.hash)
    })?;
    publication.model = source(tables, card, MODELS, &header.model_hash, |text| {
        Model::read(text).ok().map(|(_, hash)| hash)
    })?;
    Ok(publication)
}

/// The file of some folders that has a hash; none for a card that names none.
fn source(
    tables: &Tables,
    card: &RateCard,
    folders: &[&'static str],
    hash: &str,
    hash_of: impl Fn(&str) -> Option<String>,
) -> Result<Option<String>, Refusal> {
    if hash.is_empty() {
        return Ok(None);
    }
    let in_one = |path: &str| folders.iter().any(|folder| path.starts_with(folder));
    let below = tables.files.iter().filter(|(path, _)| in_one(path));
    let mut found = below.filter(|(_, text)| hash_of(text).as_deref() == Some(hash));
    let folder = folders.last().copied().unwrap_or_default();
    let (id, owned) = (card.id(), hash.to_owned());
    let missing = || Refusal::RateCardSourceMissing { id, folder, hash: owned };
    found.next().map(|(_, text)| Some(text.clone())).ok_or_else(missing)
}
