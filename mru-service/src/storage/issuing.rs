//! Issues documents: they get numbers without gaps, and entries of the chain.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mru_core::invoice::Statement;
use sqlx::Row as _;

use super::{
    Request, StoreError, Transaction,
    chain::{self, Recorded},
    documents::hash,
    rows,
};

/// A document about to be issued.
#[derive(Clone, Debug)]
pub struct NewDocument<'a> {
    /// Its series.
    pub series: &'a str,
    /// What it says.
    pub statement: &'a Statement,
    /// The statement as written.
    pub content: String,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// Due day.
    pub due_on: NaiveDate,
    /// Its total, in cents.
    pub total_cents: i64,
    /// Why it is issued before its month has ended; empty when it is not.
    pub early_reason: &'a str,
    /// The request behind it.
    pub request: &'a Request,
}

/// Issues documents: the numbers come last, in the transaction that keeps the documents.
///
/// Returns the numbers in the order of the documents.
pub(crate) async fn issue(
    transaction: &mut Transaction,
    documents: Vec<NewDocument<'_>>,
) -> Result<Vec<String>, StoreError> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for document in &documents {
        let count = counts.entry(document.series).or_default();
        *count = count.saturating_add(1);
    }
    // From here on, the last ordinal given in each series.
    let mut ordinals = counts;
    for (series, last) in &mut ordinals {
        let row = sqlx::query("INSERT INTO series (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = series.last + excluded.last RETURNING last")
            .bind((*series).to_owned())
            .bind(*last)
            .fetch_one(transaction.connection())
            .await?;
        *last = row.try_get::<i64, _>(0)?.saturating_sub(*last);
    }
    let mut numbered = Vec::with_capacity(documents.len());
    for new in documents {
        let ordinal = ordinals.entry(new.series).or_default();
        *ordinal = ordinal.saturating_add(1);
        numbered.push((format!("{}-{ordinal:06}", new.series), *ordinal, new));
        crate::crash::point("issue.numbered");
    }
    let entries = numbered.iter().map(|(number, _, new)| {
        let (issued_on, due_on) = (new.issued_on.to_string(), new.due_on.to_string());
        (
            number.clone(),
            hash([number, &issued_on, &due_on, &new.content], new.request, new.early_reason),
        )
    });
    let first = chain::append_all(transaction, Recorded::Document, entries.collect()).await?;
    let mut numbers = Vec::with_capacity(numbered.len());
    let stored = (first..).zip(numbered).map(|(sequence, (number, ordinal, new))| {
        numbers.push(number.clone());
        [
            sequence.into(),
            number.into(),
            new.series.to_owned().into(),
            ordinal.into(),
            new.statement.customer.clone().into(),
            new.statement.period.to_string().into(),
            new.statement.credits.clone().into(),
            new.issued_on.to_string().into(),
            new.due_on.to_string().into(),
            new.content.into(),
            new.total_cents.into(),
            new.request.key.clone().into(),
            new.request.hash.clone().into(),
            new.early_reason.to_owned().into(),
        ]
    });
    let into = "document (sequence, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash, early_reason)";
    let stored = stored.collect();
    rows::insert(transaction, into, "", stored).await?;
    numbers.iter().for_each(|_| crate::crash::point("issue.stored"));
    Ok(numbers)
}
