//! What statements are made from, read from what is stored.

use mru_core::{
    Finding,
    account::{Account, BillingContract, Supplier},
    calendar::Period,
    invoice::{Earlier, Facts, Statement, draft},
    metering::Event,
    rate_card::RateCards,
    reconciliation::MeteredCustomer,
};

use super::{BillingError, fault::Fault, kept_cents, late};
use crate::{
    absent::Absent,
    storage::{
        AccountRow, Document, DocumentRow, EventRows, Heading, KeptDraft, StoredAccount,
        Transaction, parties,
    },
};

/// What is stored of one customer, unread.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) accounts: Vec<AccountRow>,
    pub(super) events: Vec<EventRows>,
    /// Number of the entry in the chain of the latest import.
    pub(super) latest: i64,
    pub(super) headings: Vec<Heading>,
    /// All issued documents, or none when nothing can have been corrected.
    pub(super) documents: Vec<DocumentRow>,
    pub(super) drafts: Vec<KeptDraft>,
    /// Why the customer cannot be worked on.
    pub(super) fault: Option<Fault>,
}

impl Stored {
    /// The draft of a month.
    pub(super) fn draft(&self, period: Period) -> Option<&KeptDraft> {
        self.drafts.iter().find(|draft| draft.period == period)
    }

    /// Whether anything was recorded after an issued month was looked at, so that it may need
    /// correction.
    pub(super) fn is_late(&self) -> bool {
        let far = Period::of(chrono::NaiveDate::MAX);
        let Some(settled) = late::settled_until(&self.headings, far, i64::MAX) else {
            return false;
        };
        self.latest > settled
            || self.accounts.iter().any(|it| it.sequence > settled)
            || late::has_note_after(&self.headings, settled, i64::MAX)
    }

    /// Whether a month was issued.
    pub(super) fn is_issued(&self, month: Period) -> bool {
        self.headings.iter().any(|it| it.period == month && it.credits.is_empty())
    }

    /// Reads the facts.
    pub(super) fn read(&self) -> Result<CustomerFacts<'_>, Fault> {
        let facts = self.read_without_documents(|_, _| ())?;
        let documents = self.documents.iter().map(DocumentRow::read).collect::<Result<_, _>>()?;
        Ok(CustomerFacts { documents, ..facts })
    }

    /// Reads the facts but for the documents, as suffices where none may need correction
    /// ([`CustomerFacts::is_late`]); `look` sees each event with its text.
    pub(super) fn read_without_documents(
        &self,
        mut look: impl FnMut(&Event, &str),
    ) -> Result<CustomerFacts<'_>, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let accounts = self.accounts.iter().map(AccountRow::read).collect::<Result<_, _>>()?;
        let mut events = Vec::new();
        for read in self.events.iter().flat_map(EventRows::read) {
            let (stored, content) = read?;
            look(&stored.event, content);
            events.push(stored);
        }
        events.sort_by(|a, b| (a.sequence, &a.event.id).cmp(&(b.sequence, &b.event.id)));
        let (sequences, events) = events.into_iter().map(|it| (it.sequence, it.event)).unzip();
        Ok(CustomerFacts { stored: self, accounts, sequences, events, documents: Vec::new() })
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
    /// Those that were loaded, in the order of issue.
    pub(super) documents: Vec<Document>,
}

impl CustomerFacts<'_> {
    /// The document that bills a month, when it was issued.
    pub(super) fn issued(&self, period: Period) -> Option<&Heading> {
        self.stored.headings.iter().find(|it| it.period == period && it.credits.is_empty())
    }

    /// The months before a period that have something to bill, but neither a draft nor a document.
    ///
    /// One that cannot be billed is among them, unless the customer is set aside in the period as well
    /// and so was named with its reasons.
    pub(super) fn skipped(
        &self,
        period: Period,
        supplier: &Supplier,
        cards: &RateCards,
        aside: bool,
    ) -> Vec<Period> {
        let zone = self.accounts.last().map(|it| it.account.contract.time_zone);
        let first = self.events.iter().map(|it| it.at).min();
        let Some((zone, first)) = zone.zip(first) else { return Vec::new() };
        let mut month = Period::of(zone.day_of(first));
        let mut skipped = Vec::new();
        while month < period {
            if self.issued(month).is_none()
                && self.stored.draft(month).is_none()
                && match self.statement(month, supplier, cards, i64::MAX) {
                    Ok(statement) => statement.is_some(),
                    Err(_) => !aside,
                }
            {
                skipped.push(month);
            }
            month = month.next();
        }
        skipped
    }

    /// The contract that holds in a period.
    pub(super) fn contract_in(&self, period: Period) -> Option<&BillingContract> {
        let first = period.first_day();
        let begun = |it: &&StoredAccount| it.account.effective_from.is_some_and(|it| it <= first);
        Some(&self.accounts.iter().rev().find(begun)?.account.contract)
    }

    /// The statement of the document that bills a month, when it was issued and its documents were
    /// loaded.
    pub(super) fn issued_statement(&self, month: Period) -> Option<&Statement> {
        let bills = |it: &&Statement| it.period == month && it.credits.is_empty();
        self.documents.iter().map(|document| &document.statement).find(bills)
    }

    /// The statement that a run keeps as the draft of a month, and its total in cents; nothing when
    /// the month was issued, or there is nothing to bill in it.
    pub(super) fn to_bill(
        &self,
        period: Period,
        supplier: &Supplier,
        cards: &RateCards,
    ) -> Result<Option<(Statement, i64)>, Vec<Finding>> {
        if self.issued(period).is_some() {
            return Ok(None);
        }
        let drafted = self.statement(period, supplier, cards, i64::MAX)?;
        let with_cents = |statement: Statement| {
            let cents = kept_cents(statement.totals.total_usd).map_err(|finding| vec![finding])?;
            Ok((statement, cents))
        };
        drafted.map(with_cents).transpose()
    }

    /// Makes the statement of a period from everything that is known now, and nothing issued.
    pub(super) fn projected(
        &self,
        period: Period,
        supplier: &Supplier,
        cards: &RateCards,
    ) -> Result<Option<Statement>, Vec<Finding>> {
        let versions: Vec<Account> = parties::in_force(&self.accounts);
        let events = &self.events;
        draft(period, &Facts { supplier, versions: &versions, events, cards, earlier: &[] })
    }

    /// What was metered in a month of AWS, and what a statement billed for it.
    pub(super) fn metered(
        &self,
        customer: &str,
        month: Period,
        supplier: &Supplier,
        cards: &RateCards,
        statement: Option<&Statement>,
    ) -> Result<MeteredCustomer, Vec<Finding>> {
        let versions: Vec<Account> = parties::in_force(&self.accounts);
        let events = &self.events;
        let facts = Facts { supplier, versions: &versions, events, cards, earlier: &[] };
        MeteredCustomer::of(customer, &facts, month, statement)
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
        let late = self.is_late(period, before);
        let documents = self.documents.iter().filter(|it| late && it.sequence < before);
        let earlier: Vec<Earlier> = documents.map(earlier).collect();
        let facts = Facts { supplier, versions: &versions, events, cards, earlier: &earlier };
        draft(period, &facts)
    }

    /// Whether the statement of a period needs the documents issued before: something was recorded
    /// after an issued month was looked at.
    pub(super) fn is_late(&self, period: Period, before: i64) -> bool {
        let headings = &self.stored.headings;
        late::settled_until(headings, period, before).is_some_and(|settled| {
            let since = |sequence: i64| settled < sequence && sequence < before;
            let known = self.sequences.partition_point(|sequence| *sequence < before);
            self.sequences.get(..known).and_then(<[i64]>::last).is_some_and(|last| settled < *last)
                || self.accounts.iter().any(|it| since(it.sequence))
                || late::has_note_after(headings, settled, before)
        })
    }
}

/// A document as corrections and credits see it.
pub(super) fn earlier(document: &Document) -> Earlier {
    Earlier { number: document.number.clone(), statement: document.statement.clone() }
}

/// The supplier that holds now.
pub(super) async fn supplier(transaction: &mut Transaction) -> Result<Supplier, BillingError> {
    let last = parties::suppliers(transaction).await?.pop();
    last.map(|(_, _, supplier)| supplier).ok_or_else(|| Absent::NoSupplier.into())
}
