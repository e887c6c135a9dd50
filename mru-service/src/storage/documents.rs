//! Issued documents: numbered without gaps, never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::{calendar::Period, invoice::Statement, units::Usd};
use sqlx::{Row as _, any::AnyRow};

use super::{StoreError, Transaction, chain, stored};

/// An issued document as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// Its number: series, hyphen, ordinal.
    pub number: String,
    /// Its series.
    pub series: String,
    /// Its place in the series, from 1.
    pub ordinal: i64,
    /// Id of the customer.
    pub customer: String,
    /// Its period.
    pub period: Period,
    /// The invoice it credits; empty for a document of a month.
    pub credits: String,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// Due day.
    pub due_on: NaiveDate,
    /// The statement as written.
    pub content: String,
    /// Its total, in cents.
    pub total_cents: i64,
    /// The statement.
    pub statement: Statement,
    /// Why it was issued before its month had ended; empty when it was not.
    pub early_reason: String,
    /// The request behind it.
    pub request: Request,
}

impl Document {
    /// Hash of everything that the document says, and of the request behind it.
    pub fn hash(&self) -> String {
        let (issued_on, due_on) = (self.issued_on.to_string(), self.due_on.to_string());
        let Document { number, content, request, early_reason, .. } = self;
        hash([number, &issued_on, &due_on, content], request, early_reason)
    }
}

/// What the entry of a document covers: everything that it says, the request behind it, and why it
/// was issued early.
pub(crate) fn hash(said: [&str; 4], request: &Request, early_reason: &str) -> String {
    let request = [request.key.as_str(), &request.hash];
    // Documents that were issued in time are hashed as before there were others.
    let early = (!early_reason.is_empty()).then_some(early_reason);
    let parts: Vec<&str> = said.into_iter().chain(request).chain(early).collect();
    chain::digest(&parts)
}

/// A request that may be sent again: its key, and a hash of what it asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Chosen by who asks; empty when there is none.
    pub key: String,
    /// Hash of everything that is asked for.
    pub hash: String,
}

/// A document as stored, unread: it is long, and whoever reads many does so side by side.
pub struct DocumentRow(AnyRow);

impl std::fmt::Debug for DocumentRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DocumentRow")
    }
}

impl DocumentRow {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`], [`StoreError::NewerForm`] when a newer program wrote it.
    pub fn read(&self) -> Result<Document, StoreError> {
        document(&self.0)
    }

    /// The document when its text is, letter by letter, what a statement made anew is written as, so
    /// that nothing of the text needs to be read; nothing when it is another.
    ///
    /// `make` is asked with the number of its entry, its period, and the invoice it credits.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`] for columns that cannot be read.
    pub(crate) fn as_made(
        &self,
        make: impl FnOnce(i64, Period, &str) -> Option<Statement>,
    ) -> Result<Option<Document>, StoreError> {
        let row = &self.0;
        let (number, credits): (String, String) = (row.try_get(1)?, row.try_get(6)?);
        let period = month(&row.try_get::<String, _>(5)?, &number)?;
        let Some(statement) = make(row.try_get(0)?, period, &credits) else { return Ok(None) };
        let content: String = row.try_get(9)?;
        if statement.canonical() != content {
            return Ok(None);
        }
        said(row, number, content, statement).map(Some)
    }
}

/// The documents of the customers of a range with their customers, by customer and order of issue,
/// unread.
pub(crate) async fn rows_of(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<Vec<(String, DocumentRow)>, StoreError> {
    let rows = sqlx::query("SELECT sequence, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash, early_reason FROM document WHERE customer >= $1 AND customer <= $2 ORDER BY customer, sequence")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.into_iter().map(|row| Ok((row.try_get(4)?, DocumentRow(row)))).collect()
}

/// The documents of a customer, in the order of issue.
pub(crate) async fn of_customer(
    transaction: &mut Transaction,
    customer: &str,
) -> Result<Vec<Document>, StoreError> {
    rows_of(transaction, customer, customer).await?.iter().map(|(_, row)| row.read()).collect()
}

/// How many documents the customers of a range have, by customer.
pub(crate) async fn counts(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows = sqlx::query("SELECT customer, COUNT(*) FROM document WHERE customer >= $1 AND customer <= $2 GROUP BY customer")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// What a run has to know of a document: that it is there, and its sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// Id of the customer.
    pub customer: String,
    /// Its period.
    pub period: Period,
    /// The invoice it credits; empty for a document of a month.
    pub credits: String,
    /// Its total, in cents.
    pub total_cents: i64,
}

/// The headings of the documents of the customers of a range, by customer and order of issue.
pub(crate) async fn headings(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<Vec<Heading>, StoreError> {
    let rows = sqlx::query("SELECT sequence, customer, period, credits, total_cents FROM document WHERE customer >= $1 AND customer <= $2 ORDER BY customer, sequence")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let (customer, written): (String, String) = (row.try_get(1)?, row.try_get(2)?);
            let period = month(&written, &format!("{customer}/{written}"))?;
            Ok(Heading {
                sequence: row.try_get(0)?,
                customer,
                period,
                credits: row.try_get(3)?,
                total_cents: row.try_get(4)?,
            })
        })
        .collect()
}

/// The last month of a customer that was issued, with its number.
pub(crate) async fn last_month(
    transaction: &mut Transaction,
    customer: &str,
) -> Result<Option<(String, Period)>, StoreError> {
    let row = sqlx::query("SELECT number, period FROM document WHERE customer = $1 AND credits = '' ORDER BY period DESC LIMIT 1")
        .bind(customer.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let number: String = row.try_get(0)?;
    let period = month(&row.try_get::<String, _>(1)?, &number)?;
    Ok(Some((number, period)))
}

/// What a document compares itself with: the one of the month before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthBefore {
    /// Its number.
    pub number: String,
    /// Its month.
    pub period: Period,
    /// Its sum before tax.
    pub net_usd: Usd,
}

/// The document of the month before a month of a customer, if it was issued before an entry of the
/// chain; what is issued later changes no document that was shown.
pub(crate) async fn month_before(
    transaction: &mut Transaction,
    customer: &str,
    month: Period,
    entry: i64,
) -> Result<Option<MonthBefore>, StoreError> {
    let period = month.previous();
    let row = sqlx::query("SELECT number, content FROM document WHERE customer = $1 AND period = $2 AND credits = '' AND sequence < $3")
        .bind(customer.to_owned())
        .bind(period.to_string())
        .bind(entry)
        .fetch_optional(transaction.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (number, content): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let glance: stored::Glance = stored::read("document", &number, &content)?;
    Ok(Some(MonthBefore { number, period, net_usd: glance.totals.net_usd }))
}

/// Number and day of issue of the last document of a series.
pub(crate) async fn last_of_series(
    transaction: &mut Transaction,
    series: &str,
) -> Result<Option<(String, NaiveDate)>, StoreError> {
    let row = sqlx::query("SELECT number, issued_on FROM document WHERE series = $1 ORDER BY issued_on DESC, ordinal DESC LIMIT 1")
        .bind(series.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (id, written): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    match written.parse() {
        Ok(day) => Ok(Some((id, day))),
        Err(_) => {
            let problem = format!("`{written}` is no date");
            Err(StoreError::Unreadable { what: "document", id, problem })
        }
    }
}

/// Reads the period of a document.
pub(super) fn month(written: &str, id: &str) -> Result<Period, StoreError> {
    Period::recorded(written).ok_or_else(|| StoreError::Unreadable {
        what: "document",
        id: id.to_owned(),
        problem: String::from("its period is no month"),
    })
}

/// Documents at hand at once: they are long.
pub(super) const PAGE: i64 = 100;

/// The first documents of a period after an entry of the chain with the instant at which each was
/// recorded, in the order of issue; none at the end.
pub(crate) async fn of_period(
    transaction: &mut Transaction,
    period: Period,
    after: i64,
) -> Result<Vec<(Document, DateTime<Utc>)>, StoreError> {
    let rows = sqlx::query("SELECT sequence, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash, early_reason, (SELECT recorded_at FROM chain WHERE chain.sequence = document.sequence) FROM document WHERE period = $1 AND sequence > $2 ORDER BY sequence LIMIT $3")
        .bind(period.to_string())
        .bind(after)
        .bind(PAGE)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(recorded).collect()
}

/// As [`of_period`], the documents that are on the bill of a month: those of
/// [`Statement::billed_in`].
pub(crate) async fn of_bill(
    transaction: &mut Transaction,
    month: Period,
    after: i64,
) -> Result<Vec<(Document, DateTime<Utc>)>, StoreError> {
    let rows = sqlx::query("SELECT sequence, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash, early_reason, (SELECT recorded_at FROM chain WHERE chain.sequence = document.sequence) FROM document WHERE sequence > $1 AND ((period = $2 AND (credits = '' OR issued_on < $3)) OR (credits <> '' AND period < $4 AND issued_on >= $5 AND issued_on < $6)) ORDER BY sequence LIMIT $7")
        .bind(after)
        .bind(month.to_string())
        .bind(month.end_day().to_string())
        .bind(month.to_string())
        .bind(month.first_day().to_string())
        .bind(month.end_day().to_string())
        .bind(PAGE)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(recorded).collect()
}

/// A document with the instant at which it was recorded.
fn recorded(row: &AnyRow) -> Result<(Document, DateTime<Utc>), StoreError> {
    let document = document(row)?;
    let written: String = row.try_get(14)?;
    match written.parse() {
        Ok(instant) => Ok((document, instant)),
        Err(_) => {
            let problem = format!("`{written}` is no instant");
            Err(StoreError::Unreadable { what: "document", id: document.number, problem })
        }
    }
}

/// The document that a request made before.
pub(crate) async fn of_request(
    transaction: &mut Transaction,
    key: &str,
) -> Result<Option<Document>, StoreError> {
    let row = sqlx::query("SELECT sequence, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash, early_reason FROM document WHERE request_key = $1 AND request_key <> ''")
        .bind(key.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    row.as_ref().map(document).transpose()
}

/// The document of a number.
pub(crate) async fn find(
    transaction: &mut Transaction,
    number: &str,
) -> Result<Option<Document>, StoreError> {
    let row = sqlx::query("SELECT sequence, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash, early_reason FROM document WHERE number = $1")
        .bind(number.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    row.as_ref().map(document).transpose()
}

fn document(row: &AnyRow) -> Result<Document, StoreError> {
    let number: String = row.try_get(1)?;
    let content: String = row.try_get(9)?;
    let statement: Statement = stored::read("document", &number, &content)?;
    said(row, number, content, statement)
}

/// A document by its columns, with what it says.
fn said(
    row: &AnyRow,
    number: String,
    content: String,
    statement: Statement,
) -> Result<Document, StoreError> {
    let unreadable =
        |problem: String| StoreError::Unreadable { what: "document", id: number.clone(), problem };
    let date = |at: usize| -> Result<NaiveDate, StoreError> {
        let text: String = row.try_get(at)?;
        text.parse().map_err(|_| unreadable(format!("`{text}` is no date")))
    };
    Ok(Document {
        sequence: row.try_get(0)?,
        series: row.try_get(2)?,
        ordinal: row.try_get(3)?,
        customer: row.try_get(4)?,
        period: month(&row.try_get::<String, _>(5)?, &number)?,
        credits: row.try_get(6)?,
        issued_on: date(7)?,
        due_on: date(8)?,
        total_cents: row.try_get(10)?,
        request: Request { key: row.try_get(11)?, hash: row.try_get(12)? },
        early_reason: row.try_get(13)?,
        content,
        statement,
        number,
    })
}
