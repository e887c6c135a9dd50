//! Webhooks, the secrets that sign for each, and their ends. Rows never change.

use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    clock::written,
};

/// Where somebody wants to be told of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// By what it is known.
    pub id: String,
    /// Where requests go.
    pub url: String,
    /// The names of the events, by commas.
    pub events: String,
    /// The only customer whose events it gets; empty for all.
    pub customer: String,
}

/// A webhook as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWebhook {
    /// What was kept.
    pub webhook: Webhook,
    /// When it was made, in UTC.
    pub made_at: String,
    /// When it was removed, in UTC; empty while it holds.
    pub ended_at: String,
}

/// A secret that signs for a webhook; it is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct StoredSecret {
    /// The secret.
    pub secret: String,
    /// Until when the one before it signs as well.
    pub before_until: DateTime<Utc>,
}

impl fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredSecret").field("before_until", &self.before_until).finish()
    }
}

const COLUMNS: &str = "SELECT w.id, w.url, w.events, w.customer, c.recorded_at, \
    COALESCE((SELECT e.recorded_at FROM webhook_end n JOIN chain e ON e.sequence = n.sequence WHERE n.id = w.id), '') \
    FROM webhook w JOIN chain c ON c.sequence = w.sequence";

/// Keeps a webhook.
pub(crate) async fn put(
    transaction: &mut Transaction,
    webhook: &Webhook,
) -> Result<(), StoreError> {
    let texts = [&webhook.id, &webhook.url, &webhook.events, &webhook.customer].map(String::as_str);
    let insert =
        "INSERT INTO webhook (sequence, id, url, events, customer) VALUES ($1, $2, $3, $4, $5)";
    chain::record(transaction, Recorded::Webhook, &webhook.id, insert, &texts).await
}

/// Keeps a secret, and until when the one before it signs as well.
pub(crate) async fn put_secret(
    transaction: &mut Transaction,
    webhook: &str,
    (secret, before_until): (&str, DateTime<Utc>),
) -> Result<(), StoreError> {
    let before_until = written(before_until);
    let insert = "INSERT INTO webhook_secret (sequence, webhook, secret, before_until) VALUES ($1, $2, $3, $4)";
    chain::record(
        transaction,
        Recorded::Webhook,
        webhook,
        insert,
        &[webhook, secret, &before_until],
    )
    .await
}

/// Records that a webhook gets nothing any more.
pub(crate) async fn end(transaction: &mut Transaction, id: &str) -> Result<(), StoreError> {
    let insert = "INSERT INTO webhook_end (sequence, id) VALUES ($1, $2)";
    chain::record(transaction, Recorded::Webhook, id, insert, &[id]).await
}

/// All webhooks, in the order in which they were made.
pub(crate) async fn all(transaction: &mut Transaction) -> Result<Vec<StoredWebhook>, StoreError> {
    let sql = AssertSqlSafe(format!("{COLUMNS} ORDER BY w.sequence"));
    let rows = sqlx::query(sql).fetch_all(transaction.connection()).await?;
    rows.iter().map(stored).collect()
}

/// The webhook of an id.
pub(crate) async fn find(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<StoredWebhook>, StoreError> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE w.id = $1"));
    let row = sqlx::query(sql).bind(id.to_owned()).fetch_optional(transaction.connection()).await?;
    row.as_ref().map(stored).transpose()
}

/// The last two secrets of a webhook, the newest first.
pub(crate) async fn secrets(
    transaction: &mut Transaction,
    webhook: &str,
) -> Result<Vec<StoredSecret>, StoreError> {
    let rows = sqlx::query("SELECT secret, before_until FROM webhook_secret WHERE webhook = $1 ORDER BY sequence DESC LIMIT 2")
        .bind(webhook.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let until: String = row.try_get(1)?;
            let until = DateTime::parse_from_rfc3339(&until).map_err(|error| {
                let (what, id) = ("secret of webhook", webhook.to_owned());
                StoreError::Unreadable { what, id, problem: error.to_string() }
            })?;
            Ok(StoredSecret { secret: row.try_get(0)?, before_until: until.to_utc() })
        })
        .collect()
}

fn stored(row: &AnyRow) -> Result<StoredWebhook, StoreError> {
    Ok(StoredWebhook {
        webhook: Webhook {
            id: row.try_get(0)?,
            url: row.try_get(1)?,
            events: row.try_get(2)?,
            customer: row.try_get(3)?,
        },
        made_at: row.try_get(4)?,
        ended_at: row.try_get(5)?,
    })
}
