//! Opens a store and brings it to the current form.

use std::path::{Path, PathBuf};

use sqlx::{
    Any, AnyPool, Executor as _,
    any::{AnyPoolOptions, install_default_drivers},
    migrate::MigrateError,
};

use crate::witness::key_file::KeySource;

/// A transaction on either database.
pub type Transaction = sqlx::Transaction<'static, Any>;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database said so.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// It could not be brought to the current form.
    #[error("the database could not be migrated: {0}")]
    Migration(MigrateError),
    /// It has a form that this program does not know.
    #[error("the store was last written by a newer version of mru; use that one or a later one")]
    Newer,
    /// Its file or folder.
    #[error("`{}`: {error}", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The URL names no database that is known.
    #[error("`{0}` is no database URL: use postgres://user@host/name, or a data directory")]
    Url(String),
    /// Only SQLite stores are files.
    #[error("the store is no file; use the tools of PostgreSQL (pg_dump, pg_restore)")]
    NotAFile,
    /// A stored value cannot be read; `mru verify` says more.
    #[error("stored {what} `{id}` cannot be read: {problem}; run `mru verify`")]
    Unreadable {
        /// What it is.
        what: &'static str,
        /// Which one.
        id: String,
        /// What is wrong.
        problem: String,
    },
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> StoreError {
        match error {
            MigrateError::VersionMissing(_) => StoreError::Newer,
            error => StoreError::Migration(error),
        }
    }
}

/// A store of either kind.
#[derive(Clone, Debug)]
pub struct Database {
    pool: AnyPool,
    /// The file of a SQLite store.
    file: Option<PathBuf>,
    /// Where the key is that signs what is issued.
    keys: KeySource,
}

/// Milliseconds that a writer waits for another.
const PATIENCE: &str = "PRAGMA busy_timeout = 60000";

impl Database {
    /// Opens the SQLite store of a folder, and creates both when they do not exist.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the folder or file cannot be made, opened or migrated.
    pub async fn open_folder(folder: &Path) -> Result<Database, StoreError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::File { path: folder.to_owned(), error })?;
        Database::open_file(&folder.join("mru.db")).await
    }

    /// Opens a SQLite file, and creates it when it does not exist.
    ///
    /// # Errors
    ///
    /// As [`Database::open_folder`].
    pub async fn open_file(file: &Path) -> Result<Database, StoreError> {
        install_default_drivers();
        let path = file.to_string_lossy();
        let escaped = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for pragma in [
                        PATIENCE,
                        "PRAGMA journal_mode = WAL",
                        "PRAGMA synchronous = FULL",
                        "PRAGMA foreign_keys = ON",
                    ] {
                        connection.execute(pragma).await?;
                    }
                    Ok(())
                })
            })
            .connect(&format!("sqlite://{escaped}?mode=rwc"))
            .await?;
        sqlx::migrate!("migrations/sqlite").run(&pool).await?;
        let keys = KeySource::File { path: file.with_file_name("mru.key"), is_made: true };
        Ok(Database { pool, file: Some(file.to_owned()), keys })
    }

    /// Opens a PostgreSQL database.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the URL is not of PostgreSQL, or the database cannot be reached or
    /// migrated.
    pub async fn open_url(url: &str) -> Result<Database, StoreError> {
        install_default_drivers();
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::Url(url.to_owned()));
        }
        let pool = AnyPoolOptions::new().max_connections(4).connect(url).await?;
        sqlx::migrate!("migrations/postgres").run(&pool).await?;
        Ok(Database { pool, file: None, keys: KeySource::Nowhere })
    }

    /// The file of a SQLite store.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Where the key is that signs what is issued: beside the file of a SQLite store, unless another
    /// place was named.
    pub const fn keys(&self) -> &KeySource {
        &self.keys
    }

    /// The same store with its key at another place.
    #[must_use]
    pub fn with_keys(&self, keys: KeySource) -> Database {
        Database { keys, ..self.clone() }
    }

    /// Begins a transaction that only reads, and sees one state.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn read(&self) -> Result<Transaction, StoreError> {
        let mut transaction = self.pool.begin().await?;
        if self.file.is_none() {
            transaction
                .execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .await?;
        }
        Ok(transaction)
    }

    /// Begins a transaction that writes; it waits until no other one does.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // The first statement is a write: SQLite locks the file, PostgreSQL the row.
        transaction.execute("UPDATE head SET sequence = sequence WHERE id = 1").await?;
        Ok(transaction)
    }

    /// Begins a transaction that nothing waits for and that nobody commits.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub(crate) async fn scratch(&self) -> Result<Transaction, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// Copies a SQLite store to a new file, complete and compact.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store is PostgreSQL, or the file exists or cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if self.file.is_none() {
            return Err(StoreError::NotAFile);
        }
        if to.exists() {
            let error = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(StoreError::File { path: to.to_owned(), error });
        }
        sqlx::query("VACUUM INTO $1")
            .bind(to.to_string_lossy().into_owned())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Closes the store, so that its file is complete.
    pub async fn close(self) {
        self.pool.close().await;
    }
}
