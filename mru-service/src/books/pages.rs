//! Lists a page at a time, of all customers or of one.

use mru_core::{account::Account, calendar::Period};

use super::{Listed, MonthCount};
use crate::storage::{Database, StoreError, list, pages, parties};

pub use crate::storage::pages::Cursor;

/// The last version of some customers after one, by their ids, and whether there are more; `only`
/// names the one customer that is looked at.
///
/// # Errors
///
/// [`StoreError`].
pub async fn customers_after(
    database: &Database,
    only: Option<&str>,
    after: &str,
    most: usize,
) -> Result<(Vec<Account>, bool), StoreError> {
    let mut transaction = database.read().await?;
    let mut ids = parties::customers(&mut transaction).await?;
    ids.retain(|id| id.as_str() > after && only.is_none_or(|only| only == id));
    let is_more = ids.len() > most;
    ids.truncate(most);
    let mut found = Vec::with_capacity(ids.len());
    for id in &ids {
        let versions = parties::accounts(&mut transaction, id, id).await?;
        found.extend(parties::in_force(&versions).pop());
    }
    transaction.rollback().await?;
    Ok((found, is_more))
}

/// Some documents and drafts of a month after a place, and where the next ones begin.
///
/// # Errors
///
/// [`StoreError`].
pub async fn month_after(
    database: &Database,
    period: Period,
    only: Option<&str>,
    (after, most): (Option<&Cursor>, usize),
) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
    pages::of_month(database, (period, only), after, most).await
}

/// The months that hold anything of a customer, in order.
///
/// # Errors
///
/// [`StoreError`].
pub async fn months_of(database: &Database, customer: &str) -> Result<Vec<MonthCount>, StoreError> {
    let months = list::periods(database, Some(customer)).await?.into_iter();
    Ok(months.map(|(period, drafts, issued)| MonthCount { period, drafts, issued }).collect())
}
