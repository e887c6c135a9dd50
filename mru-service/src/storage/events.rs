//! Events: each id once, for ever.

use std::collections::BTreeMap;

use mru_core::metering::Event;
use sqlx::{AssertSqlSafe, Row as _};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    rows, stored,
};

/// Events that one row of a query holds at most: of a few hundred bytes each.
pub(crate) const BATCH: i64 = 2_000;

/// An event as stored.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Number of the entry in the chain of its import.
    pub sequence: i64,
    /// The event.
    pub event: Event,
}

/// Reads an event that must agree with its columns.
pub(crate) fn read(
    id: &str,
    customer: &str,
    at: Option<i64>,
    content: &str,
) -> Result<Event, StoreError> {
    let named = if id.is_empty() { customer } else { id };
    let event: Event = stored::read("event", named, content)?;
    if event.id == id && event.customer == customer && at == Some(event.at.timestamp()) {
        return Ok(event);
    }
    let problem = String::from("its columns are not what it says");
    Err(StoreError::Unreadable { what: "event", id: named.to_owned(), problem })
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
    let Compared { new, known, conflicts } = compare(transaction, events).await?;
    let imported = Imported { new: new.len(), known };
    if new.is_empty() || !conflicts.is_empty() {
        return Ok((imported, conflicts));
    }
    let contents: Vec<&str> = new.values().map(|(_, content)| content.as_str()).collect();
    let hash = chain::digest(&contents);
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
    rows::insert(transaction, into, "", rows.collect()).await?;
    Ok((imported, conflicts))
}

/// Events, compared with what was recorded under their ids.
struct Compared<'a> {
    /// Those that are new, with what would be recorded, by id.
    new: BTreeMap<&'a str, (&'a Event, String)>,
    /// How many were recorded before, with the same content.
    known: usize,
    conflicts: Vec<Conflict>,
}

async fn compare<'a>(
    transaction: &mut Transaction,
    events: &'a [Event],
) -> Result<Compared<'a>, StoreError> {
    let recorded = contents_of(transaction, events).await?;
    let mut compared = Compared { new: BTreeMap::new(), known: 0, conflicts: Vec::new() };
    for event in events {
        let content = event.canonical();
        let first = compared.new.get(event.id.as_str()).map(|(_, first)| first);
        let recorded = first.or_else(|| recorded.get(event.id.as_str())).cloned();
        match recorded {
            None => {
                compared.new.insert(&event.id, (event, content));
            }
            Some(recorded) if recorded == content => {
                compared.known = compared.known.saturating_add(1);
            }
            Some(recorded) => {
                let id = event.id.clone();
                compared.conflicts.push(Conflict { id, recorded, offered: content });
            }
        }
    }
    Ok(compared)
}

/// Ids that were recorded, or stand among the events themselves, with other content.
pub(crate) async fn conflicts(
    transaction: &mut Transaction,
    events: &[Event],
) -> Result<Vec<Conflict>, StoreError> {
    Ok(compare(transaction, events).await?.conflicts)
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
        for row in query.fetch_all(transaction.connection()).await? {
            recorded.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    Ok(recorded)
}

/// Events of one customer as stored: one row of a query, so that few of them go to and fro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRows {
    /// Id of the customer.
    pub customer: String,
    /// A line an event: number of the entry in the chain, instant, id and content, by tabs.
    ///
    /// Ids have no control characters, and JSON escapes them.
    lines: String,
}

impl EventRows {
    /// Reads the events, each with its text, in no order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`] when one is not what its columns say, [`StoreError::NewerForm`]
    /// when a newer program wrote it.
    pub fn read(&self) -> impl Iterator<Item = Result<(StoredEvent, &str), StoreError>> {
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
            Ok((StoredEvent { sequence, event }, content))
        })
    }
}

impl EventRows {
    /// The last of the events, by entry of the chain and id.
    fn last(&self) -> Option<(i64, String)> {
        let keys = self.lines.lines().filter_map(|line| {
            let mut columns = line.splitn(4, '\t');
            let (sequence, _, id) = (columns.next()?, columns.next()?, columns.next()?);
            Some((sequence.parse().ok()?, id))
        });
        keys.max().map(|(sequence, id)| (sequence, id.to_owned()))
    }
}

/// How many events a customer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventCount {
    /// Their number.
    pub events: i64,
    /// Number of the entry in the chain of the latest import.
    pub latest: i64,
}

/// How many events the customers of a range have, by customer.
pub(crate) async fn counts(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<BTreeMap<String, EventCount>, StoreError> {
    let rows = sqlx::query("SELECT customer, COUNT(*), MAX(sequence) FROM event WHERE customer >= $1 AND customer <= $2 GROUP BY customer")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let count = EventCount { events: row.try_get(1)?, latest: row.try_get(2)? };
            Ok((row.try_get(0)?, count))
        })
        .collect()
}

/// How many events a customer has on each day, counted from 1970 in UTC.
pub(crate) async fn by_day(
    transaction: &mut Transaction,
    customer: &str,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let rows = sqlx::query(
        "SELECT at / 86400, COUNT(*) FROM event WHERE customer = $1 GROUP BY at / 86400 ORDER BY 1",
    )
    .bind(customer.to_owned())
    .fetch_all(transaction.connection())
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// All events of the customers of a range, by customer.
///
/// Whoever asks knows by [`counts`] that they are few enough for one row a customer.
pub(crate) async fn of_customers(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<Vec<EventRows>, StoreError> {
    let rows = sqlx::query("SELECT customer, STRING_AGG(sequence || '\t' || at || '\t' || id || '\t' || content, '\n') FROM event WHERE customer >= $1 AND customer <= $2 GROUP BY customer")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| Ok(EventRows { customer: row.try_get(0)?, lines: row.try_get(1)? }))
        .collect()
}

/// All events of one customer, so many in a row.
pub(crate) async fn in_batches(
    transaction: &mut Transaction,
    customer: &str,
    batch: i64,
) -> Result<Vec<EventRows>, StoreError> {
    let mut batches = Vec::new();
    let mut after = (i64::MIN, String::new());
    loop {
        let row = sqlx::query("SELECT COUNT(*), STRING_AGG(sequence || '\t' || at || '\t' || id || '\t' || content, '\n') FROM (SELECT sequence, at, id, content FROM event WHERE customer = $1 AND sequence >= $2 AND (sequence > $2 OR id > $3) ORDER BY sequence, id LIMIT $4) AS batch")
            .bind(customer.to_owned())
            .bind(after.0)
            .bind(after.1.clone())
            .bind(batch)
            .fetch_one(transaction.connection())
            .await?;
        let (count, lines): (i64, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        let rows = EventRows { customer: customer.to_owned(), lines: lines.unwrap_or_default() };
        let last = rows.last().unwrap_or_else(|| after.clone());
        batches.push(rows);
        if count < batch {
            return Ok(batches);
        }
        if last <= after {
            let (what, id) = ("event", last.1);
            let problem = String::from("it does not come after the one before it");
            return Err(StoreError::Unreadable { what, id, problem });
        }
        after = last;
    }
}

/// The events of one customer, in no order.
pub(crate) async fn of_customer(
    transaction: &mut Transaction,
    customer: &str,
) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::new();
    for rows in in_batches(transaction, customer, BATCH).await? {
        for stored in rows.read() {
            events.push(stored?.0.event);
        }
    }
    Ok(events)
}

/// The events of a customer from an instant on, in seconds since 1970.
pub(crate) async fn since(
    transaction: &mut Transaction,
    customer: &str,
    at: i64,
) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query("SELECT id, at, content FROM event WHERE customer = $1 AND at >= $2")
        .bind(customer.to_owned())
        .bind(at)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let (id, content): (String, String) = (row.try_get(0)?, row.try_get(2)?);
            read(&id, customer, Some(row.try_get(1)?), &content)
        })
        .collect()
}
