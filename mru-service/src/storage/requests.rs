//! Requests that recorded something, by caller and key, with what was answered.

use sqlx::Row as _;

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
};

/// A request that is to have its effect once, however often it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Once<'a> {
    /// Who sends it.
    pub caller: &'a str,
    /// The key that its sender gave it.
    pub key: &'a str,
    /// Hash of everything that it asks for.
    pub hash: &'a str,
}

/// Keeps a request and its answer, in the transaction of its effect.
pub(crate) async fn put(
    transaction: &mut Transaction,
    once: &Once<'_>,
    answer: &str,
) -> Result<(), StoreError> {
    let texts = [once.caller, once.key, once.hash, answer];
    let subject = format!("{} {}", once.caller, once.key);
    let insert = "INSERT INTO request (sequence, caller, request_key, hash, answer) VALUES ($1, $2, $3, $4, $5)";
    chain::record(transaction, Recorded::Request, &subject, insert, &texts).await?;
    crate::crash::point("request.stored");
    Ok(())
}

/// Hash and answer of a request that was kept.
pub(crate) async fn find(
    transaction: &mut Transaction,
    once: &Once<'_>,
) -> Result<Option<(String, String)>, StoreError> {
    let row =
        sqlx::query("SELECT hash, answer FROM request WHERE caller = $1 AND request_key = $2")
            .bind(once.caller.to_owned())
            .bind(once.key.to_owned())
            .fetch_optional(transaction.connection())
            .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}
