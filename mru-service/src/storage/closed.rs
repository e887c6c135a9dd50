//! Why the door of a store stays closed, and who holds its lock: values, which each face words.

use std::path::PathBuf;

/// Why the file of a store cannot be opened, made or copied; each case has a [code](Closed::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Closed {
    /// A file is no SQLite database, and so no store.
    FileIsNoDatabase {
        /// The file.
        path: PathBuf,
    },
    /// The beginning of a file cannot be read.
    FileIsDamaged {
        /// The file.
        path: PathBuf,
    },
    /// The name of a file is no UTF-8, and SQLite cannot open it.
    FileNameUnreadable {
        /// The file.
        path: PathBuf,
    },
    /// Changes beside a file cannot be read from a folder that may not be written.
    ChangesUnreadable {
        /// The file of the changes.
        log: PathBuf,
    },
    /// A file that is read without locks changed meanwhile.
    FileChanged {
        /// The file.
        path: PathBuf,
    },
    /// What stands at a place is never written over.
    PlaceIsTaken {
        /// The place.
        path: PathBuf,
    },
    /// A part of a store that is not there stands beside its place.
    PartIsLeft {
        /// The part.
        path: PathBuf,
    },
    /// Changes beside a backup are not in it.
    BackupIsIncomplete {
        /// The backup.
        file: PathBuf,
        /// The file of the changes.
        log: PathBuf,
    },
    /// A copy is not what the store holds, and was removed.
    CopyDiffers,
}

impl Closed {
    /// The stable name of the case, such as `file-is-damaged`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// Why a database on a server cannot be reached; each case has a [code](Unreachable::code).
///
/// No case carries a password, nor more of a URL than its scheme.
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Unreachable {
    /// The URL of the database is none of PostgreSQL.
    UrlOfAnotherScheme {
        /// Its scheme; none when it has none that can be shown.
        scheme: Option<String>,
    },
    /// The URL of the database cannot be read.
    UrlUnreadable {
        /// Why.
        problem: String,
    },
    /// The URL names no host that a password could be for.
    UrlWithoutHost,
    /// The connection to another machine would go unencrypted.
    ConnectionUnencrypted {
        /// The machine.
        host: String,
    },
    /// The file of the password holds none.
    PasswordFileIsEmpty {
        /// The file.
        path: PathBuf,
    },
    /// Nothing answers in time.
    ServerSilent {
        /// Host and port, or the folder of a socket.
        at: String,
        /// How long one waited.
        seconds: u64,
    },
    /// No connection can be made.
    ServerUnreachable {
        /// Host and port, or the folder of a socket.
        at: String,
        /// What the system said.
        problem: String,
    },
    /// The connection cannot be encrypted and trusted.
    ServerNotTrusted {
        /// Host and port.
        at: String,
        /// Why.
        problem: String,
    },
    /// The server does not let a user in.
    UserNotLetIn {
        /// Host and port, or the folder of a socket.
        at: String,
        /// The user.
        user: String,
        /// What the server said.
        problem: String,
    },
    /// The server has no database of a name.
    NoDatabase {
        /// Host and port, or the folder of a socket.
        at: String,
        /// The name.
        database: String,
    },
    /// What answers is no PostgreSQL server, or refuses the password.
    ServerNotUnderstood {
        /// Host and port, or the folder of a socket.
        at: String,
        /// What was wrong with its answer.
        problem: String,
    },
}

impl Unreachable {
    /// The stable name of the case, such as `server-silent`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// Who holds the lock of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Somebody; a server did not say who.
    Unknown,
    /// Another process of this program.
    Process,
    /// Another process of this program, which makes a store or a backup.
    Maker {
        /// The folder in which it does.
        folder: PathBuf,
    },
    /// A session of a server.
    Session {
        /// The program.
        program: String,
        /// Its user.
        user: String,
        /// The process of the server that works for it.
        process: i64,
        /// For how long, in seconds.
        seconds: i64,
    },
}
