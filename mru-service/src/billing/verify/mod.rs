//! Checks the store: the database and its chain, the signed checkpoints, and every issued document
//! made again from its stored facts.
//!
//! Whatever is found is named, and the check goes on.

mod cards;
mod remade;
mod witnessed;

use mru_core::{account::Supplier, calendar::Period, rate_card::RateCards, text::Text};

use super::{
    BillingError,
    facts::Stored,
    fault::Fault,
    load::{self, Page},
    progress::{Progress, Work},
};
use crate::storage::{Database, Transaction, check, damaged, parties};

pub use crate::storage::check::{NAMED, Verified};

/// Checks the whole store.
///
/// # Errors
///
/// [`BillingError::Store`] when it cannot be read; whatever can be read and is wrong is reported.
pub async fn verify(database: &Database, progress: &Progress) -> Result<Verified, BillingError> {
    let mut transaction = database.read().await?;
    let mut verified = Verified::default();
    check::database(database, &mut transaction, &mut verified).await?;
    check::begin(&mut transaction).await?;
    let done = witnessed::check(&mut transaction, &mut verified).await;
    end(("the checkpoints", "los puntos de control"), &mut transaction, &mut verified, done)
        .await?;
    check::runs(&mut transaction, &mut verified).await?;
    check::begin(&mut transaction).await?;
    let done = check_customers(&mut transaction, &mut verified, progress).await;
    end(("the documents", "los documentos"), &mut transaction, &mut verified, done).await?;
    check::counts(&mut transaction, &mut verified).await?;
    transaction.rollback().await?;
    Ok(verified)
}

/// Ends a part of the check: a failure of the store ends no more than the part.
async fn end(
    what: (&str, &str),
    transaction: &mut Transaction,
    verified: &mut Verified,
    done: Result<(), BillingError>,
) -> Result<(), BillingError> {
    let done = match done {
        Ok(()) => Ok(()),
        Err(BillingError::Store(error)) => Err(error),
        Err(error) => return Err(error),
    };
    Ok(verified.step(what, transaction, done).await?)
}

/// Checks all customers, page by page.
async fn check_customers(
    transaction: &mut Transaction,
    verified: &mut Verified,
    progress: &Progress,
) -> Result<(), BillingError> {
    let cards = cards::check_cards(transaction, verified).await?;
    let suppliers = match parties::suppliers(transaction).await {
        Ok(suppliers) => suppliers,
        Err(error) => {
            verified.unreadable(error)?;
            Vec::new()
        }
    };
    let customers = damaged::readable(transaction).await?.into_iter().collect::<Vec<_>>();
    progress.begin(Work::Verifying, customers.len(), "");
    let mut rest = &customers[..];
    while !rest.is_empty() {
        let page = load::page(transaction, rest).await?;
        check_page(transaction, &page, &suppliers, &cards, verified).await?;
        rest = page.rest;
        progress.advance(customers.len().saturating_sub(rest.len()));
    }
    Ok(())
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
