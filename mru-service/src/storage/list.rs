//! What there is of a period, for lists.

use mru_core::{calendar::Period, invoice::DocumentKind, units::Usd};
use sqlx::{Row as _, any::AnyRow};

use super::{
    Aside, Database, Document, Draft, EventRecord, StoreError, Transaction, checkpoints, documents,
    drafts, runs,
    stored::{self, Glance},
};
use crate::witness::{checkpoint::SignedNote, proof};

/// The state of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// May still change.
    Draft,
    /// Numbered, and never changes.
    Issued,
}

/// One document of a list.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Listed {
    /// Its number, when issued.
    pub number: Option<String>,
    /// Id of the customer.
    pub customer: String,
    /// Its period.
    pub period: Period,
    /// Whether it may still change.
    pub state: State,
    /// `invoice` or `credit-note`.
    pub kind: DocumentKind,
    /// MRUs after proration.
    pub total_mru: rust_decimal::Decimal,
    /// Total to pay.
    pub total_usd: Usd,
    /// Why it was issued before its month had ended; empty when it was not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub early_reason: String,
}

/// A draft or an issued document.
#[derive(Clone, Debug)]
pub enum Found {
    /// A draft.
    Draft(Box<Draft>),
    /// An issued document.
    Document(Box<Document>),
}

impl Listed {
    fn read(number: Option<String>, content: &str) -> Result<Listed, StoreError> {
        let (what, id) = match &number {
            Some(number) => ("document", number.as_str()),
            None => ("draft", ""),
        };
        let Glance { customer, period, kind, totals, .. } = stored::read(what, id, content)?;
        let state = if number.is_some() { State::Issued } else { State::Draft };
        let (total_mru, total_usd) = (totals.mru, totals.total_usd);
        let early_reason = String::new();
        Ok(Listed { number, customer, period, state, kind, total_mru, total_usd, early_reason })
    }

    /// Reads number, content and reason of a row.
    fn of_document(row: &AnyRow) -> Result<Listed, StoreError> {
        let listed = Listed::read(Some(row.try_get(0)?), &row.try_get::<String, _>(1)?)?;
        Ok(Listed { early_reason: row.try_get(2)?, ..listed })
    }
}

/// A document of a list, by number, content and reason of its row.
pub(super) fn of_document(row: &AnyRow) -> Result<Listed, StoreError> {
    Listed::of_document(row)
}

/// A draft of a list, by its content.
pub(super) fn of_draft(content: &str) -> Result<Listed, StoreError> {
    Listed::read(None, content)
}

/// Everything of a period: issued documents by number, then drafts by customer.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn list(database: &Database, period: Period) -> Result<Vec<Listed>, StoreError> {
    let mut transaction = database.read().await?;
    let mut listed: Vec<Listed> = Vec::new();
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query("SELECT number, content, early_reason, sequence FROM document WHERE period = $1 AND sequence > $2 ORDER BY sequence LIMIT $3")
            .bind(period.to_string())
            .bind(after)
            .bind(documents::PAGE)
            .fetch_all(transaction.connection())
            .await?;
        for row in &rows {
            after = row.try_get(3)?;
            listed.push(Listed::of_document(row)?);
        }
        if rows.is_empty() {
            break;
        }
    }
    let mut after = String::new();
    loop {
        let rows = sqlx::query("SELECT customer, content FROM draft WHERE period = $1 AND customer > $2 ORDER BY customer LIMIT $3")
            .bind(period.to_string())
            .bind(after.clone())
            .bind(documents::PAGE)
            .fetch_all(transaction.connection())
            .await?;
        for row in &rows {
            after = row.try_get(0)?;
            listed.push(Listed::read(None, &row.try_get::<String, _>(1)?)?);
        }
        if rows.is_empty() {
            break;
        }
    }
    transaction.rollback().await?;
    Ok(listed)
}

/// What a run made: the documents it issued, by number, and the drafts of it that still stand.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn of_run(database: &Database, run: &str) -> Result<Vec<Listed>, StoreError> {
    let mut transaction = database.read().await?;
    let mut listed: Vec<Listed> = Vec::new();
    for (first, last) in runs::pages(&mut transaction, run).await? {
        let rows = sqlx::query("SELECT number, content, early_reason FROM document WHERE sequence >= $1 AND sequence <= $2 ORDER BY sequence")
            .bind(first)
            .bind(last)
            .fetch_all(transaction.connection())
            .await?;
        for row in &rows {
            listed.push(Listed::of_document(row)?);
        }
    }
    let mut after = (String::new(), String::new());
    loop {
        let rows = sqlx::query("SELECT customer, period, content FROM draft WHERE run = $1 AND run <> '' AND customer >= $2 AND (customer > $2 OR period > $3) ORDER BY customer, period LIMIT $4")
            .bind(run.to_owned())
            .bind(after.0.clone())
            .bind(after.1.clone())
            .bind(documents::PAGE)
            .fetch_all(transaction.connection())
            .await?;
        for row in &rows {
            after = (row.try_get(0)?, row.try_get(1)?);
            listed.push(Listed::read(None, &row.try_get::<String, _>(2)?)?);
        }
        if rows.is_empty() {
            break;
        }
    }
    transaction.rollback().await?;
    Ok(listed)
}

/// The customers that the last run of a period set aside, with the reasons.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn asides(database: &Database, period: Period) -> Result<Vec<Aside>, StoreError> {
    let mut transaction = database.read().await?;
    let asides = drafts::asides(&mut transaction, period).await?;
    transaction.rollback().await?;
    Ok(asides)
}

/// The events of some ids, with when they were recorded.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn event_records(
    database: &Database,
    ids: &[String],
) -> Result<Vec<EventRecord>, StoreError> {
    let mut transaction = database.read().await?;
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        let row = sqlx::query("SELECT event.sequence, recorded_at, content FROM event JOIN chain ON chain.sequence = event.sequence WHERE id = $1")
            .bind(id.clone())
            .fetch_optional(transaction.connection())
            .await?;
        if let Some(row) = row {
            records.push(EventRecord {
                sequence: row.try_get(0)?,
                recorded_at: row.try_get(1)?,
                content: row.try_get(2)?,
            });
        }
    }
    transaction.rollback().await?;
    Ok(records)
}

/// The signed checkpoint that covers a document: that of the transaction which issued it.
///
/// A document that was issued before there were checkpoints has none until the next document.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn checkpoint(
    database: &Database,
    document: &Document,
) -> Result<Option<SignedNote>, StoreError> {
    let mut transaction = database.read().await?;
    let stored = checkpoints::covering(&mut transaction, document.sequence).await?;
    transaction.rollback().await?;
    stored.as_ref().map(proof::read).transpose()
}

/// The signed checkpoint that covers a document, when that of the document before it may be the same:
/// many are issued together.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn checkpoint_after(
    transaction: &mut Transaction,
    before: Option<&SignedNote>,
    document: &Document,
) -> Result<Option<SignedNote>, StoreError> {
    let sequence = u64::try_from(document.sequence).unwrap_or(0);
    if let Some(note) = before.filter(|note| sequence <= note.checkpoint.size) {
        return Ok(Some(note.clone()));
    }
    let stored = checkpoints::covering(transaction, document.sequence).await?;
    stored.as_ref().map(proof::read).transpose()
}

/// Finds a document by its number, or a customer's month: `INV-000001` or `bank/2026-10`.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn find(
    database: &Database,
    reference: &str,
) -> Result<Option<Found>, StoreError> {
    let mut transaction = database.read().await?;
    if let Some(document) = documents::find(&mut transaction, reference).await? {
        return Ok(Some(Found::Document(Box::new(document))));
    }
    let month = reference.split_once('/').and_then(|(customer, period)| {
        period.parse::<Period>().ok().map(|period| (customer, period))
    });
    let Some((customer, period)) = month else { return Ok(None) };
    let issued = documents::of_customer(&mut transaction, customer).await?;
    if let Some(document) =
        issued.into_iter().find(|it| it.period == period && it.credits.is_empty())
    {
        return Ok(Some(Found::Document(Box::new(document))));
    }
    let drafts = drafts::drafts(&mut transaction, customer, customer, period).await?;
    let draft = drafts.into_iter().find(|draft| draft.period == period);
    Ok(draft.map(|draft| Found::Draft(Box::new(draft))))
}

/// The periods that hold anything, of all customers or of one, with how many drafts and documents.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn periods(
    database: &Database,
    only: Option<&str>,
) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let mut transaction = database.read().await?;
    let rows = sqlx::query("SELECT period, CAST(SUM(drafts) AS BIGINT), CAST(SUM(documents) AS BIGINT) FROM (SELECT period, customer, 1 AS drafts, 0 AS documents FROM draft UNION ALL SELECT period, customer, 0, 1 FROM document) AS months WHERE customer = $1 OR $2 = 0 GROUP BY period ORDER BY period")
        .bind(only.unwrap_or_default().to_owned())
        .bind(i64::from(only.is_some()))
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}
