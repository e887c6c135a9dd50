//! Drafts, and customers set aside: both are made anew by every run.

use std::collections::BTreeSet;

use mru_core::{calendar::Period, invoice::Statement, text::Text};
use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};

use super::{
    StoreError, Transaction, chain, rows,
    stored::{self, Reasons},
};

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
    /// Why: a sentence a finding.
    pub reasons: Vec<Text>,
}

/// A draft that a run made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// Id of the customer.
    pub customer: String,
    /// The statement as written.
    pub content: String,
    /// Its total, in cents.
    pub total_cents: i64,
}

/// A draft as runs and issues compare it: by the hash of what it says, which is long and so stays
/// where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDraft {
    /// Id of the customer.
    pub customer: String,
    /// Its period.
    pub period: Period,
    /// Its total, in cents.
    pub total_cents: i64,
    /// The run that made it.
    run: String,
    /// The hash of all that; empty in drafts of earlier programs.
    hash: String,
    /// The statement as written, of a draft without a hash.
    unhashed: String,
}

impl KeptDraft {
    /// Whether it says this statement.
    pub(crate) fn says(&self, content: &str, total_cents: i64) -> bool {
        if self.hash.is_empty() {
            return self.unhashed == content;
        }
        let said = Said { customer: &self.customer, period: self.period, content, total_cents };
        said.hash(&self.run) == self.hash
    }
}

/// What a draft says.
struct Said<'a> {
    customer: &'a str,
    period: Period,
    content: &'a str,
    total_cents: i64,
}

impl Said<'_> {
    /// Hash of it and of the run that made it, so that damage to it is found.
    fn hash(&self, run: &str) -> String {
        let (period, total) = (self.period.to_string(), self.total_cents.to_string());
        chain::digest(&[self.customer, &period, self.content, &total, run])
    }
}

/// Keeps drafts of a period that a run made, in place of other ones of their customers.
pub(crate) async fn put(
    transaction: &mut Transaction,
    period: Period,
    run: &str,
    drafts: Vec<NewDraft>,
) -> Result<(), StoreError> {
    let rows = drafts.into_iter().map(|draft| {
        let NewDraft { customer, content, total_cents } = draft;
        let hash = Said { customer: &customer, period, content: &content, total_cents }.hash(run);
        [
            customer.into(),
            period.to_string().into(),
            total_cents.into(),
            run.to_owned().into(),
            hash.into(),
            content.into(),
        ]
    });
    let into = "draft (customer, period, total_cents, run, hash, content)";
    let conflict = "ON CONFLICT (customer, period) DO UPDATE SET content = excluded.content, total_cents = excluded.total_cents, run = excluded.run, hash = excluded.hash";
    rows::insert(transaction, into, conflict, rows.collect()).await
}

/// Drops the drafts of customers in a period.
pub(crate) async fn drop_all(
    transaction: &mut Transaction,
    customers: &[&str],
    period: Period,
) -> Result<(), StoreError> {
    for some in customers.chunks(rows::FULL) {
        let places: Vec<String> =
            (2..some.len().saturating_add(2)).map(|place| format!("${place}")).collect();
        let places = places.join(", ");
        // Nothing but numbers of places is added to the text; values are bound.
        let text = format!("DELETE FROM draft WHERE period = $1 AND customer IN ({places})");
        let mut query = sqlx::query(AssertSqlSafe(text))
            .persistent(some.len() == rows::FULL)
            .bind(period.to_string());
        for customer in some {
            query = query.bind((*customer).to_owned());
        }
        query.execute(transaction.connection()).await?;
    }
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
        .execute(transaction.connection())
        .await?;
    Ok(())
}

/// The drafts of the customers of a range up to a period, by customer and period, without what they
/// say.
pub(crate) async fn kept(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
    until: Period,
) -> Result<Vec<KeptDraft>, StoreError> {
    let rows = sqlx::query("SELECT customer, period, total_cents, run, hash, CASE WHEN hash = '' THEN content ELSE '' END FROM draft WHERE customer >= $1 AND customer <= $2 AND period <= $3 ORDER BY customer, period")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .bind(until.to_string())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let (customer, period): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let period = Period::recorded(&period).ok_or_else(|| StoreError::Unreadable {
                what: "draft",
                id: format!("{customer}/{period}"),
                problem: String::from("its period is no month"),
            })?;
            Ok(KeptDraft {
                customer,
                period,
                total_cents: row.try_get(2)?,
                run: row.try_get(3)?,
                hash: row.try_get(4)?,
                unhashed: row.try_get(5)?,
            })
        })
        .collect()
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
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(draft).collect()
}

fn draft(row: &AnyRow) -> Result<Draft, StoreError> {
    let (customer, period, content): (String, String, String) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let statement: Statement = stored::read("draft", &format!("{customer}/{period}"), &content)?;
    Ok(Draft { period: statement.period, customer, content, statement })
}

/// Notes why a run set a customer aside.
pub(crate) async fn set_aside(
    transaction: &mut Transaction,
    customer: &str,
    period: Period,
    findings: &str,
    run: &str,
) -> Result<(), StoreError> {
    let month = period.to_string();
    let hash = chain::digest(&[customer, &month, findings, run]);
    sqlx::query("INSERT INTO aside (customer, period, findings, run, hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (customer, period) DO UPDATE SET findings = excluded.findings, run = excluded.run, hash = excluded.hash")
        .bind(customer.to_owned())
        .bind(month)
        .bind(findings.to_owned())
        .bind(run.to_owned())
        .bind(hash)
        .execute(transaction.connection())
        .await?;
    Ok(())
}

/// Notes that a customer is no longer set aside.
pub(crate) async fn resume(
    transaction: &mut Transaction,
    customer: &str,
    period: Period,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM aside WHERE customer = $1 AND period = $2")
        .bind(customer.to_owned())
        .bind(period.to_string())
        .execute(transaction.connection())
        .await?;
    Ok(())
}

/// Which customers of a sorted page are set aside in a period.
pub(crate) async fn aside_among(
    transaction: &mut Transaction,
    page: &[String],
    period: Period,
) -> Result<BTreeSet<String>, StoreError> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else {
        return Ok(BTreeSet::new());
    };
    let rows = sqlx::query(
        "SELECT customer FROM aside WHERE period = $1 AND customer >= $2 AND customer <= $3",
    )
    .bind(period.to_string())
    .bind(first.to_owned())
    .bind(last.to_owned())
    .fetch_all(transaction.connection())
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The customers that are set aside in a period.
pub(crate) async fn asides(
    transaction: &mut Transaction,
    period: Period,
) -> Result<Vec<Aside>, StoreError> {
    let rows =
        sqlx::query("SELECT customer, findings FROM aside WHERE period = $1 ORDER BY customer")
            .bind(period.to_string())
            .fetch_all(transaction.connection())
            .await?;
    rows.iter()
        .map(|row| {
            let (customer, findings): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let id = format!("{customer}/{period}");
            let Reasons(reasons) = stored::read("customer set aside", &id, &findings)?;
            let sentences = reasons.into_iter().map(|it| Text::new(it.message.en, it.message.es));
            Ok(Aside { customer, reasons: sentences.collect() })
        })
        .collect()
}
