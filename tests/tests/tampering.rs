//! What is changed behind the program's back is refused by the database, or found by verification.
//!
//! `MRU_TAMPERING_STEP` sets how far apart the characters are that are changed; 1 by hand.

use std::{fs, path::Path};

use mru_core::text::Text;
use mru_service::{
    billing::{self, Verified},
    storage::Database,
};
use mru_tests::{
    facts::{Customer, HEADING, SUPPLIER},
    served::Served,
    store::{Postgres, Store, block_on},
};
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection,
    sqlite::SqliteConnectOptions,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// The tables that refuse changes.
const IMMUTABLE: [&str; 22] = [
    "chain",
    "event",
    "account",
    "supplier",
    "document",
    "checkpoint",
    "rate_card",
    "reconciliation",
    "api_key",
    "api_key_end",
    "request",
    "quote_draft",
    "quote",
    "quote_step",
    "quote_link",
    "quote_link_end",
    "quote_opening",
    "setting",
    "webhook",
    "webhook_secret",
    "webhook_end",
    "budget",
];
/// Those, and what counts along with them.
const TABLES: [&str; 24] = [
    "chain",
    "event",
    "account",
    "supplier",
    "document",
    "checkpoint",
    "rate_card",
    "reconciliation",
    "api_key",
    "api_key_end",
    "request",
    "quote_draft",
    "quote",
    "quote_step",
    "quote_link",
    "quote_link_end",
    "quote_opening",
    "setting",
    "webhook",
    "webhook_secret",
    "webhook_end",
    "budget",
    "series",
    "head",
];
/// Of a text, its first and its last character are changed, and every so many between them.
fn step() -> usize {
    let asked = std::env::var("MRU_TAMPERING_STEP").ok().and_then(|step| step.parse().ok());
    asked.filter(|step| *step > 0).unwrap_or(17)
}

/// Two issued months, a credit note, a late event, and a second version of customer and supplier.
fn play(store: &Store) {
    store.record();
    let renamed = Customer { name: Some("Álpha"), ..Customer::of("alpha") };
    store.admit(&[Customer { effective_from: "2026-05-01", ..renamed }]);
    store.issue("2026-04", "2026-05-02");
    let note = ["credit-note", "INV-000001", "--line", "1=10.00", "--reason", "goodwill"];
    store.ok(&[&note[..], &["--key", "k1", "--issue-date", "2026-05-03"]].concat());
    store.import("e4,removed,2026-04-21T09:00:00-04:00,alpha,production,cache,sessions,,,,REQ-4\n");
    let create = ["api-key", "create", "--role", "sre", "--label", "tool", "--customer", "alpha"];
    let made = store.ok(&create);
    store.ok(&["api-key", "revoke", &made[..14]]);
    let made = store.ok(&["api-key", "create", "--role", "sre", "--label", "tool"]);
    let bearer = format!("authorization: Bearer {}", made.trim());
    let rows = "e5,removed,2026-05-21T09:00:00-04:00,beta,production,container,ms-cards,,,,REQ-5\n";
    let headers = [bearer.as_str(), "content-type: text/csv", "idempotency-key: k5"];
    let body = format!("{HEADING}{rows}");
    let served = Served::start(store, &[]);
    let answer = served.ask("POST /v1/events", &headers, body.as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
    quote(store, &served);
    // Who holds the store to its end leaves a part of it beside the file.
    drop(served);
    let moved = SUPPLIER.replace("Santiago", "Valparaíso");
    store.ok(&["supplier", "put", &store.file("moved.toml", &moved)]);
    reconcile(store);
    tell(store);
    store.issue("2026-05", "2026-06-02");
    let said = store.ok(&["verify"]);
    assert!(said.contains("5 documents and 1 quote made again: 0 problems"), "{said}");
}

/// A quote that is issued, opened by a link that is revoked, and accepted.
fn quote(store: &Store, served: &Served) {
    let draft = store.ok(&["quote", "save", "fixtures/deployments/ex1-preprod-only.toml"]);
    let draft = draft.split(' ').next().expect("an id");
    store.ok(&["quote", "issue", draft]);
    let link = store.ok(&["quote", "link", "QUO-000001"]);
    let opened = served.ask(&format!("GET {}", link.trim()), &[], b"");
    assert_eq!(opened.status, 200, "{opened:?}");
    store.ok(&["quote", "link", "QUO-000001", "--revoke"]);
    store.ok(&["quote", "accept", "QUO-000001", "--by", "Ana", "--position", "CFO"]);
}

/// A webhook that was given another secret, one that was removed, and mails.
fn tell(store: &Store) {
    store.ok(&["webhook", "add", "https://hooks.example.com/one"]);
    store.ok(&["webhook", "add", "https://hooks.example.com/two", "--customer", "alpha"]);
    let listed = store.json(&["webhook", "list"]);
    let id = |at: usize| listed[at]["id"].as_str().expect("an id");
    store.ok(&["webhook", "rotate", id(0)]);
    store.ok(&["webhook", "remove", id(1)]);
    let most = ["--monthly-usd", "100"];
    store.ok(&[&["budget", "set", "--customer", "alpha"][..], &most].concat());
    let on = ["mail", "on", "--from", "Billing <billing@provider.example>"];
    store.ok(&[&on[..], &["--base-url", "https://mru.example"]].concat());
}

/// What AWS charged in a month: one row, of an account that belongs to nobody.
const COSTS: &str = "bill_billing_period_start_date,line_item_usage_start_date,line_item_usage_end_date,line_item_usage_account_id,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_operation,line_item_usage_amount,line_item_unblended_cost,line_item_currency_code\n\
    2026-04-01T00:00:00Z,2026-04-01T00:00:00Z,2026-05-01T00:00:00Z,000000000002,Usage,AmazonEC2,BoxUsage:t3.small,RunInstances,720,14.976,USD\n";

fn reconcile(store: &Store) {
    let costs = store.file("costs.csv", COSTS);
    let allocation = "[[accounts]]\naccount = \"000000000001\"\ncustomer = \"alpha\"\n";
    let allocation = store.file("allocation.toml", allocation);
    let command = ["reconcile", "2026-04", "--costs", &costs, "--allocation", &allocation];
    let said = store.run(&command);
    assert_eq!(said.code, 3, "{}", said.stderr);
}

/// Opens the file of a store as its owner could: without foreign keys and, if asked, triggers.
async fn open(file: &Path, triggers: bool) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("a store");
    if !triggers {
        for table in IMMUTABLE.into_iter().chain(["run"]) {
            for change in ["update", "delete", "replace"] {
                change_by(&mut connection, &format!("DROP TRIGGER {table}_no_{change}")).await;
            }
        }
    }
    connection
}

async fn change_by(connection: &mut SqliteConnection, sql: &str) {
    let done = sqlx::query(AssertSqlSafe(sql)).execute(connection).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Verifies a store; what cannot be read is a problem that does not end the check.
async fn verify(database: &Database) -> Verified {
    let verified = billing::verify(database, &billing::Progress::default()).await;
    let mut verified = verified.unwrap_or_else(|error| panic!("not verified: {error:?}"));
    // That the triggers are gone is found as well, and says nothing about what was changed.
    let all = verified.problems.len();
    let gone = |it: &Text| {
        it.en.starts_with("the schema was changed: trigger") && it.en.ends_with("is missing")
    };
    verified.problems.retain(|problem| !gone(problem));
    assert_eq!(all - verified.problems.len(), 3 * (IMMUTABLE.len() + 1), "{:?}", verified.problems);
    verified
}

/// A value of a column of a row.
struct Cell {
    table: &'static str,
    column: String,
    row: i64,
    text: String,
    is_text: bool,
    /// Whether the column is the number of the row.
    is_number: bool,
}

impl Cell {
    /// Sets the value where it is another one; says no when the database does not allow it.
    async fn set(&self, connection: &mut SqliteConnection, from: &str, to: &str) -> bool {
        let Cell { table, column, row, .. } = self;
        let place = if self.is_number { String::new() } else { format!("rowid = {row} AND ") };
        let sql = format!("UPDATE {table} SET \"{column}\" = ?1 WHERE {place}\"{column}\" = ?2");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(to).bind(from);
        query.execute(connection).await.is_ok_and(|done| done.rows_affected() == 1)
    }

    /// What is put in the place of the value, with alternatives where a change is not allowed.
    fn changes(&self) -> Vec<Vec<String>> {
        if !self.is_text {
            let number: i64 = self.text.parse().expect("a number");
            return [1_000_007, -1_000_007].map(|by| vec![(number + by).to_string()]).to_vec();
        }
        let letters: Vec<char> = self.text.chars().collect();
        let Some(last) = letters.len().checked_sub(1) else {
            return ["x", " "].map(|text| vec![text.to_owned()]).to_vec();
        };
        // A publication is one text of tens of thousands of characters, covered by one hash.
        let far = if self.table == "rate_card" { step().saturating_mul(29) } else { step() };
        let mut places: Vec<usize> = (0..last).step_by(far).chain([last]).collect();
        if last == 0 {
            return [others(&letters, 0)].into_iter().flatten().map(|it| vec![it]).collect();
        }
        places.dedup();
        places.into_iter().map(|at| others(&letters, at)).collect()
    }
}

/// The text with another character at a place: the next digit or letter, so that it still reads.
fn others(letters: &[char], at: usize) -> Vec<String> {
    let old = letters[at];
    let next = match old {
        '9' => '0',
        'z' => 'a',
        'Z' => 'A',
        '0'..='8' | 'a'..='y' | 'A'..='Y' => char::from_u32(u32::from(old) + 1).unwrap_or('x'),
        _ => 'x',
    };
    let with = |new: char| {
        letters.iter().enumerate().map(|(i, c)| if i == at { new } else { *c }).collect()
    };
    [next, '7', '~'].into_iter().filter(|new| *new != old).map(with).collect()
}

async fn cells(connection: &mut SqliteConnection, table: &'static str) -> Vec<Cell> {
    let columns = sqlx::query(AssertSqlSafe(format!("PRAGMA table_info({table})")));
    let mut cells = Vec::new();
    for column in columns.fetch_all(&mut *connection).await.expect("columns") {
        let (column, kind, key): (String, String, i64) =
            (column.get(1), column.get(2), column.get(5));
        let sql = format!("SELECT rowid, CAST(\"{column}\" AS TEXT) FROM {table}");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *connection).await;
        cells.extend(rows.expect("rows").iter().map(|row| Cell {
            table,
            column: column.clone(),
            row: row.get(0),
            text: row.get(1),
            is_text: kind == "TEXT",
            is_number: kind == "INTEGER" && key > 0,
        }));
    }
    assert!(!cells.is_empty(), "{table} is empty");
    cells
}

/// What became of the changes to a table.
#[derive(Default)]
struct Count {
    values: usize,
    found: usize,
    refused: usize,
    missed: Vec<String>,
}

async fn tamper(
    cell: &Cell,
    connection: &mut SqliteConnection,
    database: &Database,
    count: &mut Count,
) {
    for alternatives in cell.changes() {
        let mut changed = None;
        for other in alternatives {
            if changed.is_none() && cell.set(connection, &cell.text, &other).await {
                changed = Some(other);
            }
        }
        let Some(other) = changed else {
            count.refused += 1;
            continue;
        };
        if verify(database).await.problems.is_empty() {
            count
                .missed
                .push(format!("{}.{} of row {}: {other}", cell.table, cell.column, cell.row));
        } else {
            count.found += 1;
        }
        assert!(cell.set(connection, &other, &cell.text).await, "the change is undone");
    }
}

#[test]
fn every_changed_value_is_found() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let file = store.folder.path().join("mru.db");
    block_on(async {
        let mut connection = open(&file, false).await;
        let database = Database::open_file(&file).await.expect("a store");
        let mut missed = Vec::new();
        for table in TABLES {
            let mut count = Count::default();
            for cell in cells(&mut connection, table).await {
                count.values += 1;
                tamper(&cell, &mut connection, &database, &mut count).await;
            }
            let Count { values, found, refused, .. } = count;
            eprintln!("{table}: {values} values, {found} changes found, {refused} refused");
            missed.extend(count.missed);
        }
        assert!(missed.is_empty(), "not found:\n{}", missed.join("\n"));
        let after = verify(&database).await;
        assert!(after.problems.is_empty(), "every change was undone: {:?}", after.problems);
    });
}

/// Changes a copy of a store by SQL, and verifies it.
fn verified_after(store: &Store, changes: &[String]) -> Verified {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mru.db");
    fs::copy(store.folder.path().join("mru.db"), &file).expect("a copy");
    block_on(async {
        let mut connection = open(&file, false).await;
        for change in changes {
            change_by(&mut connection, change).await;
        }
        connection.close().await.expect("closed");
        let database = Database::open_file(&file).await.expect("a store");
        let verified = verify(&database).await;
        database.close().await.expect("closed");
        verified
    })
}

#[test]
fn events_are_read_whether_their_customer_can_be_or_not() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let spaced = String::from("UPDATE event SET content = content || ' ' WHERE id = 'e1'");
    let unreadable = String::from("UPDATE account SET content = '{' WHERE customer = 'alpha'");
    let foreign = String::from("UPDATE event SET customer = 'nobody' WHERE id = 'e1'");
    let names = |changes: &[String], sentence: &str| {
        let problems = verified_after(&store, changes).problems;
        let named = problems.iter().filter(|it| it.en == sentence).count();
        assert_eq!(named, 1, "{changes:?}: {problems:?}");
    };
    let not_canonical = "event `e1` is not in its canonical form";
    names(std::slice::from_ref(&spaced), not_canonical);
    names(&[spaced, unreadable], not_canonical);
    names(&[foreign], "stored event `e1` cannot be read: its columns are not what it says");
}

/// The numbers of the rows of a table.
fn rows(store: &Store, table: &str) -> Vec<i64> {
    block_on(async {
        let mut connection = open(&store.folder.path().join("mru.db"), true).await;
        let sql = format!("SELECT rowid FROM {table} ORDER BY rowid");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await.expect("rows");
        connection.close().await.expect("closed");
        rows.iter().map(|row| row.get(0)).collect()
    })
}

#[test]
fn deleted_and_exchanged_rows_are_found() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let mut count = 0;
    let mut missed = Vec::new();
    let mut judge = |changes: Vec<String>| {
        count += 1;
        if verified_after(&store, &changes).problems.is_empty() {
            missed.push(changes.join("; "));
        }
    };
    for table in IMMUTABLE.into_iter().chain(["series"]) {
        let rows = rows(&store, table);
        for row in &rows {
            judge(vec![format!("DELETE FROM {table} WHERE rowid = {row}")]);
        }
        for pair in rows.windows(2).filter(|_| table != "series") {
            let (one, other) = (pair[0], pair[1]);
            let number = |from: i64, to: i64| {
                format!("UPDATE {table} SET rowid = {to} WHERE rowid = {from}")
            };
            if table == "event" {
                judge(exchange(table, "content", one, other));
            } else {
                judge(vec![number(one, -1), number(other, one), number(-1, other)]);
            }
        }
    }
    judge(exchange("series", "last", 1, 2));
    judge(vec![String::from("INSERT OR REPLACE INTO series (name, last) VALUES ('EXTRA', 0)")]);
    judge(vec![String::from("UPDATE event SET sequence = (SELECT MAX(sequence) FROM event)")]);
    assert!(missed.is_empty(), "not found:\n{}", missed.join("\n"));
    eprintln!("{count} deleted or exchanged rows, all found");
}

/// Exchanges the values of a column between two rows.
fn exchange(table: &str, column: &str, one: i64, other: i64) -> Vec<String> {
    let all = format!("SELECT rowid AS id, {column} AS value FROM {table}");
    vec![
        format!("CREATE TEMP TABLE kept AS {all}"),
        format!(
            "UPDATE {table} SET {column} = (SELECT value FROM kept WHERE id = {one} + {other} - {table}.rowid) \
             WHERE rowid IN ({one}, {other})"
        ),
    ]
}

/// Cutting off the end is found as long as anything refers to it; a head kept elsewhere shows the rest.
#[test]
fn a_truncated_chain_is_found() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let complete = verified_after(&store, &[]);
    assert!(complete.problems.is_empty());
    let last = "(SELECT MAX(sequence) FROM chain)";
    // The last issue, of two documents, with its checkpoint.
    let cut = [
        format!("DELETE FROM document WHERE sequence > {last} - 2"),
        String::from("UPDATE series SET last = last - 2 WHERE name = 'INV'"),
        format!("DELETE FROM checkpoint WHERE sequence = {last}"),
        format!("DELETE FROM run WHERE last = {last}"),
        format!("DELETE FROM chain WHERE sequence > {last} - 2"),
        format!(
            "UPDATE head SET sequence = {last}, hash = (SELECT hash FROM chain WHERE sequence = {last}), \
             frontier = '', checkpoints = (SELECT COUNT(*) FROM checkpoint)"
        ),
    ];
    for without in 0..cut.len() {
        let mut changes = cut.to_vec();
        changes.remove(without);
        let verified = verified_after(&store, &changes);
        assert!(!verified.problems.is_empty(), "not found: {}", changes.join("; "));
    }
    let shorter = verified_after(&store, &cut);
    assert!(shorter.problems.is_empty(), "a store of the day before: {:?}", shorter.problems);
    assert_ne!(shorter.head, complete.head);
    assert_eq!(shorter.entries + 2, complete.entries);
}

/// What a database must refuse.
fn refused() -> Vec<String> {
    let changes = IMMUTABLE.into_iter().flat_map(|table| {
        [
            format!("UPDATE {table} SET sequence = sequence"),
            format!("UPDATE {table} SET sequence = 1 WHERE sequence = (SELECT MAX(sequence) FROM {table})"),
            format!("DELETE FROM {table}"),
            format!("DELETE FROM {table} WHERE sequence = (SELECT MAX(sequence) FROM {table})"),
        ]
    });
    changes.collect()
}

/// What SQLite must refuse besides: a row that takes the place of another.
fn replacements() -> Vec<String> {
    let over = |table: &str, columns: &str| {
        format!("INSERT OR REPLACE INTO {table} SELECT {columns} FROM {table} LIMIT 1")
    };
    let rest = "issued_on, due_on, content, total_cents, '', '', ''";
    let documents = [
        format!("1001, number, 'X', 1, customer, period, 'X', {rest}"),
        format!("1001, 'X', series, ordinal, customer, period, 'X', {rest}"),
        format!("1001, 'X', 'X', 1, customer, period, '', {rest}"),
    ];
    let documents = documents.iter().map(|columns| over("document", columns));
    IMMUTABLE.into_iter().map(|table| over(table, "*")).chain(documents).collect()
}

#[track_caller]
fn assert_refused<T>(done: Result<T, sqlx::Error>, sql: &str) {
    let said = done.err().map(|error| error.to_string());
    assert!(said.as_ref().is_some_and(|said| said.contains("immutable")), "{sql}: {said:?}");
}

#[test]
fn sqlite_refuses_changes() {
    let store = Store::sqlite(PROGRAM);
    play(&store);
    let before = store.ok(&["verify"]);
    block_on(async {
        let mut connection = open(&store.folder.path().join("mru.db"), true).await;
        for sql in refused().into_iter().chain(replacements()) {
            assert_refused(sqlx::query(AssertSqlSafe(&*sql)).execute(&mut connection).await, &sql);
        }
        connection.close().await.expect("closed");
    });
    assert_eq!(store.ok(&["verify"]), before);
}

#[test]
fn postgres_refuses_changes() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    play(&store);
    let before = store.ok(&["verify"]);
    block_on(async {
        let url = store.url.as_deref().expect("a database");
        let mut connection = PgConnection::connect(url).await.expect("a connection");
        let truncates = IMMUTABLE.map(|table| format!("TRUNCATE {table} CASCADE"));
        for sql in refused().into_iter().chain(truncates) {
            assert_refused(sqlx::query(AssertSqlSafe(&*sql)).execute(&mut connection).await, &sql);
        }
        connection.close().await.expect("closed");
    });
    assert_eq!(store.ok(&["verify"]), before);
}
