//! Where rate cards are kept: `pricing-tables/<card>/<first day>/`, in the program or in a folder.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use include_dir::{Dir, include_dir};
use mru_core::{
    Finding,
    rate_card::{Manifest, RateCard, RateCards},
};

use crate::failure::Failure;

/// The rate cards that the program carries.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../pricing-tables");

/// The list of published rate cards.
pub const MANIFEST: &str = "PUBLISHED.csv";
/// The file that makes a folder a rate card.
const HEADER: &str = "card.toml";

/// Rate cards, with the list of those published.
#[derive(Debug)]
pub struct Tables {
    /// The rate cards.
    pub cards: RateCards,
    /// The list of those published.
    pub manifest: Manifest,
}

impl Tables {
    /// Loads the rate cards of a folder, or those that the program carries.
    ///
    /// # Errors
    ///
    /// [`Failure::CannotDo`] when the folder cannot be read, [`Failure::Invalid`] with all findings
    /// of all cards, and when a published card was changed (T9).
    pub fn load(folder: Option<&Path>) -> Result<Tables, Failure> {
        let tables = Tables::load_unchecked(folder)?;
        let findings: Vec<Finding> = tables.manifest.check(tables.cards.all());
        let changed: Vec<Finding> =
            findings.into_iter().filter(|finding| !is_unpublished(finding)).collect();
        if changed.is_empty() {
            return Ok(tables);
        }
        Err(Failure::invalid(MANIFEST, "", changed))
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
        let mut cards = Vec::new();
        let mut findings = Vec::new();
        for folder in files.keys().filter_map(|path| path.strip_suffix(HEADER)) {
            match read_card(&files, folder) {
                Ok(card) => cards.push(card),
                Err(more) => findings.extend(more),
            }
        }
        let shown = folder
            .map_or_else(|| "pricing-tables".to_owned(), |folder| folder.display().to_string());
        if !findings.is_empty() {
            return Err(Failure::invalid(shown, "", findings));
        }
        let cards = RateCards::new(cards)
            .map_err(|finding| Failure::invalid(shown.clone(), "", vec![finding]))?;
        let manifest = match files.get(MANIFEST) {
            Some(text) => Manifest::read(text)
                .map_err(|findings| Failure::invalid(MANIFEST, text.clone(), findings))?,
            None => Manifest::default(),
        };
        Ok(Tables { cards, manifest })
    }
}

fn is_unpublished(finding: &Finding) -> bool {
    finding.message.en.ends_with("is not published")
}

/// Reads one rate card from a folder.
///
/// # Errors
///
/// [`Failure::CannotDo`] when it cannot be read, [`Failure::Invalid`] with its findings.
pub fn read_folder(folder: &Path) -> Result<Arc<RateCard>, Failure> {
    let files = files_below(folder)?;
    read_card(&files, "")
        .map(Arc::new)
        .map_err(|findings| Failure::invalid_folder(folder, findings))
}

fn read_card(files: &BTreeMap<String, String>, folder: &str) -> Result<RateCard, Vec<Finding>> {
    let of_card: Vec<(&str, &str)> = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text.as_str())))
        .filter(|(name, _)| {
            !name.contains('/') && (*name == HEADER || name.ends_with(".csv")) && *name != MANIFEST
        })
        .collect();
    RateCard::read(&of_card).map_err(|mut findings| {
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
