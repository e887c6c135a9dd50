//! The events under the entries of the chain: hashed together as their import was, and each read.

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

/// The import that is being hashed: its entry, and what was added so far.
type Import = Option<(i64, Digest)>;

/// Reads the events under the entries after one and up to another, and hashes those of each entry.
pub(super) async fn check(
    transaction: &mut Transaction,
    (after, until): (i64, i64),
    held: &mut Held,
    verified: &mut Verified,
) -> Result<(), StoreError> {
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
    let mut key = (after.saturating_add(1), Vec::new());
    let mut import: Import = None;
    loop {
        let query = sqlx::query(AssertSqlSafe(&*sql)).bind(key.0).bind(key.1.clone());
        let rows =
            query.bind(until).bind(events::BATCH).fetch_all(transaction.connection()).await?;
        let mut count = 0_i64;
        for row in &rows {
            count = count.saturating_add(row.try_get::<i64, _>(1)?);
            key = (row.try_get(0)?, row.try_get(2)?);
            let lines: Vec<u8> = row.try_get(3)?;
            if import.as_ref().is_none_or(|(sequence, _)| *sequence != key.0) {
                finish(import.replace((key.0, Digest::default())), held, verified);
            }
            if let Some((sequence, digest)) = import.take() {
                let (digest, found) = apart(move || batch(&lines, digest)).await;
                import = Some((sequence, digest));
                name(found, verified)?;
            }
        }
        if count < events::BATCH {
            break;
        }
    }
    finish(import, held, verified);
    Ok(())
}

fn finish(import: Import, held: &mut Held, verified: &mut Verified) {
    if let Some((sequence, digest)) = import {
        hold(held, sequence, "events", digest.finish(), verified);
    }
}

/// Hashes events in the order of their ids, and reads each: the id of one that is not in its canonical
/// form, and what cannot be read.
fn batch(lines: &[u8], mut digest: Digest) -> (Digest, Vec<Result<Option<String>, StoreError>>) {
    let mut lines: Vec<Line<'_>> = lines.split(|byte| *byte == b'\n').map(line).collect();
    lines.sort_by_key(|line| line.id);
    for line in &lines {
        digest.add(line.content);
    }
    (digest, side_by_side(&lines, is_canonical))
}

/// Names what is wrong with events.
fn name(
    events: Vec<Result<Option<String>, StoreError>>,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    verified.events = verified.events.saturating_add(events.len());
    for found in events {
        match found {
            Ok(None) => {}
            Ok(Some(id)) => verified.problem(
                format!("event `{id}` is not in its canonical form"),
                format!("el evento `{id}` no está en su forma canónica"),
            ),
            Err(error) => verified.unreadable(error)?,
        }
    }
    Ok(())
}

fn line(bytes: &[u8]) -> Line<'_> {
    let mut columns = bytes.splitn(4, |byte| *byte == b'\t');
    let mut column = || columns.next().unwrap_or_default();
    Line { at: column(), customer: column(), id: column(), content: column() }
}

/// Reads an event, and gives its id when it is not written as it would be today.
fn is_canonical(line: &Line<'_>) -> Result<Option<String>, StoreError> {
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
    Ok((event.canonical() != content).then(|| id.to_owned()))
}
