//! Rate cards in files: those inside the program, or those of a folder on disk.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use pricing_tables::{Unreadable, files_of_card};

pub use pricing_tables::{HEADER, MANIFEST, Tables};

use crate::failure::Failure;

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

/// What of the cards of a folder, or of those that the program carries, could not be read.
pub fn invalid(folder: Option<&Path>, unreadable: Unreadable) -> Failure {
    let shown = || {
        folder.map_or_else(|| "pricing-tables".to_owned(), |folder| folder.display().to_string())
    };
    match unreadable {
        Unreadable::Manifest(text, findings) => Failure::invalid(MANIFEST, text, findings),
        Unreadable::Cards(findings) => Failure::invalid(shown(), "", findings),
        Unreadable::Changed(findings) => Failure::invalid(MANIFEST, "", findings),
    }
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
