//! The service by the real program over loopback: what it answers, and to whom.

mod access;
mod approval_links;
mod begin;
mod books;
mod budgets;
mod changes;
mod changes_pages;
mod conduct;
mod contract;
mod events;
mod examples;
mod jobs;
mod mails;
mod notifications;
mod pages;
mod quotes;
mod stored_quotes;
mod tickets;

use mru_tests::store::Store;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// A store that holds a supplier and nothing else.
fn begun() -> Store {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store
}

/// Makes an API key for a role.
#[track_caller]
fn key(store: &Store, role: &str) -> String {
    let made = store.ok(&["api-key", "create", "--role", role, "--label", role]);
    made.trim().to_owned()
}
