//! Keeps checkpoints in a folder outside of the database, where its owner cannot take them back.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use super::{Refusal, WitnessError};
use crate::storage::{
    Database,
    checkpoints::{self, StoredCheckpoint},
};

/// Writes the checkpoints that a folder lacks, each to a file named by its size; none is overwritten.
///
/// Returns how many were written.
///
/// # Errors
///
/// [`WitnessError::Refused`] when the folder cannot be written, or holds another checkpoint of a size.
pub async fn write_missing(database: &Database, folder: &Path) -> Result<usize, WitnessError> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut transaction = database.read().await?;
    // The last one that is there is looked at again: it must be one of this store.
    let largest = largest(folder)?;
    let mut after = largest.map_or(i64::MIN, |size| size.saturating_sub(1));
    let mut written = 0_usize;
    loop {
        let page = checkpoints::above(&mut transaction, after).await?;
        if let Some(size) = largest.filter(|size| *size > after)
            && page.first().is_none_or(|it| it.size != size)
        {
            return Err(other(&file(folder, size)).into());
        }
        for checkpoint in &page {
            after = checkpoint.size;
            written = written.saturating_add(usize::from(write(folder, checkpoint)?));
        }
        if page.is_empty() {
            break;
        }
    }
    transaction.rollback().await?;
    Ok(written)
}

/// The file of a checkpoint: twelve digits, so that names sort by size.
fn file(folder: &Path, size: i64) -> PathBuf {
    folder.join(format!("{size:012}.checkpoint"))
}

/// The largest size that a folder has a checkpoint of.
fn largest(folder: &Path) -> Result<Option<i64>, Refusal> {
    let mut largest = None;
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
        let name = entry.map_err(|error| failed(folder, &error))?.file_name();
        let size = name.to_str().and_then(|name| name.strip_suffix(".checkpoint")?.parse().ok());
        largest = largest.max(size);
    }
    Ok(largest)
}

/// Writes one checkpoint; says whether it was new.
fn write(folder: &Path, checkpoint: &StoredCheckpoint) -> Result<bool, Refusal> {
    let path = file(folder, checkpoint.size);
    let temporary = folder.join(format!(".{}.{}.tmp", checkpoint.size, std::process::id()));
    let _ = fs::remove_file(&temporary);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&temporary)
        .and_then(|mut file| file.write_all(checkpoint.note.as_bytes()).and(file.sync_all()))
        // A link, unlike a new name, never takes the place of another file.
        .and_then(|()| fs::hard_link(&temporary, &path));
    let _ = fs::remove_file(&temporary);
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let there = fs::read(&path).map_err(|error| failed(&path, &error))?;
            if there == checkpoint.note.as_bytes() { Ok(false) } else { Err(other(&path)) }
        }
        Err(error) => Err(failed(&path, &error)),
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::CheckpointsNotKept { path: path.to_owned(), problem: error.to_string() }
}

fn other(path: &Path) -> Refusal {
    Refusal::AnotherCheckpoint { path: path.to_owned() }
}
