//! Documents by number, by month and by run.

use chrono::{DateTime, Utc};
use mru_core::{
    calendar::Period,
    invoice::{DocumentKind, Statement, TaxDocument},
};

use super::{Aside, Document, Found, Listed, LookError, MonthBefore};
use crate::{
    absent::Absent,
    storage::{Database, StoreError, documents, list, tax_documents},
    witness::checkpoint::SignedNote,
};

/// A document or draft that was found, with the signed checkpoint that covers it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The document or draft.
    pub found: Found,
    /// The checkpoint; none for drafts, and for documents from before there were checkpoints.
    pub checkpoint: Option<SignedNote>,
    /// The document of the month before, if it was issued before this one.
    pub before: Option<MonthBefore>,
    /// The tax document that was named for it.
    pub tax: Option<TaxDocument>,
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
    /// The tax document that was named for it.
    pub tax: Option<TaxDocument>,
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
    let before = match &found {
        Found::Document(document) => month_before(database, document).await?,
        Found::Draft(draft) => before(database, &draft.statement, i64::MAX).await?,
    };
    let tax = match &found {
        Found::Document(document) => tax_document(database, &document.number).await?,
        Found::Draft(_) => None,
    };
    Ok(Shown { found, checkpoint, before, tax })
}

/// The tax document that was named for an issued one.
async fn tax_document(
    database: &Database,
    number: &str,
) -> Result<Option<TaxDocument>, StoreError> {
    let mut transaction = database.read().await?;
    let tax = tax_documents::of(&mut transaction, number).await?;
    transaction.rollback().await?;
    Ok(tax)
}

/// The document of the month before that of an issued one, if it was issued before it.
///
/// # Errors
///
/// [`StoreError`].
pub async fn month_before(
    database: &Database,
    document: &Document,
) -> Result<Option<MonthBefore>, StoreError> {
    before(database, &document.statement, document.sequence).await
}

/// What a statement of a month compares itself with; a note compares itself with nothing.
async fn before(
    database: &Database,
    statement: &Statement,
    entry: i64,
) -> Result<Option<MonthBefore>, StoreError> {
    if statement.kind != DocumentKind::Invoice {
        return Ok(None);
    }
    let mut transaction = database.read().await?;
    let (customer, month) = (&statement.customer, statement.period);
    let before = documents::month_before(&mut transaction, customer, month, entry).await?;
    transaction.rollback().await?;
    Ok(before)
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
        let ([(first, _), ..], Some((last, _))) = (page.as_slice(), page.last()) else { break };
        let span = (first.sequence, last.sequence);
        let mut taxes = tax_documents::of_all(&mut transaction, span).await?;
        after = last.sequence;
        for (document, recorded_at) in page {
            checkpoint =
                list::checkpoint_after(&mut transaction, checkpoint.as_ref(), &document).await?;
            let tax = taxes.remove(&document.number);
            show(IssuedDocument { document, recorded_at, checkpoint: checkpoint.clone(), tax })?;
        }
    }
    Ok(transaction.rollback().await?)
}

/// Some issued documents about a month after an entry of the chain, as they are shown, in the order
/// of issue; none at the end.
///
/// # Errors
///
/// [`StoreError`].
pub async fn issued_after(
    database: &Database,
    month: Period,
    after: i64,
) -> Result<Vec<Shown>, StoreError> {
    let mut transaction = database.read().await?;
    let page = documents::of_period(&mut transaction, month, after).await?;
    let ends = page.first().zip(page.last());
    let span = ends.map_or((0, 0), |((first, _), (last, _))| (first.sequence, last.sequence));
    let mut taxes = tax_documents::of_all(&mut transaction, span).await?;
    let (mut shown, mut checkpoint) = (Vec::with_capacity(page.len()), None);
    for (document, _) in page {
        checkpoint =
            list::checkpoint_after(&mut transaction, checkpoint.as_ref(), &document).await?;
        let before = match document.statement.kind {
            DocumentKind::Invoice => {
                let (customer, entry) = (&document.customer, document.sequence);
                documents::month_before(&mut transaction, customer, document.period, entry).await?
            }
            DocumentKind::CreditNote | DocumentKind::DebitNote => None,
        };
        let tax = taxes.remove(&document.number);
        let found = Found::Document(Box::new(document));
        shown.push(Shown { found, checkpoint: checkpoint.clone(), before, tax });
    }
    transaction.rollback().await?;
    Ok(shown)
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
