//! Why the store could not do something, as the person who asked must know it.

use std::path::{Path, PathBuf};

use mru_core::text::Text;
use sqlx::{error::DatabaseError, migrate::MigrateError};
use strum::VariantNames as _;

use super::closed::{Closed, Holder, Unreachable};

/// Why the store could not do something.
/// The cases of its own follow those that hold another refusal: their codes are listed.
#[derive(Debug, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[non_exhaustive]
pub enum StoreError {
    /// The database said so.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// The door stays closed.
    #[error("the store stays closed: {0:?}")]
    Closed(Closed),
    /// The server cannot be reached.
    #[error("the database cannot be reached: {0:?}")]
    Unreachable(Unreachable),
    /// Another process holds the lock for longer than one waits.
    #[error("the store is locked: {0:?}")]
    #[strum(serialize = "store-is-locked")]
    Locked(Holder),
    /// It could not be brought to the current form.
    #[error("the database could not be migrated: {0}")]
    #[strum(serialize = "store-of-another-form")]
    Migration(MigrateError),
    /// It has a form that this program does not know.
    #[error("the store was last written by a newer version of mru; use that one or a later one")]
    #[strum(serialize = "store-is-newer")]
    Newer,
    /// It has an earlier form, and whoever opened it may not change that.
    #[error("the store has the form of an earlier version of mru, and this role may not change it")]
    #[strum(serialize = "store-is-older")]
    Older,
    /// There is no store at that place.
    #[error("there is no store in {0}")]
    #[strum(serialize = "no-store")]
    Absent(String),
    /// Its file or folder.
    #[error("`{}`: {error}", path.display())]
    #[strum(serialize = "store-file-failed")]
    File {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Only SQLite stores are files.
    #[error("the store is no file")]
    #[strum(serialize = "store-is-no-file")]
    NotAFile,
    /// A newer program wrote a value in a form that this one does not know.
    #[error(
        "a newer version of mru wrote {what} `{id}`, in version {version} of its form, and this one reads up to version {known}; use that one or a later one"
    )]
    #[strum(serialize = "record-is-newer")]
    NewerForm {
        /// What it is.
        what: &'static str,
        /// Which one.
        id: String,
        /// The version of its form.
        version: u64,
        /// The highest version that this program reads.
        known: u32,
    },
    /// A stored value cannot be read; a verification says more.
    #[error("stored {what} `{id}` cannot be read: {problem}")]
    #[strum(serialize = "record-unreadable")]
    Unreadable {
        /// What it is.
        what: &'static str,
        /// Which one.
        id: String,
        /// What is wrong.
        problem: String,
    },
}

impl From<Closed> for StoreError {
    fn from(closed: Closed) -> StoreError {
        StoreError::Closed(closed)
    }
}

impl From<Unreachable> for StoreError {
    fn from(unreachable: Unreachable) -> StoreError {
        StoreError::Unreachable(unreachable)
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> StoreError {
        match error {
            MigrateError::VersionMissing(_) => StoreError::Newer,
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                StoreError::Database(error)
            }
            error => StoreError::Migration(error),
        }
    }
}

impl StoreError {
    /// A failure of the file system.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
        move |error| StoreError::File { path: path.to_owned(), error }
    }

    /// Says who holds a lock that could not be had, as far as SQLite lets one know.
    pub(super) fn waited(self) -> StoreError {
        if self.refusal() == Refusal::LockIsHeld {
            StoreError::Locked(Holder::Process)
        } else {
            self
        }
    }

    /// Whether one record cannot be read, and not the whole store.
    pub(crate) fn is_about_one_record(&self) -> bool {
        match self {
            StoreError::Unreadable { .. } | StoreError::NewerForm { .. } => true,
            StoreError::Database(error) => {
                matches!(error, sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. })
            }
            _ => false,
        }
    }

    /// What kind of refusal of the database it is, if it is one.
    pub(crate) fn refusal(&self) -> Refusal {
        match self {
            StoreError::Database(sqlx::Error::Database(error)) => Refusal::of(&**error),
            StoreError::Database(sqlx::Error::PoolTimedOut) => Refusal::DatabaseSilent,
            StoreError::Database(sqlx::Error::Io(_)) => Refusal::ConnectionBroke,
            _ => Refusal::StatementFailed,
        }
    }

    /// What the database itself said; its words never hold a password.
    pub(crate) fn said(&self) -> String {
        match self {
            StoreError::Database(sqlx::Error::Database(error)) => error.message().to_owned(),
            StoreError::Database(sqlx::Error::Io(error)) => error.to_string(),
            StoreError::Database(error) => error.to_string(),
            error => error.to_string(),
        }
    }

    /// What is the matter with one record, when it is about one.
    pub(crate) fn of_record(&self) -> Option<Text> {
        match self {
            StoreError::NewerForm { what, id, version, known } => Some(Text::new(
                self.to_string(),
                format!(
                    "una versión más nueva de mru escribió {} `{id}`, en la versión {version} de su forma, y esta lee hasta la versión {known}; use esa o una posterior",
                    in_spanish(what)
                ),
            )),
            StoreError::Unreadable { what, id, problem } => Some(Text::new(
                self.to_string(),
                format!("no se puede leer {} `{id}` del almacén: {problem}", in_spanish(what)),
            )),
            _ => None,
        }
    }

    /// The stable name of the case, such as `no-store`.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Database(_) => self.refusal().into(),
            StoreError::Closed(closed) => closed.code(),
            StoreError::Unreachable(unreachable) => unreachable.code(),
            own => own.into(),
        }
    }

    /// The codes of the cases that hold no other refusal.
    pub const OWN_CODES: &[&str] = StoreError::VARIANTS.split_at(3).1;
}

/// What is stored, in Spanish with its article.
fn in_spanish(what: &'static str) -> &'static str {
    match what {
        "API key" => "la clave de API",
        "account" | "customer" => "el cliente",
        "chain" => "la cadena",
        "checkpoint" => "el punto de control",
        "customer set aside" => "el cliente pendiente",
        "document" => "el documento",
        "draft" => "el borrador",
        "event" => "el evento",
        "head of the chain" => "la cabeza de la cadena",
        "key" => "la clave",
        "rate card" => "la tarifa",
        "supplier" => "el proveedor",
        other => other,
    }
}

/// What a database refused, as far as each has a remedy of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// Another process holds a lock.
    LockIsHeld,
    /// The role may not do it.
    RoleMayNot,
    /// The file or its folder may only be read.
    StoreReadOnly,
    /// The file or one beside it cannot be opened.
    StoreNotOpened,
    /// No room is left.
    DiskIsFull,
    /// The disk could not be read or written.
    DiskFails,
    /// The file is not what SQLite or PostgreSQL wrote.
    DatabaseDamaged,
    /// The server ended the connection.
    ConnectionEnded,
    /// The connection broke.
    ConnectionBroke,
    /// The database does not answer in time.
    DatabaseSilent,
    /// It refused for another reason.
    DatabaseRefused,
    /// A statement could not be run, or its answer not be read.
    StatementFailed,
}

impl Refusal {
    fn of(error: &dyn DatabaseError) -> Refusal {
        let code = error.code().unwrap_or_default();
        match (code.len(), &*code) {
            // SQLSTATEs have five characters, result codes of SQLite are numbers below 10,000.
            (5, "55P03") => Refusal::LockIsHeld,
            (5, "42501" | "25006") => Refusal::RoleMayNot,
            (5, "53100") => Refusal::DiskIsFull,
            (5, "58030") => Refusal::DiskFails,
            (5, "XX001" | "XX002") => Refusal::DatabaseDamaged,
            (5, "25P03" | "57P01" | "57P02" | "57P03") => Refusal::ConnectionEnded,
            (5, _) => Refusal::DatabaseRefused,
            // The lowest byte of an extended code is the code.
            _ => match code.parse::<u32>().unwrap_or_default() & 0xff {
                5 | 6 => Refusal::LockIsHeld,
                8 => Refusal::StoreReadOnly,
                10 => Refusal::DiskFails,
                11 | 26 => Refusal::DatabaseDamaged,
                13 => Refusal::DiskIsFull,
                14 => Refusal::StoreNotOpened,
                _ => Refusal::DatabaseRefused,
            },
        }
    }
}
