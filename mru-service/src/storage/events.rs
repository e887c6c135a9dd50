//! Events: each id once, for ever.

use std::collections::BTreeMap;

use mru_core::metering::Event;
use sqlx::{AssertSqlSafe, Row as _};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    rows,
};

/// An event as stored.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Number of the entry in the chain of its import.
    pub sequence: i64,
    /// The event.
    pub event: Event,
}

/// A row of the table of events, unread.
#[derive(Clone, Debug)]
pub struct RawEvent {
    /// Its id.
    pub id: String,
    /// The text that was recorded.
    pub content: String,
    customer: String,
    at: i64,
}

impl RawEvent {
    /// Reads the event.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`] when it is not what its columns say.
    pub fn read(&self) -> Result<Event, StoreError> {
        read(&self.id, &self.customer, Some(self.at), &self.content)
    }
}

/// Reads an event that must agree with its columns.
fn read(id: &str, customer: &str, at: Option<i64>, content: &str) -> Result<Event, StoreError> {
    let unreadable = |problem: String| {
        let id = if id.is_empty() { customer } else { id };
        StoreError::Unreadable { what: "event", id: id.to_owned(), problem }
    };
    let event: Event =
        serde_json::from_str(content).map_err(|error| unreadable(error.to_string()))?;
    if event.id == id && event.customer == customer && at == Some(event.at.timestamp()) {
        Ok(event)
    } else {
        Err(unreadable(String::from("its columns are not what it says")))
    }
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
}

/// Records events of an import, under one entry of the chain.
///
/// Nothing is recorded when there are conflicts: ids that were recorded with other content. The
/// transaction must not be committed then.
pub(crate) async fn import(
    transaction: &mut Transaction,
    events: &[Event],
) -> Result<(Imported, Vec<Conflict>), StoreError> {
    let (mut imported, mut conflicts) = (Imported::default(), Vec::new());
    let recorded = contents_of(transaction, events).await?;
    let mut new: BTreeMap<&str, (&Event, String)> = BTreeMap::new();
    for event in events {
        let content = event.canonical();
        let first = new.get(event.id.as_str()).map(|(_, first)| first);
        let recorded = first.or_else(|| recorded.get(event.id.as_str())).cloned();
        match recorded {
            None => {
                new.insert(&event.id, (event, content));
            }
            Some(recorded) if recorded == content => {
                imported.known = imported.known.saturating_add(1);
            }
            Some(recorded) => {
                let id = event.id.clone();
                conflicts.push(Conflict { id, recorded, offered: content });
            }
        }
    }
    imported.new = new.len();
    if new.is_empty() || !conflicts.is_empty() {
        return Ok((imported, conflicts));
    }
    let hash = batch_hash(new.values().map(|(_, content)| content.as_str()));
    let subject = format!("{} events", new.len());
    let sequence = chain::append(transaction, Recorded::Events, &subject, &hash).await?;
    let into = "event (id, sequence, customer, at, content)";
    let rows = new.into_iter().map(|(id, (event, content))| {
        crate::crash::point("import.event");
        [
            id.to_owned().into(),
            sequence.into(),
            event.customer.clone().into(),
            event.at.timestamp().into(),
            content.into(),
        ]
    });
    rows::insert(transaction, into, "", rows).await?;
    Ok((imported, conflicts))
}

/// Hash of the events of an import, in the order of their ids.
pub(crate) fn batch_hash<'a>(contents: impl Iterator<Item = &'a str>) -> String {
    let contents: Vec<&str> = contents.collect();
    chain::digest(&contents)
}

/// What was recorded under the ids of events before, by id.
async fn contents_of(
    transaction: &mut Transaction,
    events: &[Event],
) -> Result<BTreeMap<String, String>, StoreError> {
    /// Ids of one statement.
    const IDS: usize = 100;
    let places: Vec<String> = (1..=IDS).map(|place| format!("${place}")).collect();
    let places = places.join(", ");
    let mut recorded = BTreeMap::new();
    for some in events.chunks(IDS) {
        let text = format!("SELECT id, content FROM event WHERE id IN ({places})");
        // Nothing but numbers of places is added to the text; ids are bound.
        let mut query = sqlx::query(AssertSqlSafe(text));
        // The last id fills what is left of a statement.
        let last = some.last().into_iter().cycle();
        for event in some.iter().chain(last).take(IDS) {
            query = query.bind(event.id.clone());
        }
        for row in query.fetch_all(&mut **transaction).await? {
            recorded.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    Ok(recorded)
}

/// The events of one customer as stored: one row of a query, so that few of them go to and fro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRows {
    /// Id of the customer.
    pub customer: String,
    /// Number of the entry in the chain of the latest import.
    pub latest: i64,
    /// A line an event: number of the entry in the chain, instant, id and content, by tabs.
    ///
    /// Ids have no control characters, and JSON escapes them.
    lines: String,
}

impl EventRows {
    /// Reads the events, in no order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`] when one is not what its columns say.
    pub fn read(&self) -> impl Iterator<Item = Result<StoredEvent, StoreError>> {
        self.lines.lines().map(|line| {
            let mut columns = line.splitn(4, '\t');
            let mut column = || columns.next().unwrap_or_default();
            let (sequence, at, id, content) = (column(), column(), column(), column());
            let event = read(id, &self.customer, at.parse().ok(), content)?;
            let sequence = sequence.parse().map_err(|_| StoreError::Unreadable {
                what: "event",
                id: id.to_owned(),
                problem: String::from("it is of no import"),
            })?;
            Ok(StoredEvent { sequence, event })
        })
    }
}

/// The events of an entry of the chain, by id.
pub(crate) async fn of_entry(
    transaction: &mut Transaction,
    sequence: i64,
) -> Result<Vec<RawEvent>, StoreError> {
    let rows =
        sqlx::query("SELECT id, content, customer, at FROM event WHERE sequence = $1 ORDER BY id")
            .bind(sequence)
            .fetch_all(&mut **transaction)
            .await?;
    rows.iter()
        .map(|row| {
            Ok(RawEvent {
                id: row.try_get(0)?,
                content: row.try_get(1)?,
                customer: row.try_get(2)?,
                at: row.try_get(3)?,
            })
        })
        .collect()
}

/// All events of the customers of a range, by customer.
pub(crate) async fn of_customers(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<Vec<EventRows>, StoreError> {
    let rows = sqlx::query("SELECT customer, MAX(sequence), STRING_AGG(sequence || '\t' || at || '\t' || id || '\t' || content, '\n') FROM event WHERE customer >= $1 AND customer <= $2 GROUP BY customer")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(&mut **transaction)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(EventRows {
                customer: row.try_get(0)?,
                latest: row.try_get(1)?,
                lines: row.try_get(2)?,
            })
        })
        .collect()
}

/// The events of one customer, in no order.
pub(crate) async fn of_customer(
    transaction: &mut Transaction,
    customer: &str,
) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::new();
    for rows in of_customers(transaction, customer, customer).await? {
        for stored in rows.read() {
            events.push(stored?.event);
        }
    }
    Ok(events)
}
