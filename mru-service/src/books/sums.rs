//! What months come to, for pages that show many customers at once.

use std::collections::BTreeMap;

use mru_core::{calendar::Period, units::Usd};

use crate::storage::{Database, StoreError, parties, sums};

pub use crate::storage::sums::MonthSum;

/// The months that hold anything, the latest first, with what they come to; of one customer when
/// `only` names it.
///
/// # Errors
///
/// [`StoreError`].
pub async fn month_sums(
    database: &Database,
    only: Option<&str>,
) -> Result<Vec<MonthSum>, StoreError> {
    sums::months(database, only).await
}

/// What a month comes to with tax for each customer, the most first, `most` of them at most.
///
/// # Errors
///
/// [`StoreError`].
pub async fn customer_sums(
    database: &Database,
    period: Period,
    most: usize,
) -> Result<Vec<(String, Usd)>, StoreError> {
    sums::customers(database, period, i64::try_from(most).unwrap_or(i64::MAX)).await
}

/// What a month comes to with tax for one customer; none when there is nothing of it.
///
/// # Errors
///
/// [`StoreError`].
pub async fn customer_sum(
    database: &Database,
    period: Period,
    customer: &str,
) -> Result<Option<Usd>, StoreError> {
    sums::of_customer(database, period, customer).await
}

/// The names of customers, by their ids; who is not recorded is left out.
///
/// # Errors
///
/// [`StoreError`].
pub async fn names(
    database: &Database,
    ids: &[&str],
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut transaction = database.read().await?;
    let mut names = BTreeMap::new();
    for &id in ids {
        if names.contains_key(id) {
            continue;
        }
        let versions = parties::accounts(&mut transaction, id, id).await?;
        if let Some(account) = parties::in_force(&versions).pop() {
            names.insert(id.to_owned(), account.legal.name);
        }
    }
    transaction.rollback().await?;
    Ok(names)
}
