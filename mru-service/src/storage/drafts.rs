//! Drafts, and customers set aside: both are made anew by every run.

use mru_core::{calendar::Period, invoice::Statement};
use sqlx::{Row as _, any::AnyRow};

use super::{StoreError, Transaction};

/// A draft as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Id of the customer.
    pub customer: String,
    /// Its period.
    pub period: Period,
    /// The statement as written.
    pub content: String,
    /// The statement.
    pub statement: Statement,
}

/// A customer that could not be billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Id of the customer.
    pub customer: String,
    /// Why, as JSON of findings in both languages.
    pub findings: String,
}

/// Keeps a draft, in place of another one of its customer and period.
pub(crate) async fn put(
    transaction: &mut Transaction,
    customer: &str,
    period: Period,
    content: &str,
    total_cents: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO draft (customer, period, content, total_cents) VALUES ($1, $2, $3, $4) ON CONFLICT (customer, period) DO UPDATE SET content = excluded.content, total_cents = excluded.total_cents")
        .bind(customer.to_owned())
        .bind(period.to_string())
        .bind(content.to_owned())
        .bind(total_cents)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Drops the draft of a customer and period.
pub(crate) async fn drop(
    transaction: &mut Transaction,
    customer: &str,
    period: Period,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM draft WHERE customer = $1 AND period = $2")
        .bind(customer.to_owned())
        .bind(period.to_string())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// The drafts of the customers of a range up to a period, by customer and period.
pub(crate) async fn drafts(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
    until: Period,
) -> Result<Vec<Draft>, StoreError> {
    let rows = sqlx::query("SELECT customer, period, content FROM draft WHERE customer >= $1 AND customer <= $2 AND period <= $3 ORDER BY customer, period")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .bind(until.to_string())
        .fetch_all(&mut **transaction)
        .await?;
    rows.iter().map(draft).collect()
}

/// The drafts of a period, by customer.
pub(crate) async fn of_period(
    transaction: &mut Transaction,
    period: Period,
) -> Result<Vec<Draft>, StoreError> {
    let rows = sqlx::query(
        "SELECT customer, period, content FROM draft WHERE period = $1 ORDER BY customer",
    )
    .bind(period.to_string())
    .fetch_all(&mut **transaction)
    .await?;
    rows.iter().map(draft).collect()
}

fn draft(row: &AnyRow) -> Result<Draft, StoreError> {
    let (customer, period, content): (String, String, String) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let statement: Statement = serde_json::from_str(&content).map_err(|error| {
        let id = format!("{customer}/{period}");
        StoreError::Unreadable { what: "draft", id, problem: error.to_string() }
    })?;
    Ok(Draft { period: statement.period, customer, content, statement })
}

/// Notes why a customer was set aside, or that it no longer is.
pub(crate) async fn set_aside(
    transaction: &mut Transaction,
    customer: &str,
    period: Period,
    findings: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM aside WHERE customer = $1 AND period = $2")
        .bind(customer.to_owned())
        .bind(period.to_string())
        .execute(&mut **transaction)
        .await?;
    if let Some(findings) = findings {
        sqlx::query("INSERT INTO aside (customer, period, findings) VALUES ($1, $2, $3)")
            .bind(customer.to_owned())
            .bind(period.to_string())
            .bind(findings.to_owned())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// The customers that are set aside in a period.
pub(crate) async fn asides(
    transaction: &mut Transaction,
    period: Period,
) -> Result<Vec<Aside>, StoreError> {
    let rows =
        sqlx::query("SELECT customer, findings FROM aside WHERE period = $1 ORDER BY customer")
            .bind(period.to_string())
            .fetch_all(&mut **transaction)
            .await?;
    rows.iter()
        .map(|row| Ok(Aside { customer: row.try_get(0)?, findings: row.try_get(1)? }))
        .collect()
}
