//! Whether the database is what this program made of it: pages, indices, schema, settings, texts and
//! unique values, the chain and what its entries cover, numbers without gaps.
//!
//! An index that was damaged gives answers that contradict the table behind it, and a trigger that
//! is gone lets records change, so that a check of records alone would trust what cannot be trusted.

mod counts;
mod covered;
mod events;
mod found;
mod kept;
mod pages;
mod schema;
mod settings;
mod texts;
mod unique;

pub use found::{NAMED, Verified};
pub use schema::stored_schema;

pub(crate) use events::canonical;
pub(crate) use found::begin;

use std::collections::BTreeSet;

use sqlx::Executor as _;

use crate::storage::{Database, StoreError, Transaction, chain};

/// Transactions that see one state: all of them the same last entry of the chain, and with it the same
/// facts and documents.
pub(crate) async fn same_state(database: &Database) -> Result<[Transaction; 3], StoreError> {
    loop {
        let mut all = [database.read().await?, database.read().await?, database.read().await?];
        let mut heads = Vec::with_capacity(all.len());
        for transaction in &mut all {
            begin(transaction).await?;
            // A head that cannot be read is named where the chain is checked.
            heads.push(chain::head(transaction).await.ok());
            transaction.connection().execute("ROLLBACK TO SAVEPOINT step").await?;
            transaction.connection().execute("RELEASE SAVEPOINT step").await?;
        }
        if heads.iter().all(|head| Some(head) == heads.first()) {
            return Ok(all);
        }
        // Somebody wrote between the first and the last of them.
        for transaction in all {
            transaction.rollback().await?;
        }
    }
}

/// Checks everything about the database that depends on no record: pages, schema, settings, texts and
/// unique values.
pub(crate) async fn database(
    database: &Database,
    transaction: &mut Transaction,
) -> Result<Verified, StoreError> {
    let mut verified = Verified::default();
    begin(transaction).await?;
    let done = pages::check(database, transaction, &mut verified).await;
    verified.step(("pages and indices", "páginas e índices"), transaction, done).await?;
    begin(transaction).await?;
    let done = schema::check(transaction, &mut verified).await;
    verified.step(("the schema", "el esquema"), transaction, done).await?;
    begin(transaction).await?;
    let done = settings::check(transaction, &mut verified).await;
    verified.step(("the settings", "la configuración"), transaction, done).await?;
    begin(transaction).await?;
    let done = texts::check(transaction, &mut verified).await;
    verified.step(("the stored texts", "los textos guardados"), transaction, done).await?;
    begin(transaction).await?;
    let done = unique::check(transaction, &mut verified).await;
    verified.step(("unique values", "los valores únicos"), transaction, done).await?;
    Ok(verified)
}

/// Checks the chain, and whether the tables hold what its entries cover.
pub(crate) async fn chain(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    begin(transaction).await?;
    let done = covered::check(transaction, verified).await;
    verified.step(("the chain", "la cadena"), transaction, done).await
}

/// Checks the numbers of issued documents, and what runs keep that no entry of the chain covers.
pub(crate) async fn runs(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    begin(transaction).await?;
    let done = counts::check_series(transaction, verified).await;
    verified.step(("the numbers", "los números"), transaction, done).await?;
    begin(transaction).await?;
    let done = kept::check(transaction, verified).await;
    verified.step(("the drafts", "los borradores"), transaction, done).await
}

/// Reads the events of all customers but those whose events were read.
pub(crate) async fn unread_events(
    transaction: &mut Transaction,
    read: &BTreeSet<String>,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    begin(transaction).await?;
    let done = events::check_unread(transaction, read, verified).await;
    verified.step(("the events", "los eventos"), transaction, done).await
}

/// Checks that nothing is in the tables that was not looked at.
pub(crate) async fn counts(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    begin(transaction).await?;
    let done = counts::check_counts(transaction, verified).await;
    verified.step(("the tables", "las tablas"), transaction, done).await
}
