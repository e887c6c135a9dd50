//! The least that a billing run has to do: inserts the rows that the program stored, and nothing else.
//!
//! Copies drafts, or documents or events with their entries of the chain, from one store into a new
//! one: one prepared insert a row, a transaction for 200 customers, or for fifty thousand events as
//! an import of a thousand customers has, with the drivers of the database themselves. Writes the
//! number of rows and the seconds that the inserts took.
//!
//! ```text
//! inserts drafts|documents|events SOURCE TARGET
//! ```
//!
//! A store is a folder or the URL of a PostgreSQL database.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use mru_service::storage::door::{self, ServerUrl};
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};

/// Customers of a transaction, as the program has them.
const PAGE: i64 = 200;

const DRAFTS: &str = "SELECT customer, period, content, total_cents FROM draft WHERE customer > $1 ORDER BY customer LIMIT $2";
const DRAFT: &str =
    "INSERT INTO draft (customer, period, content, total_cents) VALUES ($1, $2, $3, $4)";
const DOCUMENTS: &str = "SELECT document.sequence, recorded_at, kind, subject, content_hash, previous_hash, hash, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash FROM document JOIN chain ON chain.sequence = document.sequence WHERE document.sequence > $1 ORDER BY document.sequence LIMIT $2";
const ENTRY: &str = "INSERT INTO chain (sequence, recorded_at, kind, subject, content_hash, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const DOCUMENT: &str = "INSERT INTO document (sequence, number, series, ordinal, customer, period, credits, issued_on, due_on, content, total_cents, request_key, request_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

/// Events of a transaction, about as many as the files of a thousand customers have.
const EVENTS_PAGE: i64 = 50_000;

const IMPORTS: &str = "SELECT sequence, recorded_at, kind, subject, content_hash, previous_hash, hash FROM chain WHERE kind = 'events' ORDER BY sequence";
const EVENTS: &str = "SELECT id, sequence, customer, at, content FROM event WHERE sequence >= $1 AND (sequence > $1 OR id > $2) ORDER BY sequence, id LIMIT $3";
const EVENT: &str =
    "INSERT INTO event (id, sequence, customer, at, content) VALUES ($1, $2, $3, $4, $5)";

/// What a rival has done.
#[derive(Default)]
struct Done {
    rows: usize,
    took: Duration,
}

/// Writes the copies for one kind of database.
macro_rules! copies {
    ($drafts:ident, $documents:ident, $events:ident, $connection:ty) => {
        async fn $drafts(
            from: &mut $connection,
            to: &mut $connection,
        ) -> Result<Done, sqlx::Error> {
            let mut done = Done::default();
            let mut last = String::new();
            loop {
                let rows = sqlx::query(DRAFTS).bind(&last).bind(PAGE).fetch_all(&mut *from).await?;
                let mut drafts: Vec<(String, String, String, i64)> = Vec::new();
                for row in &rows {
                    drafts.push((
                        row.try_get(0)?,
                        row.try_get(1)?,
                        row.try_get(2)?,
                        row.try_get(3)?,
                    ));
                }
                let Some(end) = drafts.last() else { return Ok(done) };
                last.clone_from(&end.0);
                let began = Instant::now();
                let mut transaction = to.begin().await?;
                for (customer, period, content, total_cents) in &drafts {
                    sqlx::query(DRAFT)
                        .bind(customer)
                        .bind(period)
                        .bind(content)
                        .bind(total_cents)
                        .execute(&mut *transaction)
                        .await?;
                }
                transaction.commit().await?;
                done.took += began.elapsed();
                done.rows += drafts.len();
            }
        }

        async fn $documents(
            from: &mut $connection,
            to: &mut $connection,
        ) -> Result<Done, sqlx::Error> {
            let mut done = Done::default();
            let mut last = 0_i64;
            loop {
                let rows =
                    sqlx::query(DOCUMENTS).bind(last).bind(PAGE).fetch_all(&mut *from).await?;
                // Columns 0 and 9 are numbers, so is 16; all others are texts.
                let mut documents: Vec<([i64; 3], Vec<String>)> = Vec::new();
                for row in &rows {
                    let numbers = [row.try_get(0)?, row.try_get(9)?, row.try_get(16)?];
                    let texts = (1..19).filter(|at| ![9, 16].contains(at));
                    documents.push((
                        numbers,
                        texts.map(|at| row.try_get(at)).collect::<Result<_, _>>()?,
                    ));
                }
                let Some(([end, ..], _)) = documents.last() else { return Ok(done) };
                last = *end;
                let began = Instant::now();
                let mut transaction = to.begin().await?;
                for ([sequence, ordinal, total_cents], texts) in &documents {
                    let mut entry = sqlx::query(ENTRY).bind(sequence);
                    for text in &texts[..6] {
                        entry = entry.bind(text);
                    }
                    entry.execute(&mut *transaction).await?;
                    let mut document = sqlx::query(DOCUMENT).bind(sequence);
                    for text in &texts[6..8] {
                        document = document.bind(text);
                    }
                    document = document.bind(ordinal);
                    for text in &texts[8..14] {
                        document = document.bind(text);
                    }
                    document = document.bind(total_cents);
                    for text in &texts[14..] {
                        document = document.bind(text);
                    }
                    document.execute(&mut *transaction).await?;
                }
                transaction.commit().await?;
                done.took += began.elapsed();
                done.rows += documents.len();
            }
        }

        async fn $events(
            from: &mut $connection,
            to: &mut $connection,
        ) -> Result<Done, sqlx::Error> {
            let mut done = Done::default();
            let mut entries: Vec<(i64, Vec<String>)> = Vec::new();
            for row in sqlx::query(IMPORTS).fetch_all(&mut *from).await? {
                let texts = (1..7).map(|at| row.try_get(at)).collect::<Result<_, _>>()?;
                entries.push((row.try_get(0)?, texts));
            }
            let mut entries = entries.into_iter().peekable();
            let mut last = (0_i64, String::new());
            loop {
                let rows = sqlx::query(EVENTS)
                    .bind(last.0)
                    .bind(&last.1)
                    .bind(EVENTS_PAGE)
                    .fetch_all(&mut *from)
                    .await?;
                let mut events: Vec<(String, i64, String, i64, String)> = Vec::new();
                for row in &rows {
                    events.push((
                        row.try_get(0)?,
                        row.try_get(1)?,
                        row.try_get(2)?,
                        row.try_get(3)?,
                        row.try_get(4)?,
                    ));
                }
                let Some(end) = events.last() else { return Ok(done) };
                last = (end.1, end.0.clone());
                let began = Instant::now();
                let mut transaction = to.begin().await?;
                for (id, sequence, customer, at, content) in &events {
                    if let Some((sequence, texts)) = entries.next_if(|it| it.0 <= *sequence) {
                        let mut entry = sqlx::query(ENTRY).bind(sequence);
                        for text in &texts {
                            entry = entry.bind(text);
                        }
                        entry.execute(&mut *transaction).await?;
                    }
                    sqlx::query(EVENT)
                        .bind(id)
                        .bind(sequence)
                        .bind(customer)
                        .bind(at)
                        .bind(content)
                        .execute(&mut *transaction)
                        .await?;
                }
                transaction.commit().await?;
                done.took += began.elapsed();
                done.rows += events.len();
            }
        }
    };
}

copies!(sqlite_drafts, sqlite_documents, sqlite_events, SqliteConnection);
copies!(postgres_drafts, postgres_documents, postgres_events, PgConnection);

async fn sqlite(what: &str, from: &str, to: &str) -> Result<Done, Box<dyn std::error::Error>> {
    door::make_folder(Path::new(to), door::PATIENCE).await?.finish().await?;
    let mut connections = Vec::new();
    for folder in [from, to] {
        let mut connection =
            SqliteConnection::connect(&format!("sqlite://{folder}/mru.db")).await?;
        for pragma in
            ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"]
        {
            connection.execute(pragma).await?;
        }
        connections.push(connection);
    }
    let [from, to] = &mut connections[..] else { return Err("two stores".into()) };
    let mut done = match what {
        "drafts" => sqlite_drafts(from, to).await?,
        "events" => sqlite_events(from, to).await?,
        _ => sqlite_documents(from, to).await?,
    };
    // Closing writes the log into the file, as it does for the program.
    let began = Instant::now();
    if let Some(to) = connections.pop() {
        to.close().await?;
    }
    done.took += began.elapsed();
    Ok(done)
}

async fn postgres(what: &str, from: &str, to: &str) -> Result<Done, Box<dyn std::error::Error>> {
    door::make_server(&ServerUrl::read(to, None)?, door::PATIENCE).await?.finish().await?;
    let mut from = PgConnection::connect(from).await?;
    let mut to = PgConnection::connect(to).await?;
    Ok(match what {
        "drafts" => postgres_drafts(&mut from, &mut to).await?,
        "events" => postgres_events(&mut from, &mut to).await?,
        _ => postgres_documents(&mut from, &mut to).await?,
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, from, to, ..] = &arguments[..] else {
        eprintln!("inserts drafts|documents|events SOURCE TARGET; tests/benches/run calls it");
        return Ok(());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = if to.starts_with("postgres") {
        runtime.block_on(postgres(what, from, to))?
    } else {
        runtime.block_on(sqlite(what, from, to))?
    };
    println!("{} {:?}", done.rows, done.took.as_secs_f64());
    Ok(())
}
