//! Checks the store: the database and its chain, the signed checkpoints, and every issued document
//! made again from its stored facts.
//!
//! Whatever is found is named, and the check goes on.

mod cards;
mod changes;
mod remade;
mod witnessed;

use std::{collections::BTreeSet, sync::Arc};

use futures_util::future::join3;
use mru_core::{account::Supplier, calendar::Period, rate_card::RateCards, text::Text};

use super::{
    BillingError,
    facts::Stored,
    fault::Fault,
    load::{self, Page},
    progress::{Progress, Work},
};
use crate::{
    quotes,
    storage::{Database, Transaction, check, damaged, parties},
};

pub use crate::storage::check::{NAMED, Verified};

/// Checks the whole store: the database itself, what the chain covers, and the documents, side by side.
///
/// # Errors
///
/// [`BillingError::Store`] when it cannot be read; whatever can be read and is wrong is reported.
pub async fn verify(database: &Database, progress: &Progress) -> Result<Verified, BillingError> {
    let [mut pages, mut recorded, mut billed] = check::same_state(database).await?;
    let (of_pages, of_records, of_documents) = join3(
        check::database(database, &mut pages),
        check_records(&mut recorded),
        check_documents(&mut billed, progress),
    )
    .await;
    let mut verified = of_pages?;
    verified.add(of_records?);
    let (of_documents, read) = of_documents?;
    verified.add(of_documents);
    check::unread_events(&mut recorded, &read, &mut verified).await?;
    check::counts(&mut recorded, &mut verified).await?;
    for transaction in [pages, recorded, billed] {
        transaction.rollback().await?;
    }
    Ok(verified)
}

/// Checks the chain, what its entries cover, the checkpoints, and what runs keep.
async fn check_records(transaction: &mut Transaction) -> Result<Verified, BillingError> {
    let mut verified = Verified::default();
    check::chain(transaction, &mut verified).await?;
    check::begin(transaction).await?;
    let done = witnessed::check(transaction, &mut verified).await;
    end(("the checkpoints", "los puntos de control"), transaction, &mut verified, done).await?;
    check::runs(transaction, &mut verified).await?;
    Ok(verified)
}

/// Makes every document again; says of which customers all events were read.
async fn check_documents(
    transaction: &mut Transaction,
    progress: &Progress,
) -> Result<(Verified, BTreeSet<String>), BillingError> {
    let (mut verified, mut read) = (Verified::default(), BTreeSet::new());
    check::begin(transaction).await?;
    let done = check_customers(transaction, &mut verified, &mut read, progress).await;
    end(("the documents", "los documentos"), transaction, &mut verified, done).await?;
    Ok((verified, read))
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

/// Checks all customers, page by page; adds those whose events were read.
async fn check_customers(
    transaction: &mut Transaction,
    verified: &mut Verified,
    read: &mut BTreeSet<String>,
    progress: &Progress,
) -> Result<(), BillingError> {
    let cards = cards::check_cards(transaction, verified).await?;
    changes::check(transaction, &cards, verified).await?;
    let suppliers = match parties::suppliers(transaction).await {
        Ok(suppliers) => suppliers,
        Err(error) => {
            verified.unreadable(error)?;
            Vec::new()
        }
    };
    let ground = Arc::new((suppliers, cards));
    let customers = damaged::readable(transaction).await?.into_iter().collect::<Vec<_>>();
    progress.begin(Work::Verifying, customers.len(), "");
    let mut rest = &customers[..];
    while !rest.is_empty() {
        let page = load::page(transaction, rest).await?;
        read.extend(check_page(transaction, &page, &ground, verified).await?);
        rest = page.rest;
        progress.advance(customers.len().saturating_sub(rest.len()));
    }
    quotes::check(transaction, &ground.1, verified).await
}

/// All versions of the supplier, and the published rate cards.
type Ground = (Vec<(i64, String, Supplier)>, RateCards);

/// What was found of one customer.
enum Checked {
    /// So many documents were made again, and this is wrong with them.
    Made(usize, Vec<Text>),
    /// What is stored of it cannot be read.
    Unread(Fault),
}

/// Checks a page of customers: their versions, their events, and their documents, which are made again.
/// Returns those that could be read.
async fn check_page(
    transaction: &mut Transaction,
    page: &Page<'_>,
    ground: &Arc<Ground>,
    verified: &mut Verified,
) -> Result<Vec<String>, BillingError> {
    let far = Period::of(chrono::NaiveDate::from_ymd_opt(2199, 12, 1).unwrap_or_default());
    let mut loaded = load::load_rows(transaction, page, far).await?;
    load::load_all_documents(transaction, &mut loaded).await?;
    let ground = Arc::clone(ground);
    let check = move |_: &str, stored: &Stored| {
        let (suppliers, cards) = &*ground;
        match remade::check_documents(stored, suppliers, cards) {
            Ok((documents, problems)) => Checked::Made(documents, problems),
            Err(fault) => Checked::Unread(fault),
        }
    };
    let (loaded, checked) = load::each(loaded, check).await;
    let mut read = Vec::with_capacity(loaded.len());
    for (customer, checked) in loaded.keys().zip(checked) {
        let fault = match checked {
            Checked::Made(documents, problems) => {
                read.push(customer.clone());
                verified.documents = verified.documents.saturating_add(documents);
                for problem in problems {
                    verified.problem(problem.en, problem.es);
                }
                continue;
            }
            Checked::Unread(fault) => fault,
        };
        verified.unread = verified.unread.saturating_add(page.documents(customer));
        let said = not_made_again(customer, &fault);
        match fault {
            // What is stored is sound, it is only more than is looked at.
            Fault::TooMany { .. } if page.documents(customer) > 0 => verified.notes.push(said),
            Fault::TooMany { .. } => {}
            _ => verified.problem(said.en, said.es),
        }
    }
    Ok(read)
}

fn not_made_again(customer: &str, fault: &Fault) -> Text {
    let why = fault.finding(customer).message;
    Text::new(
        format!("the documents of customer `{customer}` cannot be made again: {}", why.en),
        format!("no se pueden hacer de nuevo los documentos del cliente `{customer}`: {}", why.es),
    )
}
