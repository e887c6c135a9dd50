//! The chain, and whether the tables hold what its entries cover.
//!
//! Entries and rows are merged in the order of their numbers, a page of entries at a time, so that
//! memory does not grow with the store.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Row as _};

use super::{Verified, events};
use crate::storage::{
    StoreError, Transaction,
    chain::{self, Digest, Entry, Recorded},
};

/// Entries of a page: documents are long.
const ENTRIES: i64 = 200;

/// What the tables hold under the entries of a page: kind and hash, by entry.
pub(super) type Held = BTreeMap<i64, (&'static str, String)>;

/// Checks that each entry covers the one before it, and that the tables hold what entries cover.
pub(super) async fn check(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let (last, head) = chain::head(transaction).await?;
    let mut link = Link { expected: 1, hash: String::new() };
    let mut after = i64::MIN;
    loop {
        let entries = chain::page(transaction, after, ENTRIES).await?;
        for entry in &entries {
            link.check(entry, verified);
        }
        let is_last = entries.len() < usize::try_from(ENTRIES).unwrap_or(usize::MAX);
        let until =
            if is_last { i64::MAX } else { entries.last().map_or(i64::MAX, |it| it.sequence) };
        let mut held = Held::new();
        for table in TABLES {
            rows(transaction, &table, (after, until), &mut held, verified).await?;
        }
        events::check(transaction, (after, until), &mut held, verified).await?;
        // The entry of a key holds its whole record.
        for entry in entries.iter().filter(|it| it.kind == "key") {
            let hash = chain::digest(&[&entry.subject]);
            hold(&mut held, entry.sequence, "key", hash, verified);
        }
        compare(&entries, held, verified);
        if is_last {
            break;
        }
        after = until;
    }
    if head != link.hash || last != link.expected.saturating_sub(1) {
        verified.problem(
            String::from("the head of the chain is not its last entry"),
            String::from("la cabeza de la cadena no es su última entrada"),
        );
    }
    verified.head = link.hash;
    Ok(())
}

/// What the next entry has to follow.
struct Link {
    expected: i64,
    hash: String,
}

impl Link {
    fn check(&mut self, entry: &Entry, verified: &mut Verified) {
        let sequence = entry.sequence;
        if sequence != self.expected {
            verified.problem(
                format!("the chain has a gap before entry {sequence}"),
                format!("la cadena tiene un vacío antes de la entrada {sequence}"),
            );
        }
        if entry.previous_hash != self.hash || entry.computed_hash() != entry.hash {
            verified.problem(
                format!("entry {sequence} of the chain was changed"),
                format!("la entrada {sequence} de la cadena fue modificada"),
            );
        }
        verified.entries = verified.entries.saturating_add(1);
        self.expected = self.expected.saturating_add(1);
        self.hash.clone_from(&entry.hash);
    }
}

/// A table whose rows have an entry each, and the columns that the hash of the entry covers.
struct Table {
    name: &'static str,
    kind: &'static str,
    covered: &'static [&'static str],
    /// Columns that it covers besides, when they are not empty.
    besides: &'static [&'static str],
}

const TABLES: [Table; 29] = [
    Table { name: "rate_card", kind: "rate-card", covered: &["content"], besides: &[] },
    Table { name: "supplier", kind: "supplier", covered: &["content"], besides: &[] },
    Table { name: "account", kind: "account", covered: &["content"], besides: &[] },
    Table {
        name: "document",
        kind: "document",
        covered: &["number", "issued_on", "due_on", "content", "request_key", "request_hash"],
        besides: &["early_reason"],
    },
    Table {
        name: "reconciliation",
        kind: "reconciliation",
        covered: &["period", "state", "reason", "content"],
        besides: &[],
    },
    Table {
        name: "api_key",
        kind: "api-key",
        covered: &["id", "hash", "role", "customer", "label", "expires_at"],
        besides: &[],
    },
    Table { name: "api_key_end", kind: "api-key", covered: &["id", "ends_at"], besides: &[] },
    Table {
        name: "request",
        kind: "request",
        covered: &["caller", "request_key", "hash", "answer"],
        besides: &[],
    },
    Table {
        name: "quote_draft",
        kind: "quote",
        covered: &["id", "customer", "revises", "content"],
        besides: &[],
    },
    Table {
        name: "quote",
        kind: "quote",
        covered: &[
            "number",
            "draft",
            "customer",
            "supersedes",
            "issued_on",
            "valid_until",
            "content",
        ],
        besides: &[],
    },
    Table {
        name: "quote_step",
        kind: "quote",
        covered: &["number", "step", "day", "by_name", "position", "via", "page_hash", "detail"],
        besides: &[],
    },
    Table {
        name: "quote_link",
        kind: "quote-link",
        covered: &["id", "hash", "number", "last_day"],
        besides: &[],
    },
    Table {
        name: "change_request",
        kind: "change",
        covered: &["id", "customer", "content", "statement"],
        besides: &[],
    },
    Table {
        name: "change_decision",
        kind: "approval",
        covered: &["id", "change_id", "customer", "content"],
        besides: &[],
    },
    Table {
        name: "envelope",
        kind: "envelope",
        covered: &["id", "customer", "content"],
        besides: &[],
    },
    Table {
        name: "gate_receipt",
        kind: "receipt",
        covered: &[
            "id",
            "customer",
            "deployment",
            "ticket",
            "approval",
            "envelope",
            "CAST(drawn_cents AS TEXT)",
            "caller",
            "request_key",
            "request_hash",
            "content",
        ],
        besides: &[],
    },
    Table {
        name: "tax_document",
        kind: "tax-document",
        covered: &["number", "kind", "folio", "dated", "state"],
        besides: &[],
    },
    Table { name: "setting", kind: "setting", covered: &["name", "value"], besides: &[] },
    Table {
        name: "webhook",
        kind: "webhook",
        covered: &["id", "url", "events", "customer"],
        besides: &[],
    },
    Table {
        name: "webhook_secret",
        kind: "webhook",
        covered: &["webhook", "secret", "before_until"],
        besides: &[],
    },
    Table { name: "webhook_end", kind: "webhook", covered: &["id"], besides: &[] },
    Table {
        name: "budget",
        kind: "budget",
        covered: &["customer", "deployment", "environment", "measure", "most"],
        besides: &[],
    },
    Table {
        name: "approval_link",
        kind: "approval-link",
        covered: &["id", "hash", "change_id", "approver", "last_day"],
        besides: &[],
    },
    Table { name: "approval_link_end", kind: "approval-link", covered: &["id"], besides: &[] },
    Table {
        name: "approval_link_opening",
        kind: "approval-link",
        covered: &["link", "form", "address"],
        besides: &[],
    },
    Table {
        name: "approval_code",
        kind: "approval-link",
        covered: &["id", "link", "hash", "statement_hash", "expires_at"],
        besides: &[],
    },
    Table {
        name: "approval_code_try",
        kind: "approval-link",
        covered: &["code", "outcome", "address"],
        besides: &[],
    },
    Table { name: "quote_link_end", kind: "quote-link", covered: &["id"], besides: &[] },
    Table {
        name: "quote_opening",
        kind: "quote-link",
        covered: &["link", "form", "address"],
        besides: &[],
    },
];

/// Hashes the rows of a table under the entries after one and up to another.
async fn rows(
    transaction: &mut Transaction,
    table: &Table,
    (after, until): (i64, i64),
    held: &mut Held,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let Table { name, kind, covered, besides } = table;
    let columns: Vec<String> =
        covered.iter().chain(*besides).map(|it| transaction.bytes(it)).collect();
    // Names of tables and columns of ours, and nothing else.
    let sql = format!(
        "SELECT sequence, {} FROM {name} WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence",
        columns.join(", ")
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(after).bind(until);
    for row in query.fetch_all(transaction.connection()).await? {
        let mut digest = Digest::default();
        for place in 1..=columns.len() {
            let value = row.try_get::<Option<Vec<u8>>, _>(place)?.unwrap_or_default();
            if place <= covered.len() || !value.is_empty() {
                digest.add(&value);
            }
        }
        hold(held, row.try_get(0)?, kind, digest.finish(), verified);
    }
    Ok(())
}

/// Notes what is held under an entry.
pub(super) fn hold(
    held: &mut Held,
    sequence: i64,
    kind: &'static str,
    hash: String,
    verified: &mut Verified,
) {
    if held.insert(sequence, (kind, hash)).is_some() {
        verified.problem(
            format!("entry {sequence} of the chain covers two things"),
            format!("la entrada {sequence} de la cadena cubre dos cosas"),
        );
    }
}

/// The entry of the store itself is its first one, and covers its own subject.
fn check_store(entry: &Entry, verified: &mut Verified) {
    let Entry { sequence, subject, content_hash, .. } = entry;
    if *sequence != 1 || *content_hash != chain::store_hash(subject) {
        verified.problem(
            format!("entry {sequence} of the chain says that another store begins"),
            format!("la entrada {sequence} de la cadena dice que comienza otro almacén"),
        );
    }
}

/// Compares what entries cover with what is held.
fn compare(entries: &[Entry], mut held: Held, verified: &mut Verified) {
    for entry in entries {
        let Entry { sequence, kind, subject, content_hash, .. } = entry;
        if kind == Recorded::Store.as_str() {
            check_store(entry, verified);
            continue;
        }
        match held.remove(sequence) {
            Some((found, hash)) if found == kind && hash == *content_hash => {}
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
    for (sequence, (kind, _)) in held {
        verified.problem(
            format!("a {kind} refers to entry {sequence}, which the chain lacks"),
            format!("un {kind} se refiere a la entrada {sequence}, que la cadena no tiene"),
        );
    }
}
