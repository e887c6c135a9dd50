//! Documents by number, by month and by run.

use chrono::{DateTime, Utc};
use mru_core::{calendar::Period, invoice::Statement};

use super::{Aside, Document, Found, Listed, LookError};
use crate::{
    absent::Absent,
    storage::{Database, StoreError, documents, list},
    witness::checkpoint::SignedNote,
};

/// A document or draft that was found, with the signed checkpoint that covers it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The document or draft.
    pub found: Found,
    /// The checkpoint; none for drafts, and for documents from before there were checkpoints.
    pub checkpoint: Option<SignedNote>,
}

impl Shown {
    /// What is owed or given back.
    pub fn statement(&self) -> &Statement {
        match &self.found {
            Found::Draft(draft) => &draft.statement,
            Found::Document(document) => &document.statement,
        }
    }
}

/// An issued document with the signed checkpoint that covers it.
#[derive(Clone, Debug)]
pub struct IssuedDocument {
    /// The document.
    pub document: Document,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The checkpoint; none for documents from before there were checkpoints.
    pub checkpoint: Option<SignedNote>,
}

/// What there is of a month.
#[derive(Clone, Debug)]
pub struct Month {
    /// Issued documents by number, then drafts by customer.
    pub listed: Vec<Listed>,
    /// Customers that the last run set aside.
    pub asides: Vec<Aside>,
}

/// How much there is of a month.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MonthCount {
    /// The month.
    pub period: String,
    /// Its drafts.
    pub drafts: i64,
    /// Its issued documents.
    pub issued: i64,
}

/// Finds a document by its number, or a customer's month: `INV-000001` or `bank/2026-10`.
///
/// # Errors
///
/// [`LookError::Absent`], and [`LookError::Store`].
pub async fn find(database: &Database, reference: &str) -> Result<Shown, LookError> {
    let found = list::find(database, reference).await?;
    let Some(found) = found else {
        return Err(Absent::NoDocument { reference: reference.to_owned() }.into());
    };
    let checkpoint = match &found {
        Found::Document(document) => list::checkpoint(database, document).await?,
        Found::Draft(_) => None,
    };
    Ok(Shown { found, checkpoint })
}

/// Which issued documents are of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Those about it: its invoices, and the notes about them whenever they were given.
    Month(Period),
    /// Those on its bill ([`Statement::billed_in`]): its invoices, and the notes given in it.
    Bill(Period),
}

/// Shows the issued documents of a month, in the order of issue, few of them at hand at once.
///
/// # Errors
///
/// What `show` fails with, and [`StoreError`].
pub async fn each_issued<E: From<StoreError>>(
    database: &Database,
    of: Of,
    mut show: impl FnMut(IssuedDocument) -> Result<(), E>,
) -> Result<(), E> {
    let mut transaction = database.read().await?;
    let (mut after, mut checkpoint) = (0, None);
    loop {
        let page = match of {
            Of::Month(month) => documents::of_period(&mut transaction, month, after).await?,
            Of::Bill(month) => documents::of_bill(&mut transaction, month, after).await?,
        };
        let Some((last, _)) = page.last() else { break };
        after = last.sequence;
        for (document, recorded_at) in page {
            checkpoint =
                list::checkpoint_after(&mut transaction, checkpoint.as_ref(), &document).await?;
            show(IssuedDocument { document, recorded_at, checkpoint: checkpoint.clone() })?;
        }
    }
    Ok(transaction.rollback().await?)
}

/// The issued documents of a month, in the order of issue.
///
/// # Errors
///
/// [`StoreError`].
pub async fn issued(database: &Database, of: Of) -> Result<Vec<IssuedDocument>, StoreError> {
    let mut all = Vec::new();
    each_issued(database, of, |document| {
        all.push(document);
        Ok::<(), StoreError>(())
    })
    .await?;
    Ok(all)
}

/// What there is of a month.
///
/// # Errors
///
/// [`StoreError`].
pub async fn month(database: &Database, period: Period) -> Result<Month, StoreError> {
    let listed = list::list(database, period).await?;
    Ok(Month { listed, asides: list::asides(database, period).await? })
}

/// The customers that the last run of a month set aside, with the reasons.
///
/// # Errors
///
/// [`StoreError`].
pub async fn asides(database: &Database, period: Period) -> Result<Vec<Aside>, StoreError> {
    list::asides(database, period).await
}

/// What a run made: the documents it issued, by number, and the drafts of it that still stand.
///
/// # Errors
///
/// [`LookError::Absent`], and [`LookError::Store`].
pub async fn of_run(database: &Database, run: &str) -> Result<Vec<Listed>, LookError> {
    let listed = list::of_run(database, run).await?;
    if listed.is_empty() {
        return Err(Absent::NothingOfRun { run: run.to_owned() }.into());
    }
    Ok(listed)
}

/// The months that hold anything, in order.
///
/// # Errors
///
/// [`StoreError`].
pub async fn months(database: &Database) -> Result<Vec<MonthCount>, StoreError> {
    let months = list::periods(database, None).await?.into_iter();
    Ok(months.map(|(period, drafts, issued)| MonthCount { period, drafts, issued }).collect())
}
