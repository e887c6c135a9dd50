//! Values that stand only once, found by reading whole tables: a damaged unique index would say of
//! itself that all is well.

use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::Verified;
use crate::storage::{StoreError, Transaction};

/// Tables with the columns whose values stand once, and which rows count.
const UNIQUE: [(&str, &[&str], &str); 67] = [
    ("event", &["id"], ""),
    ("chain", &["sequence"], ""),
    ("supplier", &["sequence"], ""),
    ("account", &["sequence"], ""),
    ("document", &["sequence"], ""),
    ("document", &["number"], ""),
    ("document", &["series", "ordinal"], ""),
    ("document", &["customer", "period"], "WHERE credits = ''"),
    ("document", &["request_key"], "WHERE request_key <> ''"),
    ("checkpoint", &["sequence"], ""),
    ("checkpoint", &["ordinal"], ""),
    ("rate_card", &["sequence"], ""),
    ("rate_card", &["id"], ""),
    ("rate_card", &["hash"], ""),
    ("reconciliation", &["sequence"], ""),
    ("reconciliation", &["period"], "WHERE state = 'closed'"),
    ("api_key", &["sequence"], ""),
    ("api_key", &["id"], ""),
    ("api_key", &["hash"], ""),
    ("api_key_end", &["sequence"], ""),
    ("request", &["sequence"], ""),
    ("request", &["caller", "request_key"], ""),
    ("quote_draft", &["sequence"], ""),
    ("quote_draft", &["id"], ""),
    ("quote", &["sequence"], ""),
    ("quote", &["number"], ""),
    ("quote", &["series", "ordinal"], ""),
    ("quote", &["draft"], ""),
    ("quote_step", &["sequence"], ""),
    ("quote_step", &["number"], ""),
    ("quote_link", &["sequence"], ""),
    ("quote_link", &["id"], ""),
    ("quote_link", &["hash"], ""),
    ("quote_link_end", &["id"], ""),
    ("quote_opening", &["sequence"], ""),
    ("change_request", &["sequence"], ""),
    ("change_request", &["id"], ""),
    ("change_decision", &["sequence"], ""),
    ("change_decision", &["id"], ""),
    ("change_decision", &["change_id"], ""),
    ("envelope", &["sequence"], ""),
    ("envelope", &["id"], ""),
    ("gate_receipt", &["sequence"], ""),
    ("gate_receipt", &["id"], ""),
    ("gate_receipt", &["approval"], "WHERE approval <> ''"),
    ("gate_receipt", &["caller", "request_key"], ""),
    ("tax_document", &["sequence"], ""),
    ("setting", &["sequence"], ""),
    ("webhook", &["sequence"], ""),
    ("webhook", &["id"], ""),
    ("webhook_secret", &["sequence"], ""),
    ("webhook_end", &["id"], ""),
    ("budget", &["sequence"], ""),
    ("outbox", &["id"], ""),
    ("outbox", &["effect"], ""),
    ("approval_link", &["sequence"], ""),
    ("approval_link", &["id"], ""),
    ("approval_link", &["hash"], ""),
    ("approval_link_end", &["id"], ""),
    ("approval_link_opening", &["sequence"], ""),
    ("approval_code", &["sequence"], ""),
    ("approval_code", &["id"], ""),
    ("approval_code_try", &["sequence"], ""),
    ("draft", &["customer", "period"], ""),
    ("aside", &["customer", "period"], ""),
    ("series", &["name"], ""),
    ("run", &["first"], ""),
];

/// Doubled values that are named of each.
const NAMED: u32 = 20;

/// Ways of PostgreSQL to read an index instead of the table.
const INDEX_SCANS: [&str; 3] = ["enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"];

pub(super) async fn check(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    whole_tables(transaction, "off").await?;
    let hint = if transaction.is_embedded() { "NOT INDEXED" } else { "" };
    for (table, columns, which) in UNIQUE {
        let value: Vec<String> =
            columns.iter().map(|column| format!("CAST({column} AS TEXT)")).collect();
        let (value, group) = (value.join(" || ' ' || "), columns.join(", "));
        // Names of tables and columns of ours, and nothing else.
        let sql = format!(
            "SELECT {value}, COUNT(*) FROM {table} {hint} {which} GROUP BY {group} HAVING COUNT(*) > 1 ORDER BY 1 LIMIT {NAMED}"
        );
        for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(transaction.connection()).await? {
            let (value, count): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            let columns = columns.join(", ");
            verified.problem(
                format!("`{value}` stands {count} times in {columns} of table {table}, where each value stands once"),
                format!("`{value}` aparece {count} veces en {columns} de la tabla {table}, donde cada valor aparece una vez"),
            );
        }
    }
    whole_tables(transaction, "on").await
}

/// Makes PostgreSQL read tables whole, or as it likes.
pub(super) async fn whole_tables(
    transaction: &mut Transaction,
    indices: &str,
) -> Result<(), StoreError> {
    if transaction.is_embedded() {
        return Ok(());
    }
    for setting in INDEX_SCANS {
        transaction
            .connection()
            .execute(AssertSqlSafe(format!("SET LOCAL {setting} = {indices}")))
            .await?;
    }
    Ok(())
}
