//! Rate cards in files: those inside the program, or those of a folder on disk.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use mru_core::{
    cost_model::{Model, PriceList},
    rate_card::{RateCard, RateCards},
    text::Text,
};
use pricing_tables::{Unreadable, files_of_card, proposal, read_card};

pub use pricing_tables::{MANIFEST, Tables};

use crate::{failure::Failure, storage::Publication};

/// Folders beside the cards, with the models and price lists that made them.
const MODELS: &str = "models/";
const SOURCES: &str = "sources/";

/// Loads the rate cards of a folder, or those that the program carries.
///
/// # Errors
///
/// [`Failure::CannotDo`] when the folder cannot be read, [`Failure::Invalid`] with all findings of
/// all cards, and when a published card was changed or removed (T9).
pub fn load(folder: Option<&Path>) -> Result<Tables, Failure> {
    load_unchecked(folder)?.unchanged().map_err(|unreadable| invalid(folder, unreadable))
}

/// Loads rate cards without holding them against the list of published ones.
///
/// # Errors
///
/// As [`load`], without T9.
pub fn load_unchecked(folder: Option<&Path>) -> Result<Tables, Failure> {
    match folder {
        Some(path) => Tables::read(files_below(path)?),
        None => Tables::embedded(),
    }
    .map_err(|unreadable| invalid(folder, unreadable))
}

fn invalid(folder: Option<&Path>, unreadable: Unreadable) -> Failure {
    let shown = || {
        folder.map_or_else(|| "pricing-tables".to_owned(), |folder| folder.display().to_string())
    };
    match unreadable {
        Unreadable::Manifest(text, findings) => Failure::invalid(MANIFEST, text, findings),
        Unreadable::Cards(findings) => Failure::invalid(shown(), "", findings),
        Unreadable::Changed(findings) => Failure::invalid(MANIFEST, "", findings),
    }
}

/// Puts together what is published with a card: its files, its model and its prices.
///
/// # Errors
///
/// [`Failure::CannotDo`] when the card names a model or prices that are not there.
pub fn publication(tables: &Tables, card: &RateCard) -> Result<Publication, Failure> {
    publication_of(tables, card, tables.files_of(card))
}

/// As [`publication`], of a card whose files are at hand.
///
/// # Errors
///
/// As [`publication`].
pub fn publication_of(
    tables: &Tables,
    card: &RateCard,
    files: BTreeMap<String, String>,
) -> Result<Publication, Failure> {
    let mut publication = Publication::new(files);
    let header = &card.header;
    publication.prices = source(tables, card, SOURCES, &header.prices_hash, |text| {
        Some(PriceList::read(text).ok()?.hash)
    })?;
    publication.model = source(tables, card, MODELS, &header.model_hash, |text| {
        Model::read(text).ok().map(|(_, hash)| hash)
    })?;
    Ok(publication)
}

/// The file of a folder that has a hash; none for a card that names none.
fn source(
    tables: &Tables,
    card: &RateCard,
    folder: &str,
    hash: &str,
    hash_of: impl Fn(&str) -> Option<String>,
) -> Result<Option<String>, Failure> {
    if hash.is_empty() {
        return Ok(None);
    }
    let below = tables.files.iter().filter(|(path, _)| path.starts_with(folder));
    let mut found = below.filter(|(_, text)| hash_of(text).as_deref() == Some(hash));
    let missing = || {
        let id = card.id();
        Failure::CannotDo(Text::new(
            format!(
                "rate card {id} was derived from a file with the hash {hash}, which is not in `{folder}` beside it; put it there, so that it is published with the card"
            ),
            format!(
                "la tarifa {id} se derivó de un archivo con el hash {hash}, que no está en `{folder}` junto a ella; póngalo ahí, para que se publique con la tarifa"
            ),
        ))
    };
    found.next().map(|(_, text)| Some(text.clone())).ok_or_else(missing)
}

/// Reads one rate card from a folder; a proposal unless one of the published cards is the same.
///
/// # Errors
///
/// [`Failure::CannotDo`] when it cannot be read, [`Failure::Invalid`] with its findings.
pub fn read_folder(folder: &Path, published: &RateCards) -> Result<Arc<RateCard>, Failure> {
    let files = files_below(folder)?;
    let card =
        read_card(&files, "").map_err(|findings| Failure::invalid_folder(folder, findings))?;
    Ok(published.by_hash(&card.hash).unwrap_or_else(|| proposal(card)))
}

/// The files of the card of a folder.
///
/// # Errors
///
/// [`Failure::CannotDo`] when they cannot be read.
pub fn files_of_folder(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let files = files_below(folder)?;
    let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    Ok(files_of_card(&files, "").into_iter().map(owned).collect())
}

/// Reads all TOML and CSV files below a folder, two levels deep, by their path from it.
fn files_below(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    let mut open: Vec<(PathBuf, String, u8)> = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((dir, prefix, depth)) = open.pop() {
        for entry in fs::read_dir(&dir).map_err(|error| Failure::io(&dir, &error))? {
            let entry = entry.map_err(|error| Failure::io(&dir, &error))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() && depth < 2 {
                open.push((path, format!("{prefix}{name}/"), depth + 1));
            } else if name.ends_with(".toml") || name.ends_with(".csv") {
                let text = fs::read_to_string(&path).map_err(|error| Failure::io(&path, &error))?;
                files.insert(format!("{prefix}{name}"), text);
            }
        }
    }
    Ok(files)
}
