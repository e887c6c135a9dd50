//! A folder of rate cards as files: `<card>/<first day>/card.toml` with its CSV tables beside it.
//!
//! Cards on the list of published ones are found by name and date; the others are proposals, which
//! a quote may ask for by their exact id.

use std::{collections::BTreeMap, sync::Arc};

use include_dir::{Dir, include_dir};
use mru_core::{
    Finding,
    rate_card::{Manifest, RateCard, RateCards},
};

/// The folder of this crate.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");

/// The list of published rate cards.
pub const MANIFEST: &str = "PUBLISHED.csv";
/// The file that makes a folder a rate card.
pub const HEADER: &str = "card.toml";

/// Rate cards, with the list of those published.
#[derive(Debug)]
pub struct Tables {
    /// The published rate cards, which are found by name and date.
    pub cards: RateCards,
    /// Those that are not published, ordered by name and first day.
    pub proposals: Vec<Arc<RateCard>>,
    /// The list of those published.
    pub manifest: Manifest,
    /// The text of every TOML and CSV file, by its path in the folder: `reference/2026-10-01/card.toml`.
    pub files: BTreeMap<String, String>,
}

/// What of a folder of rate cards could not be read.
#[derive(Debug)]
pub enum Unreadable {
    /// The list of published ones, [`MANIFEST`]: its text and what is wrong with it.
    Manifest(String, Vec<Finding>),
    /// Cards; the path of each finding begins with that of the file.
    Cards(Vec<Finding>),
    /// Published cards were changed or removed (T9).
    Changed(Vec<Finding>),
}

impl Tables {
    /// The rate cards inside the program.
    ///
    /// # Errors
    ///
    /// As [`Tables::read`]; a test of this crate reads them, so that none is to be expected.
    pub fn embedded() -> Result<Tables, Unreadable> {
        Tables::read(embedded_files()).and_then(Tables::unchanged)
    }

    /// Reads the rate cards of a folder from its files, without holding them against the list of
    /// published ones.
    ///
    /// # Errors
    ///
    /// [`Unreadable::Manifest`], or [`Unreadable::Cards`] with the findings of all cards, among them
    /// T7 for two that are in force on one day.
    pub fn read(files: BTreeMap<String, String>) -> Result<Tables, Unreadable> {
        let manifest = match files.get(MANIFEST) {
            Some(text) => Manifest::read(text)
                .map_err(|findings| Unreadable::Manifest(text.clone(), findings))?,
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
            return Err(Unreadable::Cards(findings));
        }
        let cards =
            RateCards::new(published).map_err(|overlap| Unreadable::Cards(vec![overlap.into()]))?;
        proposals.sort_by_key(|card| card.id());
        Ok(Tables { cards, proposals, manifest, files })
    }

    /// The tables, if no published card was changed or removed.
    ///
    /// # Errors
    ///
    /// [`Unreadable::Changed`].
    pub fn unchanged(self) -> Result<Tables, Unreadable> {
        let changed = self.changed();
        if changed.is_empty() { Ok(self) } else { Err(Unreadable::Changed(changed)) }
    }

    /// All cards, the published ones first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<RateCard>> + Clone {
        self.cards.all().iter().chain(&self.proposals)
    }

    /// T9 for each published card that was changed or removed.
    pub fn changed(&self) -> Vec<Finding> {
        self.manifest.check(&self.all().cloned().collect::<Vec<_>>())
    }

    /// The files of a card, by their name; none when it is not among these.
    pub fn files_of(&self, card: &RateCard) -> BTreeMap<String, String> {
        let folders = self.files.keys().filter_map(|path| path.strip_suffix(HEADER));
        folders
            .map(|folder| files_of_card(&self.files, folder))
            .find(|files| RateCard::read(files).is_ok_and(|it| it.hash == card.hash))
            .unwrap_or_default()
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect()
    }
}

/// Marks a card as not published.
pub fn proposal(mut card: RateCard) -> Arc<RateCard> {
    card.is_proposal = true;
    Arc::new(card)
}

/// The files of a card in a folder, by their name. The folder is empty or ends in a slash.
pub fn files_of_card<'a>(
    files: &'a BTreeMap<String, String>,
    folder: &str,
) -> Vec<(&'a str, &'a str)> {
    files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text.as_str())))
        .filter(|(name, _)| {
            !name.contains('/') && (*name == HEADER || name.ends_with(".csv")) && *name != MANIFEST
        })
        .collect()
}

/// Reads the card of a folder, which is empty or ends in a slash.
///
/// # Errors
///
/// The findings of [`RateCard::read`], each path beginning with the folder.
pub fn read_card(files: &BTreeMap<String, String>, folder: &str) -> Result<RateCard, Vec<Finding>> {
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
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8())
                && (path.ends_with(".toml") || path.ends_with(".csv"))
                && path != "Cargo.toml"
            {
                into.insert(path.to_owned(), text.to_owned());
            }
        }
        dir.dirs().for_each(|dir| collect(dir, into));
    }
    let mut files = BTreeMap::new();
    collect(&EMBEDDED, &mut files);
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cards_inside_the_program_are_published_and_unchanged() {
        let tables = Tables::embedded().unwrap();
        assert!(!tables.cards.all().is_empty());
        assert!(tables.proposals.is_empty());
        for card in tables.all() {
            assert!(tables.files_of(card).contains_key(HEADER), "{}", card.id());
        }
    }

    #[test]
    fn a_published_card_that_was_changed_is_named() {
        let mut files = embedded_files();
        for (_, text) in files.iter_mut().filter(|(path, _)| path.ends_with(HEADER)) {
            text.push_str("\n# changed\n");
        }
        let changed = Tables::read(files).unwrap().unchanged();
        assert!(
            matches!(changed, Err(Unreadable::Changed(it)) if it.iter().all(|it| it.rule == "T9"))
        );
    }
}
