//! The SQL for Amazon Athena: what it asks, and that its answer says what the reader of parquet says.
//!
//! DuckDB ran the SQL over the parquet of the fixtures (`fixtures/costs/athena.py`); its answer is committed.
//! Where DuckDB is at hand (`MRU_DUCKDB`, a Python that has it), it runs again, over generated months too.

mod common;

use std::{fs, path::Path, process::Command};

use common::{fixture, shown};
use cost_data::{
    AthenaQuery, AthenaTable, CostDataError, Counts, Options, RolledUp, Source, roll_up,
};
use mru_core::{
    calendar::Period,
    costs::{Basis, Grouping},
};

const NAME: &str = "athena://billing/modyo";
const PARQUET: &str =
    "modyo-parquet/data/BILLING_PERIOD=2026-10/modyo-parquet-00001.snappy.parquet";

fn month() -> Period {
    "2026-10".parse().unwrap()
}

/// As a reconciliation rolls up.
fn options() -> Options {
    let grouping =
        Grouping { operation: false, region: false, resource: true, ..Grouping::default() };
    Options {
        period: Some(month()),
        basis: None,
        environment: Some(String::from("environment")),
        component: Some(String::from("component")),
        grouping,
    }
}

fn columns() -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(fixture("athena/columns.csv")).unwrap();
    reader.records().map(|row| row.unwrap()).map(|row| (row[0].into(), row[1].into())).collect()
}

fn table(columns: Vec<(String, String)>) -> AthenaTable {
    AthenaTable { database: String::from("billing"), table: String::from("modyo"), columns }
}

fn query(columns: Vec<(String, String)>) -> Result<AthenaQuery, CostDataError> {
    table(columns).roll_up_query(NAME, month(), &options())
}

/// The rows of an answer in CSV, as the query says them.
fn rows(query: &AthenaQuery, text: &str) -> Vec<Vec<Option<String>>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), query.answers);
    let cell = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    reader.records().map(|row| row.unwrap().iter().map(cell).collect()).collect()
}

/// The roll-up of an answer.
fn read(query: &AthenaQuery, text: &str) -> Result<RolledUp, CostDataError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.csv");
    fs::write(&file, query.written(&rows(query, text))).unwrap();
    roll_up(&Source::open(&[file], Some(month()))?, &options())
}

/// What DuckDB answers to a query over a file, where there is a DuckDB.
fn duckdb(query: &AthenaQuery, parquet: &Path) -> Option<String> {
    let Ok(python) = std::env::var("MRU_DUCKDB") else {
        eprintln!("`MRU_DUCKDB` names no Python that has duckdb: left out");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let sql = folder.path().join("query.sql");
    fs::write(&sql, &query.sql).unwrap();
    let script = fixture("athena.py");
    let run =
        Command::new(python).arg(script).arg("answer").arg(sql).arg(parquet).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(String::from_utf8(run.stdout).unwrap())
}

#[test]
fn the_query_of_the_fixtures_is_as_committed() {
    let query = query(columns()).unwrap();
    let path = fixture("athena/query.sql");
    if std::env::var_os("MRU_BLESS").is_some() {
        fs::write(&path, format!("{}\n", query.sql)).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), format!("{}\n", query.sql));
    assert!(!query.sql.to_lowercase().contains("sum(line_item"), "no double is added up");
}

#[test]
fn the_answer_says_what_the_reader_of_parquet_says() {
    let query = query(columns()).unwrap();
    let local = common::read(&[fixture(PARQUET)], &options()).unwrap();
    let committed = fs::read_to_string(fixture("athena/answer.csv")).unwrap();
    let told = duckdb(&query, &fixture(PARQUET));
    for text in [Some(committed), told].into_iter().flatten() {
        let answered = read(&query, &text).unwrap();
        assert_eq!(shown(&answered), shown(&local));
        assert_eq!(answered.counts, local.counts);
        assert_eq!(answered.groups.currency(), local.groups.currency());
        for basis in Basis::ALL {
            assert_eq!(common::sums(&answered, basis), common::sums(&local, basis), "{basis:?}");
        }
    }
}

/// A month of which somebody has the parquet, such as a generated one: `MRU_ATHENA_PARQUET`.
#[test]
fn any_month_says_what_the_reader_of_parquet_says() {
    let Some(parquet) = std::env::var_os("MRU_ATHENA_PARQUET") else { return };
    let parquet = Path::new(&parquet);
    let python = std::env::var("MRU_DUCKDB").expect("a Python that has duckdb");
    let listed = Command::new(python)
        .arg(fixture("athena.py"))
        .arg("columns")
        .arg(parquet)
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let cells = |line: &str| line.split_once(',').map(|(a, b)| (a.into(), b.replace('"', "")));
    let query = query(listed.lines().skip(1).filter_map(cells).collect()).unwrap();
    let answered = read(&query, &duckdb(&query, parquet).unwrap()).unwrap();
    let local = common::read(&[parquet.to_owned()], &options()).unwrap();
    // Rows of other months are not even looked at.
    assert_eq!(answered.counts, Counts { other_periods: 0, ..local.counts });
    assert_eq!(shown(&answered), shown(&local));
    eprintln!("{} rows in {} groups say the same", local.counts.rows, local.groups.len());
}

/// The committed answer with a cell changed, by the name of its column.
fn changed(column: &str, to: &str) -> Result<RolledUp, CostDataError> {
    let query = query(columns()).unwrap();
    let text = fs::read_to_string(fixture("athena/answer.csv")).unwrap();
    let mut all = rows(&query, &text);
    let at = query.heading.iter().position(|it| it == column).unwrap();
    all[0][at] = (!to.is_empty()).then(|| to.to_owned());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.csv");
    fs::write(&file, query.written(&all)).unwrap();
    roll_up(&Source::open(&[file], Some(month()))?, &options())
}

#[test]
fn what_athena_could_not_add_up_exactly_is_refused() {
    for (column, value, said) in [
        ("mru_inexact", "1", "at most 25 decimal places"),
        ("mru_rows", "0", "a count of rows"),
        ("mru_rows", "many", "a count of rows"),
        ("line_item_line_item_type", "Gift", "line type"),
        ("line_item_unblended_cost", "", "decimal"),
    ] {
        let refused = changed(column, value).unwrap_err().to_string();
        assert!(refused.contains(said) && refused.contains(column), "{refused}");
    }
    let rows = changed("mru_rows", "7").unwrap().counts.rows;
    assert!(rows > common::read(&[fixture(PARQUET)], &options()).unwrap().counts.rows);
}

#[test]
fn columns_of_a_table_are_judged_before_anything_is_scanned() {
    let with = |name: &str, kind: Option<&str>| {
        let mut all = columns();
        let at = all.iter().position(|(column, _)| column == name).unwrap();
        match kind {
            Some(kind) => all[at].1 = kind.to_owned(),
            None => drop(all.remove(at)),
        }
        query(all)
    };
    let refused = |name: &str, kind| with(name, kind).unwrap_err().to_string();
    let said = refused("line_item_unblended_cost", Some("varchar"));
    assert!(said.contains("`line_item_unblended_cost`") && said.contains("varchar"), "{said}");
    let said = refused("line_item_unblended_cost", Some("real"));
    assert!(said.contains("real"), "a float has lost its digits already: {said}");
    let said = refused("line_item_usage_amount", Some("decimal(38,30)"));
    assert!(said.contains("decimal(38,30)"), "{said}");
    let said = refused("resource_tags", Some("varchar"));
    assert!(said.contains("resource_tags"), "{said}");
    let said = refused("line_item_usage_account_id", None);
    assert!(said.contains("lacks the column `line_item_usage_account_id`"), "{said}");
    for (name, kind) in [
        ("line_item_unblended_cost", Some("decimal(38,18)")),
        ("line_item_usage_amount", Some("bigint")),
        ("line_item_net_unblended_cost", None),
        ("reservation_reservation_a_r_n", None),
        ("resource_tags", None),
        ("billing_period", None),
    ] {
        assert!(with(name, kind).is_ok(), "{name}");
    }
}

#[test]
fn only_the_partition_of_the_month_is_scanned_where_there_is_one() {
    let sql = |more: &[&str]| {
        let mut all = columns();
        all.retain(|(name, _)| name != "billing_period");
        all.extend(more.iter().map(|name| ((*name).to_owned(), String::from("varchar"))));
        query(all).unwrap().sql
    };
    assert!(query(columns()).unwrap().sql.contains("AND \"billing_period\" = '2026-10'"));
    let of_cur = sql(&["year", "month"]);
    assert!(of_cur.contains("\"year\" = '2026' AND \"month\" IN ('10', '10')"), "{of_cur}");
    let without = sql(&[]);
    assert!(!without.contains("billing_period\" ="), "{without}");
    assert!(without.contains(">= TIMESTAMP '2026-10-01 00:00:00'"), "{without}");
}

#[test]
fn names_and_texts_of_users_are_quoted() {
    let asked = Options { environment: Some(String::from("O'Hara")), ..options() };
    let query = table(columns()).roll_up_query(NAME, month(), &asked).unwrap();
    assert!(query.sql.contains("'user_O''Hara'"), "{}", query.sql);
    let table = AthenaTable::columns_query("a'b", "C");
    assert!(table.sql.contains("table_schema = 'a''b' AND table_name = 'c'"), "{}", table.sql);
}
