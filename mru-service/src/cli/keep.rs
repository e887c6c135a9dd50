//! `mru verify`, `mru backup`, `mru restore` and `mru migrate`: keep the store safe, and know that it is.

use std::{path::PathBuf, process::ExitCode};

use mru_core::Lang;

use super::{
    SAYS_NO,
    bar::follow,
    proof::{self, KeptArguments},
    store::{Place, StoreArguments, runtime},
    words::contradictions,
};
use crate::{
    StoreError,
    billing::{self, Progress},
    door::{self, Census},
    failure::Failure,
    files, keeping,
    tell::tell_line,
};

#[derive(Debug, clap::Args)]
pub(super) struct VerifyArguments {
    #[command(flatten)]
    kept: KeptArguments,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Debug, clap::Args)]
pub(super) struct BackupArguments {
    /// The file to write; it must not exist.
    file: PathBuf,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Debug, clap::Args)]
pub(super) struct RestoreArguments {
    /// A file that `mru backup` wrote.
    file: PathBuf,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Debug, clap::Args)]
pub(super) struct MigrateArguments {
    #[command(flatten)]
    place: Place,
}

pub(super) fn verify(arguments: &VerifyArguments, lang: Lang) -> Result<ExitCode, Failure> {
    if let Some(code) = arguments.kept.bundle(lang)? {
        return Ok(code);
    }
    let (verified, since) = arguments.store.read(async |database| {
        let progress = Progress::default();
        let work = billing::verify(database, &progress);
        let mut verified = follow(&progress, work, |_| {}).await?;
        let since = arguments.kept.since(database).await?.unwrap_or_default();
        verified.problems.extend(contradictions(&since));
        Ok((verified, since))
    })?;
    for said in verified.notes.iter().chain(&verified.problems) {
        tell_line(said.get(lang));
    }
    let (entries, events, documents) = (verified.entries, verified.events, verified.documents);
    let quotes = quotes_made(verified.quotes, lang);
    let (problems, head) = (verified.problems.len() + verified.unnamed, &verified.head);
    files::write(
        None,
        match lang {
            Lang::En => format!(
                "{entries} entries of the chain, {events} events, {documents} documents{quotes} made again: {problems} problems.\nhead {head}\n"
            ),
            Lang::Es => format!(
                "{entries} entradas de la cadena, {events} eventos, {documents} documentos{quotes} hechos de nuevo: {problems} problemas.\ncabeza {head}\n"
            ),
        },
    )?;
    files::write(None, proof::since_text(&since, lang))?;
    Ok(if problems == 0 { ExitCode::SUCCESS } else { ExitCode::from(SAYS_NO) })
}

/// How many quotes were made again; nothing in a store without quotes.
fn quotes_made(quotes: usize, lang: Lang) -> String {
    match (quotes, lang) {
        (0, _) => String::new(),
        (1, Lang::En) => String::from(" and 1 quote"),
        (1, Lang::Es) => String::from(" y 1 cotización"),
        (_, Lang::En) => format!(" and {quotes} quotes"),
        (_, Lang::Es) => format!(" y {quotes} cotizaciones"),
    }
}

pub(super) fn backup(arguments: &BackupArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let (store, file) = (&arguments.store, &arguments.file);
    let patience = store.place.patience();
    let census = store.read(async |it| Ok(keeping::backup(it, file, patience).await?))?;
    let (file, counts) = (file.display(), counts(&census, lang));
    files::write(
        None,
        match lang {
            Lang::En => format!(
                "{file}: written and held against the store, {counts}\nbring it back with `mru restore {file}`\n"
            ),
            Lang::Es => format!(
                "{file}: escrito y comparado con el almacén, {counts}\nrecupérelo con `mru restore {file}`\n"
            ),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Brings a backup back into a data directory that has no store yet.
pub(super) fn restore(arguments: &RestoreArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let place = &arguments.store.place;
    if place.server()?.is_some() {
        return Err(StoreError::NotAFile.into());
    }
    let patience = place.patience();
    let restored = keeping::restore(&arguments.file, &place.data_dir, patience);
    let census = runtime()?.block_on(restored)?;
    let target = place.data_dir.join(door::FILE_NAME);
    let (shown, counts) = (target.display(), counts(&census, lang));
    files::write(
        None,
        match lang {
            Lang::En => format!("{shown}: restored and verified, {counts}\n"),
            Lang::Es => format!("{shown}: recuperado y verificado, {counts}\n"),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

/// What a store holds, and its head.
fn counts(census: &Census, lang: Lang) -> String {
    let Census { head, entries, events, documents, .. } = census;
    match lang {
        Lang::En => {
            format!(
                "{entries} entries of the chain, {events} events, {documents} documents\nhead {head}"
            )
        }
        Lang::Es => {
            format!(
                "{entries} entradas de la cadena, {events} eventos, {documents} documentos\ncabeza {head}"
            )
        }
    }
}

/// Brings the store to the form that this program writes, which needs its owner's role.
pub(super) fn migrate(arguments: &MigrateArguments, lang: Lang) -> Result<ExitCode, Failure> {
    arguments.place.with(async |_| Ok(()))?;
    files::write(
        None,
        match lang {
            Lang::En => "the store has the current form\n",
            Lang::Es => "el almacén tiene la forma actual\n",
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
