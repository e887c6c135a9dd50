//! The database behind the records: whether its pages, indices, schema, settings, texts and unique
//! values are what they must be, whatever the records say.
//!
//! An index that was damaged gives answers that contradict the table behind it, and a trigger that
//! is gone lets records change, so that a check of records alone would trust what cannot be trusted.

mod pages;
mod schema;
mod settings;
mod texts;
mod unique;

pub use schema::stored_schema;
pub(super) use unique::whole_tables;

use super::{Verified, begin};
use crate::{
    billing::BillingError,
    storage::{Database, Transaction},
};

/// Checks everything about the database that does not depend on what the records mean.
pub(super) async fn check(
    database: &Database,
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let embedded = database.file().is_some();
    begin(transaction).await?;
    let done = pages::check(database, transaction, verified).await;
    verified.step(("pages and indices", "páginas e índices"), transaction, done).await?;
    begin(transaction).await?;
    let done = schema::check(embedded, transaction, verified).await;
    verified.step(("the schema", "el esquema"), transaction, done).await?;
    begin(transaction).await?;
    let done = settings::check(embedded, transaction, verified).await;
    verified.step(("the settings", "la configuración"), transaction, done).await?;
    begin(transaction).await?;
    let done = texts::check(embedded, transaction, verified).await;
    verified.step(("the stored texts", "los textos guardados"), transaction, done).await?;
    begin(transaction).await?;
    let done = unique::check(embedded, transaction, verified).await;
    verified.step(("unique values", "los valores únicos"), transaction, done).await
}
