//! A store of any earlier schema opens, keeps what it holds, and works on; one of a newer program
//! is refused.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use mru_service::storage::chain::Entry;
use mru_tests::{
    run::root,
    store::{Postgres, Store, block_on},
};
use serde_json::{Map, Value};
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection,
    migrate::Migrator,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// The tables, each after those that it refers to.
const TABLES: [&str; 12] = [
    "head",
    "chain",
    "rate_card",
    "supplier",
    "account",
    "event",
    "draft",
    "aside",
    "series",
    "document",
    "checkpoint",
    "reconciliation",
];

/// The rows of each table, as JSON.
type Rows = BTreeMap<&'static str, Vec<Map<String, Value>>>;

/// The files of the migrations, in order.
fn migrations(kind: &str) -> Vec<PathBuf> {
    let folder = root().join("mru-service/migrations").join(kind);
    let files = std::fs::read_dir(folder).expect("a folder of migrations");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

/// The first migrations of a kind.
async fn first(kind: &str, count: usize) -> Migrator {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in migrations(kind).into_iter().take(count) {
        let name = file.file_name().expect("a name");
        std::fs::copy(&file, folder.path().join(name)).expect("a copy");
    }
    Migrator::new(folder.path()).await.expect("migrations")
}

/// Plays two months, one of them issued and corrected, the other one drafted again.
fn fill(store: &Store) {
    store.ok(&["demo", "--out", &store.folder.path().join("documents").display().to_string()]);
}

async fn sqlite(file: &Path) -> SqliteConnection {
    let url = format!("sqlite://{}?mode=rwc", file.display());
    SqliteConnection::connect(&url).await.expect("a SQLite file")
}

/// Reads the rows that a query writes as one JSON list.
fn listed(text: &str) -> Vec<Map<String, Value>> {
    serde_json::from_str(text).expect("a list of rows")
}

/// The columns of a table of a SQLite store; none when there is no such table.
async fn columns(connection: &mut SqliteConnection, table: &str) -> Vec<String> {
    let sql = format!("SELECT name FROM pragma_table_info('{table}')");
    let rows = connection.fetch_all(AssertSqlSafe(sql)).await.expect("columns");
    rows.iter().map(|row| row.get(0)).collect()
}

async fn rows_of_sqlite(file: &Path) -> Rows {
    let mut connection = sqlite(file).await;
    let mut rows = Rows::new();
    for table in TABLES {
        let columns = columns(&mut connection, table).await;
        let pairs: Vec<String> = columns.iter().map(|it| format!("'{it}', {it}")).collect();
        let pairs = pairs.join(", ");
        let sql = format!("SELECT json_group_array(json_object({pairs})) FROM {table}");
        let row = connection.fetch_one(AssertSqlSafe(sql)).await.expect("rows");
        rows.insert(table, listed(&row.get::<String, _>(0)));
    }
    connection.close().await.expect("a closed file");
    rows
}

async fn rows_of_postgres(url: &str) -> Rows {
    let mut connection = PgConnection::connect(url).await.expect("the newer store");
    let mut rows = Rows::new();
    for table in TABLES {
        let sql = format!("SELECT COALESCE(json_agg(it), '[]')::text FROM {table} AS it");
        let row = connection.fetch_one(AssertSqlSafe(sql)).await.expect("rows");
        rows.insert(table, listed(&row.get::<String, _>(0)));
    }
    rows
}

/// The rows as a program wrote them that kept no rate cards and gave no id: they are the first
/// entries of the chain, so that all others move up.
fn without_cards(mut rows: Rows) -> Rows {
    let cards = rows.remove("rate_card").map_or(0, |cards| cards.len());
    let cards = i64::try_from(cards).expect("a small number");
    // A checkpoint is signed over entries that are renumbered here: the tree begins anew.
    rows.remove("checkpoint");
    for head in rows.get_mut("head").expect("a head") {
        head.retain(|column, _| ["id", "sequence", "hash"].contains(&column.as_str()));
    }
    let chain = rows.get_mut("chain").expect("a chain");
    chain.sort_by_key(|row| row["sequence"].as_i64());
    chain.retain(|row| row["kind"] != "rate-card" && row["kind"] != "store");
    for row in rows.values_mut().flatten() {
        if let Some(sequence) = row.get("sequence").and_then(Value::as_i64) {
            row.insert("sequence".to_owned(), Value::from(sequence - cards - 1));
        }
    }
    let mut head = String::new();
    for row in rows.get_mut("chain").expect("a chain") {
        let text = |name: &str| row[name].as_str().expect("a text").to_owned();
        let mut entry = Entry {
            sequence: row["sequence"].as_i64().expect("a number"),
            recorded_at: text("recorded_at"),
            kind: text("kind"),
            subject: text("subject"),
            content_hash: text("content_hash"),
            previous_hash: head,
            hash: String::new(),
        };
        entry.hash = entry.computed_hash();
        row.insert("previous_hash".to_owned(), Value::from(entry.previous_hash));
        row.insert("hash".to_owned(), Value::from(entry.hash.clone()));
        head = entry.hash;
    }
    for row in rows.get_mut("head").expect("a head") {
        row.insert("hash".to_owned(), Value::from(head.clone()));
    }
    rows
}

/// The columns that rows have a value of.
fn of_rows(columns: &[String], rows: &[Map<String, Value>]) -> Vec<String> {
    let has = |column: &&String| rows.first().is_some_and(|row| row.contains_key(*column));
    columns.iter().filter(has).cloned().collect()
}

/// Makes a SQLite store of an earlier schema with the rows of another one.
async fn old_sqlite(count: usize, rows: &Rows, to: &Path) {
    let mut connection = sqlite(to).await;
    first("sqlite", count).await.run(&mut connection).await.expect("an earlier schema");
    connection.execute("DELETE FROM head").await.expect("an empty head");
    for table in TABLES {
        let columns = columns(&mut connection, table).await;
        let Some(rows) = rows.get(table) else { continue };
        let columns = of_rows(&columns, rows);
        if columns.is_empty() {
            continue;
        }
        let values: Vec<String> =
            columns.iter().map(|it| format!("json_extract(value, '$.{it}')")).collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        let copy = format!("INSERT INTO {table} ({columns}) SELECT {values} FROM json_each(?1)");
        let rows = serde_json::to_string(rows).expect("JSON");
        let query = sqlx::query(AssertSqlSafe(copy)).bind(rows);
        query.execute(&mut connection).await.expect("a copy of the rows");
    }
    connection.close().await.expect("a closed file");
}

/// Makes a PostgreSQL store of an earlier schema with the rows of another one.
async fn old_postgres(count: usize, rows: &Rows, to: &str) {
    let mut older = PgConnection::connect(to).await.expect("an empty database");
    first("postgres", count).await.run(&mut older).await.expect("an earlier schema");
    older.execute("DELETE FROM head").await.expect("an empty head");
    for table in TABLES {
        let sql = format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'"
        );
        let columns = older.fetch_all(AssertSqlSafe(sql)).await.expect("columns");
        let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
        let Some(rows) = rows.get(table) else { continue };
        let columns = of_rows(&columns, rows).join(", ");
        if columns.is_empty() {
            continue;
        }
        let copy = format!(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, $1::json)"
        );
        let rows = serde_json::to_string(rows).expect("JSON");
        sqlx::query(AssertSqlSafe(copy)).bind(rows).execute(&mut older).await.expect("a copy");
    }
}

/// Whether the first migrations of a kind make the table of rate cards.
fn keeps_cards(kind: &str, count: usize) -> bool {
    let names = migrations(kind).into_iter().take(count);
    let mut names = names.map(|file| file.display().to_string());
    names.any(|name| name.ends_with("_rate_cards.sql"))
}

/// Compares what an old store holds with what the present one does.
#[track_caller]
fn compare(old: &Store, expected: &[String], cards: bool, schema: usize) {
    let seen = look(old);
    assert_eq!(seen[1..], expected[1..], "from schema {schema}");
    if cards {
        assert_eq!(seen[0], expected[0], "from schema {schema}");
        return;
    }
    // Without its cards it has other entries, until it is written: then it is given them. An id it
    // never gets.
    let checked = |verified: &str| {
        let line = verified.lines().next().expect("a line");
        let (entries, rest) = line.split_once(", ").expect("a list of counts");
        let entries = entries.split(' ').next().and_then(|count| count.parse::<u32>().ok());
        (entries.expect("a count of entries"), rest.to_owned())
    };
    assert_eq!(checked(&seen[0]).1, checked(&expected[0]).1, "from schema {schema}");
    let ((entries, rest), expected) = (checked(&old.ok(&["verify"])), checked(&expected[0]));
    assert_eq!((entries + 1, rest), expected, "from schema {schema}");
}

/// What a store holds, and that it can be worked on.
fn look(store: &Store) -> Vec<String> {
    let verified = store.ok(&["verify"]);
    let lists = ["2026-09", "2026-10"].map(|period| {
        // One customer of the demonstration is set aside, so that the run ends with 3.
        assert_eq!(store.run(&["bill", period]).code, 3);
        store.ok(&["invoice", "list", period, "--format", "json"])
    });
    let mut seen = vec![verified];
    seen.extend(lists);
    seen.push(store.run(&["bill", "2026-11", "--dry-run", "--format", "json"]).stdout);
    seen
}

#[test]
fn every_earlier_sqlite_store_opens_and_is_whole() {
    let now = Store::sqlite(PROGRAM);
    fill(&now);
    let expected = look(&now);
    assert!(expected[0].contains("0 problems"), "{}", expected[0]);
    let rows = block_on(rows_of_sqlite(&now.folder.path().join("mru.db")));
    let older = without_cards(rows.clone());
    for count in 1..=migrations("sqlite").len() {
        let old = Store::sqlite(PROGRAM);
        let cards = keeps_cards("sqlite", count);
        let rows = if cards { &rows } else { &older };
        block_on(old_sqlite(count, rows, &old.folder.path().join("mru.db")));
        compare(&old, &expected, cards, count);
    }
}

#[test]
fn every_earlier_postgres_store_opens_and_is_whole() {
    let Some(server) = Postgres::start() else { return };
    let now = Store::postgres(PROGRAM, &server);
    fill(&now);
    let expected = look(&now);
    let rows = block_on(rows_of_postgres(now.url.as_deref().expect("a database")));
    let older = without_cards(rows.clone());
    for count in 1..=migrations("postgres").len() {
        let old = Store::postgres(PROGRAM, &server);
        let cards = keeps_cards("postgres", count);
        let rows = if cards { &rows } else { &older };
        block_on(old_postgres(count, rows, old.url.as_deref().expect("a database")));
        compare(&old, &expected, cards, count);
    }
}

#[test]
fn the_store_of_a_newer_program_is_refused() {
    let store = Store::sqlite(PROGRAM);
    fill(&store);
    block_on(async {
        let mut connection = sqlite(&store.folder.path().join("mru.db")).await;
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'from the future', 1, x'00', 0)";
        connection.execute(newer).await.expect("a row");
        connection.close().await.expect("a closed file");
    });
    let said = store.fails(1, &["verify"]);
    assert!(said.contains("newer version of mru"), "{said}");
}
