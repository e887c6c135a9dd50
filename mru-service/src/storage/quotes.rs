//! Issued quotes, with numbers without gaps, and how each ended. Rows never change.

use chrono::NaiveDate;
use mru_core::offer::OfferPaper;
use serde::Serialize;
use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    stored,
};

/// The series of their numbers.
pub const QUOTE_SERIES: &str = "QUO";

/// How a quote ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// It was accepted.
    Accepted,
    /// It was taken back.
    Withdrawn,
    /// A new version took its place.
    Superseded,
}

impl Step {
    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Step::Accepted => "accepted",
            Step::Withdrawn => "withdrawn",
            Step::Superseded => "superseded",
        }
    }

    fn read(text: &str) -> Option<Step> {
        [Step::Accepted, Step::Withdrawn, Step::Superseded]
            .into_iter()
            .find(|it| it.as_str() == text)
    }
}

/// How a quote ended, by whom, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteEnd {
    /// How.
    pub step: Step,
    /// On which day.
    pub day: NaiveDate,
    /// Who, as they said; empty for a version that took its place.
    pub by_name: String,
    /// Their position, as they said.
    pub position: String,
    /// By which way: `command-line`, `api mru_…` or `link …`.
    pub via: String,
    /// SHA-256 of the page that was accepted; empty otherwise.
    pub page_hash: String,
    /// Why it was taken back, or the number that took its place.
    pub detail: String,
}

/// An issued quote as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredQuote {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// Its number: series, hyphen, ordinal.
    pub number: String,
    /// Its series.
    pub series: String,
    /// Its place in the series, from 1.
    pub ordinal: i64,
    /// Its draft.
    pub draft: String,
    /// Id of the customer; empty for a prospect.
    pub customer: String,
    /// The number of the version before; empty for the first.
    pub supersedes: String,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// The last day on which it may be accepted.
    pub valid_until: NaiveDate,
    /// USD a month, in cents.
    pub total_cents: i64,
    /// The paper as written.
    pub content: String,
    /// The paper.
    pub paper: OfferPaper,
    /// How it ended; none while it is open, or expired.
    pub end: Option<QuoteEnd>,
}

impl StoredQuote {
    /// Hash of everything that the quote says, as its entry of the chain has it.
    pub fn hash(&self) -> String {
        let (issued_on, valid_until) = (self.issued_on.to_string(), self.valid_until.to_string());
        let StoredQuote { number, draft, customer, supersedes, content, .. } = self;
        chain::digest(&[number, draft, customer, supersedes, &issued_on, &valid_until, content])
    }
}

/// A quote about to be issued.
#[derive(Clone, Debug)]
pub(crate) struct NewQuote<'a> {
    pub(crate) draft: &'a str,
    pub(crate) paper: &'a OfferPaper,
    pub(crate) total_cents: i64,
}

/// Issues a quote: the number comes last, in the transaction that keeps it.
pub(crate) async fn issue(
    transaction: &mut Transaction,
    new: &NewQuote<'_>,
) -> Result<String, StoreError> {
    let row = sqlx::query("INSERT INTO series (name, last) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET last = series.last + 1 RETURNING last")
        .bind(QUOTE_SERIES.to_owned())
        .fetch_one(transaction.connection())
        .await?;
    let ordinal: i64 = row.try_get(0)?;
    let number = format!("{QUOTE_SERIES}-{ordinal:06}");
    crate::crash::point("quote.numbered");
    let head = &new.paper.head;
    let content = new.paper.canonical();
    let customer = head.agreed.as_ref().map_or("", |it| it.customer.as_str());
    let (issued_on, valid_until) = (head.as_of.to_string(), head.valid_until.to_string());
    let texts = [
        number.as_str(),
        new.draft,
        customer,
        &head.supersedes,
        &issued_on,
        &valid_until,
        &content,
    ];
    let hash = chain::digest(&texts);
    let sequence = chain::append(transaction, Recorded::Quote, &number, &hash).await?;
    let insert = "INSERT INTO quote (sequence, ordinal, total_cents, series, number, draft, customer, supersedes, issued_on, valid_until, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let mut query = sqlx::query(insert)
        .bind(sequence)
        .bind(ordinal)
        .bind(new.total_cents)
        .bind(QUOTE_SERIES.to_owned());
    for text in texts {
        query = query.bind(text.to_owned());
    }
    query.execute(transaction.connection()).await?;
    crate::crash::point("quote.issued");
    Ok(number)
}

/// Records how a quote ended.
pub(crate) async fn end(
    transaction: &mut Transaction,
    number: &str,
    end: &QuoteEnd,
) -> Result<(), StoreError> {
    let day = end.day.to_string();
    let QuoteEnd { step, by_name, position, via, page_hash, detail, .. } = end;
    let texts = [number, step.as_str(), &day, by_name, position, via, page_hash, detail];
    let insert = "INSERT INTO quote_step (sequence, number, step, day, by_name, position, via, page_hash, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    chain::record(transaction, Recorded::Quote, number, insert, &texts).await?;
    crate::crash::point("quote.ended");
    Ok(())
}

const COLUMNS: &str = "SELECT q.sequence, q.number, q.series, q.ordinal, q.draft, q.customer, q.supersedes, q.issued_on, q.valid_until, q.total_cents, q.content, \
    COALESCE(s.step, ''), COALESCE(s.day, ''), COALESCE(s.by_name, ''), COALESCE(s.position, ''), COALESCE(s.via, ''), COALESCE(s.page_hash, ''), COALESCE(s.detail, '') \
    FROM quote q LEFT JOIN quote_step s ON s.number = q.number";

/// The quote of a number.
pub(crate) async fn find(
    transaction: &mut Transaction,
    number: &str,
) -> Result<Option<StoredQuote>, StoreError> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE q.number = $1"));
    let row =
        sqlx::query(sql).bind(number.to_owned()).fetch_optional(transaction.connection()).await?;
    row.as_ref().map(stored_quote).transpose()
}

/// The last quote that was issued.
pub(crate) async fn last(
    transaction: &mut Transaction,
) -> Result<Option<(String, NaiveDate)>, StoreError> {
    let row = sqlx::query("SELECT number, issued_on FROM quote ORDER BY ordinal DESC LIMIT 1")
        .fetch_optional(transaction.connection())
        .await?;
    let read = |row: AnyRow| {
        let number: String = row.try_get(0)?;
        let day = day(&number, &row.try_get::<String, _>(1)?)?;
        Ok((number, day))
    };
    row.map(read).transpose()
}

/// Which quotes a list shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    /// Only those of a customer; empty for all.
    pub(crate) customer: &'a str,
    /// Only those in a state: `issued`, `expired` or a [`Step`]; empty for all.
    pub(crate) state: &'a str,
    /// By which day they expire.
    pub(crate) day: NaiveDate,
}

/// The quotes after a place of the series, in their order.
pub(crate) async fn after(
    transaction: &mut Transaction,
    wanted: &Wanted<'_>,
    ordinal: i64,
    most: i64,
) -> Result<Vec<StoredQuote>, StoreError> {
    let sql = AssertSqlSafe(format!(
        "{COLUMNS} WHERE q.ordinal > $1 AND ($2 = '' OR q.customer = $3) \
        AND ($4 = '' OR s.step = $5 \
            OR ($6 = 'issued' AND s.step IS NULL AND q.valid_until >= $7) \
            OR ($8 = 'expired' AND s.step IS NULL AND q.valid_until < $9)) \
        ORDER BY q.ordinal LIMIT $10"
    ));
    let Wanted { customer, state, day } = *wanted;
    let day = day.to_string();
    let mut query = sqlx::query(sql).bind(ordinal);
    for text in [customer, customer, state, state, state, &day, state, &day] {
        query = query.bind(text.to_owned());
    }
    let rows = query.bind(most).fetch_all(transaction.connection()).await?;
    rows.iter().map(stored_quote).collect()
}

fn stored_quote(row: &AnyRow) -> Result<StoredQuote, StoreError> {
    let number: String = row.try_get(1)?;
    let content: String = row.try_get(10)?;
    let step: String = row.try_get(11)?;
    let on = |place: usize| day(&number, &row.try_get::<String, _>(place)?);
    let end = if step.is_empty() {
        None
    } else {
        let step = Step::read(&step)
            .ok_or_else(|| unreadable(&number, format!("`{step}` is no end of a quote")))?;
        Some(QuoteEnd {
            step,
            day: on(12)?,
            by_name: row.try_get(13)?,
            position: row.try_get(14)?,
            via: row.try_get(15)?,
            page_hash: row.try_get(16)?,
            detail: row.try_get(17)?,
        })
    };
    Ok(StoredQuote {
        sequence: row.try_get(0)?,
        series: row.try_get(2)?,
        ordinal: row.try_get(3)?,
        draft: row.try_get(4)?,
        customer: row.try_get(5)?,
        supersedes: row.try_get(6)?,
        issued_on: on(7)?,
        valid_until: on(8)?,
        total_cents: row.try_get(9)?,
        paper: stored::read("quote", &number, &content)?,
        content,
        end,
        number,
    })
}

/// Reads a day of a row.
pub(super) fn day(id: &str, text: &str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(|_| unreadable(id, format!("`{text}` is no date")))
}

fn unreadable(id: &str, problem: String) -> StoreError {
    StoreError::Unreadable { what: "quote", id: id.to_owned(), problem }
}
