//! Opens the embedded store: a SQLite file.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Read as _},
    path::{Path, PathBuf, absolute},
    time::Duration,
};

use sqlx::{
    AnyPool, AssertSqlSafe, Executor as _, Row as _,
    any::{AnyPoolOptions, install_default_drivers},
};

use super::{
    Access, Kind,
    schema::{self, Schema},
    with_suffix,
};
use crate::{
    files::private,
    storage::{Closed, Database, StoreError, database::Place, error::Refusal},
};

/// How SQLite opens a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Write,
    Read,
    /// Nobody writes meanwhile, and nothing is made beside the file.
    Immutable,
}

/// Transactions that read a file at the same time; further ones wait.
const READERS: u32 = 4;

/// How long one waits for a connection at least.
const SOON: Duration = Duration::from_secs(5);

/// The first bytes of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Opens a store that is there; an earlier form is brought to the current one when that is allowed.
pub(super) async fn open(
    path: &Path,
    access: Access,
    patience: Duration,
) -> Result<Database, StoreError> {
    look(path, access)?;
    let (pool, place) = match access {
        Access::Write => (connect(path, Mode::Write, patience).await?, Place::file(path)),
        Access::Read => connect_to_read(path, patience).await?,
    };
    let schema = schema::of(&mut *pool.acquire().await?, Kind::Sqlite).await;
    let schema = schema.map_err(|error| unreadable(path, error))?;
    if access == Access::Write && schema != Schema::None {
        end_rollback_journal(&pool).await?;
    }
    match schema {
        Schema::None => Err(no_store(path)),
        Schema::Current => database(path, place, access, pool, patience),
        Schema::Older if access == Access::Write => {
            let before = schema::bring_up(&pool, Kind::Sqlite, false).await;
            before.map_err(StoreError::waited)?;
            database(path, place, access, pool, patience)
        }
        Schema::Older => {
            pool.close().await;
            if look(path, Access::Write).is_err() {
                return Err(StoreError::Older);
            }
            let written = Box::pin(open(path, Access::Write, patience)).await?;
            written.close().await?;
            Box::pin(open(path, access, patience)).await
        }
    }
}

/// Makes a store in a new file.
pub(super) async fn make(path: &Path, patience: Duration) -> Result<Database, StoreError> {
    private::create(path).map_err(StoreError::file(path))?;
    let pool = connect(path, Mode::Write, patience).await?;
    write_ahead(&pool).await?;
    schema::bring_up(&pool, Kind::Sqlite, true).await?;
    database(path, Place::file(path), Access::Write, pool, patience)
}

/// A store by its first connections: those that read, or the one that writes, to which others that
/// read are made when they are needed.
fn database(
    path: &Path,
    place: Place,
    access: Access,
    pool: AnyPool,
    patience: Duration,
) -> Result<Database, StoreError> {
    let readers = match access {
        Access::Read => pool.clone(),
        Access::Write => {
            let url = url(path, Mode::Read)?;
            options(Mode::Read, patience).connect_lazy(&url)?
        }
    };
    Ok(Database::new(readers, pool, place))
}

/// A copy of a backup, for example, keeps readers out while somebody writes; this ends it. Others
/// may be reading it: then it stays as it is.
async fn end_rollback_journal(pool: &AnyPool) -> Result<(), StoreError> {
    let journal = pool.fetch_one("PRAGMA journal_mode").await;
    let journal = journal.map_err(|error| StoreError::from(error).waited())?;
    if journal.try_get::<String, _>(0)? == "delete" {
        let _ = write_ahead(pool).await;
    }
    Ok(())
}

/// Lets readers go on while somebody writes; the file remembers it.
pub(super) async fn write_ahead(pool: &AnyPool) -> Result<(), StoreError> {
    pool.execute("PRAGMA journal_mode = WAL").await?;
    Ok(())
}

/// Looks at the file before SQLite does: it says more plainly what is wrong.
pub(super) fn look(path: &Path, access: Access) -> Result<(), StoreError> {
    let opened = OpenOptions::new().read(true).write(access == Access::Write).open(path);
    let mut file = match opened {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(no_store(path));
        }
        Err(_) if path.is_dir() => return Err(no_database(path)),
        Err(error) => return Err(StoreError::file(path)(error)),
    };
    let metadata = file.metadata().map_err(StoreError::file(path))?;
    if metadata.is_file() && metadata.len() == 0 {
        return Err(no_store(path));
    }
    let mut start = [0; MAGIC.len()];
    let database = metadata.is_file() && file.read_exact(&mut start).is_ok() && start == *MAGIC;
    if database { Ok(()) } else { Err(no_database(path)) }
}

/// Opens a file without making anything beside it where that is not allowed.
async fn connect_to_read(path: &Path, patience: Duration) -> Result<(AnyPool, Place), StoreError> {
    let pool = connect(path, Mode::Read, patience).await?;
    let probe = pool.fetch_one("SELECT COUNT(*) FROM sqlite_master").await;
    let error = match probe {
        Ok(_) => return Ok((pool, Place::file(path))),
        Err(error) => StoreError::from(error),
    };
    pool.close().await;
    if !matches!(error.refusal(), Refusal::StoreNotOpened | Refusal::StoreReadOnly) {
        return Err(unreadable(path, error));
    }
    // A folder that may not be written, and nobody who writes: the file is all there is.
    for suffix in ["-wal", "-journal"] {
        let log = with_suffix(path, suffix);
        if fs::metadata(&log).is_ok_and(|it| it.len() > 0) {
            return Err(Closed::ChangesUnreadable { log }.into());
        }
    }
    let pool = connect(path, Mode::Immutable, patience).await?;
    Ok((pool, Place::unchanging(path)?))
}

async fn connect(path: &Path, mode: Mode, patience: Duration) -> Result<AnyPool, StoreError> {
    install_default_drivers();
    let pool = options(mode, patience)
        .connect(&url(path, mode)?)
        .await
        .map_err(|error| unreadable(path, error.into()))?;
    if mode == Mode::Write {
        for pragma in ["PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"] {
            let told = pool.execute(pragma).await;
            told.map_err(|error| unreadable(path, error.into()))?;
        }
    }
    Ok(pool)
}

/// How many connections there are, and how long they wait for each other.
fn options(mode: Mode, patience: Duration) -> AnyPoolOptions {
    let waiting = format!("PRAGMA busy_timeout = {}", patience.as_millis().min(i32::MAX as u128));
    AnyPoolOptions::new()
        .max_connections(if mode == Mode::Write { 1 } else { READERS })
        // A connection is kept: what it is told once holds.
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(patience.max(SOON))
        .after_connect(move |connection, _| {
            let waiting = waiting.clone();
            Box::pin(async move { connection.execute(AssertSqlSafe(waiting)).await.map(|_| ()) })
        })
}

/// The URL of a file; everything that could mean something in a URL is escaped.
fn url(path: &Path, mode: Mode) -> Result<String, StoreError> {
    let path = absolute(path).map_err(StoreError::file(path))?;
    let Some(text) = path.to_str() else {
        return Err(Closed::FileNameUnreadable { path }.into());
    };
    let mut url = String::from("sqlite://");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url.push_str(match mode {
        Mode::Write => "?mode=rw",
        Mode::Read => "?mode=ro",
        Mode::Immutable => "?mode=ro&immutable=1",
    });
    Ok(url)
}

fn no_store(path: &Path) -> StoreError {
    let named = path.file_name().is_some_and(|name| name == super::FILE_NAME);
    let place: PathBuf = if named { private::folder_of(path).into() } else { path.into() };
    StoreError::Absent(format!("`{}`", place.display()))
}

fn no_database(path: &Path) -> StoreError {
    Closed::FileIsNoDatabase { path: path.to_owned() }.into()
}

/// Names the file of which SQLite could not read even the beginning.
fn unreadable(path: &Path, error: StoreError) -> StoreError {
    match error.refusal() {
        Refusal::DatabaseDamaged => Closed::FileIsDamaged { path: path.to_owned() }.into(),
        _ => error.waited(),
    }
}
