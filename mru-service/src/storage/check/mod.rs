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

pub(crate) use found::begin;

use crate::storage::{Database, StoreError, Transaction};

/// Checks everything about the database that does not depend on what the records mean.
pub(crate) async fn database(
    database: &Database,
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    begin(transaction).await?;
    let done = pages::check(database, transaction, verified).await;
    verified.step(("pages and indices", "páginas e índices"), transaction, done).await?;
    begin(transaction).await?;
    let done = schema::check(transaction, verified).await;
    verified.step(("the schema", "el esquema"), transaction, done).await?;
    begin(transaction).await?;
    let done = settings::check(transaction, verified).await;
    verified.step(("the settings", "la configuración"), transaction, done).await?;
    begin(transaction).await?;
    let done = texts::check(transaction, verified).await;
    verified.step(("the stored texts", "los textos guardados"), transaction, done).await?;
    begin(transaction).await?;
    let done = unique::check(transaction, verified).await;
    verified.step(("unique values", "los valores únicos"), transaction, done).await?;
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

/// Checks that nothing is in the tables that was not looked at.
pub(crate) async fn counts(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    begin(transaction).await?;
    let done = counts::check_counts(transaction, verified).await;
    verified.step(("the tables", "las tablas"), transaction, done).await
}
