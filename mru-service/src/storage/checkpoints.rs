//! Signed checkpoints of the tree over the chain, and the keys that the chain names.

use sqlx::Row as _;

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    stored,
};
use crate::witness::{checkpoint::SignedNote, keys::KeyRecord};

/// A checkpoint as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// How many entries it covers.
    pub size: i64,
    /// Its place among all checkpoints, from 1, without gaps.
    pub ordinal: i64,
    /// The signed note.
    pub note: String,
}

/// A key with the number of its entry in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Number of its entry.
    pub sequence: i64,
    /// What was recorded.
    pub record: KeyRecord,
}

/// The origin of the store's checkpoints: `mru/` and what the first entry says.
///
/// A store that was made before stores had an id is known by the hash of its first entry. None when
/// nothing is recorded.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn origin(transaction: &mut Transaction) -> Result<Option<String>, StoreError> {
    let first = sqlx::query("SELECT kind, subject, hash FROM chain WHERE sequence = 1")
        .fetch_optional(transaction.connection())
        .await?;
    let Some(row) = first else { return Ok(None) };
    let (kind, subject, hash): (String, String, String) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let id = if kind == "store" { subject } else { hash.chars().skip(7).take(32).collect() };
    Ok(Some(format!("mru/{id}")))
}

/// The keys that the chain names, oldest first.
///
/// # Errors
///
/// [`StoreError`], also when one cannot be read.
pub async fn keys(transaction: &mut Transaction) -> Result<Vec<StoredKey>, StoreError> {
    let rows =
        sqlx::query("SELECT sequence, subject FROM chain WHERE kind = 'key' ORDER BY sequence")
            .fetch_all(transaction.connection())
            .await?;
    let read = |row: &sqlx::any::AnyRow| {
        let (sequence, subject): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let record = KeyRecord::read(&subject)
            .map_err(|error| stored::refused("key", &sequence.to_string(), error))?;
        Ok(StoredKey { sequence, record })
    };
    rows.iter().map(read).collect()
}

/// Records a key in the chain.
///
/// The entry holds the whole record as its subject, so that the chain alone says whom to trust.
pub(crate) async fn put_key(
    transaction: &mut Transaction,
    record: &KeyRecord,
) -> Result<(), StoreError> {
    let written = record.written();
    let hash = chain::digest(&[&written]);
    chain::append(transaction, Recorded::Key, &written, &hash).await?;
    Ok(())
}

/// Keeps a checkpoint.
pub(crate) async fn put(
    transaction: &mut Transaction,
    note: &SignedNote,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "UPDATE head SET checkpoints = checkpoints + 1 WHERE id = 1 RETURNING checkpoints",
    )
    .fetch_one(transaction.connection())
    .await?;
    sqlx::query("INSERT INTO checkpoint (sequence, ordinal, note) VALUES ($1, $2, $3)")
        .bind(i64::try_from(note.checkpoint.size).unwrap_or(i64::MAX))
        .bind(row.try_get::<i64, _>(0)?)
        .bind(note.text())
        .execute(transaction.connection())
        .await?;
    Ok(())
}

/// How many checkpoints there must be.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn count(transaction: &mut Transaction) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT checkpoints FROM head WHERE id = 1")
        .fetch_one(transaction.connection())
        .await?;
    Ok(row.try_get(0)?)
}

/// The last checkpoint.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn last(transaction: &mut Transaction) -> Result<Option<StoredCheckpoint>, StoreError> {
    let row = sqlx::query(
        "SELECT sequence, ordinal, note FROM checkpoint ORDER BY sequence DESC LIMIT 1",
    )
    .fetch_optional(transaction.connection())
    .await?;
    row.as_ref().map(read).transpose()
}

/// The first checkpoint that covers an entry: that of the transaction which recorded it, if it issued.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn covering(
    transaction: &mut Transaction,
    sequence: i64,
) -> Result<Option<StoredCheckpoint>, StoreError> {
    let row = sqlx::query(
        "SELECT sequence, ordinal, note FROM checkpoint WHERE sequence >= $1 ORDER BY sequence LIMIT 1",
    )
    .bind(sequence)
    .fetch_optional(transaction.connection())
    .await?;
    row.as_ref().map(read).transpose()
}

/// The checkpoints above a size, the smallest first; at most a thousand.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn above(
    transaction: &mut Transaction,
    size: i64,
) -> Result<Vec<StoredCheckpoint>, StoreError> {
    let rows = sqlx::query(
        "SELECT sequence, ordinal, note FROM checkpoint WHERE sequence > $1 ORDER BY sequence LIMIT 1000",
    )
    .bind(size)
    .fetch_all(transaction.connection())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &sqlx::any::AnyRow) -> Result<StoredCheckpoint, StoreError> {
    Ok(StoredCheckpoint { size: row.try_get(0)?, ordinal: row.try_get(1)?, note: row.try_get(2)? })
}
