//! Links by which an approver without an account decides on a change, and the codes that are sent for
//! them: of each the hash alone, its end, and what was done with it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    clock::written,
    quotes,
};

/// A link that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalLink {
    /// By what it is known.
    pub id: String,
    /// SHA-256 of its secret.
    pub hash: String,
    /// The request of the change.
    pub change: String,
    /// For whom it is, as the contract names its approvers.
    pub approver: String,
    /// The last day on which it opens.
    pub last_day: NaiveDate,
}

/// A link as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredApprovalLink {
    /// What was kept.
    pub link: ApprovalLink,
    /// When it was made, in UTC.
    pub made_at: String,
    /// When it was revoked, in UTC; none while it holds.
    pub ended_at: Option<String>,
    /// How often it was opened.
    pub openings: i64,
}

/// A code that was sent for a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApprovalCode {
    /// By what it is known.
    pub id: String,
    /// The link.
    pub link: String,
    /// SHA-256 of the code, the secret of the link and the statement.
    pub hash: String,
    /// Hash of the statement that it decides on.
    pub statement_hash: String,
    /// From when it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

const COLUMNS: &str = "SELECT l.id, l.hash, l.change_id, l.approver, l.last_day, c.recorded_at, \
    COALESCE((SELECT e.recorded_at FROM approval_link_end n JOIN chain e ON e.sequence = n.sequence WHERE n.id = l.id), ''), \
    (SELECT COUNT(*) FROM approval_link_opening o WHERE o.link = l.id) \
    FROM approval_link l JOIN chain c ON c.sequence = l.sequence";

/// Keeps a link.
pub(crate) async fn put(
    transaction: &mut Transaction,
    link: &ApprovalLink,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO approval_link (sequence, id, hash, change_id, approver, last_day) VALUES ($1, $2, $3, $4, $5, $6)";
    let last_day = link.last_day.to_string();
    let texts = [link.id.as_str(), &link.hash, &link.change, &link.approver, &last_day];
    chain::record(transaction, Recorded::ApprovalLink, &link.id, insert, &texts).await?;
    crate::crash::point("approval-link.stored");
    Ok(())
}

/// Records that a link opens nothing any more.
pub(crate) async fn end(transaction: &mut Transaction, id: &str) -> Result<(), StoreError> {
    let insert = "INSERT INTO approval_link_end (sequence, id) VALUES ($1, $2)";
    chain::record(transaction, Recorded::ApprovalLink, id, insert, &[id]).await
}

/// Records that somebody opened a link: in which form, and from which address.
pub(crate) async fn opened(
    transaction: &mut Transaction,
    id: &str,
    form: &str,
    address: &str,
) -> Result<(), StoreError> {
    let insert =
        "INSERT INTO approval_link_opening (sequence, link, form, address) VALUES ($1, $2, $3, $4)";
    chain::record(transaction, Recorded::ApprovalLink, id, insert, &[id, form, address]).await
}

/// Keeps a code.
pub(crate) async fn put_code(
    transaction: &mut Transaction,
    code: &ApprovalCode,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO approval_code (sequence, id, link, hash, statement_hash, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let ApprovalCode { id, link, hash, statement_hash, expires_at } = code;
    let expires_at = written(*expires_at);
    let texts = [id.as_str(), link, hash, statement_hash, &expires_at];
    chain::record(transaction, Recorded::ApprovalLink, link, insert, &texts).await?;
    crate::crash::point("approval-code.stored");
    Ok(())
}

/// Records that somebody tried a code: `right` or `wrong`, and from which address.
pub(crate) async fn tried(
    transaction: &mut Transaction,
    code: &ApprovalCode,
    (outcome, address): (&str, &str),
) -> Result<(), StoreError> {
    let insert =
        "INSERT INTO approval_code_try (sequence, code, outcome, address) VALUES ($1, $2, $3, $4)";
    chain::record(
        transaction,
        Recorded::ApprovalLink,
        &code.link,
        insert,
        &[&code.id, outcome, address],
    )
    .await
}

/// The code of a link that was sent last, and how often it was tried.
pub(crate) async fn last_code(
    transaction: &mut Transaction,
    link: &str,
) -> Result<Option<(ApprovalCode, i64)>, StoreError> {
    let row = sqlx::query(
        "SELECT k.id, k.hash, k.statement_hash, k.expires_at, (SELECT COUNT(*) FROM approval_code_try t WHERE t.code = k.id) FROM approval_code k WHERE k.link = $1 ORDER BY k.sequence DESC LIMIT 1",
    )
    .bind(link.to_owned())
    .fetch_optional(transaction.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (id, expires_at): (String, String) = (row.try_get(0)?, row.try_get(3)?);
    let Ok(expires_at) = expires_at.parse() else {
        let problem = format!("`{expires_at}` is no instant");
        return Err(StoreError::Unreadable { what: "code", id, problem });
    };
    let code = ApprovalCode {
        link: link.to_owned(),
        hash: row.try_get(1)?,
        statement_hash: row.try_get(2)?,
        expires_at,
        id,
    };
    Ok(Some((code, row.try_get(4)?)))
}

/// How many codes of a link end after an instant.
pub(crate) async fn codes_after(
    transaction: &mut Transaction,
    link: &str,
    instant: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) FROM approval_code WHERE link = $1 AND expires_at > $2")
        .bind(link.to_owned())
        .bind(written(instant))
        .fetch_one(transaction.connection())
        .await?;
    Ok(row.try_get(0)?)
}

/// The link of a hash.
pub(crate) async fn by_hash(
    transaction: &mut Transaction,
    hash: &str,
) -> Result<Option<StoredApprovalLink>, StoreError> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE l.hash = $1"));
    let row =
        sqlx::query(sql).bind(hash.to_owned()).fetch_optional(transaction.connection()).await?;
    row.as_ref().map(stored).transpose()
}

/// The links of a request, in the order in which they were made.
pub(crate) async fn of_change(
    transaction: &mut Transaction,
    change: &str,
) -> Result<Vec<StoredApprovalLink>, StoreError> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE l.change_id = $1 ORDER BY l.sequence"));
    let rows = sqlx::query(sql).bind(change.to_owned()).fetch_all(transaction.connection()).await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &AnyRow) -> Result<StoredApprovalLink, StoreError> {
    let id: String = row.try_get(0)?;
    let ended: String = row.try_get(6)?;
    Ok(StoredApprovalLink {
        link: ApprovalLink {
            hash: row.try_get(1)?,
            change: row.try_get(2)?,
            approver: row.try_get(3)?,
            last_day: quotes::day(&id, &row.try_get::<String, _>(4)?)?,
            id,
        },
        made_at: row.try_get(5)?,
        ended_at: Some(ended).filter(|it| !it.is_empty()),
        openings: row.try_get(7)?,
    })
}
