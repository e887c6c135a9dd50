//! Rate cards as arguments name them.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use chrono::NaiveDate;
use mru_core::rate_card::RateCard;

use crate::{
    failure::Failure,
    rate_cards::{self, Wanted},
    tables::{self, HEADER},
};

/// A rate card as an argument names it: `reference`, `reference@2026-10-01`, or the folder it is in.
pub(super) struct CardArgument<'a> {
    name: &'a str,
    files: Option<BTreeMap<String, String>>,
}

impl CardArgument<'_> {
    /// Reads the files of a folder.
    pub(super) fn read(name: &str) -> Result<CardArgument<'_>, Failure> {
        let folder = Path::new(name);
        let is_folder = folder.join(HEADER).is_file();
        let files = is_folder.then(|| tables::files_of_folder(folder)).transpose()?;
        Ok(CardArgument { name, files })
    }

    /// The card that is meant.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        let name = self.name;
        self.files.as_ref().map_or(Wanted::Named(name), |files| Wanted::Given { name, files })
    }
}

/// Finds a rate card among those of a folder, or those that the program carries.
pub(super) fn find_card(
    name: &str,
    day: NaiveDate,
    folder: Option<&Path>,
) -> Result<Arc<RateCard>, Failure> {
    let tables = tables::load(folder)?;
    Ok(rate_cards::find((&tables).into(), CardArgument::read(name)?.wanted(), day)?)
}
