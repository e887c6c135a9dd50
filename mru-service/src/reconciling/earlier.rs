//! A month beside earlier ones: what changed against the one before, and adjustments of closed ones.

use mru_core::{
    calendar::Period,
    reconciliation::{Adjustment, Changes, Reconciliation},
};

use super::{MonthCosts, ReconcileRequest, ReconcilingError, Refusal, of_month};
use crate::storage::{Database, KeptReconciliation, StoreError, reconciliations};

/// What changed against the month before; nothing when that was not kept, or in another basis.
pub(super) async fn changes(
    database: &Database,
    reconciliation: &Reconciliation,
) -> Result<Option<Changes>, ReconcilingError> {
    let before = kept(database, reconciliation.month.previous()).await?;
    let before = before.map(|it| it.reconciliation).filter(|it| it.basis == reconciliation.basis);
    Ok(before.map(|before| reconciliation.changes_since(&before)).transpose()?)
}

/// Of a month that is closed: what its cost data says otherwise than it was closed with and adjusted by.
pub(super) async fn of_itself(
    database: &Database,
    reconciliation: &Reconciliation,
) -> Result<Vec<Adjustment>, ReconcilingError> {
    let month = reconciliation.month;
    let closed = kept(database, month).await?.filter(|it| it.is_closed);
    let Some(closed) = closed.filter(|it| it.reconciliation.basis == reconciliation.basis) else {
        return Ok(Vec::new());
    };
    let since = since(database, month, None).await?;
    Ok(closed.reconciliation.adjustments_by(reconciliation, &since)?)
}

/// What newer cost data says otherwise of a closed month before the one that is reconciled.
pub(super) async fn of_closed(
    database: &Database,
    request: &ReconcileRequest<'_>,
    month: Period,
    costs: &MonthCosts,
) -> Result<Vec<Adjustment>, ReconcilingError> {
    if month >= request.month {
        return Err(Refusal::NotBefore { period: month, month: request.month }.into());
    }
    let closed = kept(database, month).await?.filter(|it| it.is_closed);
    let closed = closed.ok_or(Refusal::MonthIsOpen { period: month })?.reconciliation;
    if closed.basis != request.basis {
        return Err(Refusal::ClosedInOtherBasis { period: month, basis: closed.basis }.into());
    }
    let newer = ReconcileRequest { month, costs, invoices: None, newer: &[], ..*request };
    let newer = of_month(database, &newer).await?.reconciliation;
    let since = since(database, month, Some(request.month)).await?;
    Ok(closed.adjustments_by(&newer, &since)?)
}

/// The adjustments of a month that the later ones bear, before `until` when there is one.
async fn since(
    database: &Database,
    month: Period,
    until: Option<Period>,
) -> Result<Vec<Adjustment>, StoreError> {
    let mut transaction = database.read().await?;
    let mut since = Vec::new();
    for later in reconciliations::months(&mut transaction).await? {
        if later > month && until.is_none_or(|until| later < until) {
            let last = reconciliations::last(&mut transaction, later).await?;
            since.extend(last.into_iter().flat_map(|it| it.reconciliation.adjustments));
        }
    }
    transaction.rollback().await?;
    since.retain(|it| it.month == month);
    Ok(since)
}

/// The last kept reconciliation of a month.
async fn kept(
    database: &Database,
    month: Period,
) -> Result<Option<KeptReconciliation>, StoreError> {
    let mut transaction = database.read().await?;
    let last = reconciliations::last(&mut transaction, month).await?;
    transaction.rollback().await?;
    Ok(last)
}
