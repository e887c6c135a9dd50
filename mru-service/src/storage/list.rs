//! What there is of a period, for lists.

use mru_core::{calendar::Period, units::Usd};
use sqlx::Row as _;

use super::{Aside, Database, Document, Draft, EventRecord, StoreError, documents, drafts};

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
    pub kind: mru_core::invoice::DocumentKind,
    /// MRUs after proration.
    pub total_mru: rust_decimal::Decimal,
    /// Total to pay.
    pub total_usd: Usd,
}

/// A draft or an issued document.
#[derive(Clone, Debug)]
pub enum Found {
    /// A draft.
    Draft(Box<Draft>),
    /// An issued document.
    Document(Box<Document>),
}

/// Everything of a period: issued documents by number, then drafts by customer.
///
/// # Errors
///
/// [`StoreError`].
pub async fn list(database: &Database, period: Period) -> Result<Vec<Listed>, StoreError> {
    let mut transaction = database.read().await?;
    let mut listed: Vec<Listed> = documents::of_period(&mut transaction, period)
        .await?
        .into_iter()
        .map(|document| listed_of(Some(document.number), State::Issued, &document.statement))
        .collect();
    for draft in drafts::of_period(&mut transaction, period).await? {
        listed.push(listed_of(None, State::Draft, &draft.statement));
    }
    transaction.rollback().await?;
    Ok(listed)
}

fn listed_of(
    number: Option<String>,
    state: State,
    statement: &mru_core::invoice::Statement,
) -> Listed {
    Listed {
        number,
        customer: statement.customer.clone(),
        period: statement.period,
        state,
        kind: statement.kind,
        total_mru: statement.totals.mru,
        total_usd: statement.totals.total_usd,
    }
}

/// The customers that the last run of a period set aside, with the reasons.
///
/// # Errors
///
/// [`StoreError`].
pub async fn asides(database: &Database, period: Period) -> Result<Vec<Aside>, StoreError> {
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
pub async fn event_records(
    database: &Database,
    ids: &[String],
) -> Result<Vec<EventRecord>, StoreError> {
    let mut transaction = database.read().await?;
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        let row = sqlx::query("SELECT event.sequence, recorded_at, content FROM event JOIN chain ON chain.sequence = event.sequence WHERE id = $1")
            .bind(id.clone())
            .fetch_optional(&mut *transaction)
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

/// The issued documents of a period, in the order of issue.
///
/// # Errors
///
/// [`StoreError`].
pub async fn issued(database: &Database, period: Period) -> Result<Vec<Document>, StoreError> {
    let mut transaction = database.read().await?;
    let documents = documents::of_period(&mut transaction, period).await?;
    transaction.rollback().await?;
    Ok(documents)
}

/// Finds a document by its number, or a customer's month: `INV-000001` or `bank/2026-10`.
///
/// # Errors
///
/// [`StoreError`].
pub async fn find(database: &Database, reference: &str) -> Result<Option<Found>, StoreError> {
    let mut transaction = database.read().await?;
    if let Some(document) = documents::find(&mut transaction, reference).await? {
        return Ok(Some(Found::Document(Box::new(document))));
    }
    let month = reference.split_once('/').and_then(|(customer, period)| {
        period.parse::<Period>().ok().map(|period| (customer, period))
    });
    let Some((customer, period)) = month else { return Ok(None) };
    let issued = documents::of_customers(&mut transaction, customer, customer).await?;
    if let Some(document) =
        issued.into_iter().find(|it| it.period == period && it.credits.is_empty())
    {
        return Ok(Some(Found::Document(Box::new(document))));
    }
    let drafts = drafts::drafts(&mut transaction, customer, customer, period).await?;
    let draft = drafts.into_iter().find(|draft| draft.period == period);
    Ok(draft.map(|draft| Found::Draft(Box::new(draft))))
}

/// The periods that hold anything, with how many drafts and documents.
///
/// # Errors
///
/// [`StoreError`].
pub async fn periods(database: &Database) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let mut transaction = database.read().await?;
    let rows = sqlx::query("SELECT period, CAST(SUM(drafts) AS BIGINT), CAST(SUM(documents) AS BIGINT) FROM (SELECT period, 1 AS drafts, 0 AS documents FROM draft UNION ALL SELECT period, 0, 1 FROM document) AS months GROUP BY period ORDER BY period")
        .fetch_all(&mut *transaction)
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}
