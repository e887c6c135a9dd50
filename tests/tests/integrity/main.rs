//! `mru verify` looks at the database behind the records: every kind of damage is done to a store,
//! and named.
//!
//! `MRU_BIT_FLIPS` sets how many bits of a file are flipped.

mod aside;
mod bits;
mod indexes;
mod rows;
mod schema;

use std::{fs, path::PathBuf};

use mru_tests::store::{Store, block_on};
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection,
    sqlite::SqliteConnectOptions,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// April issued, a draft of May, and a customer set aside because of what was imported last.
fn play(store: &Store) {
    store.record();
    store.issue("2026-04", "2026-05-02");
    let wrong = "e4,removed,2026-05-03T00:00:00-04:00,beta,production,container,nobody,,,,REQ-4\n";
    store.import(wrong);
    assert_eq!(store.run(&["bill", "2026-05"]).code, 3);
    sound(store);
}

#[track_caller]
fn sound(store: &Store) {
    let run = store.run(&["verify"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains(": 0 problems"), "{}", run.stdout);
}

/// Verifies a store that is not sound, and says what was found.
#[track_caller]
fn found(store: &Store) -> String {
    let run = store.run(&["verify"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("documents made again"), "it went on: {}", run.stdout);
    run.stderr
}

fn file(store: &Store) -> PathBuf {
    store.folder.path().join("mru.db")
}

async fn opened(store: &Store) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file(store)).foreign_keys(false);
    SqliteConnection::connect_with(&options).await.expect("a store")
}

/// Changes a store as its owner could.
fn change(store: &Store, statements: &[&str]) {
    block_on(async {
        if let Some(url) = &store.url {
            let mut connection = PgConnection::connect(url).await.expect("a connection");
            for sql in statements {
                let done = sqlx::query(AssertSqlSafe(*sql)).execute(&mut connection).await;
                done.unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
            connection.close().await.expect("closed");
        } else {
            let mut connection = opened(store).await;
            for sql in statements {
                let done = sqlx::query(AssertSqlSafe(*sql)).execute(&mut connection).await;
                done.unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
            connection.close().await.expect("closed");
        }
    });
}

/// Changes rows that refuse it: the triggers of the embedded store are dropped, and put back.
fn change_records(store: &Store, statements: &[&str]) {
    let triggers: Vec<(String, String)> = block_on(async {
        let mut connection = opened(store).await;
        let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid";
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.expect("triggers");
        connection.close().await.expect("closed");
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    });
    let dropped: Vec<String> =
        triggers.iter().map(|(name, _)| format!("DROP TRIGGER {name}")).collect();
    let all = dropped.iter().map(String::as_str).chain(statements.iter().copied());
    let all: Vec<&str> = all.chain(triggers.iter().map(|(_, sql)| sql.as_str())).collect();
    change(store, &all);
}

/// A store played once, copied for each attack.
struct Played(Store);

impl Played {
    fn new() -> Played {
        let store = Store::sqlite(PROGRAM);
        play(&store);
        Played(store)
    }

    fn copy(&self) -> Store {
        let copy = Store::sqlite(PROGRAM);
        fs::copy(file(&self.0), file(&copy)).expect("a copy");
        copy
    }
}
