//! `mru verify` looks at the database behind the records: every kind of damage is done to a store,
//! and named.

use std::{fs, path::PathBuf};

use mru_service::{
    billing,
    storage::door::{self, ServerUrl},
};
use mru_tests::{
    run::{compare, root},
    store::{Postgres, Store},
};
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection,
    sqlite::SqliteConnectOptions,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

const SUPPLIER: &str =
    r#"legal = { name = "Provider SpA", tax_id = "76.111.111-1", address = ["Santiago"] }"#;
const HEADING: &str =
    "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n";
const EVENTS: &str = "e1,activated,2026-04-01T00:00:00-04:00,alpha,production,container,ms-loans,1x2,1,2,REQ-1\n\
    e2,activated,2026-04-11T09:00:00-04:00,alpha,production,cache,sessions,cache.t3.micro,2,,REQ-2\n\
    e3,activated,2026-04-01T00:00:00-04:00,beta,production,container,ms-cards,2x4,1,2,REQ-3\n";

fn account(id: &str) -> String {
    format!(
        "id = \"{id}\"\neffective_from = \"2026-04-01\"\n\
         legal = {{ name = \"{id} S.A.\", tax_id = \"1-9\", address = [\"Santiago\"] }}\n\
         deployments = [{{ environments = [{{ name = \"production\", kind = \"production\" }}] }}]\n\
         [contract]\nid = \"C-{id}\"\nstarts_on = \"2026-04-01\"\n\
         tax = {{ label = \"IVA\", percent = 19 }}\n"
    )
}

/// Two customers with their events.
fn record(store: &Store) {
    store.ok(&["supplier", "put", &store.file("supplier.toml", SUPPLIER)]);
    let alpha = store.file("alpha.toml", &account("alpha"));
    let beta = store.file("beta.toml", &account("beta"));
    store.ok(&["customer", "put", &alpha, &beta]);
    import(store, EVENTS);
}

fn import(store: &Store, rows: &str) -> String {
    store.ok(&["meter", "import", &store.file("events.csv", &format!("{HEADING}{rows}"))])
}

/// April issued, a draft of May, and a customer set aside because of what was imported last.
fn play(store: &Store) {
    record(store);
    store.ok(&["bill", "2026-04"]);
    store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
    let wrong = "e4,removed,2026-05-03T00:00:00-04:00,beta,production,container,nobody,,,,REQ-4\n";
    import(store, wrong);
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

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
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
    import(&store, EVENTS.lines().next().expect("e1"));
    let said = found(&store);
    assert!(said.contains("`e1` stands 2 times in id of table event"), "{said}");
}

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

#[test]
fn what_is_no_text_is_named_and_the_check_goes_on() {
    let played = Played::new();
    let columns = [
        ("event", "id"),
        ("event", "customer"),
        ("event", "content"),
        ("account", "customer"),
        ("account", "content"),
        ("supplier", "content"),
        ("document", "content"),
        ("document", "due_on"),
        ("draft", "content"),
        ("aside", "findings"),
        ("chain", "subject"),
        ("head", "hash"),
        ("series", "name"),
    ];
    let first = |table: &str| -> i64 {
        block_on(async {
            let mut connection = opened(&played.0).await;
            let sql = format!("SELECT MIN(rowid) FROM {table}");
            let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut connection).await;
            connection.close().await.expect("closed");
            row.expect("a row").get(0)
        })
    };
    for (table, column) in columns {
        let row = first(table);
        let place = format!("column {column} of row {row} of table {table}");
        for (value, says) in [
            ("CAST(x'41ff42' AS TEXT)", "is no text: its byte 1 is not UTF-8"),
            (&*format!("CAST({column} AS BLOB)"), "holds a value of type blob"),
        ] {
            let store = played.copy();
            change_records(
                &store,
                &[&format!("UPDATE {table} SET {column} = {value} WHERE rowid = {row}")],
            );
            let said = found(&store);
            assert!(said.contains(&format!("{place} {says}")), "{place} {says}: {said}");
        }
    }
}

#[test]
fn rows_that_refer_to_nothing_are_named() {
    let played = Played::new();
    let store = played.copy();
    change_records(&store, &["DELETE FROM chain WHERE kind = 'events'"]);
    let said = found(&store);
    assert!(said.contains("of table event refers to a row of chain that is not there"), "{said}");
    assert!(said.contains("a events refers to entry 7, which the chain lacks"), "{said}");
}

/// Drafts are in no chain; what a run kept of them is found when it was changed.
#[test]
fn a_changed_draft_is_named() {
    let played = Played::new();
    for (statement, says) in [
        (
            "UPDATE draft SET content = REPLACE(content, '19', '18')",
            "draft `alpha/2026-05` is not what",
        ),
        ("UPDATE draft SET total_cents = total_cents + 1", "draft `alpha/2026-05` is not what"),
        ("UPDATE draft SET run = 'run-1'", "draft `alpha/2026-05` is not what"),
        ("UPDATE aside SET findings = '[]'", "aside `beta/2026-05` is not what"),
    ] {
        let store = played.copy();
        change(&store, &[statement]);
        let said = found(&store);
        assert!(said.contains(says), "{statement}: {said}");
    }
    let store = played.copy();
    change_records(&store, &["UPDATE run SET last = first"]);
    let said = found(&store);
    assert!(said.contains("issued, from entry 8 to 8, is not what it kept"), "{said}");
}

/// Numbers that seem random and are the same every time.
fn scattered(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).expect("a number")
}

/// One bit of the file is another one: `verify` finds it, or no answer is another one.
///
/// `MRU_BIT_FLIPS` sets how many; 200 by hand.
#[test]
fn a_flipped_bit_is_found_or_changes_no_answer() {
    let asked = std::env::var("MRU_BIT_FLIPS").ok().and_then(|it| it.parse().ok());
    let count: usize = asked.unwrap_or(25);
    let played = Played::new();
    let questions: [&[&str]; 11] = [
        &["invoice", "list"],
        &["invoice", "list", "2026-04", "--format", "json"],
        &["invoice", "list", "2026-05"],
        &["invoice", "show", "INV-000001", "--format", "json"],
        &["invoice", "show", "INV-000002", "--format", "json"],
        &["invoice", "show", "alpha/2026-05", "--format", "json"],
        &["export", "2026-04", "--format", "csv"],
        &["explain", "INV-000001/1"],
        &["customer", "list"],
        &["bill", "2026-05", "--dry-run", "--format", "json"],
        &["bill", "2026-06", "--dry-run", "--format", "json"],
    ];
    let answers = |store: &Store| questions.map(|question| store.run(question).stdout);
    let before = answers(&played.copy());
    let bytes = fs::read(file(&played.0)).expect("a store");
    let (mut seed, mut by_check, mut by_opening, mut harmless) = (20_261_126, 0, 0, 0);
    // Most of a small store is empty: every other bit is of a byte that says something.
    let used: Vec<usize> = (0..bytes.len()).filter(|place| bytes[*place] != 0).collect();
    for number in 0..count {
        let (place, bit) = (scattered(&mut seed), scattered(&mut seed) % 8);
        let place = if number % 2 == 0 { used[place % used.len()] } else { place % bytes.len() };
        let store = Store::sqlite(PROGRAM);
        let mut other = bytes.clone();
        other[place] ^= 1 << bit;
        fs::write(file(&store), other).expect("a store");
        match store.run(&["verify"]).code {
            0 => {
                assert_eq!(answers(&store), before, "bit {bit} of byte {place}");
                harmless += 1;
            }
            3 => by_check += 1,
            1 => by_opening += 1,
            code => panic!("bit {bit} of byte {place}: exit code {code}"),
        }
    }
    eprintln!(
        "{count} bits flipped: {by_check} found, {by_opening} not opened, {harmless} without effect"
    );
    assert!(by_check > 0, "bits that matter were among them");
}

/// One customer that cannot be read is set aside alone, with its reason.
#[test]
fn one_damaged_customer_does_not_block_the_others() {
    let store = Store::sqlite(PROGRAM);
    record(&store);
    change_records(&store, &["UPDATE event SET content = CAST(x'41ff42' AS TEXT) WHERE id = 'e1'"]);
    let run = store.run(&["bill", "2026-04"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("B20") && run.stderr.contains("alpha"), "{}", run.stderr);
    assert!(run.stdout.contains("1 drafts (1 new, 0 changed)"), "{}", run.stdout);
    let issued = store.run(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
    assert_eq!(issued.code, 3, "{}{}", issued.stdout, issued.stderr);
    assert!(issued.stdout.contains("INV-000001     beta"), "{}", issued.stdout);
    assert!(issued.stderr.contains("alpha: what is stored"), "{}", issued.stderr);
    let said = found(&store);
    assert!(said.contains("column content of row 1 of table event is no text"), "{said}");
}

/// A record whose customer is no text is of the customer that it names, who is set aside alone.
#[test]
fn a_record_that_lost_its_customer_does_not_block_the_others() {
    const LOST: &str = "CAST(x'616c70ff6861' AS TEXT)";
    for (table, lost) in [
        ("account", LOST),
        ("account", "CAST(customer AS BLOB)"),
        ("event", LOST),
        ("document", LOST),
    ] {
        let store = Store::sqlite(PROGRAM);
        record(&store);
        store.ok(&["bill", "2026-04"]);
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        store.ok(&["bill", "2026-05"]);
        change_records(
            &store,
            &[&format!("UPDATE {table} SET customer = {lost} WHERE customer = 'alpha'")],
        );
        let run = store.run(&["bill", "2026-05"]);
        assert_eq!(run.code, 3, "{table}: {}{}", run.stdout, run.stderr);
        for said in ["B20", "customer `alpha` cannot be read", "its customer is no text"] {
            let words = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(said), "{table}: {said}: {}", run.stderr);
        }
        assert!(!run.stderr.contains("beta"), "{table}: {}", run.stderr);
        let issued = store.run(&["invoice", "issue", "2026-05", "--issue-date", "2026-06-02"]);
        assert_eq!(issued.code, 3, "{table}: {}{}", issued.stdout, issued.stderr);
        assert!(issued.stdout.contains("INV-000003     beta"), "{table}: {}", issued.stdout);
        assert!(issued.stderr.contains("alpha: what is stored"), "{table}: {}", issued.stderr);
        if table == "account" {
            let one = store.run(&["bill", "2026-05", "--customer", "alpha"]);
            assert_eq!(one.code, 3, "{}{}", one.stdout, one.stderr);
            let event = EVENTS.lines().next().expect("e1").replace("e1,", "e9,");
            let more = store.file("more.csv", &format!("{HEADING}{event}\n"));
            assert!(store.fails(2, &["meter", "import", &more]).contains("B20"), "{table}");
        }
        found(&store);
    }
}

/// Events of alpha, so many, on one day of April: copies of one, made by the database.
fn many_events(store: &Store, count: u32) {
    let numbers =
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ";
    let copies = format!(
        "INSERT INTO event (id, sequence, customer, at, content) {numbers}{count}) \
         SELECT 'copy' || n, sequence, customer, at, REPLACE(content, '\"e2\"', '\"copy' || n || '\"') FROM event, numbers WHERE id = 'e2'"
    );
    change(store, &[&copies]);
}

#[test]
fn one_customer_with_too_many_events_does_not_block_the_others() {
    let both = |store: &Store| {
        record(store);
        store.ok(&["bill", "2026-04"]);
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        many_events(store, 50_000);
        let run = store.run(&["bill", "2026-05"]);
        assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
        let says = "customer `alpha` has 50002 events in 2026-04, and at most 50000";
        assert!(run.stderr.contains("B21") && run.stderr.contains(says), "{}", run.stderr);
        assert!(run.stdout.contains("1 drafts (1 new, 0 changed)"), "{}", run.stdout);
        // The copies are in no import; that the customer has many is only noted.
        let run = store.run(&["verify"]);
        assert!(run.stdout.contains("1 documents made again: 1 problems"), "{}", run.stdout);
        let says = "the documents of customer `alpha` cannot be made again";
        assert!(run.stderr.contains(says), "{}", run.stderr);
    };
    both(&Store::sqlite(PROGRAM));
    if let Some(server) = Postgres::start() {
        both(&Store::postgres(PROGRAM, &server));
    }
}

/// More events than one row of a query holds come in batches, and bill the same.
#[test]
fn many_events_of_a_customer_are_billed() {
    let both = |store: &Store| {
        record(store);
        let charges: String = (1..=4_500)
            .map(|n| {
                let (day, hour, minute) = (n / 1440 + 1, n / 60 % 24, n % 60);
                format!("c{n},one-off,2026-04-{day:02}T{hour:02}:{minute:02}:00-04:00,alpha,shared,domain-registration,d,1.00,a domain,REQ-1\n")
            })
            .collect();
        let heading = "id,type,time,customer,environment,component,name,usd,description,ticket\n";
        store.ok(&["meter", "import", &store.file("charges.csv", &format!("{heading}{charges}"))]);
        let run = store.ok(&["bill", "2026-04", "--dry-run", "--format", "json"]);
        let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
        let lines = run["customers"][0]["statement"]["lines"].as_array().expect("lines");
        let charges = lines.iter().filter(|line| line["usd"] == "1.00").count();
        assert_eq!(charges, 4_500);
        sound(store);
    };
    both(&Store::sqlite(PROGRAM));
    if let Some(server) = Postgres::start() {
        both(&Store::postgres(PROGRAM, &server));
    }
}

#[test]
fn the_committed_schema_of_postgres_is_what_the_migrations_make() {
    let Some(server) = Postgres::start() else { return };
    let schema = block_on(async {
        let database = {
            let url = ServerUrl::read(&server.database(), None).expect("a URL");
            door::make_server(&url, door::PATIENCE).await.expect("a store").database
        };
        let schema = billing::stored_schema(&database).await.expect("a schema");
        database.close().await.expect("closed");
        schema
    });
    let committed = root().join("mru-service/migrations/postgres.schema");
    if let Err(difference) = compare(&committed, &schema) {
        panic!("{difference}; run this test with MRU_BLESS=1 after a migration");
    }
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
        store.ok(&["supplier", "put", &store.file("supplier.toml", SUPPLIER)]);
        change(&store, statements);
        let said = found(&store);
        assert!(said.contains(says), "{says}: {said}");
    }
}

#[test]
fn a_damaged_postgres_index_and_what_came_of_it_are_named() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    record(&store);
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

/// What was issued before a failure is said, and found by the name of the run.
#[test]
fn what_was_issued_is_said_even_if_the_rest_fails() {
    let both = |store: &Store, stop: &[&str], go: &[&str]| {
        record(store);
        // More customers than a page has; the last one cannot be stored.
        let more: Vec<String> =
            (1..=199).map(|n| format!("c{n:03}")).chain([String::from("zeta")]).collect();
        let files: Vec<String> =
            more.iter().map(|id| store.file(&format!("{id}.toml"), &account(id))).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        store.ok(&[&["customer", "put"][..], &files].concat());
        let events: String = more
            .iter()
            .map(|id| format!("{id}-1,activated,2026-04-01T00:00:00-04:00,{id},production,container,c,1x2,1,2,REQ\n"))
            .collect();
        import(store, &events);
        let billed = store.ok(&["bill", "2026-04", "--format", "json"]);
        let billed: serde_json::Value = serde_json::from_str(&billed).expect("JSON");
        let drafts = ["invoice", "list", "--run", billed["run"].as_str().expect("a run")];
        assert!(store.ok(&drafts).contains("0 issued, 202 drafts"));
        change(store, stop);
        let issue = ["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"];
        let run = store.run(&[&issue[..], &["--format", "json"]].concat());
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        let said: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(said["issued"].as_array().expect("a list").len(), 200);
        assert_eq!(said["issued"][199]["number"], "INV-000200");
        assert!(said["failed"].as_str().expect("why").contains("the disk is full"), "{said}");
        assert!(run.stderr.contains("the disk is full"), "{}", run.stderr);
        let name = said["run"].as_str().expect("a run");
        let listed = store.ok(&["invoice", "list", "--run", name]);
        assert!(
            listed.contains("INV-000200") && listed.contains("200 issued, 0 drafts"),
            "{listed}"
        );
        // Nothing came before this failure.
        let run = store.run(&issue);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
        change(store, go);
        let run = store.ok(&issue);
        assert!(run.contains("INV-000202     zeta") && run.contains("2 issued, 0 not"), "{run}");
        assert!(run.contains("mru invoice list --run run-"), "{run}");
        assert!(
            store
                .fails(1, &["invoice", "list", "--run", "run-1"])
                .contains("nothing of a run `run-1`")
        );
        sound(store);
    };
    both(
        &Store::sqlite(PROGRAM),
        &[
            "CREATE TRIGGER stop BEFORE INSERT ON document WHEN NEW.customer = 'zeta' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
        ],
        &["DROP TRIGGER stop"],
    );
    if let Some(server) = Postgres::start() {
        both(
            &Store::postgres(PROGRAM, &server),
            &[
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$",
                "CREATE TRIGGER stop BEFORE INSERT ON document FOR EACH ROW WHEN (NEW.customer = 'zeta') EXECUTE FUNCTION stop()",
            ],
            &["DROP TRIGGER stop ON document", "DROP FUNCTION stop()"],
        );
    }
}
