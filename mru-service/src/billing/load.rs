//! Loads what is stored of many customers at once, as much as memory bears, and works on them side
//! by side.
//!
//! A page has at most [`PAGE`] customers and, unless one customer alone has more, [`EVENTS`] events.
//! A customer that cannot be loaded has a [`Fault`], and the others of its page none.

use std::collections::BTreeMap;

use mru_core::calendar::Period;

use super::{
    BillingError, PAGE, customers,
    facts::Stored,
    fault::{self, Fault},
};
use crate::side_by_side::{apart, side_by_side};
use crate::storage::{EventCount, StoreError, Transaction, documents, drafts, events, parties};

/// Events of a page, a few hundred bytes each.
const EVENTS: i64 = 20_000;

/// How many events a document counts for, so that pages of many documents are short as well.
const OF_A_DOCUMENT: i64 = 20;

/// What is stored of each customer.
pub(super) type Loaded = BTreeMap<String, Stored>;

/// Customers that are loaded together, and the customers after them.
pub(super) struct Page<'a> {
    pub(super) customers: &'a [String],
    pub(super) rest: &'a [String],
    counts: BTreeMap<String, EventCount>,
    documents: BTreeMap<String, i64>,
    /// Customers whose events or documents have lost their id.
    faults: BTreeMap<String, Fault>,
}

impl Page<'_> {
    /// How many documents a customer has.
    pub(super) fn documents(&self, customer: &str) -> usize {
        let count = self.documents.get(customer).copied().unwrap_or(0);
        usize::try_from(count).unwrap_or(0)
    }
}

/// As many of the sorted customers as are loaded at once: at least one, when there is any.
pub(super) async fn page<'a>(
    transaction: &mut Transaction,
    customers: &'a [String],
) -> Result<Page<'a>, BillingError> {
    let longest = customers.get(..PAGE).unwrap_or(customers);
    let (Some(first), Some(last)) = (longest.first(), longest.last()) else {
        return Ok(Page {
            customers,
            rest: &[],
            counts: BTreeMap::new(),
            documents: BTreeMap::new(),
            faults: BTreeMap::new(),
        });
    };
    let Counts { events: counts, documents, faults } =
        counts(transaction, longest, first, last).await?;
    let (mut weight, mut length) = (0_i64, 0_usize);
    for customer in longest {
        let events = counts.get(customer).map_or(0, |count| count.events);
        let documents = documents.get(customer).copied().unwrap_or(0);
        weight =
            weight.saturating_add(events).saturating_add(documents.saturating_mul(OF_A_DOCUMENT));
        if weight > EVENTS && length > 0 {
            break;
        }
        length = length.saturating_add(1);
    }
    let (page, rest) = customers.split_at_checked(length).unwrap_or((customers, &[]));
    Ok(Page { customers: page, rest, counts, documents, faults })
}

/// How much customers of a sorted list have.
#[derive(Default)]
struct Counts {
    events: BTreeMap<String, EventCount>,
    documents: BTreeMap<String, i64>,
    faults: BTreeMap<String, Fault>,
}

/// Counts the events and documents of customers of a sorted list.
async fn counts(
    transaction: &mut Transaction,
    customers: &[String],
    first: &str,
    last: &str,
) -> Result<Counts, BillingError> {
    let mut counts = Counts::default();
    let error = match events::counts(transaction, first, last).await {
        Ok(events) => match documents::counts(transaction, first, last).await {
            Ok(documents) => return Ok(Counts { events, documents, ..counts }),
            Err(error) => error,
        },
        Err(error) => error,
    };
    // Something between them has lost its id, and so is asked for by nobody.
    fault::of(error)?;
    counts.faults = customers::faults(transaction).await?;
    for customer in customers {
        counts.events.extend(events::counts(transaction, customer, customer).await?);
        counts.documents.extend(documents::counts(transaction, customer, customer).await?);
    }
    Ok(counts)
}

/// Loads what is stored of the customers of a page, and the documents that may need correction.
///
/// Documents are long, so the others stay where they are.
pub(super) async fn load(
    transaction: &mut Transaction,
    page: &Page<'_>,
    until: Period,
) -> Result<Loaded, StoreError> {
    let mut all = load_rows(transaction, page, until).await?;
    for (customer, stored) in all.iter_mut().filter(|(_, stored)| stored.is_late()) {
        load_documents(transaction, customer, stored).await?;
    }
    Ok(all)
}

/// Loads all documents of a customer, unread.
pub(super) async fn load_documents(
    transaction: &mut Transaction,
    customer: &str,
    stored: &mut Stored,
) -> Result<(), StoreError> {
    match documents::rows_of(transaction, customer, customer).await {
        Ok(rows) => stored.documents = rows.into_iter().map(|(_, row)| row).collect(),
        Err(error) => stored.fault = Some(fault::of(error)?),
    }
    Ok(())
}

/// Loads all documents of all customers of a page, unread.
pub(super) async fn load_all_documents(
    transaction: &mut Transaction,
    all: &mut Loaded,
) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (all.keys().next(), all.keys().next_back()) else {
        return Ok(());
    };
    let error = match documents::rows_of(transaction, first, last).await {
        Ok(rows) => {
            for (customer, row) in rows {
                if let Some(stored) = all.get_mut(&customer) {
                    stored.documents.push(row);
                }
            }
            return Ok(());
        }
        Err(error) => error,
    };
    // Something between them has lost its id.
    fault::of(error)?;
    for (customer, stored) in all {
        load_documents(transaction, customer, stored).await?;
    }
    Ok(())
}

/// Loads what is stored of the customers of a page, without documents.
pub(super) async fn load_rows(
    transaction: &mut Transaction,
    page: &Page<'_>,
    until: Period,
) -> Result<Loaded, StoreError> {
    let mut all = load_side_by_side(transaction, page, until).await?;
    for (customer, fault) in &page.faults {
        if let Some(stored) = all.get_mut(customer) {
            stored.fault = Some(fault.clone());
        }
    }
    Ok(all)
}

/// Loads the customers of a page: together, or each alone when one of them cannot be read.
async fn load_side_by_side(
    transaction: &mut Transaction,
    page: &Page<'_>,
    until: Period,
) -> Result<Loaded, StoreError> {
    let together = load_range(transaction, page.customers, page, until).await;
    let Err(error) = together else { return together };
    // One that cannot be read fails all that are loaded with it, so that each is loaded alone.
    fault::of(error)?;
    let mut all = Loaded::new();
    for customer in page.customers {
        match load_range(transaction, std::slice::from_ref(customer), page, until).await {
            Ok(loaded) => all.extend(loaded),
            Err(error) => {
                let stored = Stored { fault: Some(fault::of(error)?), ..Stored::default() };
                all.insert(customer.clone(), stored);
            }
        }
    }
    Ok(all)
}

/// Loads customers that follow each other.
async fn load_range(
    transaction: &mut Transaction,
    customers: &[String],
    page: &Page<'_>,
    until: Period,
) -> Result<Loaded, StoreError> {
    let mut all: Loaded =
        customers.iter().map(|customer| (customer.clone(), Stored::default())).collect();
    let (Some(first), Some(last)) = (customers.first(), customers.last()) else { return Ok(all) };
    for account in parties::account_rows(transaction, first, last).await? {
        if let Some(stored) = all.get_mut(&account.customer) {
            stored.accounts.push(account);
        }
    }
    for heading in documents::headings(transaction, first, last).await? {
        if let Some(stored) = all.get_mut(&heading.customer) {
            stored.headings.push(heading);
        }
    }
    for draft in drafts::kept(transaction, first, last, until).await? {
        if let Some(stored) = all.get_mut(&draft.customer) {
            stored.drafts.push(draft);
        }
    }
    load_events(transaction, customers, page, &mut all).await?;
    Ok(all)
}

/// Loads the events of customers that follow each other: one row each of those that have few, and
/// batches of those that have many.
async fn load_events(
    transaction: &mut Transaction,
    customers: &[String],
    page: &Page<'_>,
    all: &mut Loaded,
) -> Result<(), StoreError> {
    let count = |customer: &String| page.counts.get(customer).copied().unwrap_or_default();
    let is_many = |customer: &String| count(customer).events > events::BATCH;
    for group in customers.chunk_by(|one, other| !is_many(one) && !is_many(other)) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let rows = if is_many(first) {
            if let Some(fault) = fault::too_many(transaction, first, count(first)).await? {
                if let Some(stored) = all.get_mut(first) {
                    stored.fault = Some(fault);
                }
                continue;
            }
            events::in_batches(transaction, first, events::BATCH).await?
        } else {
            events::of_customers(transaction, first, last).await?
        };
        for rows in rows {
            if let Some(stored) = all.get_mut(&rows.customer) {
                stored.events.push(rows);
            }
        }
        for customer in group {
            if let Some(stored) = all.get_mut(customer) {
                stored.latest = count(customer).latest;
            }
        }
    }
    Ok(())
}

/// Works on customers side by side, off the threads that wait for the database.
///
/// The results are in the order of the customers, and the same for any number of threads.
pub(super) async fn each<T: Send + 'static>(
    page: Loaded,
    work: impl Fn(&str, &Stored) -> T + Send + Sync + 'static,
) -> (Loaded, Vec<T>) {
    apart(move || {
        let all: Vec<(&String, &Stored)> = page.iter().collect();
        let done = side_by_side(&all, |(customer, stored)| work(customer, stored));
        (page, done)
    })
    .await
}
