//! What each run issued: from which entry of the chain to which, a row a transaction.

use sqlx::Row as _;

use super::{StoreError, Transaction, chain};

/// Notes that a run issued the documents from one number to another.
pub(crate) async fn keep(
    transaction: &mut Transaction,
    name: &str,
    (first, last): (&str, &str),
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT MIN(sequence), MAX(sequence) FROM document WHERE number = $1 OR number = $2",
    )
    .bind(first.to_owned())
    .bind(last.to_owned())
    .fetch_one(transaction.connection())
    .await?;
    let (first, last): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let hash = chain::digest(&[&first.to_string(), &last.to_string(), name]);
    sqlx::query("INSERT INTO run (first, last, name, hash) VALUES ($1, $2, $3, $4)")
        .bind(first)
        .bind(last)
        .bind(name.to_owned())
        .bind(hash)
        .execute(transaction.connection())
        .await?;
    Ok(())
}

/// The first and the last entry of each transaction of a run, in order.
pub(crate) async fn pages(
    transaction: &mut Transaction,
    name: &str,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let rows = sqlx::query("SELECT first, last FROM run WHERE name = $1 ORDER BY first")
        .bind(name.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
