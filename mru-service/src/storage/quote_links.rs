//! Links by which somebody without an account opens a quote: of each the hash alone, the last day on
//! which it opens, its end, and every opening.

use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    quotes,
};

/// A link that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteLink {
    /// By what it is known.
    pub id: String,
    /// SHA-256 of its secret.
    pub hash: String,
    /// The number of its quote.
    pub number: String,
    /// The last day on which it opens.
    pub last_day: NaiveDate,
}

/// A link as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// What was kept.
    pub link: QuoteLink,
    /// When it was made, in UTC.
    pub made_at: String,
    /// When it was revoked, in UTC; none while it holds.
    pub ended_at: Option<String>,
    /// How often it was opened.
    pub openings: i64,
}

const COLUMNS: &str = "SELECT l.id, l.hash, l.number, l.last_day, c.recorded_at, \
    COALESCE((SELECT e.recorded_at FROM quote_link_end n JOIN chain e ON e.sequence = n.sequence WHERE n.id = l.id), ''), \
    (SELECT COUNT(*) FROM quote_opening o WHERE o.link = l.id) \
    FROM quote_link l JOIN chain c ON c.sequence = l.sequence";

/// Keeps a link.
pub(crate) async fn put(transaction: &mut Transaction, link: &QuoteLink) -> Result<(), StoreError> {
    let last_day = link.last_day.to_string();
    let texts = [link.id.as_str(), &link.hash, &link.number, &last_day];
    let insert =
        "INSERT INTO quote_link (sequence, id, hash, number, last_day) VALUES ($1, $2, $3, $4, $5)";
    chain::record(transaction, Recorded::QuoteLink, &link.id, insert, &texts).await?;
    crate::crash::point("quote-link.stored");
    Ok(())
}

/// Records that a link opens nothing any more.
pub(crate) async fn end(transaction: &mut Transaction, id: &str) -> Result<(), StoreError> {
    let insert = "INSERT INTO quote_link_end (sequence, id) VALUES ($1, $2)";
    chain::record(transaction, Recorded::QuoteLink, id, insert, &[id]).await
}

/// Records that somebody opened a link: in which form, and from which address.
pub(crate) async fn opened(
    transaction: &mut Transaction,
    id: &str,
    form: &str,
    address: &str,
) -> Result<(), StoreError> {
    let insert =
        "INSERT INTO quote_opening (sequence, link, form, address) VALUES ($1, $2, $3, $4)";
    chain::record(transaction, Recorded::QuoteLink, id, insert, &[id, form, address]).await
}

/// The link of a hash.
pub(crate) async fn by_hash(
    transaction: &mut Transaction,
    hash: &str,
) -> Result<Option<StoredLink>, StoreError> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE l.hash = $1"));
    let row =
        sqlx::query(sql).bind(hash.to_owned()).fetch_optional(transaction.connection()).await?;
    row.as_ref().map(stored).transpose()
}

/// The links of a quote, in the order in which they were made.
pub(crate) async fn of_quote(
    transaction: &mut Transaction,
    number: &str,
) -> Result<Vec<StoredLink>, StoreError> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE l.number = $1 ORDER BY l.sequence"));
    let rows = sqlx::query(sql).bind(number.to_owned()).fetch_all(transaction.connection()).await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &AnyRow) -> Result<StoredLink, StoreError> {
    let id: String = row.try_get(0)?;
    let ended: String = row.try_get(5)?;
    Ok(StoredLink {
        link: QuoteLink {
            hash: row.try_get(1)?,
            number: row.try_get(2)?,
            last_day: quotes::day(&id, &row.try_get::<String, _>(3)?)?,
            id,
        },
        made_at: row.try_get(4)?,
        ended_at: Some(ended).filter(|it| !it.is_empty()),
        openings: row.try_get(6)?,
    })
}
