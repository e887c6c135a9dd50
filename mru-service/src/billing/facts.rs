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
    Document, KeptDraft, StoredAccount, StoredEvent, Transaction, documents, drafts, events,
    parties,
};

/// The facts of one customer.
#[derive(Debug, Default)]
pub(super) struct CustomerFacts {
    pub(super) accounts: Vec<StoredAccount>,
    pub(super) events: Vec<StoredEvent>,
    pub(super) documents: Vec<Document>,
    pub(super) drafts: Vec<KeptDraft>,
}

impl CustomerFacts {
    /// The document that bills a month, when it was issued.
    pub(super) fn issued(&self, period: Period) -> Option<&Document> {
        self.documents.iter().find(|it| it.period == period && it.credits.is_empty())
    }

    /// The draft of a month.
    pub(super) fn draft(&self, period: Period) -> Option<&KeptDraft> {
        self.drafts.iter().find(|draft| draft.period == period)
    }

    /// The months before a period that have something to bill, but neither a draft nor a document.
    pub(super) fn skipped(
        &self,
        period: Period,
        supplier: &Supplier,
        cards: &RateCards,
    ) -> Vec<Period> {
        let zone = self.accounts.last().map(|it| it.account.contract.time_zone);
        let first = self.events.iter().map(|it| it.event.at).min();
        let Some((zone, first)) = zone.zip(first) else { return Vec::new() };
        let mut month = Period::of(zone.day_of(first));
        let mut skipped = Vec::new();
        while month < period {
            if self.issued(month).is_none()
                && self.draft(month).is_none()
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
        let accounts: Vec<StoredAccount> =
            self.accounts.iter().filter(|it| it.sequence < before).cloned().collect();
        let versions: Vec<Account> = parties::in_force(&accounts);
        let events: Vec<Event> = self
            .events
            .iter()
            .filter(|it| it.sequence < before)
            .map(|it| it.event.clone())
            .collect();
        let documents = || self.documents.iter().filter(|it| it.sequence < before);
        // Corrections need facts that came after the last month was issued.
        let closed = documents().filter(|it| it.credits.is_empty()).map(|it| it.sequence).max();
        let late = closed.is_some_and(|closed| {
            let newer = |sequence: i64| closed < sequence && sequence < before;
            self.events.iter().any(|it| newer(it.sequence))
                || self.accounts.iter().any(|it| newer(it.sequence))
        });
        let earlier: Vec<Earlier> =
            if late { documents().map(earlier).collect() } else { Vec::new() };
        let facts =
            Facts { supplier, versions: &versions, events: &events, cards, earlier: &earlier };
        draft(period, &facts)
    }
}

/// A document as corrections and credits see it.
pub(super) fn earlier(document: &Document) -> Earlier {
    Earlier { number: document.number.clone(), statement: document.statement.clone() }
}

/// Loads the facts of the customers of a sorted page.
pub(super) async fn load(
    transaction: &mut Transaction,
    page: &[String],
    until: Period,
) -> Result<BTreeMap<String, CustomerFacts>, BillingError> {
    let mut facts: BTreeMap<String, CustomerFacts> =
        page.iter().map(|customer| (customer.clone(), CustomerFacts::default())).collect();
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(facts) };
    for account in parties::accounts(transaction, first, last).await? {
        if let Some(facts) = facts.get_mut(&account.account.id) {
            facts.accounts.push(account);
        }
    }
    for event in events::events(transaction, first, last).await? {
        if let Some(facts) = facts.get_mut(&event.event.customer) {
            facts.events.push(event);
        }
    }
    for document in documents::of_customers(transaction, first, last).await? {
        if let Some(facts) = facts.get_mut(&document.customer) {
            facts.documents.push(document);
        }
    }
    for draft in drafts::kept(transaction, first, last, until).await? {
        if let Some(facts) = facts.get_mut(&draft.customer) {
            facts.drafts.push(draft);
        }
    }
    Ok(facts)
}

/// Works on customers side by side, on as many threads as the machine runs at once.
///
/// The results are in the order of the customers, and the same for any number of threads.
pub(super) fn each<T: Send>(
    facts: &BTreeMap<String, CustomerFacts>,
    work: impl Fn(&str, &CustomerFacts) -> T + Sync,
) -> Vec<T> {
    let all: Vec<(&String, &CustomerFacts)> = facts.iter().collect();
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = all.len().div_ceil(threads).max(1);
    let (work, mut done) = (&work, Vec::with_capacity(all.len()));
    std::thread::scope(|scope| {
        let part = |part: &[(&String, &CustomerFacts)]| {
            part.iter().map(|(customer, facts)| work(customer, facts)).collect::<Vec<T>>()
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
