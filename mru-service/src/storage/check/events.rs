//! The events under the entries of the chain: hashed together as their import was, and each read.
//!
//! Who makes documents again reads the events of their customers anyway ([`canonical`]); those of all
//! others are read here.

use std::collections::BTreeSet;

use mru_core::{metering::Event, text::Text};
use sqlx::{AssertSqlSafe, Row as _};

use super::{
    Verified,
    covered::{Held, hold},
};
use crate::{
    side_by_side::{apart, side_by_side},
    storage::{StoreError, Transaction, chain::Digest, events},
};

/// An event as bytes: instant, customer, id and content, by tabs.
struct Line<'a> {
    at: &'a [u8],
    customer: &'a [u8],
    id: &'a [u8],
    content: &'a [u8],
}

/// The events under the entries after one and up to another, in batches.
struct Batches {
    sql: String,
    /// The entry and the id of the last event before the next batch.
    key: (i64, Vec<u8>),
    until: i64,
    is_last: bool,
}

impl Batches {
    fn new(transaction: &Transaction, (after, until): (i64, i64)) -> Batches {
        let lines = transaction
            .bytes("STRING_AGG(at || '\t' || customer || '\t' || id || '\t' || content, '\n')");
        let (last, id) = if transaction.is_embedded() {
            (transaction.bytes("MAX(id)"), "CAST($2 AS TEXT)")
        } else {
            (transaction.bytes("MAX(id)"), "convert_from($2, 'UTF8') COLLATE \"C\"")
        };
        let sql = format!(
            "SELECT sequence, COUNT(*), {last}, {lines} FROM (SELECT sequence, at, customer, id, content FROM event WHERE sequence >= $1 AND sequence <= $3 AND (sequence > $1 OR id > {id}) ORDER BY sequence, id LIMIT $4) AS batch GROUP BY sequence ORDER BY sequence"
        );
        Batches { sql, key: (after.saturating_add(1), Vec::new()), until, is_last: false }
    }

    /// The next events, the lines of each entry together; nothing at the end.
    async fn next(
        &mut self,
        transaction: &mut Transaction,
    ) -> Result<Option<Vec<(i64, Vec<u8>)>>, StoreError> {
        if self.is_last {
            return Ok(None);
        }
        let query =
            sqlx::query(AssertSqlSafe(&*self.sql)).bind(self.key.0).bind(self.key.1.clone());
        let rows =
            query.bind(self.until).bind(events::BATCH).fetch_all(transaction.connection()).await?;
        let (mut count, mut batch) = (0_i64, Vec::with_capacity(rows.len()));
        for row in &rows {
            count = count.saturating_add(row.try_get::<i64, _>(1)?);
            self.key = (row.try_get(0)?, row.try_get(2)?);
            batch.push((self.key.0, row.try_get(3)?));
        }
        self.is_last = count < events::BATCH;
        Ok(Some(batch))
    }
}

/// Hashes the events of each entry after one and up to another.
pub(super) async fn check(
    transaction: &mut Transaction,
    between: (i64, i64),
    held: &mut Held,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let mut import: Option<(i64, Digest)> = None;
    let mut batches = Batches::new(transaction, between);
    while let Some(batch) = batches.next(transaction).await? {
        for (entry, lines) in batch {
            let before = import.take_if(|(sequence, _)| *sequence != entry);
            finish(before, held, verified);
            let (_, digest) = import.take().unwrap_or_default();
            let (digest, count) = apart(move || hashed(&lines, digest)).await;
            verified.events = verified.events.saturating_add(count);
            import = Some((entry, digest));
        }
    }
    finish(import, held, verified);
    Ok(())
}

fn finish(import: Option<(i64, Digest)>, held: &mut Held, verified: &mut Verified) {
    if let Some((sequence, digest)) = import {
        hold(held, sequence, "events", digest.finish(), verified);
    }
}

/// Hashes events in the order of their ids, and counts them.
fn hashed(lines: &[u8], mut digest: Digest) -> (Digest, usize) {
    let mut lines = split(lines);
    lines.sort_by_key(|line| line.id);
    for line in &lines {
        digest.add(line.content);
    }
    (digest, lines.len())
}

/// Reads the events of all customers but those whose events were read.
pub(super) async fn check_unread(
    transaction: &mut Transaction,
    read: &BTreeSet<String>,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let customer = transaction.bytes("customer");
    let sql = format!("SELECT DISTINCT {customer} FROM event");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(transaction.connection()).await?;
    let mut unread = BTreeSet::new();
    for row in rows {
        let customer: Vec<u8> = row.try_get(0)?;
        if !std::str::from_utf8(&customer).is_ok_and(|it| read.contains(it)) {
            unread.insert(customer);
        }
    }
    if unread.is_empty() {
        return Ok(());
    }
    let mut batches = Batches::new(transaction, (i64::MIN, i64::MAX));
    while let Some(batch) = batches.next(transaction).await? {
        for (_, lines) in batch {
            let mut lines = split(&lines);
            lines.retain(|line| unread.contains(line.customer));
            for found in side_by_side(&lines, is_canonical) {
                match found {
                    Ok(None) => {}
                    Ok(Some(Text { en, es })) => verified.problem(en, es),
                    Err(error) => verified.unreadable(error)?,
                }
            }
        }
    }
    Ok(())
}

fn split(lines: &[u8]) -> Vec<Line<'_>> {
    lines.split(|byte| *byte == b'\n').map(line).collect()
}

fn line(bytes: &[u8]) -> Line<'_> {
    let mut columns = bytes.splitn(4, |byte| *byte == b'\t');
    let mut column = || columns.next().unwrap_or_default();
    Line { at: column(), customer: column(), id: column(), content: column() }
}

/// Reads an event, and says when it is not written as it would be today.
fn is_canonical(line: &Line<'_>) -> Result<Option<Text>, StoreError> {
    let text = |bytes| {
        std::str::from_utf8(bytes).map_err(|error| StoreError::Unreadable {
            what: "event",
            id: String::from_utf8_lossy(line.id).into_owned(),
            problem: error.to_string(),
        })
    };
    let (at, customer) = (text(line.at)?, text(line.customer)?);
    let (id, content) = (text(line.id)?, text(line.content)?);
    let event = events::read(id, customer, at.parse().ok(), content)?;
    Ok(canonical(&event, content))
}

/// Says when an event is not written as it would be today.
pub(crate) fn canonical(event: &Event, content: &str) -> Option<Text> {
    (event.canonical() != content).then(|| {
        let id = &event.id;
        Text::new(
            format!("event `{id}` is not in its canonical form"),
            format!("el evento `{id}` no está en su forma canónica"),
        )
    })
}
