//! The door of the store: where it is, who may make one, and how it is opened.
//!
//! Only [`make_folder`] and [`make_server`] make a store, as the command line asks them to for
//! `supplier put` and `demo`; a restored one is made aside and renamed ([`Aside`]). Everything else
//! opens what is there, and what only reads opens it read-only.

mod aside;
mod backup;
mod file;
mod schema;
mod server;
mod url;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

pub use aside::Aside;
pub use backup::{Census, backup, bring, census};
pub(super) use server::holder;
pub use url::ServerUrl;

pub use super::database::KEY_NAME;
use super::{Database, StoreError};

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read; nothing can be written.
    Read,
    /// To read and write.
    Write,
}

/// The kind of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

/// How long one waits for a lock when nothing else is said.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The name of the embedded store in its folder.
pub const FILE_NAME: &str = "mru.db";

/// The files that SQLite keeps beside a database.
pub const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The name of a file with something after it.
pub(crate) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A store that is being made: it takes its place by [`Made::finish`], or leaves nothing behind.
#[derive(Debug)]
pub struct Made {
    /// The store, to work on.
    pub database: Database,
    /// Where it is until then; none when it was there before, or is on a server.
    aside: Option<Aside>,
    /// Where the signing key of a new store will be; one that was there before is left alone.
    key: Option<PathBuf>,
}

impl Made {
    /// Closes the store and gives it its name.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`].
    pub async fn finish(self) -> Result<(), StoreError> {
        self.database.close().await?;
        self.aside.map_or(Ok(()), Aside::finish)
    }

    /// Closes the store; a new one is removed.
    pub async fn give_up(self) {
        let _ = self.database.close().await;
        if let Some(key) = self.key {
            let _ = std::fs::remove_file(key);
        }
    }
}

/// Opens the store of a folder.
///
/// # Errors
///
/// [`StoreError`], with [`StoreError::Absent`] when there is none.
pub async fn open_folder(
    folder: &Path,
    access: Access,
    patience: Duration,
) -> Result<Database, StoreError> {
    file::open(&folder.join(FILE_NAME), access, patience).await
}

/// Opens a SQLite file, whatever its name.
///
/// # Errors
///
/// As [`open_folder`].
pub async fn open_file(
    path: &Path,
    access: Access,
    patience: Duration,
) -> Result<Database, StoreError> {
    file::open(path, access, patience).await
}

/// Opens the store of a folder to write, and makes it, and the folder, when there is none.
///
/// # Errors
///
/// [`StoreError`].
pub async fn make_folder(folder: &Path, patience: Duration) -> Result<Made, StoreError> {
    let target = folder.join(FILE_NAME);
    let aside = Aside::begin(&target, patience, true)?;
    if std::fs::symlink_metadata(&target).is_ok_and(|it| !it.is_file() || it.len() > 0) {
        drop(aside);
        return Ok(Made {
            database: file::open(&target, Access::Write, patience).await?,
            aside: None,
            key: None,
        });
    }
    aside.refuse_beside()?;
    let database = file::make(aside.path(), patience).await?;
    let key = folder.join(KEY_NAME);
    let key = (!key.exists()).then_some(key);
    Ok(Made { database, aside: Some(aside), key })
}

/// Opens the store of a PostgreSQL database.
///
/// # Errors
///
/// As [`open_folder`].
pub async fn open_server(url: &ServerUrl, patience: Duration) -> Result<Database, StoreError> {
    server::open(url, patience, false).await
}

/// Opens the store of a PostgreSQL database, and makes it when there is none.
///
/// # Errors
///
/// [`StoreError`].
pub async fn make_server(url: &ServerUrl, patience: Duration) -> Result<Made, StoreError> {
    Ok(Made { database: server::open(url, patience, true).await?, aside: None, key: None })
}
