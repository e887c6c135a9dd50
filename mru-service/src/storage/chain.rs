//! The list of everything that was recorded, each entry covering the one before it.

use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, any::AnyRow};

use super::{StoreError, Transaction, clock::written, rows};
use crate::{
    off_the_runtime,
    witness::tree::{Frontier, NodeHash},
};

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The store itself: its first entry, whose subject is the store's own random id.
    Store,
    /// A published rate card.
    RateCard,
    /// A version of the supplier.
    Supplier,
    /// A version of a customer.
    Account,
    /// The events of one import.
    Events,
    /// An issued document.
    Document,
    /// A reconciliation of a month.
    Reconciliation,
    /// A key that signs checkpoints.
    Key,
    /// A key by which somebody asks the API, or its end.
    ApiKey,
    /// A request of the API that recorded something.
    Request,
    /// A draft of a quote, an issued quote, or how one ended.
    Quote,
    /// A link that opens a quote, its end, or an opening.
    QuoteLink,
    /// A request of a change.
    Change,
    /// An approval or rejection of one.
    Approval,
    /// What an approver allows in advance.
    Envelope,
    /// What the gate allowed.
    Receipt,
    /// The tax document of an issued document.
    TaxDocument,
    /// A setting of what others are told.
    Setting,
    /// A webhook, a secret of one, or its end.
    Webhook,
    /// A budget, or its end.
    Budget,
    /// A link by which an approver decides, its end, an opening, a code for it, or a try of one.
    ApprovalLink,
}

impl Recorded {
    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Recorded::Store => "store",
            Recorded::RateCard => "rate-card",
            Recorded::Supplier => "supplier",
            Recorded::Account => "account",
            Recorded::Events => "events",
            Recorded::Document => "document",
            Recorded::Reconciliation => "reconciliation",
            Recorded::Key => "key",
            Recorded::ApiKey => "api-key",
            Recorded::Request => "request",
            Recorded::Quote => "quote",
            Recorded::QuoteLink => "quote-link",
            Recorded::Change => "change",
            Recorded::Approval => "approval",
            Recorded::Envelope => "envelope",
            Recorded::Receipt => "receipt",
            Recorded::TaxDocument => "tax-document",
            Recorded::Setting => "setting",
            Recorded::Webhook => "webhook",
            Recorded::Budget => "budget",
            Recorded::ApprovalLink => "approval-link",
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Number, from 1, without gaps.
    pub sequence: i64,
    /// When, in UTC.
    pub recorded_at: String,
    /// What: `store`, `rate-card`, `supplier`, `account`, `events`, `document`, `reconciliation`,
    /// `key`, `api-key`, `request`, `quote`, `quote-link`, `change`, `approval`, `envelope`,
    /// `receipt`, `tax-document`, `setting`, `webhook`, `budget` or `approval-link`.
    pub kind: String,
    /// Which one.
    pub subject: String,
    /// Hash of what was recorded.
    pub content_hash: String,
    /// Hash of the entry before.
    pub previous_hash: String,
    /// Hash of this entry.
    pub hash: String,
}

impl Entry {
    /// The entry as a leaf of the tree: its hash, computed anew.
    pub fn leaf(&self) -> NodeHash {
        NodeHash::of_leaf(self.computed_hash().as_bytes())
    }

    /// Computes the hash that the entry should have.
    pub fn computed_hash(&self) -> String {
        digest(&[
            &self.sequence.to_string(),
            &self.recorded_at,
            &self.kind,
            &self.subject,
            &self.content_hash,
            &self.previous_hash,
        ])
    }
}

/// Hashes texts so that no two lists of texts give the same bytes.
pub fn digest(parts: &[&str]) -> String {
    let mut digest = Digest::default();
    for part in parts {
        digest.add(part.as_bytes());
    }
    digest.finish()
}

/// A [`digest`] that is made part by part.
#[derive(Clone, Debug, Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Adds a text, given as bytes: what is no text any more has a hash as well.
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update(part.len().to_string().as_bytes());
        self.0.update(b":");
        self.0.update(part);
    }

    /// The hash of all that was added.
    pub(crate) fn finish(self) -> String {
        let hex: String = self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    }
}

/// The content hash of the entry that a store begins with.
pub fn store_hash(id: &str) -> String {
    digest(&["store", id])
}

/// Appends an entry and returns its number.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn append(
    transaction: &mut Transaction,
    kind: Recorded,
    subject: &str,
    content_hash: &str,
) -> Result<i64, StoreError> {
    append_all(transaction, kind, vec![(subject.to_owned(), content_hash.to_owned())]).await
}

/// Appends an entry that covers texts, and the row that holds them: `insert` names its columns, the number
/// of the entry first and then those of the texts.
///
/// # Errors
///
/// [`StoreError::Database`].
pub(crate) async fn record(
    transaction: &mut Transaction,
    kind: Recorded,
    subject: &str,
    insert: &'static str,
    texts: &[&str],
) -> Result<(), StoreError> {
    let sequence = append(transaction, kind, subject, &digest(texts)).await?;
    let mut query = sqlx::query(insert).bind(sequence);
    for text in texts {
        query = query.bind((*text).to_owned());
    }
    query.execute(transaction.connection()).await?;
    Ok(())
}

/// Appends entries, each a subject and its content hash, and returns the number of the first one.
///
/// # Errors
///
/// [`StoreError::Database`].
pub(crate) async fn append_all(
    transaction: &mut Transaction,
    kind: Recorded,
    subjects: Vec<(String, String)>,
) -> Result<i64, StoreError> {
    let (mut last, mut hash) = head(transaction).await?;
    let mut tree = frontier(transaction).await?;
    let first = last.saturating_add(1);
    let mut entries = Vec::new();
    for (subject, content_hash) in subjects {
        let mut entry = Entry {
            sequence: last.saturating_add(1),
            recorded_at: written(transaction.now()),
            kind: kind.as_str().to_owned(),
            subject,
            content_hash,
            previous_hash: hash,
            hash: String::new(),
        };
        entry.hash = entry.computed_hash();
        tree.push(NodeHash::of_leaf(entry.hash.as_bytes()));
        (last, hash) = (entry.sequence, entry.hash.clone());
        entries.push([
            entry.sequence.into(),
            entry.recorded_at.into(),
            entry.kind.into(),
            entry.subject.into(),
            entry.content_hash.into(),
            entry.previous_hash.into(),
            entry.hash.into(),
        ]);
    }
    let into = "chain (sequence, recorded_at, kind, subject, content_hash, previous_hash, hash)";
    rows::insert(transaction, into, "", entries).await?;
    sqlx::query("UPDATE head SET sequence = $1, hash = $2, frontier = $3 WHERE id = 1")
        .bind(last)
        .bind(hash)
        .bind(tree.written())
        .execute(transaction.connection())
        .await?;
    Ok(first)
}

/// Number and hash of the last entry.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn head(transaction: &mut Transaction) -> Result<(i64, String), StoreError> {
    let row = sqlx::query("SELECT sequence, hash FROM head WHERE id = 1")
        .fetch_one(transaction.connection())
        .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// The tree over the chain, as the head keeps it.
///
/// A store that was made before there was a tree gets it from the entries, once.
///
/// # Errors
///
/// [`StoreError::Unreadable`] when it is no tree of that many entries.
pub async fn frontier(transaction: &mut Transaction) -> Result<Frontier, StoreError> {
    let row = sqlx::query("SELECT sequence, frontier FROM head WHERE id = 1")
        .fetch_one(transaction.connection())
        .await?;
    let (sequence, written): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
    if written.is_empty() {
        let mut tree = Frontier::default();
        each(transaction, |entry| tree.push(entry.leaf())).await?;
        return Ok(tree);
    }
    let tree = u64::try_from(sequence).ok().and_then(|size| Frontier::read(&written, size));
    tree.ok_or_else(|| StoreError::Unreadable {
        what: "head of the chain",
        id: sequence.to_string(),
        problem: String::from("its tree is not one of so many entries"),
    })
}

/// Shows all entries, in order, few of them at hand at once.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn each(
    transaction: &mut Transaction,
    mut show: impl FnMut(&Entry),
) -> Result<(), StoreError> {
    /// Entries at hand at once.
    const PAGE: i64 = 5_000;
    let mut after = i64::MIN;
    loop {
        let entries = page(transaction, after, PAGE).await?;
        let Some(last) = entries.last() else { return Ok(()) };
        after = last.sequence;
        off_the_runtime(|| entries.iter().for_each(&mut show));
    }
}

/// The entry of a number.
///
/// # Errors
///
/// [`StoreError::Database`].
pub async fn find(
    transaction: &mut Transaction,
    sequence: i64,
) -> Result<Option<Entry>, StoreError> {
    let row = sqlx::query("SELECT sequence, recorded_at, kind, subject, content_hash, previous_hash, hash FROM chain WHERE sequence = $1")
        .bind(sequence)
        .fetch_optional(transaction.connection())
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<Entry, StoreError> {
    Ok(Entry {
        sequence: row.try_get(0)?,
        recorded_at: row.try_get(1)?,
        kind: row.try_get(2)?,
        subject: row.try_get(3)?,
        content_hash: row.try_get(4)?,
        previous_hash: row.try_get(5)?,
        hash: row.try_get(6)?,
    })
}

/// The entries after one, in order, as many as are asked for.
///
/// # Errors
///
/// [`StoreError::Database`].
pub(crate) async fn page(
    transaction: &mut Transaction,
    after: i64,
    count: i64,
) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query("SELECT sequence, recorded_at, kind, subject, content_hash, previous_hash, hash FROM chain WHERE sequence > $1 ORDER BY sequence LIMIT $2")
        .bind(after)
        .bind(count)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(read).collect()
}
