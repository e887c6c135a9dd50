//! Numbers without gaps, and no rows beside those that were checked.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Row as _};

use super::{Verified, unique::whole_tables};
use crate::storage::{StoreError, Transaction};

/// Checks that the numbers of each series run from one to its counter.
pub(super) async fn check_series(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT series, COUNT(*), MIN(ordinal), MAX(ordinal) FROM (SELECT series, ordinal FROM document UNION ALL SELECT series, ordinal FROM quote) AS numbered GROUP BY series ORDER BY series")
        .fetch_all(transaction.connection())
        .await?;
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows {
        let (series, count, first, max): (String, i64, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        if first != 1 || max != count {
            verified.problem(
                format!("series {series} has gaps: {count} documents, numbers {first} to {max}"),
                format!(
                    "la serie {series} tiene vacíos: {count} documentos, números {first} a {max}"
                ),
            );
        }
        last.insert(series, max);
    }
    for row in
        sqlx::query("SELECT name, last FROM series").fetch_all(transaction.connection()).await?
    {
        let (name, counted): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        if last.remove(&name) != Some(counted) {
            verified.problem(
                format!(
                    "the counter of series {name} is {counted}, which is not its last document"
                ),
                format!(
                    "el contador de la serie {name} es {counted}, que no es su último documento"
                ),
            );
        }
    }
    for name in last.keys() {
        verified.problem(
            format!("series {name} has no counter"),
            format!("la serie {name} no tiene contador"),
        );
    }
    Ok(())
}

/// Checks that nothing is in the tables that was not looked at.
pub(super) async fn check_counts(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    whole_tables(transaction, "off").await?;
    let documents = verified.documents.saturating_add(verified.unread);
    for (table, count) in [("event", verified.events), ("document", documents)] {
        let hint = if transaction.is_embedded() { "NOT INDEXED" } else { "" };
        let sql = format!("SELECT COUNT(*) FROM {table} {hint}");
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(transaction.connection()).await?;
        let stored: i64 = row.try_get(0)?;
        if usize::try_from(stored) != Ok(count) {
            verified.problem(
                format!("table {table} holds rows of no import, or of customers that are not recorded"),
                format!("la tabla {table} contiene filas de ninguna importación, o de clientes que no están registrados"),
            );
        }
    }
    whole_tables(transaction, "on").await
}
