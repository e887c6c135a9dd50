//! Records the supplier and versions of customers.

use mru_core::{
    account::{Account, Supplier},
    calendar::Period,
};

use super::{BillingError, Refusal, cards, fields};
use crate::{
    storage::{Database, StoredAccount, Transaction, documents, parties},
    witness::seal::prepare,
};

/// Records the supplier; says whether it is a new version.
///
/// # Errors
///
/// [`BillingError::Store`].
pub async fn put_supplier(database: &Database, supplier: &Supplier) -> Result<bool, BillingError> {
    let mut transaction = cards::write(database).await?;
    let new = parties::put_supplier(&mut transaction, supplier).await?;
    prepare(&mut transaction, database.keys()).await?;
    crate::crash::point("supplier.stored");
    transaction.commit().await?;
    Ok(new)
}

/// Records versions of customers, all or none; says of each whether it is new.
///
/// A version of a day for which another one was recorded takes its place only with `replace`.
///
/// # Errors
///
/// [`BillingError::Refused`] when a version would change a month that was issued, the time zone,
/// or another version of its day that it is not said to replace.
pub async fn put_accounts(
    database: &Database,
    accounts: &[Account],
    replace: bool,
) -> Result<Vec<bool>, BillingError> {
    let mut transaction = cards::write(database).await?;
    let mut new = Vec::with_capacity(accounts.len());
    for account in accounts {
        new.push(put_account(&mut transaction, account, replace).await?);
        crate::crash::point("customer.stored");
    }
    transaction.commit().await?;
    Ok(new)
}

async fn put_account(
    transaction: &mut Transaction,
    account: &Account,
    replace: bool,
) -> Result<bool, BillingError> {
    let recorded = parties::accounts(transaction, &account.id, &account.id).await?;
    if let Some(other) = recorded
        .iter()
        .map(|it| &it.account.contract)
        .find(|contract| contract.time_zone != account.contract.time_zone)
    {
        let (customer, zone) = (account.id.clone(), other.time_zone.name().to_owned());
        return Err(Refusal::TimeZoneIsFixed { customer, zone }.into());
    }
    let of_day = |it: &&StoredAccount| it.account.effective_from == account.effective_from;
    let last = recorded.iter().rev().find(of_day).map(|it| it.account.canonical());
    if last.as_ref() == Some(&account.canonical()) {
        return Ok(false);
    }
    let first = account.effective_from.map(Period::of);
    let closed = documents::last_month(transaction, &account.id).await?;
    if let (Some(first), Some((number, issued))) = (first, closed)
        && first <= issued
    {
        let customer = account.id.clone();
        let next = issued.next();
        let refusal = Refusal::VersionInIssuedMonth { customer, first, issued, number, next };
        return Err(refusal.into());
    }
    if let (Some(last), false) = (last, replace) {
        let changes = fields::difference(&last, &account.canonical());
        let day = account.effective_from.unwrap_or_default();
        return Err(Refusal::AnotherVersion { customer: account.id.clone(), day, changes }.into());
    }
    Ok(parties::put_account(transaction, account).await?)
}
