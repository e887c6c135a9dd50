//! Copies of the embedded store: out to a backup, and in from one.

use std::{
    fs::{self, File},
    io,
    path::Path,
    time::Duration,
};

use sqlx::{AnyPool, Executor as _, Row as _};

use super::{Access, Aside, file, with_suffix};
use crate::{
    files::private,
    storage::{Closed, Database, StoreError},
};

/// How much a store holds, and its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Census {
    /// Number of the last entry.
    pub last: i64,
    /// Hash of the last entry.
    pub head: String,
    /// Entries of the chain.
    pub entries: i64,
    /// Events.
    pub events: i64,
    /// Issued documents.
    pub documents: i64,
}

/// Everything in one statement, so that it is of one state.
const CENSUS: &str = "SELECT sequence, hash, (SELECT COUNT(*) FROM chain), \
    (SELECT COUNT(*) FROM event), (SELECT COUNT(*) FROM document) FROM head WHERE id = 1";

impl Census {
    async fn of(pool: &AnyPool) -> Result<Census, StoreError> {
        let row = pool.fetch_one(CENSUS).await?;
        Ok(Census {
            last: row.try_get(0)?,
            head: row.try_get(1)?,
            entries: row.try_get(2)?,
            events: row.try_get(3)?,
            documents: row.try_get(4)?,
        })
    }

    /// Says whether a copy made between two moments can hold this.
    fn is_between(&self, before: &Census, after: &Census) -> bool {
        self == before
            || self == after
            || (before.last < self.last && self.last < after.last && self.entries == self.last)
    }
}

/// Copies a store to a new file, complete and compact; others may go on writing.
///
/// The copy is made aside, held against the store, and renamed when it is on the disk.
///
/// # Errors
///
/// [`StoreError`] when the store is PostgreSQL, or the file exists or cannot be written.
pub async fn backup(
    database: &Database,
    to: &Path,
    patience: Duration,
) -> Result<Census, StoreError> {
    if database.file().is_none() {
        return Err(StoreError::NotAFile);
    }
    let aside = Aside::begin(to, patience, false)?;
    aside.refuse_standing()?;
    private::create(aside.path()).map_err(StoreError::file(aside.path()))?;
    let Some(name) = aside.path().to_str() else {
        let error = io::Error::from(io::ErrorKind::InvalidFilename);
        return Err(StoreError::File { path: to.to_owned(), error });
    };
    let before = Census::of(database.readers()).await?;
    crate::crash::point("backup.created");
    sqlx::query("VACUUM INTO $1").bind(name).execute(database.readers()).await?;
    crate::crash::point("backup.copied");
    let after = Census::of(database.readers()).await?;
    let copy = file::open(aside.path(), Access::Read, patience).await?;
    let (found, whole) = (Census::of(copy.readers()).await?, whole(copy.readers()).await?);
    copy.close().await?;
    if !whole || !found.is_between(&before, &after) {
        return Err(Closed::CopyDiffers.into());
    }
    aside.finish()?;
    Ok(found)
}

/// Asks SQLite whether pages and indices of a file fit together.
async fn whole(pool: &AnyPool) -> Result<bool, StoreError> {
    let said: String = pool.fetch_one("PRAGMA integrity_check").await?.try_get(0)?;
    Ok(said == "ok")
}

/// Copies a backup beside the place where a store will be; nothing may stand there.
///
/// # Errors
///
/// [`StoreError`] when the backup is none, or the folder holds a store or a part of one.
pub fn bring(backup: &Path, target: &Path, patience: Duration) -> Result<Aside, StoreError> {
    match file::look(backup, Access::Read) {
        Err(StoreError::Absent(_)) if !backup.exists() => {
            return Err(StoreError::file(backup)(io::ErrorKind::NotFound.into()));
        }
        looked => looked?,
    }
    let log = with_suffix(backup, "-wal");
    if fs::metadata(&log).is_ok_and(|it| it.len() > 0) {
        return Err(Closed::BackupIsIncomplete { file: backup.to_owned(), log }.into());
    }
    let aside = Aside::begin(target, patience, true)?;
    aside.refuse_standing()?;
    let copied = File::open(backup).and_then(|mut from| {
        let mut to = private::create(aside.path())?;
        io::copy(&mut from, &mut to)?;
        to.sync_all()
    });
    copied.map_err(StoreError::file(target))?;
    crate::crash::point("restore.copied");
    Ok(aside)
}

/// Opens a store under its final name and counts what it holds.
///
/// # Errors
///
/// [`StoreError`].
pub async fn census(path: &Path, patience: Duration) -> Result<Census, StoreError> {
    let database = file::open(path, Access::Read, patience).await?;
    let census = Census::of(database.readers()).await?;
    database.close().await?;
    Ok(census)
}
