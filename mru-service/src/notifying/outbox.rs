//! Looks at what is delivered, and delivers something again.

use super::{Effect, EffectState, NotifyError, Refusal};
use crate::{
    absent::Absent,
    storage::{Database, outbox},
};

/// Deliveries after one, in the order in which they were queued, in a state or in any.
///
/// # Errors
///
/// [`Absent::NoDelivery`] for one that is not there, and [`NotifyError::Store`].
pub async fn list(
    database: &Database,
    state: Option<EffectState>,
    (after, most): (&str, i64),
) -> Result<Vec<Effect>, NotifyError> {
    let mut transaction = database.read().await?;
    if !after.is_empty() && outbox::find(&mut transaction, after).await?.is_none() {
        return Err(Absent::NoDelivery { delivery: after.to_owned() }.into());
    }
    let found = outbox::list(&mut transaction, state, (after, most)).await?;
    transaction.rollback().await?;
    Ok(found)
}

/// Delivers again what was delivered or given up, under the same id.
///
/// # Errors
///
/// [`Absent::NoDelivery`], [`Refusal::NotReplayable`], and [`NotifyError::Store`].
pub async fn replay(database: &Database, id: &str) -> Result<Effect, NotifyError> {
    let absent = || Absent::NoDelivery { delivery: id.to_owned() };
    let mut transaction = database.write().await?;
    outbox::find(&mut transaction, id).await?.ok_or_else(absent)?;
    if !outbox::replay(&mut transaction, id).await? {
        return Err(Refusal::NotReplayable { delivery: id.to_owned() }.into());
    }
    let found = outbox::find(&mut transaction, id).await?.ok_or_else(absent)?;
    transaction.commit().await?;
    Ok(found)
}
