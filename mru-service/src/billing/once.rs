//! Requests that have their effect once, however often they are sent.

use super::{BillingError, Import, Imported, Intake, Refusal};
use crate::storage::{Database, Transaction, chain, requests};

pub use crate::storage::Once;

/// Hash of everything that a request asks for, so that another one with its key is told from it.
pub fn request_hash(parts: &[&str]) -> String {
    chain::digest(parts)
}

/// What a request was answered before; none when it was not.
///
/// # Errors
///
/// [`Refusal::RequestKeyReused`] when its sender gave the key to another one, and
/// [`BillingError::Store`].
pub async fn answered(
    database: &Database,
    once: &Once<'_>,
) -> Result<Option<String>, BillingError> {
    let mut transaction = database.read().await?;
    let before = before(&mut transaction, once).await?;
    transaction.rollback().await?;
    Ok(before)
}

/// As [`answered`], within a transaction.
pub(crate) async fn before(
    transaction: &mut Transaction,
    once: &Once<'_>,
) -> Result<Option<String>, BillingError> {
    match requests::find(transaction, once).await? {
        Some((hash, _)) if hash != once.hash => {
            Err(Refusal::RequestKeyReused { key: once.key.to_owned() }.into())
        }
        found => Ok(found.map(|(_, answer)| answer)),
    }
}

/// Ends a recording together with the request behind it: both are kept, or none.
///
/// One that was answered while this one was judged has its answer, and nothing is recorded again.
async fn end(
    mut import: Import,
    once: &Once<'_>,
    answer: String,
    is_new: bool,
) -> Result<String, BillingError> {
    if let Some(before) = before(import.transaction(), once).await? {
        return Ok(before);
    }
    // What changes nothing may be asked again.
    if is_new {
        requests::put(import.transaction(), once, &answer).await?;
        import.commit().await?;
    }
    Ok(answer)
}

impl Intake<'_> {
    /// As [`Intake::record`], with the request behind the events; returns what is to be answered, as
    /// `told` puts it.
    ///
    /// # Errors
    ///
    /// As [`Intake::record`], and [`Refusal::RequestKeyReused`].
    pub async fn record_once(
        self,
        once: &Once<'_>,
        told: impl FnOnce(&[Imported]) -> String,
    ) -> Result<Result<String, Vec<Vec<mru_core::Finding>>>, BillingError> {
        match self.import().await? {
            Ok((import, done)) => {
                let is_new = done.iter().any(|it| it.new > 0);
                Ok(Ok(end(import, once, told(&done), is_new).await?))
            }
            Err(findings) => Ok(Err(findings)),
        }
    }
}
