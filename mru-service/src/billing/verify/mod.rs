//! Checks the store: the chain, what it covers, numbers without gaps, and every issued document
//! made again from its stored inputs.

mod counts;
mod covered;
mod remade;

use mru_core::{account::Supplier, calendar::Period, rate_card::RateCards, text::Text};

use self::covered::Covered;
use super::{
    BillingError, PAGE,
    facts::{self, Stored},
};
use crate::storage::{
    Database, StoreError, Transaction,
    chain::{self, Entry},
    documents, events, parties,
};

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
    /// What is wrong; empty when all is well.
    pub problems: Vec<Text>,
}

impl Verified {
    fn problem(&mut self, en: String, es: String) {
        self.problems.push(Text::new(en, es));
    }

    /// Notes that something stored cannot be read; any other failure ends the check.
    fn unreadable(&mut self, error: StoreError) -> Result<(), StoreError> {
        let StoreError::Unreadable { what, id, problem } = error else { return Err(error) };
        self.problem(
            format!("stored {what} `{id}` cannot be read: {problem}"),
            format!("no se puede leer {what} `{id}` del almacén: {problem}"),
        );
        Ok(())
    }
}

/// Checks the whole store.
///
/// # Errors
///
/// [`BillingError::Store`] when it cannot be read; whatever can be read and is wrong is reported.
pub async fn verify(
    database: &Database,
    cards: &RateCards,
    progress: &dyn Fn(usize, usize),
) -> Result<Verified, BillingError> {
    let mut transaction = database.read().await?;
    let mut verified = Verified::default();
    let entries = covered::check_chain(&mut transaction, &mut verified).await?;
    let mut covered = Covered::default();
    let suppliers = match parties::suppliers(&mut transaction).await {
        Ok(suppliers) => suppliers,
        Err(error) => {
            verified.unreadable(error)?;
            Vec::new()
        }
    };
    for (sequence, content, _) in &suppliers {
        covered.one(*sequence, "supplier", chain::digest(&[content]), &mut verified);
    }
    counts::check_series(&mut transaction, &mut verified).await?;
    check_events(&mut transaction, &entries, &mut covered, &mut verified).await?;
    let customers = parties::customers(&mut transaction).await?;
    let mut done = 0_usize;
    for page in customers.chunks(PAGE) {
        check_page(&mut transaction, page, &suppliers, cards, &mut covered, &mut verified).await?;
        done = done.saturating_add(page.len());
        progress(done, customers.len());
    }
    covered.compare(&entries, &mut verified);
    counts::check_counts(&mut transaction, &mut verified).await?;
    transaction.rollback().await?;
    Ok(verified)
}

/// Checks the events of each import.
async fn check_events(
    transaction: &mut Transaction,
    entries: &[Entry],
    covered: &mut Covered,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    for entry in entries.iter().filter(|entry| entry.kind == "events") {
        let rows = events::of_entry(transaction, entry.sequence).await?;
        if rows.is_empty() {
            continue;
        }
        let hash = events::batch_hash(rows.iter().map(|row| row.content.as_str()));
        covered.one(entry.sequence, "events", hash, verified);
        for row in &rows {
            match row.read() {
                Ok(event) if event.canonical() == row.content => {}
                Ok(_) => verified.problem(
                    format!("event `{}` is not in its canonical form", row.id),
                    format!("el evento `{}` no está en su forma canónica", row.id),
                ),
                Err(error) => verified.unreadable(error)?,
            }
        }
        verified.events = verified.events.saturating_add(rows.len());
    }
    Ok(())
}

/// Checks a page of customers: their versions, and their documents, which are made again.
async fn check_page(
    transaction: &mut Transaction,
    page: &[String],
    suppliers: &[(i64, String, Supplier)],
    cards: &RateCards,
    covered: &mut Covered,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let far = Period::of(chrono::NaiveDate::from_ymd_opt(2199, 12, 1).unwrap_or_default());
    let mut loaded = match facts::load_rows(transaction, page, far).await {
        Ok(loaded) => loaded,
        Err(error) => return Ok(verified.unreadable(error)?),
    };
    for (customer, stored) in &mut loaded {
        match documents::of_customers(transaction, customer, customer).await {
            Ok(documents) => stored.documents = documents,
            Err(error) => verified.unreadable(error)?,
        }
        for row in &stored.accounts {
            covered.one(row.sequence, "account", chain::digest(&[&row.content]), verified);
        }
        for document in &stored.documents {
            covered.one(document.sequence, "document", document.hash(), verified);
        }
        verified.documents = verified.documents.saturating_add(stored.documents.len());
    }
    let problems = |stored: &Stored| -> Result<Vec<Text>, StoreError> {
        let facts = stored.read()?;
        let check = |document| remade::check_document(document, &facts, suppliers, cards);
        Ok(stored.documents.iter().flat_map(check).collect())
    };
    for found in facts::each(&loaded, |_, stored| problems(stored)) {
        match found {
            Ok(problems) => verified.problems.extend(problems),
            Err(error) => verified.unreadable(error)?,
        }
    }
    Ok(())
}
