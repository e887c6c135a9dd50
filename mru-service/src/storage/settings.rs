//! Settings of what others are told: of each name the value that was recorded last holds.

use sqlx::Row as _;

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
};

/// Records a value; nothing when it holds already.
pub(crate) async fn put(
    transaction: &mut Transaction,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    if find(transaction, name).await?.as_deref() == Some(value) {
        return Ok(());
    }
    let insert = "INSERT INTO setting (sequence, name, value) VALUES ($1, $2, $3)";
    chain::record(transaction, Recorded::Setting, name, insert, &[name, value]).await
}

/// The value that holds.
pub(crate) async fn find(
    transaction: &mut Transaction,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let row =
        sqlx::query("SELECT value FROM setting WHERE name = $1 ORDER BY sequence DESC LIMIT 1")
            .bind(name.to_owned())
            .fetch_optional(transaction.connection())
            .await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}
