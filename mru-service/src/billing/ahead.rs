//! Pages of customers, read and worked on before the transaction begins that keeps them, so that this
//! goes on while the page before is written.
//!
//! What was read ahead counts only when it still stands under the lock of the store; else it is read
//! anew there.

use std::sync::Arc;

use mru_core::{account::Supplier, calendar::Period, rate_card::RateCards};

use super::{
    BillingError, cards,
    customers::Customers,
    facts::{self, Stored},
    fault,
    load::{self, Loaded, Page},
};
use crate::storage::{Database, Transaction, chain, drafts};

/// Number and hash of the last entry of the chain: with them all facts are the same.
pub(super) type Head = (i64, String);

/// What every customer is billed by, as of an entry of the chain.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) head: Head,
    pub(super) cards: Arc<RateCards>,
    pub(super) supplier: Arc<Supplier>,
}

/// The head of the chain before and after a transaction of this very run, which recorded nothing
/// about the customers of later pages.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) before: Head,
    pub(super) after: Head,
}

/// Whether nobody else recorded anything between two heads.
fn is_undisturbed(seen: &Head, now: &Head, own: Option<&Own>) -> bool {
    seen == now || own.is_some_and(|own| own.before == *seen && own.after == *now)
}

/// Customers that are read and worked on page by page.
pub(super) struct Pages<'a, W> {
    /// Who cannot be worked on.
    pub(super) asked: &'a Customers,
    /// Drafts up to this month are looked at.
    pub(super) until: Period,
    /// What is done with each customer.
    pub(super) work: W,
}

/// A page that was read and worked on.
pub(super) struct Ahead<'a, T> {
    /// Its customers and all after them.
    from: &'a [String],
    pub(super) ground: Ground,
    pub(super) page: Page<'a>,
    pub(super) loaded: Loaded,
    /// What was done with each customer, by customer.
    pub(super) made: Vec<T>,
}

impl<'a, T, W> Pages<'a, W>
where
    T: Send + 'static,
    W: Fn(&Ground, &str, &Stored) -> T + Clone + Send + Sync + 'static,
{
    /// The next page in a transaction of its own; none at the end.
    ///
    /// `known` is the ground of the page before, so that it is not read again.
    pub(super) async fn ahead(
        &self,
        database: &Database,
        from: &'a [String],
        known: Option<&Ground>,
    ) -> Result<Option<Ahead<'a, T>>, BillingError> {
        if from.is_empty() {
            return Ok(None);
        }
        let mut reader = database.read().await?;
        let read = self.read(&mut reader, from, known).await?;
        reader.rollback().await?;
        Ok(Some(self.worked_on(read).await))
    }

    /// A page as it stands in a transaction that writes: what was read ahead, or the same anew.
    pub(super) async fn held(
        &self,
        transaction: &mut Transaction,
        mut ahead: Ahead<'a, T>,
        own: Option<&Own>,
    ) -> Result<Ahead<'a, T>, BillingError> {
        let head = chain::head(transaction).await?;
        if is_undisturbed(&ahead.ground.head, &head, own)
            && has_same_drafts(transaction, &ahead.page, &ahead.loaded, self.until).await?
        {
            ahead.ground.head = head;
            return Ok(ahead);
        }
        let read = self.read(transaction, ahead.from, None).await?;
        Ok(self.worked_on(read).await)
    }

    async fn read(
        &self,
        transaction: &mut Transaction,
        from: &'a [String],
        known: Option<&Ground>,
    ) -> Result<Ahead<'a, ()>, BillingError> {
        let head = chain::head(transaction).await?;
        let ground = match known {
            Some(known) if known.head == head => known.clone(),
            _ => Ground {
                head,
                cards: Arc::new(cards::of_store(transaction).await?),
                supplier: Arc::new(facts::supplier(transaction).await?),
            },
        };
        let page = load::page(transaction, from).await?;
        let mut loaded = load::load(transaction, &page, self.until).await?;
        self.asked.set_aside(&mut loaded);
        Ok(Ahead { from, ground, page, loaded, made: Vec::new() })
    }

    async fn worked_on(&self, read: Ahead<'a, ()>) -> Ahead<'a, T> {
        let Ahead { from, ground, page, loaded, .. } = read;
        let (work, on) = (self.work.clone(), ground.clone());
        let each = move |customer: &str, stored: &Stored| work(&on, customer, stored);
        let (loaded, made) = load::each(loaded, each).await;
        Ahead { from, ground, page, loaded, made }
    }
}

/// Whether the customers of a page still have the drafts that were read ahead.
async fn has_same_drafts(
    transaction: &mut Transaction,
    page: &Page<'_>,
    loaded: &Loaded,
    until: Period,
) -> Result<bool, BillingError> {
    let (Some(first), Some(last)) = (page.customers.first(), page.customers.last()) else {
        return Ok(true);
    };
    match drafts::kept(transaction, first, last, until).await {
        Ok(kept) => Ok(kept.iter().eq(loaded.values().flat_map(|stored| &stored.drafts))),
        Err(error) => {
            fault::of(error)?;
            Ok(false)
        }
    }
}
