//! The form of a store: which migrations it has had, and bringing it to the current one.

use std::sync::LazyLock;

use sqlx::{
    AnyConnection, AnyPool, Executor as _, Row as _,
    migrate::{MigrateError, Migrator},
};

use super::Kind;
use crate::storage::{
    Clock, StoreError, Transaction,
    chain::{self, Recorded},
};

static SQLITE: LazyLock<Migrator> = LazyLock::new(|| sqlx::migrate!("migrations/sqlite"));
static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!("migrations/postgres");
    // The lock is taken before, and ends with the transaction.
    migrator.set_locking(false);
    migrator
});

/// Holds off other processes while one makes or migrates a store; the key is ours alone.
const LOCK: &str = "SELECT pg_advisory_xact_lock(5499172011)";

/// How the schema of a database stands to that of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schema {
    /// There is none of ours.
    None,
    /// An earlier one.
    Older,
    /// The same.
    Current,
}

fn migrator(kind: Kind) -> &'static Migrator {
    match kind {
        Kind::Sqlite => &SQLITE,
        Kind::Postgres => &POSTGRES,
    }
}

/// Compares the schema of a database with that of this program.
pub(super) async fn of(connection: &mut AnyConnection, kind: Kind) -> Result<Schema, StoreError> {
    let table = match kind {
        Kind::Sqlite => {
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'"
        }
        Kind::Postgres => "SELECT COUNT(to_regclass('_sqlx_migrations'))",
    };
    let tables: i64 = sqlx::query(table).fetch_one(&mut *connection).await?.try_get(0)?;
    if tables == 0 {
        return Ok(Schema::None);
    }
    let rows = sqlx::query("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")
        .fetch_all(&mut *connection)
        .await?;
    let mut applied = Vec::with_capacity(rows.len());
    for row in rows {
        let (version, checksum): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
        applied.push((version, checksum));
    }
    compare(&applied, migrator(kind))
}

fn compare(applied: &[(i64, Vec<u8>)], migrator: &Migrator) -> Result<Schema, StoreError> {
    if applied.is_empty() {
        return Ok(Schema::None);
    }
    let mut known = migrator.iter();
    for (version, checksum) in applied {
        match known.next() {
            Some(ours) if ours.version == *version && *ours.checksum == **checksum => {}
            Some(ours) if ours.version == *version => return Err(changed(*version)),
            _ if migrator.version_exists(*version) => return Err(changed(*version)),
            _ => return Err(StoreError::Newer),
        }
    }
    Ok(if known.next().is_some() { Schema::Older } else { Schema::Current })
}

fn changed(version: i64) -> StoreError {
    StoreError::Migration(MigrateError::VersionMismatch(version))
}

/// Brings a database to the current form under an exclusive lock, all or nothing, and says which
/// one it had before.
///
/// A database without a store gets one when `make` says so: its first entry is its own random id.
pub(super) async fn bring_up(pool: &AnyPool, kind: Kind, make: bool) -> Result<Schema, StoreError> {
    let begun = match kind {
        Kind::Sqlite => pool.begin_with("BEGIN IMMEDIATE").await?,
        Kind::Postgres => pool.begin().await?,
    };
    let mut transaction = Transaction::new(begun, kind == Kind::Sqlite, Clock::System);
    if kind == Kind::Postgres {
        transaction.connection().execute(LOCK).await?;
    }
    // Another process may have been faster.
    let before = of(transaction.connection(), kind).await?;
    if before == Schema::Current || (before == Schema::None && !make) {
        transaction.rollback().await?;
        return Ok(before);
    }
    // `run` takes anything that gives a connection, of which the compiler cannot see in a task that it
    // may move to another thread.
    migrator(kind).run_direct(None, transaction.connection(), false).await?;
    if before == Schema::None {
        let id = random_id();
        let hash = chain::store_hash(&id);
        chain::append(&mut transaction, Recorded::Store, &id, &hash).await?;
    }
    crate::crash::point("store.before-commit");
    transaction.commit().await?;
    Ok(before)
}

/// An id that no other store has: 128 bits of the keys that the system gives each hash map.
fn random_id() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    let half = |salt: u8| RandomState::new().hash_one((salt, std::process::id()));
    format!("{:016x}{:016x}", half(0), half(1))
}
