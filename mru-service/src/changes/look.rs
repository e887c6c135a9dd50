//! Looks at requests, decisions, envelopes and receipts.

use mru_core::units::Usd;

use super::{
    ChangeError,
    record::{Approval, ChangeRequest, Envelope, Receipt},
    request::known,
    signed::{Exported, Signed, Statement},
};
use crate::{
    absent::Absent,
    storage::{Database, Transaction, changes, checkpoints},
};

/// A request, what was decided on it, and the statement that an approver is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The request.
    pub request: ChangeRequest,
    /// What was decided.
    pub decision: Option<Signed<Approval>>,
    /// The statement, as a page.
    pub statement: String,
}

/// An envelope, and what was drawn from it.
#[derive(Clone, Debug)]
pub struct ShownEnvelope {
    /// The envelope.
    pub signed: Signed<Envelope>,
    /// What was drawn.
    pub drawn: Usd,
}

/// A request of a change.
///
/// # Errors
///
/// [`Absent::NoChange`], also when it is of another customer than the only one to be seen.
pub async fn shown(
    database: &Database,
    id: &str,
    only: Option<&str>,
) -> Result<Shown, ChangeError> {
    let mut transaction = database.read().await?;
    let request = known(&mut transaction, id, only).await?;
    let decision = changes::decision_on(&mut transaction, id).await?.map(|it| it.record);
    let statement = changes::statement(&mut transaction, id).await?.unwrap_or_default();
    transaction.rollback().await?;
    Ok(Shown { request, decision, statement })
}

/// Requests in the order in which they were recorded, each with its decision; those after an entry of
/// the chain, which is given with each.
///
/// # Errors
///
/// [`ChangeError::Billing`].
pub async fn listed(
    database: &Database,
    only: Option<&str>,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, ChangeRequest, Option<Signed<Approval>>)>, ChangeError> {
    let mut transaction = database.read().await?;
    let mut listed = Vec::new();
    for kept in changes::requests(&mut transaction, only, after, most).await? {
        let decision = changes::decision_on(&mut transaction, &kept.record.id).await?;
        listed.push((kept.sequence, kept.record, decision.map(|it| it.record)));
    }
    transaction.rollback().await?;
    Ok(listed)
}

/// An approval or rejection with the keys that prove it, as a file.
///
/// # Errors
///
/// [`Absent::NoApproval`].
pub async fn approval(
    database: &Database,
    id: &str,
    only: Option<&str>,
) -> Result<Exported<Approval>, ChangeError> {
    let mut transaction = database.read().await?;
    let found = changes::decision(&mut transaction, id).await?.map(|it| it.record);
    let found = found.filter(|it| only.is_none_or(|it_is| it_is == it.statement.bound.customer));
    let signed = found.ok_or_else(|| Absent::NoApproval { approval: id.to_owned() })?;
    exported(transaction, signed).await
}

/// A receipt with the keys that prove it, as a file.
///
/// # Errors
///
/// [`Absent::NoReceipt`].
pub async fn receipt(
    database: &Database,
    id: &str,
    only: Option<&str>,
) -> Result<Exported<Receipt>, ChangeError> {
    let mut transaction = database.read().await?;
    let found = changes::receipt(&mut transaction, id).await?.map(|it| it.record);
    let found = found.filter(|it| only.is_none_or(|it_is| it_is == it.statement.bound.customer));
    let signed = found.ok_or_else(|| Absent::NoReceipt { receipt: id.to_owned() })?;
    exported(transaction, signed).await
}

async fn exported<T: Statement>(
    mut transaction: Transaction,
    signed: Signed<T>,
) -> Result<Exported<T>, ChangeError> {
    let keys = checkpoints::keys(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(Exported { signed, keys: keys.into_iter().map(|it| it.record).collect() })
}

/// An envelope with what was drawn from it.
///
/// # Errors
///
/// [`Absent::NoEnvelope`].
pub async fn envelope(
    database: &Database,
    id: &str,
    only: Option<&str>,
) -> Result<ShownEnvelope, ChangeError> {
    let mut transaction = database.read().await?;
    let found = changes::envelope(&mut transaction, id).await?.map(|it| it.record);
    let found = found.filter(|it| only.is_none_or(|only| only == it.statement.customer));
    let signed = found.ok_or_else(|| Absent::NoEnvelope { envelope: id.to_owned() })?;
    let drawn = Usd::of_cents(changes::drawn(&mut transaction, id).await?);
    transaction.rollback().await?;
    Ok(ShownEnvelope { signed, drawn })
}
