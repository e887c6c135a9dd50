//! `mru verify`, `mru backup` and `mru restore`: keep the store safe, and know that it is.

use std::{fs, path::PathBuf, process::ExitCode};

use mru_core::{Lang, text::Text};

use super::{
    SAYS_NO,
    bill::{advance, progress},
    proof::{self, KeptArguments},
    store::StoreArguments,
};
use crate::{billing, failure::Failure, files, storage::Database};

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

pub(super) fn verify(arguments: &VerifyArguments, lang: Lang) -> Result<ExitCode, Failure> {
    if let Some(code) = arguments.kept.bundle(lang)? {
        return Ok(code);
    }
    let (verified, since) = arguments.store.with(async |database| {
        let bar = progress();
        let verified = billing::verify(database, &|done, all| advance(&bar, done, all)).await;
        bar.finish_and_clear();
        let mut verified = verified?;
        let since = arguments.kept.since(database).await?.unwrap_or_default();
        verified.problems.extend(since.problems.iter().cloned());
        Ok((verified, since))
    })?;
    for said in verified.notes.iter().chain(&verified.problems) {
        eprintln!("mru: {}", said.get(lang));
    }
    let (entries, events, documents) = (verified.entries, verified.events, verified.documents);
    let (problems, head) = (verified.problems.len() + verified.unnamed, &verified.head);
    files::write(
        None,
        match lang {
            Lang::En => format!(
                "{entries} entries of the chain, {events} events, {documents} documents made again: {problems} problems.\nhead {head}\n"
            ),
            Lang::Es => format!(
                "{entries} entradas de la cadena, {events} eventos, {documents} documentos hechos de nuevo: {problems} problemas.\ncabeza {head}\n"
            ),
        },
    )?;
    files::write(None, proof::since_text(&since, lang))?;
    Ok(if problems == 0 { ExitCode::SUCCESS } else { ExitCode::from(SAYS_NO) })
}

pub(super) fn backup(arguments: &BackupArguments, lang: Lang) -> Result<ExitCode, Failure> {
    arguments.store.with(async |database| Ok(database.backup(&arguments.file).await?))?;
    let file = arguments.file.display();
    files::write(
        None,
        match lang {
            Lang::En => format!("{file}: written; bring it back with `mru restore {file}`\n"),
            Lang::Es => format!("{file}: escrito; recupérelo con `mru restore {file}`\n"),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Brings a backup back into a data directory that has no store yet.
pub(super) fn restore(arguments: &RestoreArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let folder = &arguments.store.place.data_dir;
    let target = folder.join("mru.db");
    if target.exists() {
        let shown = target.display();
        return Err(Failure::CannotDo(Text::new(
            format!("`{shown}` exists; restore into an empty data directory, or move it away"),
            format!("`{shown}` existe; recupere en un directorio de datos vacío, o muévalo"),
        )));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
    let temporary = folder.join(format!("mru.db.{}.tmp", std::process::id()));
    let failed = |path: &std::path::Path, error: &std::io::Error| {
        let _ = fs::remove_file(&temporary);
        Failure::io(path, error)
    };
    fs::copy(&arguments.file, &temporary).map_err(|error| failed(&arguments.file, &error))?;
    let checked = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(folder, &error))?
        .block_on(async {
            let database = Database::open_file(&temporary).await?;
            let verified = billing::verify(&database, &|_, _| {}).await;
            database.close().await;
            verified
        });
    let clean = |name: &str| fs::remove_file(folder.join(name));
    let sidecars = |suffix: &str| format!("mru.db.{}.tmp{suffix}", std::process::id());
    let _ = (clean(&sidecars("-wal")), clean(&sidecars("-shm")));
    let problem = match checked {
        Ok(verified) => verified.problems.into_iter().next(),
        Err(error) => {
            let _ = fs::remove_file(&temporary);
            return Err(error.into());
        }
    };
    if let Some(problem) = problem {
        let _ = fs::remove_file(&temporary);
        return Err(Failure::CannotDo(Text::new(
            format!("the backup is damaged: {}", problem.en),
            format!("el respaldo está dañado: {}", problem.es),
        )));
    }
    fs::rename(&temporary, &target).map_err(|error| failed(&target, &error))?;
    let shown = target.display();
    files::write(
        None,
        match lang {
            Lang::En => format!("{shown}: restored and verified\n"),
            Lang::Es => format!("{shown}: recuperado y verificado\n"),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
