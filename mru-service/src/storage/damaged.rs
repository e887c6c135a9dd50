//! Records whose customer is no text: only a damaged embedded store has them.
//!
//! What such a record says tells whose it is, so that this customer is set aside, and no other.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, Row as _};

use super::{StoreError, Transaction, stored};

/// The tables of what is recorded of customers, and the field of their content that names one.
const TABLES: [(&str, &str); 3] =
    [("account", "id"), ("event", "customer"), ("document", "customer")];

/// A customer as a table has it, whatever that is.
struct Id {
    kind: String,
    bytes: Vec<u8>,
}

impl Id {
    /// The id, when it is text as it should be.
    fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok().filter(|_| self.kind == "text")
    }
}

async fn ids(transaction: &mut Transaction, table: &str) -> Result<Vec<Id>, StoreError> {
    // Names of tables of ours, and nothing else.
    let kind = if transaction.is_embedded() { "typeof(customer)" } else { "'text'" };
    let bytes = transaction.bytes("customer");
    let sql = format!("SELECT DISTINCT {kind}, {bytes} FROM {table}");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(transaction.connection()).await?;
    rows.iter().map(|row| Ok(Id { kind: row.try_get(0)?, bytes: row.try_get(1)? })).collect()
}

/// The ids of customers that can be read, sorted.
pub(crate) async fn readable(
    transaction: &mut Transaction,
) -> Result<BTreeSet<String>, StoreError> {
    let ids = ids(transaction, "account").await?;
    Ok(ids.iter().filter_map(Id::text).map(str::to_owned).collect())
}

/// The first record of each customer that names it in its content alone.
pub(crate) async fn records(
    transaction: &mut Transaction,
) -> Result<BTreeMap<String, StoreError>, StoreError> {
    let mut found = BTreeMap::new();
    for (table, field) in TABLES {
        for id in ids(transaction, table).await? {
            if id.text().is_some() {
                continue;
            }
            let sql = format!(
                "SELECT sequence, CAST(content AS BLOB) FROM {table} WHERE typeof(customer) = $1 AND CAST(customer AS BLOB) = $2 ORDER BY sequence"
            );
            let query =
                sqlx::query(AssertSqlSafe(sql)).bind(id.kind.clone()).bind(id.bytes.clone());
            for row in query.fetch_all(transaction.connection()).await? {
                let (sequence, content): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
                let customer = stored::field(field, &content)
                    .unwrap_or_else(|| String::from_utf8_lossy(&id.bytes).into_owned());
                found.entry(customer).or_insert_with(|| StoreError::Unreadable {
                    what: table,
                    id: sequence.to_string(),
                    problem: String::from("its customer is no text"),
                });
            }
        }
    }
    Ok(found)
}
