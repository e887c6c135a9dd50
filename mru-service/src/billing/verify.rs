//! Checks the store: the chain, what it covers, numbers without gaps, and every issued document
//! made again from its stored inputs.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::{
    account::Supplier,
    calendar::Period,
    invoice::{Credit, CreditAmount, CreditReason, Earlier, LineKind, Statement, credit},
    rate_card::RateCards,
    text::Text,
};
use sqlx::Row as _;

use super::{
    BillingError, PAGE,
    facts::{self, CustomerFacts, earlier},
};
use crate::storage::{
    Database, Document, EventRows, StoredEvent, Transaction,
    chain::{self, Entry},
    documents, parties,
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
    let entries = check_chain(&mut transaction, &mut verified).await?;
    let mut covered = Covered::default();
    let suppliers = parties::suppliers(&mut transaction).await?;
    for (sequence, content, _) in &suppliers {
        covered.one(*sequence, "supplier", chain::digest(&[content]), &mut verified);
    }
    check_series(&mut transaction, &mut verified).await?;
    let customers = parties::customers(&mut transaction).await?;
    let mut batches: BTreeMap<i64, BTreeMap<String, String>> = BTreeMap::new();
    let mut known = 0_usize;
    for (index, page) in customers.chunks(PAGE).enumerate() {
        let far: Period =
            Period::of(chrono::NaiveDate::from_ymd_opt(2199, 12, 1).unwrap_or_default());
        for (customer, stored) in &mut facts::load(&mut transaction, page, far).await? {
            for row in &stored.accounts {
                let hash = chain::digest(&[&row.content]);
                covered.one(row.sequence, "account", hash, &mut verified);
            }
            for event in stored.events.iter().flat_map(EventRows::read) {
                let event = event?;
                check_event(&event, &mut verified);
                let batch = batches.entry(event.sequence).or_default();
                batch.insert(event.event.id, event.content.to_owned());
                known = known.saturating_add(1);
            }
            stored.documents =
                documents::of_customers(&mut transaction, customer, customer).await?;
            let facts = stored.read()?;
            for document in &stored.documents {
                covered.one(document.sequence, "document", document.hash(), &mut verified);
                check_document(document, &facts, &suppliers, cards, &mut verified);
            }
            verified.documents = verified.documents.saturating_add(stored.documents.len());
        }
        progress(index.saturating_mul(PAGE).saturating_add(page.len()), customers.len());
    }
    for (sequence, batch) in &batches {
        let contents: Vec<&str> = batch.values().map(String::as_str).collect();
        covered.one(*sequence, "events", chain::digest(&contents), &mut verified);
    }
    verified.events = known;
    covered.compare(&entries, &mut verified);
    check_counts(&mut transaction, &mut verified).await?;
    transaction.rollback().await?;
    Ok(verified)
}

/// The hashes of what the tables hold, by entry of the chain.
#[derive(Default)]
struct Covered {
    hashes: BTreeMap<i64, (&'static str, String)>,
}

impl Covered {
    fn one(&mut self, sequence: i64, kind: &'static str, hash: String, verified: &mut Verified) {
        if self.hashes.insert(sequence, (kind, hash)).is_some() {
            verified.problem(
                format!("entry {sequence} of the chain covers two things"),
                format!("la entrada {sequence} de la cadena cubre dos cosas"),
            );
        }
    }

    fn compare(&self, entries: &[Entry], verified: &mut Verified) {
        for entry in entries {
            let Entry { sequence, kind, subject, .. } = entry;
            match self.hashes.get(sequence) {
                Some((found, hash)) if found == kind && *hash == entry.content_hash => {}
                Some(_) => verified.problem(
                    format!("{kind} `{subject}` (entry {sequence}) is not what was recorded"),
                    format!("{kind} `{subject}` (entrada {sequence}) no es lo que se registró"),
                ),
                None => verified.problem(
                    format!("{kind} `{subject}` (entry {sequence}) is missing"),
                    format!("falta {kind} `{subject}` (entrada {sequence})"),
                ),
            }
        }
        let known: BTreeSet<i64> = entries.iter().map(|entry| entry.sequence).collect();
        for (sequence, (kind, _)) in &self.hashes {
            if !known.contains(sequence) {
                verified.problem(
                    format!("a {kind} refers to entry {sequence}, which the chain lacks"),
                    format!("un {kind} se refiere a la entrada {sequence}, que la cadena no tiene"),
                );
            }
        }
    }
}

async fn check_chain(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<Vec<Entry>, BillingError> {
    let entries = chain::entries(transaction).await?;
    let (last, head) = chain::head(transaction).await?;
    let mut previous = String::new();
    for (expected, entry) in (1_i64..).zip(&entries) {
        let sequence = entry.sequence;
        if sequence != expected {
            verified.problem(
                format!("the chain has a gap before entry {sequence}"),
                format!("la cadena tiene un vacío antes de la entrada {sequence}"),
            );
        }
        if entry.previous_hash != previous || entry.computed_hash() != entry.hash {
            verified.problem(
                format!("entry {sequence} of the chain was changed"),
                format!("la entrada {sequence} de la cadena fue modificada"),
            );
        }
        previous.clone_from(&entry.hash);
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    if head != previous || last != count {
        verified.problem(
            String::from("the head of the chain is not its last entry"),
            String::from("la cabeza de la cadena no es su última entrada"),
        );
    }
    verified.entries = entries.len();
    verified.head = previous;
    Ok(entries)
}

async fn check_series(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let rows = sqlx::query("SELECT series, COUNT(*), MIN(ordinal), MAX(ordinal) FROM document GROUP BY series ORDER BY series")
        .fetch_all(&mut **transaction)
        .await?;
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows {
        let (series, count, first, max): (String, i64, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        if first != 1 || max != count {
            verified.problem(
                format!("series {series} has gaps: {count} documents, numbers {first} to {max}"),
                format!(
                    "la serie {series} tiene vacíos: {count} documentos, números {first} a {max}"
                ),
            );
        }
        last.insert(series, max);
    }
    for row in sqlx::query("SELECT name, last FROM series").fetch_all(&mut **transaction).await? {
        let (name, counted): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        if last.remove(&name) != Some(counted) {
            verified.problem(
                format!(
                    "the counter of series {name} is {counted}, which is not its last document"
                ),
                format!(
                    "el contador de la serie {name} es {counted}, que no es su último documento"
                ),
            );
        }
    }
    for name in last.keys() {
        verified.problem(
            format!("series {name} has no counter"),
            format!("la serie {name} no tiene contador"),
        );
    }
    Ok(())
}

/// Rows of customers that no version records would be seen by nobody else.
async fn check_counts(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    for (table, count, query) in [
        ("event", verified.events, "SELECT COUNT(*) FROM event"),
        ("document", verified.documents, "SELECT COUNT(*) FROM document"),
    ] {
        let row = sqlx::query(query).fetch_one(&mut **transaction).await?;
        let stored: i64 = row.try_get(0)?;
        if usize::try_from(stored) != Ok(count) {
            verified.problem(
                format!("table {table} holds rows of customers that are not recorded"),
                format!("la tabla {table} contiene filas de clientes que no están registrados"),
            );
        }
    }
    Ok(())
}

fn check_event(stored: &StoredEvent<'_>, verified: &mut Verified) {
    if stored.event.canonical() != stored.content {
        let id = &stored.event.id;
        verified.problem(
            format!("event `{id}` is not in its canonical form"),
            format!("el evento `{id}` no está en su forma canónica"),
        );
    }
}

fn check_document(
    document: &Document,
    facts: &CustomerFacts<'_>,
    suppliers: &[(i64, String, Supplier)],
    cards: &RateCards,
    verified: &mut Verified,
) {
    let Document { number, statement, .. } = document;
    let agrees = statement.customer == document.customer
        && statement.period == document.period
        && statement.credits == document.credits
        && statement.totals.total_usd.cents() == Some(document.total_cents)
        && format!("{}-{:06}", document.series, document.ordinal) == *number;
    if !agrees {
        verified.problem(
            format!("the columns of {number} are not what the document says"),
            format!("las columnas de {number} no son lo que dice el documento"),
        );
    }
    let again = if document.credits.is_empty() {
        let supplier = suppliers.iter().rev().find(|(sequence, ..)| *sequence < document.sequence);
        supplier.and_then(|(_, _, supplier)| {
            facts.statement(document.period, supplier, cards, document.sequence).ok().flatten()
        })
    } else {
        credit_again(document, facts)
    };
    if again.map(|statement| statement.canonical()).as_ref() != Some(&document.content) {
        verified.problem(
            format!(
                "{number} made again from its stored facts is not the document that was issued"
            ),
            format!(
                "{number} hecho de nuevo desde sus hechos registrados no es el documento emitido"
            ),
        );
    }
}

/// Makes a credit note again from the lines it names.
fn credit_again(document: &Document, facts: &CustomerFacts) -> Option<Statement> {
    let before: Vec<Earlier> = facts
        .stored
        .documents
        .iter()
        .filter(|it| it.sequence < document.sequence)
        .map(earlier)
        .collect();
    let invoice = before.iter().find(|it| it.number == document.credits)?;
    let credits: Vec<Credit> = document
        .statement
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Credit)
        .filter_map(|line| {
            let amount = match line.share {
                Some(share) => CreditAmount::Days(u32::try_from(share.parts()).ok()?),
                None => CreditAmount::Usd(line.usd.negated()),
            };
            Some(Credit { line: line.corrects.as_ref()?.line, amount })
        })
        .collect();
    let reasons = [CreditReason::Correction, CreditReason::ServiceLevel, CreditReason::Goodwill];
    let reason = reasons.into_iter().find(|it| it.as_str() == document.statement.reason)?;
    credit(invoice, &before, &credits, reason).ok()
}
