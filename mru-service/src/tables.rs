//! Rate cards in files: `pricing-tables/<card>/<first day>/`, in the program or in a folder.
//!
//! Those on the list of published cards price by name and date; the others are proposals, which a
//! quote may ask for by their exact id or folder. What bills is kept in the store.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use include_dir::{Dir, include_dir};
use mru_core::{
    Finding,
    cost_model::{Model, PriceList},
    rate_card::{Manifest, RateCard, RateCards},
    text::Text,
};

use crate::{failure::Failure, storage::Publication};

/// The rate cards that the program carries.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../pricing-tables");

/// The list of published rate cards.
pub const MANIFEST: &str = "PUBLISHED.csv";
/// The file that makes a folder a rate card.
const HEADER: &str = "card.toml";
/// Folders beside the cards, with the models and price lists that made them.
const MODELS: &str = "models/";
const SOURCES: &str = "sources/";

/// Rate cards, with the list of those published.
#[derive(Debug)]
pub struct Tables {
    /// The published rate cards, which are found by name and date.
    pub cards: RateCards,
    /// Those that are not published, ordered by name and first day.
    pub proposals: Vec<Arc<RateCard>>,
    /// The list of those published.
    pub manifest: Manifest,
    /// All files by their path.
    files: BTreeMap<String, String>,
}

impl Tables {
    /// Loads the rate cards of a folder, or those that the program carries.
    ///
    /// # Errors
    ///
    /// [`Failure::CannotDo`] when the folder cannot be read, [`Failure::Invalid`] with all findings
    /// of all cards, and when a published card was changed or removed (T9).
    pub fn load(folder: Option<&Path>) -> Result<Tables, Failure> {
        let tables = Tables::load_unchecked(folder)?;
        let changed = tables.changed();
        if changed.is_empty() { Ok(tables) } else { Err(Failure::invalid(MANIFEST, "", changed)) }
    }

    /// Loads rate cards without holding them against the list of published ones.
    ///
    /// # Errors
    ///
    /// As [`Tables::load`], without T9.
    pub fn load_unchecked(folder: Option<&Path>) -> Result<Tables, Failure> {
        let files = match folder {
            Some(folder) => files_below(folder)?,
            None => embedded_files(),
        };
        let shown = folder
            .map_or_else(|| "pricing-tables".to_owned(), |folder| folder.display().to_string());
        let manifest = match files.get(MANIFEST) {
            Some(text) => Manifest::read(text)
                .map_err(|findings| Failure::invalid(MANIFEST, text.clone(), findings))?,
            None => Manifest::default(),
        };
        let (mut published, mut proposals) = (Vec::new(), Vec::new());
        let mut findings = Vec::new();
        for folder in files.keys().filter_map(|path| path.strip_suffix(HEADER)) {
            match read_card(&files, folder) {
                Ok(card) if manifest.lists(&card) => published.push(card),
                Ok(card) => proposals.push(proposal(card)),
                Err(more) => findings.extend(more),
            }
        }
        if !findings.is_empty() {
            return Err(Failure::invalid(shown, "", findings));
        }
        let cards = RateCards::new(published)
            .map_err(|finding| Failure::invalid(shown, "", vec![finding]))?;
        proposals.sort_by_key(|card| card.id());
        Ok(Tables { cards, proposals, manifest, files })
    }

    /// All cards, the published ones first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<RateCard>> + Clone {
        self.cards.all().iter().chain(&self.proposals)
    }

    /// T9 for each published card that was changed or removed.
    pub fn changed(&self) -> Vec<Finding> {
        self.manifest.check(&self.all().cloned().collect::<Vec<_>>())
    }

    /// Puts together what is published with a card: its files, its model and its prices.
    ///
    /// # Errors
    ///
    /// [`Failure::CannotDo`] when the card names a model or prices that are not there.
    pub fn publication(&self, card: &RateCard) -> Result<Publication, Failure> {
        let folders = self.files.keys().filter_map(|path| path.strip_suffix(HEADER));
        let files = folders
            .map(|folder| files_of_card(&self.files, folder))
            .find(|files| RateCard::read(files).is_ok_and(|it| it.hash == card.hash))
            .unwrap_or_default();
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        self.publication_of(card, files.into_iter().map(owned).collect())
    }

    /// As [`Tables::publication`], of a card whose files are at hand.
    ///
    /// # Errors
    ///
    /// As [`Tables::publication`].
    pub fn publication_of(
        &self,
        card: &RateCard,
        files: BTreeMap<String, String>,
    ) -> Result<Publication, Failure> {
        let mut publication = Publication::new(files);
        let header = &card.header;
        publication.prices = self.source(card, SOURCES, &header.prices_hash, |text| {
            Some(PriceList::read(text).ok()?.hash)
        })?;
        publication.model = self.source(card, MODELS, &header.model_hash, |text| {
            Model::read(text).ok().map(|(_, hash)| hash)
        })?;
        Ok(publication)
    }

    /// The file of a folder that has a hash; none for a card that names none.
    fn source(
        &self,
        card: &RateCard,
        folder: &str,
        hash: &str,
        hash_of: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<String>, Failure> {
        if hash.is_empty() {
            return Ok(None);
        }
        let below = self.files.iter().filter(|(path, _)| path.starts_with(folder));
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
}

fn proposal(mut card: RateCard) -> Arc<RateCard> {
    card.is_proposal = true;
    Arc::new(card)
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

/// The files of a card in a folder, by their name.
fn files_of_card<'a>(files: &'a BTreeMap<String, String>, folder: &str) -> Vec<(&'a str, &'a str)> {
    files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text.as_str())))
        .filter(|(name, _)| {
            !name.contains('/') && (*name == HEADER || name.ends_with(".csv")) && *name != MANIFEST
        })
        .collect()
}

fn read_card(files: &BTreeMap<String, String>, folder: &str) -> Result<RateCard, Vec<Finding>> {
    RateCard::read(&files_of_card(files, folder)).map_err(|mut findings| {
        for finding in &mut findings {
            finding.path = format!("{folder}{}", finding.path);
        }
        findings
    })
}

fn embedded_files() -> BTreeMap<String, String> {
    fn collect(dir: &Dir<'_>, into: &mut BTreeMap<String, String>) {
        for file in dir.files() {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                into.insert(path.to_owned(), text.to_owned());
            }
        }
        dir.dirs().for_each(|dir| collect(dir, into));
    }
    let mut files = BTreeMap::new();
    collect(&EMBEDDED, &mut files);
    files
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
