//! Customers and the supplier as recorded, and what customers had and when.

use mru_core::{
    account::{Account, Supplier},
    metering::Timeline,
};

use super::LookError;
use crate::{
    absent::Absent,
    storage::{Database, StoreError, chain, events, parties},
};

/// Says whether the store can be read at all.
///
/// # Errors
///
/// [`StoreError`] when it cannot.
pub async fn is_readable(database: &Database) -> Result<(), StoreError> {
    let mut transaction = database.read().await?;
    chain::head(&mut transaction).await?;
    transaction.rollback().await
}

/// All versions of all customers, by customer and day.
///
/// # Errors
///
/// [`StoreError`].
pub async fn customers(database: &Database) -> Result<Vec<Account>, StoreError> {
    let mut transaction = database.read().await?;
    let ids = parties::customers(&mut transaction).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
    let accounts = parties::accounts(&mut transaction, first, last).await?;
    transaction.rollback().await?;
    Ok(accounts.into_iter().map(|stored| stored.account).collect())
}

/// All versions of a customer, by day.
///
/// # Errors
///
/// [`LookError::Absent`], and [`LookError::Store`].
pub async fn customer(database: &Database, id: &str) -> Result<Vec<Account>, LookError> {
    let mut transaction = database.read().await?;
    let versions = parties::accounts(&mut transaction, id, id).await?;
    transaction.rollback().await?;
    if versions.is_empty() {
        return Err(no_customer(id));
    }
    Ok(versions.into_iter().map(|stored| stored.account).collect())
}

/// The supplier that bills today, if one was recorded.
///
/// # Errors
///
/// [`StoreError`].
pub async fn supplier(database: &Database) -> Result<Option<Supplier>, StoreError> {
    let mut transaction = database.read().await?;
    let last = parties::suppliers(&mut transaction).await?.pop();
    transaction.rollback().await?;
    Ok(last.map(|(_, _, supplier)| supplier))
}

/// The last version of a customer, and what its events make together.
///
/// # Errors
///
/// [`LookError::Absent`], [`LookError::Contradiction`], and [`LookError::Store`].
pub async fn intervals(
    database: &Database,
    customer: &str,
) -> Result<(Account, Timeline), LookError> {
    let mut transaction = database.read().await?;
    let accounts = parties::accounts(&mut transaction, customer, customer).await?;
    let Some(account) = parties::in_force(&accounts).pop() else {
        return Err(no_customer(customer));
    };
    let events = events::of_customer(&mut transaction, customer).await?;
    transaction.rollback().await?;
    let contract = &account.contract;
    let timeline = Timeline::of(&events, contract.time_zone, contract.retirement_grace_days)
        .map_err(|findings| {
            let of = format!("customer {customer}");
            LookError::Contradiction { of, findings }
        })?;
    Ok((account, timeline))
}

fn no_customer(customer: &str) -> LookError {
    Absent::NoCustomer { customer: customer.to_owned(), near: None }.into()
}
