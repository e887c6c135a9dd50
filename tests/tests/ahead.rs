//! A store is read while somebody writes, and what a run read before it had the lock counts only when
//! it still stands.

use std::{path::Path, time::Duration};

use chrono::{DateTime, Utc};
use mru_core::{
    Format,
    account::Account,
    calendar::Period,
    metering::{Event, EventFormat},
};
use mru_service::{
    Database,
    billing::{self, Import, IssueDay, IssueRequest, Outcome, Progress, Run},
    books,
    door::{self, Access},
    witness::key_file::KeySource,
};
use mru_tests::{
    facts::{Customer, HEADING},
    month,
    store::{KEY, block_on},
};
use sqlx::{Connection as _, Executor as _, SqliteConnection};

fn now() -> DateTime<Utc> {
    "2026-05-02T12:00:00Z".parse().expect("an instant")
}

fn april() -> Period {
    "2026-04".parse().expect("a month")
}

/// Events by id, type, time, customer, and redundancy of the container.
fn events(rows: &[(&str, u32)]) -> Vec<Event> {
    let row = |(row, redundancy): &(&str, u32)| {
        format!("{row},production,container,ms,1x2,1,{redundancy},T\n")
    };
    let text = HEADING.to_owned() + &rows.iter().map(row).collect::<String>();
    Event::read(&text, EventFormat::Csv).expect("events")
}

/// A store with two customers, each with a container in April.
async fn recorded(folder: &Path) -> Database {
    let made = door::make_folder(folder, door::PATIENCE).await.expect("a store");
    made.finish().await.expect("a store");
    let database = open(folder).await.with_keys(KeySource::Given(KEY.to_owned()));
    billing::put_supplier(&database, &month::supplier()).await.expect("recorded");
    let account = |id: &&str| Account::read(&Customer::of(id).text(), Format::Toml).expect("one");
    let accounts: Vec<Account> = ["alpha", "beta"].iter().map(account).collect();
    billing::put_accounts(&database, &accounts, false).await.expect("recorded");
    let events = events(&[
        ("e1,activated,2026-04-01T00:00:00-04:00,alpha", 2),
        ("e2,activated,2026-04-01T00:00:00-04:00,beta", 2),
    ]);
    let cards = billing::rate_cards(&database).await.expect("cards");
    billing::import_events(&database, &cards, now(), &events).await.expect("recorded");
    database
}

async fn open(folder: &Path) -> Database {
    door::open_folder(folder, Access::Write, door::PATIENCE).await.expect("the store")
}

async fn bill(database: &Database) -> Run {
    let progress = Progress::default();
    billing::run(database, april(), None, false, now(), &progress).await.expect("a run")
}

/// Long enough for a run to read its first page and to wait for the lock.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(700)).await;
}

#[test]
fn a_store_is_read_while_somebody_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let database = recorded(folder.path()).await;
        let mut import = Import::begin(&database).await.expect("the lock");
        let more = events(&[("e3,resized,2026-04-16T00:00:00-04:00,beta", 3)]);
        import.add(&more).await.expect("added");
        // As many as a page of a server asks for at once, each on a connection.
        for _ in 0..8 {
            let asked = books::customers(&database);
            let found = tokio::time::timeout(Duration::from_secs(30), asked).await;
            assert_eq!(found.expect("no reader waits").expect("customers").len(), 2);
            assert_eq!(books::month(&database, april()).await.expect("a month").listed.len(), 0);
        }
        import.commit().await.expect("kept");
        assert_eq!(bill(&database).await.count(Outcome::New), 2);
        database.close().await.expect("closed");
        let beside = ["mru.db-wal", "mru.db-shm"].map(|name| folder.path().join(name).exists());
        assert_eq!(beside, [false, false], "the file is whole by itself");
    });
}

#[test]
fn what_is_recorded_after_a_page_was_read_is_billed() {
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let database = recorded(folder.path()).await;
        let other = open(folder.path()).await;
        let mut import = Import::begin(&other).await.expect("the lock");
        let running = database.clone();
        let run = tokio::spawn(async move { bill(&running).await });
        a_while().await;
        import
            .add(&events(&[("e3,resized,2026-04-16T00:00:00-04:00,beta", 3)]))
            .await
            .expect("added");
        import.commit().await.expect("kept");
        assert_eq!(run.await.expect("no panic").count(Outcome::New), 2);
        // The same facts give the same drafts.
        assert_eq!(bill(&database).await.count(Outcome::Unchanged), 2);
        other.close().await.expect("closed");
        database.close().await.expect("closed");
    });
}

#[test]
fn a_draft_that_goes_after_a_page_was_read_is_not_issued() {
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let database = recorded(folder.path()).await;
        assert_eq!(bill(&database).await.count(Outcome::New), 2);
        let file = format!("sqlite://{}", folder.path().join("mru.db").display());
        let mut other = SqliteConnection::connect(&file).await.expect("the file");
        other.execute("BEGIN IMMEDIATE").await.expect("the lock");
        let running = database.clone();
        let issuing = tokio::spawn(async move {
            let day = IssueDay::new(None, now());
            let asked = IssueRequest { period: april(), only: None, day };
            billing::issue(&running, &asked, &Progress::default()).await.expect("issued")
        });
        a_while().await;
        other.execute("DELETE FROM draft WHERE customer = 'beta'").await.expect("dropped");
        other.execute("COMMIT").await.expect("kept");
        let (issued, refused) = issuing.await.expect("no panic");
        let customers: Vec<&str> = issued.iter().map(|it| it.customer.as_str()).collect();
        assert_eq!(customers, ["alpha"]);
        assert!(refused.is_empty(), "{refused:?}");
        other.close().await.expect("closed");
        let verified = billing::verify(&database, &Progress::default()).await.expect("verified");
        assert_eq!((verified.documents, verified.problems), (1, Vec::new()));
        database.close().await.expect("closed");
    });
}
