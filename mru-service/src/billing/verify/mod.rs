//! Checks the store: the database itself, the chain, what it covers, numbers without gaps, and
//! every issued document made again from its stored inputs.
//!
//! Whatever is found is named, and the check goes on.

mod cards;
mod counts;
mod covered;
mod database;
mod events;
mod kept;
mod remade;
mod witnessed;

use mru_core::{account::Supplier, calendar::Period, rate_card::RateCards, text::Text};

use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::{
    BillingError,
    facts::Stored,
    fault::Fault,
    load::{self, Page},
};
use crate::storage::{Database, StoreError, Transaction, parties};

pub use database::stored_schema;

/// What a check of the store found.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// Entries of the chain.
    pub entries: usize,
    /// Events.
    pub events: usize,
    /// Documents made again.
    pub documents: usize,
    /// Hash of the last entry; kept elsewhere, it shows that nothing was cut off the end.
    pub head: String,
    /// What is wrong; empty when all is well. After [`NAMED`] problems only their number grows.
    pub problems: Vec<Text>,
    /// Problems that are not named any more.
    pub unnamed: usize,
    /// Documents of customers that cannot be read.
    unread: usize,
    /// What could not be looked at, and what would be needed for it.
    pub notes: Vec<Text>,
}

/// Problems that are named: whoever has more of them restores a backup.
pub const NAMED: usize = 1_000;

impl Verified {
    fn problem(&mut self, en: String, es: String) {
        if self.problems.len() < NAMED {
            self.problems.push(Text::new(en, es));
        } else {
            self.unnamed = self.unnamed.saturating_add(1);
        }
    }

    fn note(&mut self, en: &str, es: &str) {
        self.notes.push(Text::new(en, es));
    }

    /// Ends a part of the check that began with [`begin`]: a failure is a problem, and ends no more
    /// than the part.
    async fn step(
        &mut self,
        (en, es): (&str, &str),
        transaction: &mut Transaction,
        done: Result<(), BillingError>,
    ) -> Result<(), BillingError> {
        let said = match done {
            Ok(()) => {
                transaction.execute("RELEASE SAVEPOINT step").await?;
                return Ok(());
            }
            Err(BillingError::Store(error)) => error.to_string(),
            Err(error) => return Err(error),
        };
        // When the connection is gone, this fails, and with it the check.
        transaction.execute("ROLLBACK TO SAVEPOINT step").await?;
        transaction.execute("RELEASE SAVEPOINT step").await?;
        self.problem(
            format!("{en} could not be checked to the end: {said}"),
            format!("no se pudo terminar de revisar {es}: {said}"),
        );
        Ok(())
    }

    /// Notes that something stored cannot be read; any other failure ends the check.
    fn unreadable(&mut self, error: StoreError) -> Result<(), StoreError> {
        match error {
            StoreError::Unreadable { what, id, problem } => self.problem(
                format!("stored {what} `{id}` cannot be read: {problem}"),
                format!("no se puede leer {what} `{id}` del almacén: {problem}"),
            ),
            StoreError::NewerForm { .. } => {
                let Text { en, es } = error.text();
                self.problem(en, es);
            }
            error => return Err(error),
        }
        Ok(())
    }
}

/// Begins a part of the check, which [`Verified::step`] ends.
async fn begin(transaction: &mut Transaction) -> Result<(), BillingError> {
    transaction.execute("SAVEPOINT step").await?;
    Ok(())
}

/// Checks the whole store.
///
/// # Errors
///
/// [`BillingError::Store`] when it cannot be read; whatever can be read and is wrong is reported.
pub async fn verify(
    database: &Database,
    progress: &dyn Fn(usize, usize),
) -> Result<Verified, BillingError> {
    let mut transaction = database.read().await?;
    let mut verified = Verified::default();
    let embedded = database.file().is_some();
    database::check(database, &mut transaction, &mut verified).await?;
    begin(&mut transaction).await?;
    let done = covered::check(embedded, &mut transaction, &mut verified).await;
    verified.step(("the chain", "la cadena"), &mut transaction, done).await?;
    begin(&mut transaction).await?;
    let done = witnessed::check(&mut transaction, &mut verified).await;
    verified.step(("the checkpoints", "los puntos de control"), &mut transaction, done).await?;
    begin(&mut transaction).await?;
    let done = counts::check_series(&mut transaction, &mut verified).await;
    verified.step(("the numbers", "los números"), &mut transaction, done).await?;
    begin(&mut transaction).await?;
    let done = kept::check(embedded, &mut transaction, &mut verified).await;
    verified.step(("the drafts", "los borradores"), &mut transaction, done).await?;
    begin(&mut transaction).await?;
    let done = check_customers(embedded, &mut transaction, &mut verified, progress).await;
    verified.step(("the documents", "los documentos"), &mut transaction, done).await?;
    begin(&mut transaction).await?;
    let done = counts::check_counts(embedded, &mut transaction, &mut verified).await;
    verified.step(("the tables", "las tablas"), &mut transaction, done).await?;
    transaction.rollback().await?;
    Ok(verified)
}

/// Checks all customers, page by page.
async fn check_customers(
    embedded: bool,
    transaction: &mut Transaction,
    verified: &mut Verified,
    progress: &dyn Fn(usize, usize),
) -> Result<(), BillingError> {
    let cards = cards::check_cards(transaction, verified).await?;
    let suppliers = match parties::suppliers(transaction).await {
        Ok(suppliers) => suppliers,
        Err(error) => {
            verified.unreadable(error)?;
            Vec::new()
        }
    };
    let customers = readable_customers(embedded, transaction).await?;
    let mut rest = &customers[..];
    while !rest.is_empty() {
        let page = load::page(transaction, rest).await?;
        check_page(transaction, &page, &suppliers, &cards, verified).await?;
        rest = page.rest;
        progress(customers.len().saturating_sub(rest.len()), customers.len());
    }
    Ok(())
}

/// The ids of all customers, sorted, but for those that are no text; they are named elsewhere.
async fn readable_customers(
    embedded: bool,
    transaction: &mut Transaction,
) -> Result<Vec<String>, BillingError> {
    let id = covered::bytes(embedded, "customer");
    let sql = format!(
        "SELECT {id} FROM (SELECT DISTINCT customer FROM account) AS ids ORDER BY customer"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut **transaction).await?;
    let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<Vec<u8>>, _>>()?;
    Ok(ids.into_iter().filter_map(|id| String::from_utf8(id).ok()).collect())
}

/// Checks a page of customers: their versions, and their documents, which are made again.
async fn check_page(
    transaction: &mut Transaction,
    page: &Page<'_>,
    suppliers: &[(i64, String, Supplier)],
    cards: &RateCards,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let far = Period::of(chrono::NaiveDate::from_ymd_opt(2199, 12, 1).unwrap_or_default());
    let mut loaded = load::load_rows(transaction, page, far).await?;
    for (customer, stored) in &mut loaded {
        load::load_documents(transaction, customer, stored).await?;
        if stored.fault.is_some() {
            verified.unread = verified.unread.saturating_add(page.documents(customer));
        }
        if let Some(fault @ Fault::TooMany { .. }) = &stored.fault
            && page.documents(customer) > 0
        {
            verified.notes.push(not_made_again(customer, fault));
        }
    }
    let problems = |customer: &str, stored: &Stored| -> Vec<Text> {
        let facts = match stored.read() {
            Ok(facts) => facts,
            // That is said in a note: what is stored is sound, it is only more than is looked at.
            Err(Fault::TooMany { .. }) => return Vec::new(),
            Err(fault) => return vec![not_made_again(customer, &fault)],
        };
        let check = |document| remade::check_document(document, &facts, suppliers, cards);
        stored.documents.iter().flat_map(check).collect()
    };
    for stored in loaded.values().filter(|stored| stored.fault.is_none()) {
        verified.documents = verified.documents.saturating_add(stored.documents.len());
    }
    for problem in load::each(&loaded, problems).into_iter().flatten() {
        verified.problem(problem.en, problem.es);
    }
    Ok(())
}

fn not_made_again(customer: &str, fault: &Fault) -> Text {
    let why = fault.finding(customer).message;
    Text::new(
        format!("the documents of customer `{customer}` cannot be made again: {}", why.en),
        format!("no se pueden hacer de nuevo los documentos del cliente `{customer}`: {}", why.es),
    )
}
