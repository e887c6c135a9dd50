//! Records the supplier and versions of customers.

use mru_core::{
    account::{Account, Supplier},
    calendar::Period,
    text::Text,
};

use super::{BillingError, cards, fields};
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
        return Err(other_zone(&account.id, other.time_zone.name()));
    }
    let of_day = |it: &&StoredAccount| it.account.effective_from == account.effective_from;
    let last = recorded.iter().rev().find(of_day).map(|it| it.account.canonical());
    if last.as_ref() == Some(&account.canonical()) {
        return Ok(false);
    }
    let first = account.effective_from.map(Period::of);
    let closed = documents::last_month(transaction, &account.id).await?;
    if let (Some(first), Some((number, closed))) = (first, closed)
        && first <= closed
    {
        return Err(billed_already(&account.id, first, closed, &number));
    }
    if let (Some(last), false) = (last, replace) {
        return Err(another_version(account, &last));
    }
    Ok(parties::put_account(transaction, account).await?)
}

/// Another version of the same day was recorded; the fields that differ are named.
fn another_version(account: &Account, recorded: &str) -> BillingError {
    let (id, day) = (&account.id, account.effective_from.unwrap_or_default());
    let difference = fields::difference(recorded, &account.canonical());
    let (en, es) = (difference.en, difference.es);
    BillingError::Refused(Text::new(
        format!(
            "customer `{id}` has another version that begins on {day}: {en}; record it with `--replace` if it takes the place of that one, or let it begin on a later day"
        ),
        format!(
            "el cliente `{id}` tiene otra versión que comienza el {day}: {es}; regístrela con `--replace` si ocupa el lugar de aquella, o hágala comenzar un día posterior"
        ),
    ))
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
