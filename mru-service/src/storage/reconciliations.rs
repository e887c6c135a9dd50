//! Reconciliations of months: each is kept whole, and none changes.

use mru_core::{calendar::Period, reconciliation::Reconciliation};
use sqlx::{Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    stored,
};

/// A reconciliation as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReconciliation {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// Whether it closed its month.
    pub is_closed: bool,
    /// Why it closed its month outside the tolerance; often empty.
    pub reason: String,
    /// The reconciliation.
    pub reconciliation: Reconciliation,
}

/// How a month stands.
const OPEN: &str = "open";
const CLOSED: &str = "closed";

/// Keeps a reconciliation; one that is closed ends its month.
pub(crate) async fn put(
    transaction: &mut Transaction,
    reconciliation: &Reconciliation,
    closing: Option<&str>,
) -> Result<(), StoreError> {
    let period = reconciliation.month.to_string();
    let content = reconciliation.canonical();
    let (state, reason) = closing.map_or((OPEN, ""), |reason| (CLOSED, reason));
    let insert = "INSERT INTO reconciliation (sequence, period, state, reason, content) VALUES ($1, $2, $3, $4, $5)";
    chain::record(
        transaction,
        Recorded::Reconciliation,
        &period,
        insert,
        &[&period, state, reason, &content],
    )
    .await?;
    crate::crash::point("reconciliation.stored");
    Ok(())
}

/// The last reconciliation of a month: the one that closed it, when it is closed.
pub(crate) async fn last(
    transaction: &mut Transaction,
    month: Period,
) -> Result<Option<KeptReconciliation>, StoreError> {
    let row = sqlx::query("SELECT sequence, state, reason, content FROM reconciliation WHERE period = $1 ORDER BY sequence DESC LIMIT 1")
        .bind(month.to_string())
        .fetch_optional(transaction.connection())
        .await?;
    row.as_ref().map(|row| kept(month, row)).transpose()
}

/// The months that have a reconciliation, in their order.
pub(crate) async fn months(transaction: &mut Transaction) -> Result<Vec<Period>, StoreError> {
    let rows = sqlx::query("SELECT DISTINCT period FROM reconciliation ORDER BY period")
        .fetch_all(transaction.connection())
        .await?;
    let months = rows.iter().map(|row| {
        let written: String = row.try_get(0)?;
        Period::recorded(&written).ok_or_else(|| StoreError::Unreadable {
            what: "reconciliation",
            id: written.clone(),
            problem: String::from("its period is no month"),
        })
    });
    months.collect()
}

fn kept(month: Period, row: &AnyRow) -> Result<KeptReconciliation, StoreError> {
    let (state, content): (String, String) = (row.try_get(1)?, row.try_get(3)?);
    Ok(KeptReconciliation {
        sequence: row.try_get(0)?,
        is_closed: state == CLOSED,
        reason: row.try_get(2)?,
        reconciliation: stored::read("reconciliation", &month.to_string(), &content)?,
    })
}
