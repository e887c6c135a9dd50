//! Exports that a spreadsheet opens without running what somebody wrote into a name.

use mru_tests::{facts::Customer, store::Store};

use super::PROGRAM;

const NASTY: [&str; 4] = ["＝1+1", "x;=1+1", "-2+3", "a; ＠SUM(A1)"];

/// A store whose names, descriptions and tickets would be formulas.
fn store() -> Store {
    let store = Store::sqlite(PROGRAM);
    let supplier = format!(
        "legal = {{ name = \"{}\", tax_id = \"+76\", address = [\"Santiago\"] }}\n",
        NASTY[0]
    );
    store.ok(&["supplier", "put", &store.file("supplier.toml", &supplier)]);
    store.admit(&[Customer { name: Some(NASTY[1]), tax_id: "@1", ..Customer::of("insurer") }]);
    let events = format!(
        "id,type,time,customer,environment,component,name,size,quantity,redundancy,usd,description,ticket\n\
         =e1,activated,2026-04-01T00:00:00-04:00,insurer,production,container,ms-a,1x2,1,2,,,{}\n\
         e2,one-off,2026-04-11T09:00:00-04:00,insurer,production,sso,sso,,,,20.00,{},{}\n",
        NASTY[3], NASTY[2], NASTY[1]
    );
    store.ok(&["meter", "import", &store.file("events.csv", &events)]);
    store.issue("2026-04", "2026-05-01");
    store
}

/// Whether a spreadsheet that cuts at some separator finds a formula that is no number.
fn has_formula(cell: &str) -> bool {
    let starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let parts = cell.split([',', ';', '|', '\t', '\r', '\n']);
    let parts = parts.map(|part| part.trim_start_matches(['"', ' ']));
    let mut formulas = parts.filter(|part| part.starts_with(starts));
    formulas.any(|part| part.parse::<rust_decimal::Decimal>().is_err())
}

#[test]
fn no_cell_of_any_export_begins_a_formula() {
    let store = store();
    for format in ["csv", "journal", "focus"] {
        let exported = store.ok(&["export", "2026-04", "--format", format]);
        let mut rows = csv::Reader::from_reader(exported.as_bytes());
        let heading: Vec<String> =
            rows.headers().expect("a heading").iter().map(str::to_owned).collect();
        let mut seen = 0;
        for row in rows.records() {
            for (column, cell) in heading.iter().zip(&row.expect("a row")) {
                assert!(!has_formula(cell), "{format} {column}: {cell}");
                seen += 1;
            }
        }
        assert!(seen > 10, "{format}");
        // Nor does a line that a spreadsheet cuts at semicolons, heedless of our quotes.
        for line in exported.lines() {
            for part in line.split(';').skip(1) {
                assert!(!has_formula(part.split(',').next().unwrap_or_default()), "{line}");
            }
        }
    }
    let exported = store.ok(&["export", "2026-04", "--format", "csv"]);
    for shown in ["'＝1+1", "x;'=1+1", "'-2+3", "a; '＠SUM(A1)", "'=e1"] {
        assert!(exported.contains(shown), "{shown}: {exported}");
    }
}

#[test]
fn what_a_quote_exports_begins_no_formula() {
    let deployment = "id = \"d\"\ncustomer = \"c\"\n[[environments]]\nname = \"=qa\"\nkind = \"pre-production\"\n\
        containers = [{ name = \"ms-a\", vcpu = 1, memory_gb = 2, repository = \"x;=1+1\", branch = \"main\" }]\n";
    let quote = mru_tests::run::run(
        PROGRAM,
        &["quote", "-", "--format", "csv", "--as-of", "2026-11-21"],
        deployment,
    );
    assert_eq!(quote.code, 0, "{}", quote.stderr);
    assert!(quote.stdout.contains("'=qa") && quote.stdout.contains("x;'=1+1"), "{}", quote.stdout);
    let mut rows = csv::Reader::from_reader(quote.stdout.as_bytes());
    for row in rows.records() {
        for cell in &row.expect("a row") {
            assert!(!has_formula(cell), "{cell}");
        }
    }
}
