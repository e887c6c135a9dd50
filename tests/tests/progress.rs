//! How far a use case is can be read while it goes on, from another task.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use mru_core::{
    Format,
    account::Account,
    metering::{Event, EventFormat, Placed},
};
use mru_service::{
    Database,
    billing::{self, Intake, IssueDay, IssueRequest, Progress, Stage, Work},
    storage::door,
    witness::key_file::KeySource,
};
use mru_tests::{
    facts::{Customer, HEADING},
    month,
    store::{KEY, block_on},
};

/// Two pages and a half.
const CUSTOMERS: usize = 500;

fn now() -> DateTime<Utc> {
    "2026-05-02T12:00:00Z".parse().expect("an instant")
}

async fn record(database: &Database, customers: usize) {
    billing::put_supplier(database, &month::supplier()).await.expect("recorded");
    let account = |number: usize| {
        let text = Customer::of(&format!("customer-{number:03}")).text();
        Account::read(&text, Format::Toml).expect("a customer")
    };
    let accounts: Vec<Account> = (0..customers).map(account).collect();
    billing::put_accounts(database, &accounts, false).await.expect("recorded");
    let of_each = |number| events(1, &format!("customer-{number:03}"));
    let events: Vec<Event> = (0..customers).flat_map(of_each).collect();
    let cards = billing::rate_cards(database).await.expect("cards");
    billing::import_events(database, &cards, now(), &events).await.expect("recorded");
}

/// Containers of a customer.
fn events(count: usize, customer: &str) -> Vec<Event> {
    let event = |number: usize| {
        format!(
            "{customer}-{number},activated,2026-04-01T00:00:00-04:00,{customer},production,container,c{number},1x2,1,2,T\n"
        )
    };
    let text = HEADING.to_owned() + &(0..count).map(event).collect::<String>();
    Event::read(&text, EventFormat::Csv).expect("events")
}

/// What a page sees that asks again and again, until the work is done.
async fn poll(progress: Progress) -> Vec<Stage> {
    let mut seen = vec![progress.now()];
    while seen.last().is_none_or(|it| it.total == 0 || it.done < it.total) {
        tokio::time::sleep(Duration::from_millis(1)).await;
        let now = progress.now();
        if seen.last() != Some(&now) {
            seen.push(now);
        }
    }
    seen
}

fn grows(seen: &[Stage], work: Work) {
    assert_eq!(seen.first(), Some(&Stage::default()), "nothing has begun");
    let steps: Vec<usize> = seen.iter().skip(1).map(|it| it.done).collect();
    assert!(steps.is_sorted() && steps.len() >= 3, "{steps:?}");
    assert_eq!(seen.last(), Some(&Stage { work, done: CUSTOMERS, total: CUSTOMERS }));
}

#[test]
fn another_task_sees_a_run_and_its_issue_and_verification_grow_to_the_total() {
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let made = door::make_folder(folder.path(), door::PATIENCE).await.expect("a store");
        let database = made.database.with_keys(KeySource::Given(KEY.to_owned()));
        record(&database, CUSTOMERS).await;
        let period = "2026-04".parse().expect("a month");

        let progress = Progress::default();
        let page = tokio::spawn(poll(progress.clone()));
        let run = billing::run(&database, period, None, false, now(), &progress).await;
        assert_eq!(run.expect("a run").name, progress.run());
        grows(&page.await.expect("it ends"), Work::Drafting);

        let progress = Progress::default();
        let page = tokio::spawn(poll(progress.clone()));
        let asked = IssueRequest { period, only: None, day: IssueDay::new(None, now()) };
        let (issued, refused) = billing::issue(&database, &asked, &progress).await.expect("issued");
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(progress.issued(0), issued);
        assert_eq!(progress.issued(CUSTOMERS - 1), issued[CUSTOMERS - 1..]);
        assert_eq!(progress.issued(CUSTOMERS + 1), []);
        grows(&page.await.expect("it ends"), Work::Issuing);

        let progress = Progress::default();
        let page = tokio::spawn(poll(progress.clone()));
        let verified = billing::verify(&database, &progress).await.expect("verified");
        assert_eq!((verified.documents, verified.problems), (CUSTOMERS, Vec::new()));
        grows(&page.await.expect("it ends"), Work::Verifying);
        made.give_up().await;
    });
}

/// Events of one customer wait for no store while they are judged, and keep nobody waiting.
#[test]
fn others_have_their_turn_while_events_are_judged() {
    const EVENTS: usize = 2_000;
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let made = door::make_folder(folder.path(), door::PATIENCE).await.expect("a store");
        record(&made.database, 1).await;
        let cards = billing::rate_cards(&made.database).await.expect("cards");
        let events = events(EVENTS, "customer-000");
        let mut intake = Intake::begin(&made.database, &cards, now()).await.expect("begun");
        intake.next_file();
        let turns = Arc::new(AtomicUsize::new(0));
        let taken = Arc::clone(&turns);
        let other = tokio::spawn(async move {
            loop {
                taken.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        });
        let mut events = events.into_iter().map(|it| Placed::stated(it, "event"));
        // The first one loads the customer.
        let first = events.next().expect("an event");
        intake.take(Ok(first)).await.expect("taken");
        let before = turns.load(Ordering::Relaxed);
        for event in events {
            intake.take(Ok(event)).await.expect("taken");
        }
        let turns = turns.load(Ordering::Relaxed) - before;
        other.abort();
        assert!(turns >= EVENTS / 200, "another task had {turns} turns during {EVENTS} events");
        drop(intake);
        made.give_up().await;
    });
}

/// Who waits for news, as a page that is pushed to, gets every change and none twice.
#[test]
fn who_waits_for_news_is_told_when_there_are_some() {
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let made = door::make_folder(folder.path(), door::PATIENCE).await.expect("a store");
        record(&made.database, CUSTOMERS).await;
        let progress = Progress::default();
        let told = progress.clone();
        let page = tokio::spawn(async move {
            let mut seen = Stage::default();
            while seen.total == 0 || seen.done < seen.total {
                let next = told.after(seen).await;
                assert_ne!(next, seen);
                seen = next;
            }
            seen
        });
        let period = "2026-04".parse().expect("a month");
        let run = billing::run(&made.database, period, None, true, now(), &progress).await;
        assert_eq!(run.expect("a run").lines.len(), CUSTOMERS);
        let last = page.await.expect("it ends");
        assert_eq!((last.work, last.done), (Work::Drafting, CUSTOMERS));
        made.give_up().await;
    });
}
