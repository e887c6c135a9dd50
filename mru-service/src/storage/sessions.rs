//! Sessions of people who signed in on the pages, by the hash of what their browser holds. They are no
//! part of the books: they have no entries in the chain, and go when they end.

use chrono::{DateTime, Utc};
use sqlx::Row as _;

use super::{Database, StoreError, Transaction, clock::written};

/// A session that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredSession {
    /// SHA-256 of what the browser holds.
    pub hash: String,
    /// The id of the API key that it was begun with.
    pub api_key: String,
    /// What every form of the session brings back.
    pub token: String,
    /// From when it is no longer accepted.
    pub ends_at: DateTime<Utc>,
}

/// Keeps a session, and lets those go that have ended.
pub(crate) async fn put(
    transaction: &mut Transaction,
    session: &StoredSession,
) -> Result<(), StoreError> {
    let now = written(transaction.now());
    sqlx::query("DELETE FROM session WHERE ends_at <= $1")
        .bind(now)
        .execute(transaction.connection())
        .await?;
    sqlx::query("INSERT INTO session (hash, api_key, token, ends_at) VALUES ($1, $2, $3, $4)")
        .bind(session.hash.clone())
        .bind(session.api_key.clone())
        .bind(session.token.clone())
        .bind(written(session.ends_at))
        .execute(transaction.connection())
        .await?;
    Ok(())
}

/// A session that has not ended at an instant, with the hash of its API key.
pub(crate) async fn by_hash(
    database: &Database,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>, StoreError> {
    let row = sqlx::query("SELECT s.token, k.hash FROM session s JOIN api_key k ON k.id = s.api_key WHERE s.hash = $1 AND s.ends_at > $2")
        .bind(hash.to_owned())
        .bind(written(now))
        .fetch_optional(database.readers())
        .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// Ends a session.
pub(crate) async fn end(transaction: &mut Transaction, hash: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE hash = $1")
        .bind(hash.to_owned())
        .execute(transaction.connection())
        .await?;
    Ok(())
}
