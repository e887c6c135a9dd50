//! Rows that are not what was written: no text, without what they refer to, changed drafts.

use mru_tests::store::block_on;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

use super::{Played, change, change_records, found, opened};

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
