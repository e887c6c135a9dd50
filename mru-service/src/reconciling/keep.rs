//! Reconciliations are kept, and one of them closes its month.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use mru_core::{calendar::Period, reconciliation::Reconciliation};

use super::{ReconcilingError, Refusal};
use crate::storage::{Database, KeptReconciliation, StoreError, reconciliations};

/// The day of the following month from which a month may be closed: AWS computes support on final
/// usage and adds it on the 6th or 7th (AWS's documents on Cost and Usage Reports).
const FIRST_DAY_TO_CLOSE: u32 = 8;

/// What keeping a reconciliation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is the first of its month.
    New,
    /// It says something else than the last one of its month, which stays as it was.
    Changed,
    /// The last one of its month says the same, so that nothing was recorded.
    Unchanged,
}

/// Keeps a reconciliation.
///
/// # Errors
///
/// [`Refusal::MonthIsClosed`], and [`StoreError`].
pub async fn keep(
    database: &Database,
    reconciliation: &Reconciliation,
) -> Result<Kept, ReconcilingError> {
    let mut transaction = database.write().await?;
    let last = reconciliations::last(&mut transaction, reconciliation.month).await?;
    let kept = match &last {
        Some(last) if is_same(&last.reconciliation, reconciliation) => Kept::Unchanged,
        Some(last) if last.is_closed => {
            return Err(Refusal::MonthIsClosed { period: reconciliation.month }.into());
        }
        Some(_) => Kept::Changed,
        None => Kept::New,
    };
    if kept == Kept::Unchanged {
        transaction.rollback().await?;
        return Ok(kept);
    }
    reconciliations::put(&mut transaction, reconciliation, None).await?;
    transaction.commit().await?;
    Ok(kept)
}

/// Whether two reconciliations of a month say the same of it. How often this program asked is not what AWS
/// charged, and known in one place only.
fn is_same(last: &Reconciliation, now: &Reconciliation) -> bool {
    last == now
        || *last == Reconciliation { explorer: last.explorer.clone(), ..now.clone() }
            && last.explorer.as_ref().map(|it| (it.charged, it.charged_usd))
                == now.explorer.as_ref().map(|it| (it.charged, it.charged_usd))
}

/// Closes a month with its last reconciliation, for good.
///
/// # Errors
///
/// [`Refusal::NotReconciled`], [`Refusal::MonthIsClosed`], [`Refusal::CostsNotFinal`] while charges
/// have no invoice, [`Refusal::TooEarlyToClose`], [`Refusal::InvoicesApart`] and
/// [`Refusal::OutsideTolerance`] without a reason, and [`StoreError`].
pub async fn close(
    database: &Database,
    month: Period,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<KeptReconciliation, ReconcilingError> {
    let mut transaction = database.write().await?;
    let last = reconciliations::last(&mut transaction, month).await?;
    let last = last.ok_or(Refusal::NotReconciled { period: month })?;
    may_close(&last, reason, now.date_naive())?;
    reconciliations::put(&mut transaction, &last.reconciliation, Some(reason)).await?;
    let closed = reconciliations::last(&mut transaction, month).await?;
    transaction.commit().await?;
    Ok(closed.ok_or(Refusal::NotReconciled { period: month })?)
}

fn may_close(
    last: &KeptReconciliation,
    reason: &str,
    today: NaiveDate,
) -> Result<(), ReconcilingError> {
    let (reconciliation, period) = (&last.reconciliation, last.reconciliation.month);
    if last.is_closed {
        return Err(Refusal::MonthIsClosed { period }.into());
    }
    if !reconciliation.is_final {
        return Err(Refusal::CostsNotFinal { period }.into());
    }
    let end = period.end_day();
    let from = end.with_day(FIRST_DAY_TO_CLOSE).unwrap_or(end);
    if today < from {
        return Err(Refusal::TooEarlyToClose { period, from }.into());
    }
    let apart = reconciliation.invoices.iter().filter(|it| it.state().is_to_look_at());
    if reason.is_empty() && reconciliation.is_tied() == Some(false) {
        let invoices = apart.map(|it| it.invoice.clone()).collect();
        return Err(Refusal::InvoicesApart { period, invoices }.into());
    }
    if reason.is_empty() && !reconciliation.is_within_tolerance()? {
        let left = reconciliation.to_look_at_usd()?;
        let tolerated_percent = reconciliation.tolerance_percent;
        return Err(Refusal::OutsideTolerance { period, left, tolerated_percent }.into());
    }
    Ok(())
}

/// The last reconciliation of a month: the one that closed it, when it is closed.
///
/// # Errors
///
/// [`Refusal::NotReconciled`], and [`StoreError`].
pub async fn last(
    database: &Database,
    month: Period,
) -> Result<KeptReconciliation, ReconcilingError> {
    let mut transaction = database.read().await?;
    let last = reconciliations::last(&mut transaction, month).await?;
    transaction.rollback().await?;
    Ok(last.ok_or(Refusal::NotReconciled { period: month })?)
}

/// The last reconciliation of every month, in the order of the months.
///
/// # Errors
///
/// [`StoreError`].
pub async fn all(database: &Database) -> Result<Vec<KeptReconciliation>, StoreError> {
    let mut transaction = database.read().await?;
    let mut all = Vec::new();
    for month in reconciliations::months(&mut transaction).await? {
        all.extend(reconciliations::last(&mut transaction, month).await?);
    }
    transaction.rollback().await?;
    Ok(all)
}
