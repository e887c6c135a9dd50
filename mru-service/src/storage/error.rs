//! Why the store could not do something, as the person who asked must know it.

use std::path::{Path, PathBuf};

use mru_core::text::Text;
use sqlx::{error::DatabaseError, migrate::MigrateError};

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
    /// It has an earlier form, and whoever opened it may not change that.
    #[error("the store has the form of an earlier version of mru, and this role may not change it")]
    Older,
    /// There is no store at that place.
    #[error("there is no store in {0}")]
    Absent(String),
    /// The door stays closed; the text says why and what to do.
    #[error("{}", .0.en)]
    Closed(Text),
    /// Another process holds the lock for longer than one waits.
    #[error("the store is locked: {}", .0.en)]
    Locked(Text),
    /// Its file or folder.
    #[error("`{}`: {error}", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Only SQLite stores are files.
    #[error("the store is no file; use the tools of PostgreSQL (pg_dump, pg_restore)")]
    NotAFile,
    /// A newer program wrote a value in a form that this one does not know.
    #[error(
        "a newer version of mru wrote {what} `{id}`, in version {version} of its form, and this one reads up to version {known}; use that one or a later one"
    )]
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

    /// The door stays closed.
    pub(super) fn closed(en: impl Into<String>, es: impl Into<String>) -> StoreError {
        StoreError::Closed(Text::new(en.into(), es.into()))
    }

    /// Says who holds a lock that could not be had, as far as SQLite lets one know.
    pub(super) fn waited(self) -> StoreError {
        if self.refusal() != Refusal::Busy {
            return self;
        }
        StoreError::Locked(Text::new("another mru process", "otro proceso de mru"))
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

    /// What kind of refusal of the database it is.
    pub(super) fn refusal(&self) -> Refusal {
        match self {
            StoreError::Database(sqlx::Error::Database(error)) => Refusal::of(&**error),
            _ => Refusal::Other,
        }
    }

    /// Says it in both languages, with what to do.
    pub fn text(&self) -> Text {
        match self {
            StoreError::Database(error) => failed(error),
            StoreError::Migration(error) => Text::new(
                format!(
                    "the store has a form that this program did not give it: {error}; use the program that wrote it, or restore a backup"
                ),
                format!(
                    "el almacén tiene una forma que este programa no le dio: {error}; use el programa que lo escribió, o recupere un respaldo"
                ),
            ),
            StoreError::Newer => Text::new(
                "the store was last written by a newer version of mru; use that one or a later one",
                "una versión más nueva de mru escribió el almacén; use esa o una posterior",
            ),
            StoreError::Older => Text::new(
                "the store has the form of an earlier version of mru, and you may not change it; let its owner run `mru migrate`",
                "el almacén tiene la forma de una versión anterior de mru, y usted no puede cambiarla; pida a su dueño que ejecute `mru migrate`",
            ),
            StoreError::Absent(place) => Text::new(
                format!(
                    "there is no store in {place}; check the name, or make one with `mru supplier put FILE`"
                ),
                format!(
                    "no hay un almacén en {place}; revise el nombre, o cree uno con `mru supplier put ARCHIVO`"
                ),
            ),
            StoreError::Closed(text) => text.clone(),
            StoreError::Locked(holder) => Text::new(
                format!(
                    "{} holds the lock of the store; wait until it is done and run the command again, or wait longer with `--lock-timeout`",
                    holder.en
                ),
                format!(
                    "{} tiene el bloqueo del almacén; espere a que termine y ejecute el comando de nuevo, o espere más con `--lock-timeout`",
                    holder.es
                ),
            ),
            StoreError::File { path, error } => {
                let path = path.display();
                Text::new(
                    format!("`{path}`: {error}; check the name and that it may be read or written"),
                    format!(
                        "`{path}`: {error}; revise el nombre y los permisos de lectura o escritura"
                    ),
                )
            }
            StoreError::NotAFile => Text::new(
                "the store is a PostgreSQL database, not a file; use its own tools (pg_dump, pg_restore)",
                "el almacén es una base de datos PostgreSQL, no un archivo; use sus herramientas (pg_dump, pg_restore)",
            ),
            StoreError::NewerForm { what, id, version, known } => Text::new(
                self.to_string(),
                format!(
                    "una versión más nueva de mru escribió {} `{id}`, en la versión {version} de su forma, y esta lee hasta la versión {known}; use esa o una posterior",
                    in_spanish(what)
                ),
            ),
            StoreError::Unreadable { what, id, problem } => Text::new(
                format!("stored {what} `{id}` cannot be read: {problem}; run `mru verify`"),
                format!(
                    "no se puede leer {} `{id}` del almacén: {problem}; ejecute `mru verify`",
                    in_spanish(what)
                ),
            ),
        }
    }
}

/// What is stored, in Spanish with its article.
fn in_spanish(what: &'static str) -> &'static str {
    match what {
        "account" | "customer" => "el cliente",
        "chain" => "la cadena",
        "checkpoint" => "el punto de control",
        "customer set aside" => "el cliente apartado",
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

/// Kinds of refusals that have a remedy of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Another process holds a lock.
    Busy,
    /// The role may not do it.
    Forbidden,
    /// The file or its folder may only be read.
    ReadOnly,
    /// The file or one beside it cannot be opened.
    CannotOpen,
    /// No room is left.
    Full,
    /// The disk could not be read or written.
    Disk,
    /// The file is not what SQLite or PostgreSQL wrote.
    Damaged,
    /// The server ended the connection.
    Ended,
    /// Another one.
    Other,
}

impl Refusal {
    fn of(error: &dyn DatabaseError) -> Refusal {
        let code = error.code().unwrap_or_default();
        match (code.len(), &*code) {
            // SQLSTATEs have five characters, result codes of SQLite are numbers below 10,000.
            (5, "55P03") => Refusal::Busy,
            (5, "42501" | "25006") => Refusal::Forbidden,
            (5, "53100") => Refusal::Full,
            (5, "58030") => Refusal::Disk,
            (5, "XX001" | "XX002") => Refusal::Damaged,
            (5, "25P03" | "57P01" | "57P02" | "57P03") => Refusal::Ended,
            (5, _) => Refusal::Other,
            // The lowest byte of an extended code is the code.
            _ => match code.parse::<u32>().unwrap_or_default() & 0xff {
                5 | 6 => Refusal::Busy,
                8 => Refusal::ReadOnly,
                10 => Refusal::Disk,
                11 | 26 => Refusal::Damaged,
                13 => Refusal::Full,
                14 => Refusal::CannotOpen,
                _ => Refusal::Other,
            },
        }
    }
}

/// Why a statement failed.
fn failed(error: &sqlx::Error) -> Text {
    match error {
        sqlx::Error::Database(error) => refused(&**error),
        sqlx::Error::PoolTimedOut => Text::new(
            "the database did not answer within 5 seconds; see whether it runs, and try again",
            "la base de datos no respondió en 5 segundos; vea si está en marcha y reintente",
        ),
        sqlx::Error::Io(error) => Text::new(
            format!(
                "the connection to the database broke: {error}; what was not confirmed did not happen, so run the command again"
            ),
            format!(
                "se cortó la conexión con la base de datos: {error}; lo que no se confirmó no ocurrió, así que ejecute el comando de nuevo"
            ),
        ),
        error => Text::new(
            format!("the database refused: {error}"),
            format!("la base de datos se negó: {error}"),
        ),
    }
}

/// What a database said while it was working; its words never hold a password.
fn refused(error: &dyn DatabaseError) -> Text {
    let said = error.message();
    let (en, es) = match Refusal::of(error) {
        Refusal::Forbidden => (
            "the role may not do this; connect as one that may (docs/operating.md lists the grants)",
            "el rol no tiene permiso; conéctese con uno que lo tenga (docs/operating.md lista los permisos)",
        ),
        Refusal::ReadOnly | Refusal::CannotOpen => (
            "the store may only be read here; make its file and folder writable for you",
            "aquí el almacén solo se puede leer; haga que usted pueda escribir su archivo y carpeta",
        ),
        Refusal::Full => (
            "the disk is full; make room and run the command again, nothing of it was kept",
            "el disco está lleno; libere espacio y ejecute el comando de nuevo, nada de él se guardó",
        ),
        Refusal::Disk => (
            "the disk cannot be read or written; see whether it is full or damaged, and run the command again",
            "no se puede leer o escribir el disco; vea si está lleno o dañado, y ejecute el comando de nuevo",
        ),
        Refusal::Damaged => (
            "the database is damaged; restore a backup with `mru restore`",
            "la base de datos está dañada; recupere un respaldo con `mru restore`",
        ),
        Refusal::Ended => (
            "the server ended the connection; what was not confirmed did not happen, so run the command again",
            "el servidor cerró la conexión; lo que no se confirmó no ocurrió, así que ejecute el comando de nuevo",
        ),
        Refusal::Busy => (
            "another process holds the lock of the store; run the command again",
            "otro proceso tiene el bloqueo del almacén; ejecute el comando de nuevo",
        ),
        Refusal::Other => (
            "the database refused; run `mru verify` to see whether the store is whole",
            "la base de datos se negó; ejecute `mru verify` para ver si el almacén está íntegro",
        ),
    };
    Text::new(format!("{en}: {said}"), format!("{es}: {said}"))
}
