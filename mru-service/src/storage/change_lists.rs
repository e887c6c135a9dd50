//! Lists of requests of changes, the newest first, by what became of them.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Row as _};

use super::{
    StoreError, Transaction,
    changes::{Kept, read_request},
};
use crate::changes::record::ChangeRequest;

/// Which requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    #[default]
    All,
    /// Those that wait for an approver.
    Waiting,
    /// Those that need nobody.
    Free,
    /// Those that the policy blocks.
    Blocked,
    /// Those that were approved.
    Approved,
    /// Those that were approved, and which the gate has not let through.
    Unused,
    /// Those that were rejected.
    Rejected,
}

impl Which {
    /// The condition, of texts as they are stored: within a JSON text, quotation marks of what people
    /// wrote are escaped, so that none of it looks like a field.
    const fn condition(self) -> &'static str {
        match self {
            Which::All => "1 = 1",
            Which::Waiting => {
                "r.content LIKE '%\"outcome\":\"approval\"%' AND NOT EXISTS (SELECT 1 FROM change_decision d WHERE d.change_id = r.id)"
            }
            Which::Free => {
                "(r.content LIKE '%\"outcome\":\"none\"%' OR r.content LIKE '%\"outcome\":\"notify\"%') AND NOT EXISTS (SELECT 1 FROM change_decision d WHERE d.change_id = r.id)"
            }
            Which::Blocked => {
                "r.content LIKE '%\"outcome\":\"blocked\"%' AND NOT EXISTS (SELECT 1 FROM change_decision d WHERE d.change_id = r.id)"
            }
            Which::Approved => {
                "EXISTS (SELECT 1 FROM change_decision d WHERE d.change_id = r.id AND d.content LIKE '%\"decided\":\"approved\"%')"
            }
            Which::Unused => {
                "EXISTS (SELECT 1 FROM change_decision d WHERE d.change_id = r.id AND d.content LIKE '%\"decided\":\"approved\"%' AND NOT EXISTS (SELECT 1 FROM gate_receipt g WHERE g.approval = d.id))"
            }
            Which::Rejected => {
                "EXISTS (SELECT 1 FROM change_decision d WHERE d.change_id = r.id AND d.content LIKE '%\"decided\":\"rejected\"%')"
            }
        }
    }
}

/// Requests of a customer, or of all, before an entry, the newest first.
pub(crate) async fn newest(
    transaction: &mut Transaction,
    which: Which,
    customer: Option<&str>,
    (before, most): (i64, i64),
) -> Result<Vec<Kept<ChangeRequest>>, StoreError> {
    // Nothing of what somebody sent is in the text.
    let condition = which.condition();
    let sql = format!(
        "SELECT r.sequence, r.content, r.id FROM change_request r WHERE (r.customer = $1 OR $2 = 1) AND r.sequence < $3 AND {condition} ORDER BY r.sequence DESC LIMIT $4"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(customer.unwrap_or_default().to_owned())
        .bind(i64::from(customer.is_none()))
        .bind(before)
        .bind(most)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get(2)?;
            read_request(row, &id)
        })
        .collect()
}

/// When an entry of the chain was recorded.
pub(crate) async fn recorded_at(
    transaction: &mut Transaction,
    sequence: i64,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = sqlx::query("SELECT recorded_at FROM chain WHERE sequence = $1")
        .bind(sequence)
        .fetch_optional(transaction.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let text: String = row.try_get(0)?;
    Ok(text.parse().ok())
}
