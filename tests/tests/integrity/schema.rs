//! A schema that is not the one that the migrations make.

use mru_service::storage::{
    check::stored_schema,
    door::{self, ServerUrl},
};
use mru_tests::{
    run::{compare, root},
    store::{Postgres, Store, block_on},
};

use super::{PROGRAM, Played, change, found};

#[test]
fn a_changed_schema_is_named() {
    let played = Played::new();
    let foreign = "CREATE TRIGGER foreign_one AFTER INSERT ON event BEGIN DELETE FROM draft; END";
    for (statements, says) in [
        (&["DROP TRIGGER event_no_update"][..], "trigger event_no_update is missing"),
        (&[foreign], "trigger foreign_one is foreign"),
        (
            &[
                "DROP TRIGGER chain_no_delete",
                "CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain BEGIN SELECT 1; END",
            ],
            "trigger chain_no_delete is `CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain BEGIN SELECT 1; END`, not",
        ),
        (&["DROP INDEX document_month"], "index document_month is missing"),
        (&["CREATE TABLE foreign_one (a TEXT)"], "table foreign_one is foreign"),
        (&["ALTER TABLE draft ADD COLUMN more TEXT NOT NULL DEFAULT ''"], "table draft is"),
        (&["CREATE VIEW foreign_one AS SELECT 1"], "view foreign_one is foreign"),
    ] {
        let store = played.copy();
        change(&store, statements);
        let said = found(&store);
        assert!(said.contains(says), "{says}: {said}");
        assert_eq!(said.lines().count(), 1, "nothing else is wrong: {said}");
    }
}

/// Compares the schema of a new store with the committed one.
fn is_as_committed(schema: &str, name: &str) {
    let committed = root().join("mru-service/migrations").join(name);
    if let Err(difference) = compare(&committed, schema) {
        panic!("{difference}; run this test with MRU_BLESS=1 after a migration");
    }
}

#[test]
fn the_committed_schema_of_sqlite_is_what_the_migrations_make() {
    let folder = tempfile::tempdir().expect("a folder");
    let schema = block_on(async {
        let made = door::make_folder(folder.path(), door::PATIENCE).await.expect("a store");
        let schema = stored_schema(&made.database).await.expect("a schema");
        made.give_up().await;
        schema
    });
    is_as_committed(&schema, "sqlite.schema");
}

#[test]
fn the_committed_schema_of_postgres_is_what_the_migrations_make() {
    let Some(server) = Postgres::start() else { return };
    let schema = block_on(async {
        let database = {
            let url = ServerUrl::read(&server.database(), None).expect("a URL");
            door::make_server(&url, door::PATIENCE).await.expect("a store").database
        };
        let schema = stored_schema(&database).await.expect("a schema");
        database.close().await.expect("closed");
        schema
    });
    is_as_committed(&schema, "postgres.schema");
}

#[test]
fn a_changed_postgres_schema_is_named() {
    let Some(server) = Postgres::start() else { return };
    for (statements, says) in [
        (
            &["DROP TRIGGER event_immutable ON event"][..],
            "trigger event.event_immutable is missing",
        ),
        (
            &["ALTER TABLE event DISABLE TRIGGER event_immutable"],
            "trigger event.event_immutable is `CREATE TRIGGER",
        ),
        (&["ALTER TABLE document DISABLE TRIGGER ALL"], ", enabled D`"),
        (
            &[
                "CREATE TRIGGER foreign_one AFTER INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('no')",
            ],
            "trigger event.foreign_one is foreign",
        ),
        (
            &[
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END; $$",
            ],
            "function refuse_change() is `plpgsql: BEGIN RETURN NULL; END;`, not",
        ),
        (&["DROP INDEX document_month"], "index document_month is missing"),
        (&["CREATE TABLE foreign_one (a TEXT)"], "table foreign_one is foreign"),
        (
            &["CREATE RULE foreign_one AS ON DELETE TO draft DO INSTEAD NOTHING"],
            "rule draft.foreign_one is foreign",
        ),
        (
            &["ALTER TABLE event ENABLE ROW LEVEL SECURITY"],
            "table event is `kind r, persistence p, row security`, not",
        ),
        (
            &["ALTER TABLE event ALTER COLUMN at DROP NOT NULL"],
            "column event.at is `bigint`, not `bigint not null`",
        ),
    ] {
        let store = Store::postgres(PROGRAM, &server);
        store.begin();
        change(&store, statements);
        let said = found(&store);
        assert!(said.contains(says), "{says}: {said}");
    }
}
