//! Cost data by Amazon Athena, by the real program, from a stand-in on loopback: the committed query gets
//! the committed answer, which DuckDB gave (`fixtures/costs/athena.py`), and each way in which AWS refuses.

use std::fs;

use mru_tests::{
    aws_desk::AwsDesk,
    aws_stub::{AthenaCell, AthenaKnown, World},
    run::root,
};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");
const TABLE: &str = "athena://billing/modyo?workgroup=costs&output=s3://modyo-answers/mru/";
/// What the work group lets a query scan: USD 0.50 at 5 a terabyte, and a bit.
const LIMIT: i64 = 100_000_000_000;

fn fixture(name: &str) -> String {
    fs::read_to_string(root().join("fixtures/costs/athena").join(name)).expect("a fixture")
}

/// The rows of a fixture, its heading first.
fn rows(name: &str) -> Vec<Vec<AthenaCell>> {
    let text = fixture(name);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let cell = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    reader.records().map(|row| row.expect("a row").iter().map(cell).collect()).collect()
}

/// A table that Athena knows, with the month of the fixtures.
fn world() -> World {
    let columns = AthenaKnown {
        sql: "SELECT column_name, data_type FROM information_schema.columns \
              WHERE table_schema = 'billing' AND table_name = 'modyo' ORDER BY ordinal_position"
            .to_owned(),
        rows: rows("columns.csv"),
        ..AthenaKnown::default()
    };
    let month = AthenaKnown {
        sql: fixture("query.sql").trim_end().to_owned(),
        rows: rows("answer.csv"),
        scanned: 22_519_000,
        looks: 3,
        fails: None,
    };
    let mut world = World::default();
    world.athena.groups.insert("costs".to_owned(), Some(LIMIT));
    world.athena.groups.insert("primary".to_owned(), None);
    world.athena.known = vec![columns, month];
    world
}

/// A report without where its rows stand.
fn placeless(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                for gone in ["file", "first", "files"] {
                    map.remove(gone);
                }
                map.values_mut().for_each(strip);
            }
            Value::Array(all) => all.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut report);
    report
}

#[test]
fn a_month_by_athena_says_what_its_parquet_says() {
    let desk = AwsDesk::new(PROGRAM, world());
    let (local, _) = desk.report(&["fixtures/costs/modyo-parquet"], &[]);
    for on_page in [0, 2] {
        desk.stub.world().athena.on_page = on_page;
        let (report, said) = desk.report(&[TABLE], &["--fresh"]);
        assert_eq!(placeless(report.clone()), placeless(local.clone()), "{on_page} rows a page");
        let files = report["sources"]["files"].as_array().expect("files");
        assert_eq!(files.len(), 1);
        assert!(files[0]["hash"].as_str().is_some_and(|hash| hash.starts_with("sha256:")));
        assert!(report.to_string().contains("athena://billing/modyo/2026-10-1.csv"), "{report}");
        let bound = "its work group lets the query scan 100000000000 bytes at most, for USD 0.50";
        assert!(said.contains(bound), "{said}");
        let cost = "Athena scanned 22519000 bytes in 2 queries, for USD 0.0001677";
        assert!(said.contains(cost), "{said}");
        assert!(said.contains("34 rows counted; 2 rows of split costs"), "{said}");
        let seen = desk.seen();
        let count = |of: &str| seen.iter().filter(|it| it.ends_with(of)).count();
        assert_eq!(count("StartQueryExecution"), 2, "{seen:?}");
        assert!(seen.iter().all(|it| it.starts_with("ATHENA READER ")), "nothing else: {seen:?}");
    }
}

#[test]
fn an_answer_is_used_again_for_some_hours_and_costs_nothing() {
    let desk = AwsDesk::new(PROGRAM, world());
    let (first, _) = desk.report(&[TABLE], &[]);
    desk.seen();
    let (again, said) = desk.report(&[TABLE], &[]);
    assert_eq!(first, again);
    assert_eq!(desk.seen(), Vec::<String>::new(), "nothing is asked");
    assert!(!said.contains("Athena scanned"), "{said}");
}

#[test]
fn no_query_starts_that_may_cost_more_than_is_allowed() {
    let desk = AwsDesk::new(PROGRAM, world());
    let without = "athena://billing/modyo?output=s3://modyo-answers/mru/";
    let said = desk.refused_in_both("READER", &[without], &[]);
    let limit = "lets a query of Athena scan without limit, so that nothing bounds what it costs";
    assert!(said.contains(limit) && said.contains("to 199999094784 or less"), "{said}");
    let said = desk.refused_in_both("READER", &[TABLE], &["--max-aws-cost", "0.50"]);
    assert!(said.contains("scan 100000000000 bytes, and USD 0.50"), "{said}");
    let said = desk.refused_in_both("READER", &[TABLE], &["--max-aws-cost", "0.00001"]);
    assert!(said.contains("pays for 0"), "{said}");
    let seen = desk.seen();
    assert!(seen.iter().all(|it| it.ends_with("GetWorkGroup")), "nothing was started: {seen:?}");
}

/// Each way in which it fails, with what is said.
#[track_caller]
fn fails(prepare: impl Fn(&mut World), key: &str, costs: &str, said: &str) {
    let mut made = world();
    prepare(&mut made);
    let desk = AwsDesk::new(PROGRAM, made);
    let refused = desk.refused_in_both(key, &[costs], &[]);
    assert!(refused.contains(said), "`{said}` is not in {refused}");
}

#[test]
fn what_athena_refuses_is_told() {
    let nothing = |_: &mut World| {};
    fails(nothing, "EXPIRED", TABLE, "have expired");
    fails(nothing, "DENIED", TABLE, "athena:GetWorkGroup");
    let other = TABLE.replace("workgroup=costs", "workgroup=other");
    fails(nothing, "READER", &other, "WorkGroup other is not found");
    let nowhere = "athena://billing/modyo?workgroup=costs";
    fails(nothing, "READER", nowhere, "No output location provided");
    let broken = |world: &mut World| {
        world.athena.known[1].fails = Some("HIVE_BAD_DATA: Malformed Parquet file".to_owned());
    };
    fails(broken, "READER", TABLE, "ended as FAILED: HIVE_BAD_DATA: Malformed Parquet file");
    let huge = |world: &mut World| world.athena.known[1].scanned = LIMIT + 1;
    fails(huge, "READER", TABLE, "ended as CANCELLED: Query cancelled! : Bytes scanned limit");
    let unknown = |world: &mut World| world.athena.known[0].rows.truncate(1);
    fails(unknown, "READER", TABLE, "Athena knows no columns of billing.modyo");
    let endless = |world: &mut World| world.athena.without_end = true;
    fails(endless, "READER", TABLE, "without an end");
    let short = |world: &mut World| drop(world.athena.known[1].rows[1].pop());
    fails(short, "READER", TABLE, "has no readable `period_");
    let text = |world: &mut World| {
        for row in &mut world.athena.known[0].rows {
            if row[0].as_deref() == Some("line_item_unblended_cost") {
                row[1] = Some("varchar".to_owned());
            }
        }
    };
    fails(text, "READER", TABLE, "`line_item_unblended_cost`");
}
