//! Records the supplier and versions of customers.

use mru_core::{
    account::{Account, Supplier},
    calendar::Period,
    text::Text,
};

use super::BillingError;
use crate::{
    storage::{Database, Transaction, documents, parties},
    witness::seal::prepare,
};

/// Records the supplier; says whether it is a new version.
///
/// # Errors
///
/// [`BillingError::Store`].
pub async fn put_supplier(database: &Database, supplier: &Supplier) -> Result<bool, BillingError> {
    let mut transaction = database.write().await?;
    let new = parties::put_supplier(&mut transaction, supplier).await?;
    prepare(&mut transaction, database.keys()).await?;
    crate::crash::point("supplier.stored");
    transaction.commit().await?;
    Ok(new)
}

/// Records versions of customers, all or none; says of each whether it is new.
///
/// # Errors
///
/// [`BillingError::Refused`] when a version would change a month that was issued, or the time zone.
pub async fn put_accounts(
    database: &Database,
    accounts: &[Account],
) -> Result<Vec<bool>, BillingError> {
    let mut transaction = database.write().await?;
    let mut new = Vec::with_capacity(accounts.len());
    for account in accounts {
        new.push(put_account(&mut transaction, account).await?);
        crate::crash::point("customer.stored");
    }
    transaction.commit().await?;
    Ok(new)
}

async fn put_account(
    transaction: &mut Transaction,
    account: &Account,
) -> Result<bool, BillingError> {
    let new = parties::put_account(transaction, account).await?;
    let versions = parties::accounts(transaction, &account.id, &account.id).await?;
    if let Some(other) = versions
        .iter()
        .map(|it| &it.account.contract)
        .find(|contract| contract.time_zone != account.contract.time_zone)
    {
        return Err(other_zone(&account.id, other.time_zone.name()));
    }
    let first = account.effective_from.map(Period::of);
    let closed = documents::last_month(transaction, &account.id).await?;
    match (first, closed) {
        (Some(first), Some((number, closed))) if new && first <= closed => {
            Err(billed_already(&account.id, first, closed, &number))
        }
        _ => Ok(new),
    }
}

/// A version would change a month that was issued.
fn billed_already(customer: &str, first: Period, closed: Period, number: &str) -> BillingError {
    let next = closed.next();
    BillingError::Refused(Text::new(
        format!(
            "customer `{customer}` was issued {number} for {closed}, so a version cannot begin with {first}; let it begin with {next}, and correct what was billed by a credit note"
        ),
        format!(
            "el cliente `{customer}` ya tiene emitida {number} por {closed}, así que una versión no puede comenzar en {first}; hágala comenzar en {next} y corrija lo facturado con una nota de crédito"
        ),
    ))
}

/// Days of one customer are cut in one zone, so that none is billed twice or lost.
fn other_zone(customer: &str, zone: &str) -> BillingError {
    BillingError::Refused(Text::new(
        format!(
            "the days of customer `{customer}` are cut in {zone}, which cannot change; keep `time_zone = \"{zone}\"`, or record another customer"
        ),
        format!(
            "los días del cliente `{customer}` se cortan en {zone}, lo que no puede cambiar; mantenga `time_zone = \"{zone}\"`, o registre otro cliente"
        ),
    ))
}
