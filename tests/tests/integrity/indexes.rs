//! Indexes that no longer know what their tables hold, and what came of it.

use std::fs;

use mru_tests::{
    facts::EVENTS,
    store::{Postgres, Store, block_on},
};
use sqlx::{Connection as _, Row as _};

use super::{PROGRAM, Played, change, file, found, opened, sound};

/// Changes a byte of the index of event ids, so that it no longer knows an id.
fn damage_index(store: &Store, id: &str, other: &str) {
    let (root, size): (i64, i64) = block_on(async {
        let mut connection = opened(store).await;
        let sql = "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'sqlite_autoindex_event_1'";
        let row = sqlx::query(sql).fetch_one(&mut connection).await.expect("the index");
        connection.close().await.expect("closed");
        (row.get(0), row.get(1))
    });
    let mut bytes = fs::read(file(store)).expect("a store");
    let (root, size) = (usize::try_from(root).unwrap(), usize::try_from(size).unwrap());
    let page = &mut bytes[(root - 1) * size..root * size];
    let places: Vec<usize> =
        (0..=page.len() - id.len()).filter(|at| page[*at..].starts_with(id.as_bytes())).collect();
    assert_eq!(places.len(), 1, "the id stands once in its index");
    page[places[0]..places[0] + id.len()].copy_from_slice(other.as_bytes());
    fs::write(file(store), bytes).expect("a store");
}

#[test]
fn a_damaged_index_and_what_came_of_it_are_named() {
    let played = Played::new();
    let store = played.copy();
    damage_index(&store, "e1", "d1");
    let said = found(&store);
    assert!(said.contains("the database is damaged"), "{said}");
    assert!(said.contains("missing from index"), "{said}");
    // The index lets an id in a second time; the table has it twice.
    store.import(EVENTS.lines().next().expect("e1"));
    let said = found(&store);
    assert!(said.contains("`e1` stands 2 times in id of table event"), "{said}");
}

#[test]
fn a_damaged_postgres_index_and_what_came_of_it_are_named() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    store.record();
    sound(&store);
    let index = "(SELECT oid FROM pg_class WHERE relname = 'event_pkey')";
    let ready = |is: &str| {
        format!(
            "UPDATE pg_index SET indisready = {is}, indisvalid = {is} WHERE indexrelid = {index}"
        )
    };
    let double =
        "INSERT INTO event SELECT id, sequence, customer, at, content FROM event WHERE id = 'e1'";
    change(&store, &[&ready("false"), double, &ready("true")]);
    let said = found(&store);
    assert!(said.contains("the database is damaged: event_pkey: "), "{said}");
    assert!(said.contains("`e1` stands 2 times in id of table event"), "{said}");
    // Whoever may not use amcheck is told that this was not looked at.
    let url = store.url.clone().expect("a database").replace("mru@", "clerk@");
    change(
        &store,
        &[
            "CREATE ROLE clerk LOGIN",
            "GRANT ALL ON SCHEMA public TO clerk",
            "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk",
        ],
    );
    let mut clerk = Store::sqlite(PROGRAM);
    clerk.url = Some(url);
    let said = found(&clerk);
    assert!(said.contains("its extension amcheck, which is not installed"), "{said}");
    assert!(said.contains("`e1` stands 2 times in id of table event"), "{said}");
}
