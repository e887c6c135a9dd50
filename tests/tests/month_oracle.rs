//! The real invoices equal the oracle's to the last digit, line by line, month after month.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use mru_core::invoice::{Earlier, Statement};
use mru_tests::{
    month::{self, Case, Office, PRORATIONS, ZONES},
    month_oracle::{Book, Clerk, Invoice, Line, Subject},
    oracle::exact,
    run::root,
};
use num_bigint::BigInt;
use proptest::{
    prelude::*,
    test_runner::{TestCaseError, TestRunner},
};
use serde_json::Value;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn cents(value: &Value) -> BigInt {
    text(value).replace('.', "").parse().expect("an amount in cents")
}

/// A statement in the words of the oracle.
fn invoice(statement: &Statement) -> Invoice {
    let json = serde_json::to_value(statement).expect("a statement is plain data");
    let kinds = [
        "component",
        "elasticity",
        "one-off",
        "correction",
        "commitment",
        "minimum",
        "discount",
        "tax",
    ];
    let line = |line: &Value| Line {
        kind: kinds.into_iter().find(|kind| line["kind"] == *kind).expect("a kind"),
        corrects: text(&line["corrects"]["period"]),
        subject: Subject {
            of: ["deployment", "environment", "component", "name", "size"]
                .map(|field| text(&line[field])),
            description: text(&line["description"]),
        },
        mru: exact(&text(&line["mru"])),
        cents: cents(&line["usd"]),
    };
    let mut lines: Vec<Line> = json["lines"].as_array().expect("lines").iter().map(line).collect();
    lines.sort();
    let totals = &json["totals"];
    Invoice {
        lines,
        mru: exact(&text(&totals["mru"])),
        net: cents(&totals["net_usd"]),
        tax: cents(&totals["tax_usd"]),
        total: cents(&totals["total_usd"]),
    }
}

/// A line for messages.
fn shown(line: &Line) -> String {
    let Line { kind, corrects, subject, mru, cents } = line;
    let of = subject.of.join("/");
    format!("{kind} {corrects} {of} {}: {mru} MRU, {cents} cents", subject.description)
}

/// How often something was compared.
#[derive(Default)]
struct Seen {
    months: u32,
    by: BTreeMap<String, u32>,
}

impl Seen {
    fn add(&mut self, what: impl Into<String>) {
        *self.by.entry(what.into()).or_default() += 1;
    }
}

/// Bills all months of a case twice, each with the facts that are known by then.
fn compare(
    case: &Case,
    office: &Office,
    book: &Book,
    seen: &mut Seen,
) -> Result<(), TestCaseError> {
    let accounts = case.accounts();
    let mut clerk = Clerk::new(book, &case.versions);
    let mut earlier: Vec<Earlier> = Vec::new();
    for run in 0..case.months {
        let (month, rows) = (case.first.plus(run), case.rows(run));
        let real = office
            .draft(month, &accounts, &month::events(&rows), &earlier)
            .map_err(|findings| TestCaseError::fail(format!("{findings:#?}")))?;
        let expected = clerk.bill(month, &rows);
        let billed = real.as_ref().map(invoice);
        if let (Some(real), Some(expected)) = (&billed, &expected) {
            let only = |one: &Invoice, other: &Invoice| -> Vec<String> {
                let mut rest = other.lines.clone();
                let missing = one.lines.iter().filter(|line| {
                    let found = rest.iter().position(|other| other == *line);
                    found.map(|at| rest.remove(at)).is_none()
                });
                missing.map(shown).collect()
            };
            let (core, oracle) = (only(real, expected), only(expected, real));
            prop_assert!(
                core.is_empty() && oracle.is_empty(),
                "{}: only core has {core:#?}, only the oracle {oracle:#?}",
                month.written(),
            );
        }
        prop_assert_eq!(&billed, &expected, "{}", month.written());
        seen.months += 1;
        if let Some(statement) = real {
            note(&statement, case, seen);
            earlier.push(Earlier { number: format!("INV-{run}"), statement });
        }
    }
    Ok(())
}

/// Counts what a statement holds.
fn note(statement: &Statement, case: &Case, seen: &mut Seen) {
    let json = serde_json::to_value(statement).expect("a statement is plain data");
    let lines = json["lines"].as_array().expect("lines");
    let kinds: BTreeSet<String> = lines.iter().map(|line| text(&line["kind"])).collect();
    kinds.into_iter().for_each(|kind| seen.add(format!("with {kind}")));
    let billed = |line: &&Value| line["kind"] == "elasticity" && line["usd"] != "0.00";
    if lines.iter().any(|line| billed(&line)) {
        seen.add("with billed elasticity");
    }
    seen.add(text(&json["pricing"]["proration"]));
    seen.add(text(&json["pricing"]["rounding"]));
    seen.add(text(&json["time_zone"]));
    seen.add(text(&json["period"]));
    seen.add(format!("{} versions", case.versions.len()));
}

#[test]
fn any_month_costs_what_the_oracle_says() {
    let office = Office::default();
    let book = Book::read(&root().join("pricing-tables/reference"));
    let seen = RefCell::new(Seen::default());
    let config =
        ProptestConfig { cases: 1_200, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config)
        .run(&month::any_case(), |case| compare(&case, &office, &book, &mut seen.borrow_mut()));
    let seen = seen.into_inner();
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(seen.months >= 1_000, "only {} months were compared", seen.months);
    let kinds = [
        "component",
        "elasticity",
        "billed elasticity",
        "one-off",
        "correction",
        "commitment",
        "minimum",
        "discount",
        "tax",
    ];
    let wanted = kinds.iter().map(|kind| format!("with {kind}"));
    let wanted = wanted
        .chain(PRORATIONS.map(str::to_owned))
        .chain(ZONES.map(str::to_owned))
        .chain(["half-away-from-zero", "half-to-even", "2028-02", "2 versions"].map(str::to_owned));
    for wanted in wanted {
        let count = seen.by.get(&wanted).copied().unwrap_or(0);
        assert!(count >= 20, "only {count} of {} months: {wanted}", seen.months);
    }
}
