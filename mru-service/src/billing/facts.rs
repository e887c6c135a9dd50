//! Loads what statements are made from, for many customers at once.

use std::{collections::BTreeMap, num::NonZero};

use mru_core::{
    Finding,
    account::{Account, Supplier},
    calendar::Period,
    invoice::{Earlier, Facts, Statement, draft},
    metering::Event,
    rate_card::RateCards,
    text::Text,
};

use super::BillingError;
use crate::storage::{
    AccountRow, Document, EventRows, Heading, KeptDraft, StoreError, StoredAccount, StoredEvent,
    Transaction, documents, drafts, events, parties,
};

/// What is stored of one customer, unread.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) accounts: Vec<AccountRow>,
    pub(super) events: Option<EventRows>,
    pub(super) headings: Vec<Heading>,
    /// All issued documents, or none when nothing can have been corrected.
    pub(super) documents: Vec<Document>,
    pub(super) drafts: Vec<KeptDraft>,
}

impl Stored {
    /// The draft of a month.
    pub(super) fn draft(&self, period: Period) -> Option<&KeptDraft> {
        self.drafts.iter().find(|draft| draft.period == period)
    }

    /// Whether facts were recorded after the last month was issued, so that it may need correction.
    fn is_late(&self) -> bool {
        let months = self.headings.iter().filter(|it| it.credits.is_empty());
        let Some(closed) = months.map(|it| it.sequence).max() else { return false };
        self.events.as_ref().is_some_and(|it| it.latest > closed)
            || self.accounts.iter().any(|it| it.sequence > closed)
    }

    /// Reads the facts.
    pub(super) fn read(&self) -> Result<CustomerFacts<'_>, StoreError> {
        let accounts = self.accounts.iter().map(AccountRow::read).collect::<Result<_, _>>()?;
        let events = self.events.iter().flat_map(EventRows::read);
        let mut events = events.collect::<Result<Vec<StoredEvent>, _>>()?;
        events.sort_by(|a, b| (a.sequence, &a.event.id).cmp(&(b.sequence, &b.event.id)));
        let (sequences, events) = events.into_iter().map(|it| (it.sequence, it.event)).unzip();
        Ok(CustomerFacts { stored: self, accounts, sequences, events })
    }
}

/// The facts of one customer.
#[derive(Debug)]
pub(super) struct CustomerFacts<'a> {
    pub(super) stored: &'a Stored,
    accounts: Vec<StoredAccount>,
    /// The entry of the chain of each event; they ascend.
    sequences: Vec<i64>,
    events: Vec<Event>,
}

impl CustomerFacts<'_> {
    /// The document that bills a month, when it was issued.
    pub(super) fn issued(&self, period: Period) -> Option<&Heading> {
        self.stored.headings.iter().find(|it| it.period == period && it.credits.is_empty())
    }

    /// The months before a period that have something to bill, but neither a draft nor a document.
    pub(super) fn skipped(
        &self,
        period: Period,
        supplier: &Supplier,
        cards: &RateCards,
    ) -> Vec<Period> {
        let zone = self.accounts.last().map(|it| it.account.contract.time_zone);
        let first = self.events.iter().map(|it| it.at).min();
        let Some((zone, first)) = zone.zip(first) else { return Vec::new() };
        let mut month = Period::of(zone.day_of(first));
        let mut skipped = Vec::new();
        while month < period {
            if self.issued(month).is_none()
                && self.stored.draft(month).is_none()
                && matches!(self.statement(month, supplier, cards, i64::MAX), Ok(Some(_)))
            {
                skipped.push(month);
            }
            month = month.next();
        }
        skipped
    }

    /// Makes the statement of a period from what was known before an entry of the chain.
    pub(super) fn statement(
        &self,
        period: Period,
        supplier: &Supplier,
        cards: &RateCards,
        before: i64,
    ) -> Result<Option<Statement>, Vec<Finding>> {
        let accounts = || self.accounts.iter().filter(|it| it.sequence < before);
        let versions: Vec<Account> = parties::in_force(accounts());
        let known = self.sequences.partition_point(|sequence| *sequence < before);
        let events = self.events.get(..known).unwrap_or_default();
        // Corrections need facts that came after the last month was issued.
        let months = self.stored.headings.iter().filter(|it| it.credits.is_empty());
        let closed = months.map(|it| it.sequence).filter(|it| *it < before).max();
        let late = closed.is_some_and(|closed| {
            self.sequences.get(..known).and_then(<[i64]>::last).is_some_and(|last| closed < *last)
                || accounts().any(|it| closed < it.sequence)
        });
        let documents = self.stored.documents.iter().filter(|it| late && it.sequence < before);
        let earlier: Vec<Earlier> = documents.map(earlier).collect();
        let facts = Facts { supplier, versions: &versions, events, cards, earlier: &earlier };
        draft(period, &facts)
    }
}

/// A document as corrections and credits see it.
pub(super) fn earlier(document: &Document) -> Earlier {
    Earlier { number: document.number.clone(), statement: document.statement.clone() }
}

/// Loads what is stored of the customers of a sorted page, and the documents that may need correction.
///
/// Documents are long, so the others stay where they are.
pub(super) async fn load(
    transaction: &mut Transaction,
    page: &[String],
    until: Period,
) -> Result<BTreeMap<String, Stored>, BillingError> {
    let mut all = load_rows(transaction, page, until).await?;
    for (customer, stored) in all.iter_mut().filter(|(_, stored)| stored.is_late()) {
        stored.documents = documents::of_customers(transaction, customer, customer).await?;
    }
    Ok(all)
}

/// Loads what is stored of the customers of a sorted page, without documents.
pub(super) async fn load_rows(
    transaction: &mut Transaction,
    page: &[String],
    until: Period,
) -> Result<BTreeMap<String, Stored>, StoreError> {
    let mut all: BTreeMap<String, Stored> =
        page.iter().map(|customer| (customer.clone(), Stored::default())).collect();
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(all) };
    for account in parties::account_rows(transaction, first, last).await? {
        if let Some(stored) = all.get_mut(&account.customer) {
            stored.accounts.push(account);
        }
    }
    for events in events::of_customers(transaction, first, last).await? {
        if let Some(stored) = all.get_mut(&events.customer) {
            stored.events = Some(events);
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
    Ok(all)
}

/// Works on customers side by side, on as many threads as the machine runs at once.
///
/// The results are in the order of the customers, and the same for any number of threads.
pub(super) fn each<T: Send>(
    page: &BTreeMap<String, Stored>,
    work: impl Fn(&str, &Stored) -> T + Sync,
) -> Vec<T> {
    let all: Vec<(&String, &Stored)> = page.iter().collect();
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = all.len().div_ceil(threads).max(1);
    let (work, mut done) = (&work, Vec::with_capacity(all.len()));
    std::thread::scope(|scope| {
        let part = |part: &[(&String, &Stored)]| {
            part.iter().map(|(customer, stored)| work(customer, stored)).collect::<Vec<T>>()
        };
        let mut parts = all.chunks(share);
        let own = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|it| scope.spawn(move || part(it))).collect();
        done.extend(part(own));
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    done
}

/// The supplier that holds now.
pub(super) async fn supplier(transaction: &mut Transaction) -> Result<Supplier, BillingError> {
    let last = parties::suppliers(transaction).await?.pop();
    last.map(|(_, _, supplier)| supplier).ok_or_else(|| {
        BillingError::Refused(Text::new(
            "no supplier is recorded, who would send the invoices; run `mru supplier put FILE`",
            "no hay un proveedor registrado que envíe las facturas; ejecute `mru supplier put ARCHIVO`",
        ))
    })
}

/// All customers, or the one that is asked for.
pub(super) async fn customers(
    transaction: &mut Transaction,
    only: Option<&str>,
) -> Result<Vec<String>, BillingError> {
    let all = parties::customers(transaction).await?;
    let Some(only) = only else { return Ok(all) };
    if all.iter().any(|customer| customer == only) {
        return Ok(vec![only.to_owned()]);
    }
    let near = mru_core::text::nearest(only, all.iter().map(String::as_str));
    let (en, es) = match near {
        Some(near) => (format!("did you mean `{near}`?"), format!("¿quiso decir `{near}`?")),
        None => (
            String::from("run `mru customer list` to see all"),
            String::from("ejecute `mru customer list` para verlos todos"),
        ),
    };
    Err(BillingError::Refused(Text::new(
        format!("there is no customer `{only}`; {en}"),
        format!("no existe el cliente `{only}`; {es}"),
    )))
}
