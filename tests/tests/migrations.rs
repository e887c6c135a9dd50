//! A store of any earlier schema opens, keeps what it holds, and works on; one of a newer program
//! is refused.

use std::path::{Path, PathBuf};

use mru_tests::{
    run::root,
    store::{Postgres, Store},
};
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection,
    migrate::Migrator,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// The tables, each after those that it refers to.
const TABLES: [&str; 10] = [
    "head",
    "chain",
    "supplier",
    "account",
    "event",
    "draft",
    "aside",
    "series",
    "document",
    "checkpoint",
];

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

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

async fn sqlite(file: &Path) -> SqliteConnection {
    let url = format!("sqlite://{}?mode=rwc", file.display());
    SqliteConnection::connect(&url).await.expect("a SQLite file")
}

/// Makes a SQLite store of an earlier schema with the rows of another one.
async fn old_sqlite(count: usize, from: &Path, to: &Path) {
    let mut connection = sqlite(to).await;
    first("sqlite", count).await.run(&mut connection).await.expect("an earlier schema");
    let attach = format!("ATTACH '{}' AS newer", from.display());
    connection.execute(AssertSqlSafe(attach)).await.expect("the newer store");
    connection.execute("DELETE FROM head").await.expect("an empty head");
    for table in TABLES {
        let columns =
            format!("SELECT group_concat(name) FROM pragma_table_info('{table}', 'main')");
        let row = connection.fetch_one(AssertSqlSafe(columns)).await.expect("columns");
        // A table that came later was not there.
        let Some(columns) = row.get::<Option<String>, _>(0) else { continue };
        let copy =
            format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}");
        connection.execute(AssertSqlSafe(copy)).await.expect("a copy of the rows");
    }
    connection.close().await.expect("a closed file");
}

/// Makes a PostgreSQL store of an earlier schema with the rows of another one.
async fn old_postgres(count: usize, from: &str, to: &str) {
    let mut newer = PgConnection::connect(from).await.expect("the newer store");
    let mut older = PgConnection::connect(to).await.expect("an empty database");
    first("postgres", count).await.run(&mut older).await.expect("an earlier schema");
    older.execute("DELETE FROM head").await.expect("an empty head");
    for table in TABLES {
        let known = format!("SELECT to_regclass('{table}') IS NOT NULL");
        let known = older.fetch_one(AssertSqlSafe(known)).await.expect("an answer");
        // A table that came later was not there.
        if !known.get::<bool, _>(0) {
            continue;
        }
        let all = format!("SELECT COALESCE(json_agg(it), '[]')::text FROM {table} AS it");
        let row = newer.fetch_one(AssertSqlSafe(all)).await.expect("rows");
        let rows: String = row.get(0);
        let copy = format!(
            "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, $1::json)"
        );
        sqlx::query(AssertSqlSafe(copy)).bind(rows).execute(&mut older).await.expect("a copy");
    }
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
    for count in 1..=migrations("sqlite").len() {
        let old = Store::sqlite(PROGRAM);
        let [from, to] = [&now, &old].map(|store| store.folder.path().join("mru.db"));
        block_on(old_sqlite(count, &from, &to));
        assert_eq!(look(&old), expected, "from schema {count}");
    }
}

#[test]
fn every_earlier_postgres_store_opens_and_is_whole() {
    let Some(server) = Postgres::start() else { return };
    let now = Store::postgres(PROGRAM, &server);
    fill(&now);
    let expected = look(&now);
    for count in 1..=migrations("postgres").len() {
        let old = Store::postgres(PROGRAM, &server);
        let [from, to] = [&now, &old].map(|store| store.url.clone().expect("a database"));
        block_on(old_postgres(count, &from, &to));
        assert_eq!(look(&old), expected, "from schema {count}");
    }
}

#[test]
fn the_store_of_a_newer_program_is_refused() {
    let store = Store::sqlite(PROGRAM);
    store.ok(&["verify"]);
    block_on(async {
        let mut connection = sqlite(&store.folder.path().join("mru.db")).await;
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'from the future', 1, x'00', 0)";
        connection.execute(newer).await.expect("a row");
        connection.close().await.expect("a closed file");
    });
    let said = store.fails(1, &["verify"]);
    assert!(said.contains("newer version of mru"), "{said}");
}
