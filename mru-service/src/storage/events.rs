//! Events: each id once, for ever.

use std::collections::BTreeMap;

use mru_core::metering::Event;
use sqlx::Row as _;

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
};

/// An event as stored.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Number of the entry in the chain of its import.
    pub sequence: i64,
    /// The text that was recorded.
    pub content: String,
    /// The event.
    pub event: Event,
}

/// An event as recorded, for explanations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// When it was recorded.
    pub recorded_at: String,
    /// What was recorded.
    pub content: String,
}

/// Two events of one id that say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The id.
    pub id: String,
    /// What was recorded first.
    pub recorded: String,
    /// What came now.
    pub offered: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Events that are new.
    pub new: usize,
    /// Events that were recorded before, with the same content.
    pub known: usize,
    /// Events whose id was recorded with other content; when there is one, nothing is recorded.
    pub conflicts: Vec<Conflict>,
}

/// Records the events of one import, under one entry of the chain.
///
/// The transaction must not be committed when there are conflicts.
pub(crate) async fn import(
    transaction: &mut Transaction,
    events: &[Event],
) -> Result<Imported, StoreError> {
    let mut imported = Imported::default();
    let mut new: BTreeMap<&str, (&Event, String)> = BTreeMap::new();
    for event in events {
        let content = event.canonical();
        let recorded = match new.get(event.id.as_str()) {
            Some((_, first)) => Some(first.clone()),
            None => content_of(transaction, &event.id).await?,
        };
        match recorded {
            None => {
                new.insert(&event.id, (event, content));
            }
            Some(recorded) if recorded == content => {
                imported.known = imported.known.saturating_add(1);
            }
            Some(recorded) => {
                let id = event.id.clone();
                imported.conflicts.push(Conflict { id, recorded, offered: content });
            }
        }
    }
    imported.new = new.len();
    if new.is_empty() || !imported.conflicts.is_empty() {
        return Ok(imported);
    }
    let hash = batch_hash(new.values().map(|(_, content)| content.as_str()));
    let subject = format!("{} events", new.len());
    let sequence = chain::append(transaction, Recorded::Events, &subject, &hash).await?;
    for (id, (event, content)) in new {
        sqlx::query(
            "INSERT INTO event (id, sequence, customer, at, content) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id.to_owned())
        .bind(sequence)
        .bind(event.customer.clone())
        .bind(event.at.timestamp())
        .bind(content)
        .execute(&mut **transaction)
        .await?;
        crate::crash::point("import.event");
    }
    Ok(imported)
}

/// Hash of the events of an import, in the order of their ids.
pub(crate) fn batch_hash<'a>(contents: impl Iterator<Item = &'a str>) -> String {
    let contents: Vec<&str> = contents.collect();
    chain::digest(&contents)
}

async fn content_of(transaction: &mut Transaction, id: &str) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT content FROM event WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(&mut **transaction)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// All events of the customers of a range, by customer, time and id.
pub(crate) async fn events(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = sqlx::query("SELECT sequence, id, content, customer, at FROM event WHERE customer >= $1 AND customer <= $2 ORDER BY customer, at, id")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(&mut **transaction)
        .await?;
    rows.iter()
        .map(|row| {
            let (sequence, id, content): (i64, String, String) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let (customer, at): (String, i64) = (row.try_get(3)?, row.try_get(4)?);
            let unreadable =
                |problem: String| StoreError::Unreadable { what: "event", id: id.clone(), problem };
            let event: Event =
                serde_json::from_str(&content).map_err(|error| unreadable(error.to_string()))?;
            if event.id != id || event.customer != customer || event.at.timestamp() != at {
                return Err(unreadable(String::from("its columns are not what it says")));
            }
            Ok(StoredEvent { sequence, content, event })
        })
        .collect()
}
