//! What no entry of the chain covers: drafts and customers set aside, because every run makes them
//! anew, and which run issued what, because a document is the same whichever did. The run kept a hash.

use sqlx::{AssertSqlSafe, Row as _};

use super::Verified;
use crate::storage::{
    StoreError, Transaction,
    chain::{self, Digest},
};

/// A table, and the columns that its hash covers after customer and period.
const TABLES: [(&str, &[&str]); 2] =
    [("draft", &["content", "CAST(total_cents AS TEXT)", "run"]), ("aside", &["findings", "run"])];

/// Rows at hand at once: statements are long.
const ROWS: i64 = 100;

pub(super) async fn check(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    check_runs(transaction, verified).await?;
    check_made(transaction, verified).await
}

/// Checks what each run issued.
async fn check_runs(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let rows = sqlx::query(
            "SELECT first, last, name, hash FROM run WHERE first > $1 ORDER BY first LIMIT $2",
        )
        .bind(after)
        .bind(ROWS)
        .fetch_all(transaction.connection())
        .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let (first, last): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            let (name, hash): (String, String) = (row.try_get(2)?, row.try_get(3)?);
            after = first;
            if chain::digest(&[&first.to_string(), &last.to_string(), &name]) != hash {
                verified.problem(
                    format!("what `{name}` issued, from entry {first} to {last}, is not what it kept"),
                    format!("lo que emitió `{name}`, de la entrada {first} a la {last}, no es lo que guardó"),
                );
            }
        }
    }
}

/// Checks drafts and customers set aside.
async fn check_made(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    for (table, covered) in TABLES {
        let columns: Vec<String> = ["customer", "period"]
            .iter()
            .chain(covered)
            .map(|column| transaction.bytes(column))
            .collect();
        // Rows of earlier versions of the program have no hash.
        let sql = format!(
            "SELECT customer, period, hash, {} FROM {table} WHERE customer >= $1 AND (customer > $1 OR period > $2) ORDER BY customer, period LIMIT {ROWS}",
            columns.join(", ")
        );
        let mut after = (String::new(), String::new());
        loop {
            let query = sqlx::query(AssertSqlSafe(&*sql)).bind(after.0.clone());
            let rows = query.bind(after.1.clone()).fetch_all(transaction.connection()).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                after = (row.try_get(0)?, row.try_get(1)?);
                let hash: String = row.try_get(2)?;
                let mut digest = Digest::default();
                for place in 3..columns.len().saturating_add(3) {
                    digest.add(&row.try_get::<Option<Vec<u8>>, _>(place)?.unwrap_or_default());
                }
                if !hash.is_empty() && digest.finish() != hash {
                    changed(verified, table, &after);
                }
            }
        }
    }
    Ok(())
}

fn changed(verified: &mut Verified, table: &str, (customer, period): &(String, String)) {
    verified.problem(
        format!("{table} `{customer}/{period}` is not what a run made of it; bill {period} again"),
        format!(
            "{table} `{customer}/{period}` no es lo que hizo una corrida; facture {period} de nuevo"
        ),
    );
}
