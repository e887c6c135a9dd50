//! What months come to, added up by the database: pages show it of any number of customers at once.

use mru_core::{calendar::Period, units::Usd};
use sqlx::Row as _;

use super::{Database, StoreError};

/// What there is of a month, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthSum {
    /// The month.
    pub period: Period,
    /// Its drafts.
    pub drafts: i64,
    /// What they come to with tax.
    pub drafts_usd: Usd,
    /// Its issued documents: invoices, and notes about them.
    pub issued: i64,
    /// What they come to with tax.
    pub issued_usd: Usd,
    /// Customers that the last run set aside.
    pub aside: i64,
}

/// The months that hold anything, the latest first; of one customer when `only` names it.
pub(crate) async fn months(
    database: &Database,
    only: Option<&str>,
) -> Result<Vec<MonthSum>, StoreError> {
    let sql = "SELECT period, CAST(SUM(drafts) AS BIGINT), CAST(SUM(draft_cents) AS BIGINT), \
        CAST(SUM(issued) AS BIGINT), CAST(SUM(issued_cents) AS BIGINT), CAST(SUM(aside) AS BIGINT) FROM ( \
        SELECT period, COUNT(*) AS drafts, SUM(total_cents) AS draft_cents, 0 AS issued, 0 AS issued_cents, 0 AS aside \
        FROM draft WHERE customer = $1 OR $2 = 0 GROUP BY period \
        UNION ALL SELECT period, 0, 0, COUNT(*), SUM(total_cents), 0 \
        FROM document WHERE customer = $3 OR $4 = 0 GROUP BY period \
        UNION ALL SELECT period, 0, 0, 0, 0, COUNT(*) \
        FROM aside WHERE customer = $5 OR $6 = 0 GROUP BY period \
        ) AS parts GROUP BY period ORDER BY period DESC";
    let (customer, is_one) = (only.unwrap_or_default(), i64::from(only.is_some()));
    let mut query = sqlx::query(sql);
    for _ in 0..3 {
        query = query.bind(customer.to_owned()).bind(is_one);
    }
    let rows = query.fetch_all(database.readers()).await?;
    let mut months = Vec::with_capacity(rows.len());
    for row in &rows {
        let period: String = row.try_get(0)?;
        let read = period.parse().map_err(|_| StoreError::Unreadable {
            what: "month",
            id: period.clone(),
            problem: String::from("it is no month such as 2026-10"),
        })?;
        months.push(MonthSum {
            period: read,
            drafts: row.try_get(1)?,
            drafts_usd: Usd::of_cents(row.try_get(2)?),
            issued: row.try_get(3)?,
            issued_usd: Usd::of_cents(row.try_get(4)?),
            aside: row.try_get(5)?,
        });
    }
    Ok(months)
}

/// What a month comes to with tax for each customer, the most first, `most` customers at most.
pub(crate) async fn customers(
    database: &Database,
    period: Period,
    most: i64,
) -> Result<Vec<(String, Usd)>, StoreError> {
    let sql = "SELECT customer, CAST(SUM(cents) AS BIGINT) AS total FROM ( \
        SELECT customer, total_cents AS cents FROM document WHERE period = $1 \
        UNION ALL SELECT customer, total_cents FROM draft WHERE period = $2 \
        ) AS parts GROUP BY customer ORDER BY total DESC, customer LIMIT $3";
    let rows = sqlx::query(sql)
        .bind(period.to_string())
        .bind(period.to_string())
        .bind(most)
        .fetch_all(database.readers())
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, Usd::of_cents(row.try_get(1)?)))).collect()
}

/// What a month comes to with tax for one customer; none when there is nothing of it.
pub(crate) async fn of_customer(
    database: &Database,
    period: Period,
    customer: &str,
) -> Result<Option<Usd>, StoreError> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM ( \
        SELECT total_cents AS cents FROM document WHERE period = $1 AND customer = $2 \
        UNION ALL SELECT total_cents FROM draft WHERE period = $3 AND customer = $4) AS parts";
    let row = sqlx::query(sql)
        .bind(period.to_string())
        .bind(customer.to_owned())
        .bind(period.to_string())
        .bind(customer.to_owned())
        .fetch_one(database.readers())
        .await?;
    let count: i64 = row.try_get(0)?;
    let cents: i64 = row.try_get(1)?;
    Ok((count > 0).then(|| Usd::of_cents(cents)))
}
