//! API keys by their hashes, and when each ends. Rows never change; what happens is one more row.

use chrono::{DateTime, Utc};
use sqlx::{Row as _, any::AnyRow};

use super::{
    Database, StoreError, Transaction,
    chain::{self, Recorded},
    clock::written,
};

/// An API key that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// By what it is known.
    pub id: String,
    /// SHA-256 of the whole key.
    pub hash: String,
    /// The written form of its role.
    pub role: String,
    /// The only customer that it sees; empty when it sees all.
    pub customer: String,
    /// What it is for, in words.
    pub label: String,
    /// From when it is no longer accepted.
    pub expires_at: DateTime<Utc>,
}

/// An API key as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredApiKey {
    /// What was kept.
    pub key: ApiKey,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it was, or will be, ended before it expires.
    pub ends_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "SELECT k.id, k.hash, k.role, k.customer, k.label, k.expires_at, c.recorded_at, \
    COALESCE((SELECT MIN(e.ends_at) FROM api_key_end e WHERE e.id = k.id), '') \
    FROM api_key k JOIN chain c ON c.sequence = k.sequence";

/// Keeps a key.
pub(crate) async fn put(transaction: &mut Transaction, key: &ApiKey) -> Result<(), StoreError> {
    let expires_at = written(key.expires_at);
    let texts =
        [&key.id, &key.hash, &key.role, &key.customer, &key.label, &expires_at].map(String::as_str);
    let insert = "INSERT INTO api_key (sequence, id, hash, role, customer, label, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    chain::record(transaction, Recorded::ApiKey, &key.id, insert, &texts).await?;
    crate::crash::point("api-key.stored");
    Ok(())
}

/// Records from when a key is no longer accepted.
pub(crate) async fn end(
    transaction: &mut Transaction,
    id: &str,
    ends_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let ends_at = written(ends_at);
    let insert = "INSERT INTO api_key_end (sequence, id, ends_at) VALUES ($1, $2, $3)";
    chain::record(transaction, Recorded::ApiKey, id, insert, &[id, &ends_at]).await
}

/// All keys, in the order in which they were made.
pub(crate) async fn all(transaction: &mut Transaction) -> Result<Vec<StoredApiKey>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY k.sequence"));
    let rows = sqlx::query(sql).fetch_all(transaction.connection()).await?;
    rows.iter().map(stored).collect()
}

/// The key of an id.
pub(crate) async fn by_id(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<StoredApiKey>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE k.id = $1"));
    let row = sqlx::query(sql).bind(id.to_owned()).fetch_optional(transaction.connection()).await?;
    row.as_ref().map(stored).transpose()
}

/// The key of a hash, by a statement of its own: every request asks for one.
pub(crate) async fn by_hash(
    database: &Database,
    hash: &str,
) -> Result<Option<StoredApiKey>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE k.hash = $1"));
    let row = sqlx::query(sql).bind(hash.to_owned()).fetch_optional(database.readers()).await?;
    row.as_ref().map(stored).transpose()
}

fn stored(row: &AnyRow) -> Result<StoredApiKey, StoreError> {
    let id: String = row.try_get(0)?;
    let instant = |place: usize| {
        let text: String = row.try_get(place)?;
        let read = DateTime::parse_from_rfc3339(&text).map(|it| it.to_utc());
        read.map_err(|error| StoreError::Unreadable {
            what: "API key",
            id: id.clone(),
            problem: error.to_string(),
        })
    };
    let is_ended = !row.try_get::<String, _>(7)?.is_empty();
    Ok(StoredApiKey {
        key: ApiKey {
            hash: row.try_get(1)?,
            role: row.try_get(2)?,
            customer: row.try_get(3)?,
            label: row.try_get(4)?,
            expires_at: instant(5)?,
            id: id.clone(),
        },
        made_at: instant(6)?,
        ends_at: if is_ended { Some(instant(7)?) } else { None },
    })
}
