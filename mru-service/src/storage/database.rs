//! An open store, and its transactions.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use sqlx::{Any, AnyConnection, AnyPool, Executor as _};

use super::{
    Clock, Closed, StoreError,
    door::{self, Access},
    error::Refusal,
};
use crate::witness::key_file::KeySource;

/// A transaction on either database; taken back when it is dropped.
pub struct Transaction {
    inner: sqlx::Transaction<'static, Any>,
    embedded: bool,
    clock: Clock,
}

impl fmt::Debug for Transaction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Transaction").field("embedded", &self.embedded).finish()
    }
}

impl Transaction {
    pub(super) const fn new(
        inner: sqlx::Transaction<'static, Any>,
        embedded: bool,
        clock: Clock,
    ) -> Transaction {
        Transaction { inner, embedded, clock }
    }

    /// What the clock of the store shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What statements run on.
    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// Whether it is one of SQLite, not of PostgreSQL.
    pub(super) const fn is_embedded(&self) -> bool {
        self.embedded
    }

    /// What reads a text as bytes in SQL, whether it is one or not.
    pub(super) fn bytes(&self, text: &str) -> String {
        if self.embedded { format!("CAST({text} AS BLOB)") } else { format!("textsend({text})") }
    }

    /// Keeps what was written.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`]; then nothing was kept.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }

    /// Takes back what was written, or ends reading.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.inner.rollback().await?)
    }
}

/// The name of the signing key beside an embedded store.
pub const KEY_NAME: &str = "mru.key";

/// Where an open store is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A SQLite file that is read without locks, with its length and time of change.
    Unchanging(PathBuf, (u64, Option<SystemTime>)),
    /// A PostgreSQL database.
    Server,
}

impl Place {
    /// A file.
    pub(super) fn file(path: &Path) -> Place {
        Place::File(path.to_owned())
    }

    /// A file that nobody writes meanwhile, as far as one can tell.
    pub(super) fn unchanging(path: &Path) -> Result<Place, StoreError> {
        Ok(Place::Unchanging(path.to_owned(), state(path)?))
    }
}

/// Length of a file, and when it was changed.
fn state(path: &Path) -> Result<(u64, Option<SystemTime>), StoreError> {
    let metadata = fs::metadata(path).map_err(StoreError::file(path))?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// A store of either kind.
#[derive(Clone, Debug)]
pub struct Database {
    /// Connections that read; on a server they write as well.
    readers: AnyPool,
    /// The one connection that writes to a file; on a server, and of a file that was opened to read,
    /// those that read.
    writer: AnyPool,
    place: Place,
    /// Where the key is that signs what is issued.
    keys: KeySource,
    /// Where the time comes from that is recorded.
    clock: Clock,
}

impl Database {
    pub(super) fn new(readers: AnyPool, writer: AnyPool, place: Place) -> Database {
        let keys = match &place {
            Place::File(path) | Place::Unchanging(path, _) => {
                KeySource::File { path: path.with_file_name(KEY_NAME), is_made: true }
            }
            Place::Server => KeySource::Nowhere,
        };
        Database { readers, writer, place, keys, clock: Clock::System }
    }

    /// Opens a SQLite file to read and write.
    ///
    /// # Errors
    ///
    /// [`StoreError`], with [`StoreError::Absent`] when there is none.
    pub async fn open_file(file: &Path) -> Result<Database, StoreError> {
        door::open_file(file, Access::Write, door::PATIENCE).await
    }

    /// The connections that read.
    pub(super) fn readers(&self) -> &AnyPool {
        &self.readers
    }

    /// The file of a SQLite store.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) | Place::Unchanging(path, _) => Some(path),
            Place::Server => None,
        }
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

    /// The same store by another clock.
    #[must_use]
    pub fn with_clock(&self, clock: Clock) -> Database {
        Database { clock, ..self.clone() }
    }

    /// The clock whose time is recorded.
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// Begins a transaction that only reads, and sees one state; it waits for no writer.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn read(&self) -> Result<Transaction, StoreError> {
        let mut transaction = self.begin(&self.readers).await?;
        if self.file().is_none() {
            transaction
                .connection()
                .execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .await?;
        }
        Ok(transaction)
    }

    /// Begins a transaction that writes; it waits until no other one does.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] when another one takes longer than one waits, and
    /// [`StoreError::Database`].
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        let mut transaction = self.begin(&self.writer).await?;
        // The first statement is a write: SQLite locks the file, PostgreSQL the row.
        let taken = transaction
            .connection()
            .execute("UPDATE head SET sequence = sequence WHERE id = 1")
            .await;
        let Err(error) = taken.map_err(StoreError::from) else { return Ok(transaction) };
        let _ = transaction.rollback().await;
        match (error.refusal(), &self.place) {
            (Refusal::LockIsHeld, Place::Server) => Err(door::holder(&self.writer).await?),
            _ => Err(error.waited()),
        }
    }

    /// Begins a transaction that nothing waits for.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub(super) async fn scratch(&self) -> Result<Transaction, StoreError> {
        self.begin(&self.writer).await
    }

    async fn begin(&self, pool: &AnyPool) -> Result<Transaction, StoreError> {
        Ok(Transaction::new(pool.begin().await?, self.file().is_some(), self.clock))
    }

    /// Closes the store, so that its file is complete.
    ///
    /// # Errors
    ///
    /// [`StoreError::Closed`] when a file that was read without locks changed meanwhile.
    pub async fn close(self) -> Result<(), StoreError> {
        // A server that is gone does not answer; nothing waits for its farewell.
        let closing = async {
            self.readers.close().await;
            // The last one to go takes the log into the file, which only a writer may.
            self.writer.close().await;
        };
        let _ = tokio::time::timeout(Duration::from_secs(5), closing).await;
        match &self.place {
            Place::Unchanging(path, before) if state(path)? != *before => {
                Err(Closed::FileChanged { path: path.clone() }.into())
            }
            _ => Ok(()),
        }
    }
}
