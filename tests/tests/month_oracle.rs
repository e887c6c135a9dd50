//! The real invoices equal the oracle's to the last digit, line by line, month after month.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use mru_core::{
    account::Account,
    invoice::{Earlier, Statement},
};
use mru_tests::{
    month::{self, Case, Office, PRORATIONS, ZONES, situations},
    month_oracle::{Book, Clerk, Invoice, Line, Month, Subject},
    oracle::exact,
    run::{list, root},
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
        corrects: match &line["corrects"] {
            Value::Null => String::new(),
            of => format!("{} {}", text(&of["period"]), text(&of["kind"])),
        },
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

/// Rate cards, as the product and as the oracle reads them.
struct Shelf {
    office: Office,
    book: Book,
}

/// Bills all months of a case twice, each with the facts that are known by then.
///
/// A month that was not billed in its time, because nothing of it was known, is named by every later
/// run and billed before it (N7).
fn compare(case: &Case, shelves: &[Shelf], seen: &mut Seen) -> Result<(), TestCaseError> {
    let mut twice =
        Twice { accounts: case.accounts(), clerk: Clerk::new(&case.versions), earlier: Vec::new() };
    for run in 0..case.months {
        let rows = case.rows(run);
        // The later half of the months is billed by the last cards.
        let shelf = &shelves[usize::from(2 * run > case.months) % shelves.len()];
        for before in 0..=run {
            let month = case.first.plus(before);
            if twice.issued(month) {
                continue;
            }
            let statement = twice.bill(shelf, month, &rows)?;
            seen.months += 1;
            if let Some(statement) = statement {
                note(&statement, case, month, seen);
            }
        }
    }
    Ok(())
}

/// One customer, billed by the product and by the oracle.
struct Twice<'a> {
    accounts: Vec<Account>,
    clerk: Clerk<'a>,
    earlier: Vec<Earlier>,
}

impl<'a> Twice<'a> {
    fn issued(&self, month: Month) -> bool {
        self.earlier.iter().any(|it| it.statement.period.to_string() == month.written())
    }

    /// Bills a month by both, and holds one against the other.
    fn bill(
        &mut self,
        shelf: &'a Shelf,
        month: Month,
        rows: &[Value],
    ) -> Result<Option<Statement>, TestCaseError> {
        let Shelf { office, book } = shelf;
        let real = office
            .draft(month, &self.accounts, &month::events(rows), &self.earlier)
            .map_err(|findings| TestCaseError::fail(format!("{findings:#?}")))?;
        let expected = self.clerk.bill(book, month, rows);
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
        if let Some(statement) = &real {
            let number = format!("INV-{}", self.earlier.len());
            self.earlier.push(Earlier { number, statement: statement.clone() });
        }
        Ok(real)
    }
}

/// Counts what a statement holds, and what is special about its customer.
fn note(statement: &Statement, case: &Case, month: Month, seen: &mut Seen) {
    let json = serde_json::to_value(statement).expect("a statement is plain data");
    let lines = json["lines"].as_array().expect("lines");
    let kinds: BTreeSet<String> = lines.iter().map(|line| text(&line["kind"])).collect();
    kinds.into_iter().for_each(|kind| seen.add(format!("with {kind}")));
    let any = |of: &dyn Fn(&Value) -> bool| lines.iter().any(of);
    let elastic = |line: &Value| line["kind"] == "elasticity";
    let situations = [
        ("with billed elasticity", any(&|line| elastic(line) && line["usd"] != "0.00")),
        ("elasticity in pre-production", any(&|it| elastic(it) && it["environment"] == "staging")),
        ("Single Sign-On", any(&|line| line["component"] == "sso")),
        ("elastic use of Single Sign-On", any(&|it| elastic(it) && any(&|of| is_sso(of, it)))),
        ("several taxes", lines.iter().filter(|line| line["kind"] == "tax").count() > 1),
    ];
    let seen_here = situations.into_iter().filter(|(_, is)| *is).map(|(name, _)| name);
    seen_here.chain(situations::of(case, month)).for_each(|name| seen.add(name));
    seen.add(text(&json["pricing"]["proration"]));
    seen.add(text(&json["pricing"]["rounding"]));
    seen.add(text(&json["time_zone"]));
    seen.add(text(&json["period"]));
    seen.add(format!("{} versions", case.versions.len()));
}

/// Whether a line is Single Sign-On, and another is about its containers.
fn is_sso(line: &Value, containers: &Value) -> bool {
    let same = ["deployment", "environment", "name"];
    line["component"] == "sso" && same.iter().all(|field| line[*field] == containers[*field])
}

/// Compares so many customers, and looks at what they were.
fn compare_all(shelves: &[Shelf], customers: u32, wanted: &[&str]) {
    let seen = RefCell::new(Seen::default());
    let config =
        ProptestConfig { cases: customers, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config)
        .run(&month::any_case(), |case| compare(&case, shelves, &mut seen.borrow_mut()));
    let seen = seen.into_inner();
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(seen.months >= 1_000, "only {} months were compared", seen.months);
    let count = |wanted: &str| seen.by.get(wanted).copied().unwrap_or(0);
    let rare: Vec<(&str, u32)> =
        wanted.iter().map(|wanted| (*wanted, count(wanted))).filter(|it| it.1 < 20).collect();
    assert!(rare.is_empty(), "of {} months only {rare:?}", seen.months);
}

const KINDS: [&str; 18] = [
    "with component",
    "with elasticity",
    "with billed elasticity",
    "with one-off",
    "with correction",
    "with commitment",
    "with minimum",
    "with discount",
    "with tax",
    "several taxes",
    "elasticity in pre-production",
    "Single Sign-On",
    "elastic use of Single Sign-On",
    "half-away-from-zero",
    "half-to-even",
    "2028-02",
    "2 versions",
    "3 versions",
];

#[test]
fn any_month_costs_what_the_oracle_says() {
    let book = Book::read(&root().join("pricing-tables/reference"));
    let wanted: Vec<&str> =
        KINDS.into_iter().chain(PRORATIONS).chain(ZONES).chain(situations::NAMES).collect();
    compare_all(&[Shelf { office: Office::default(), book }], 1_200, &wanted);
}

fn shelf(folder: &Path) -> Shelf {
    Shelf { office: Office::with_cards(folder), book: Book::read(&folder.join("reference")) }
}

/// Locks, and what they leave to the card of the day, show where cards follow each other.
#[test]
fn any_month_costs_what_the_oracle_says_while_cards_change() {
    compare_all(&[shelf(&month::changing_cards())], 1_200, &situations::NAMES);
}

/// A card that is published later changes no month that was billed, whatever its first day says
/// (N4).
#[test]
fn an_issued_month_keeps_its_card() {
    let (all, few) = (month::changing_cards(), tempfile::tempdir().expect("a folder"));
    for version in list(&all.join("reference")).iter().step_by(2) {
        let copy = few.path().join("reference").join(version.file_name().expect("a day"));
        fs::create_dir_all(&copy).expect("a folder");
        for file in list(version) {
            fs::copy(&file, copy.join(file.file_name().expect("a name"))).expect("a copy");
        }
    }
    compare_all(&[shelf(few.path()), shelf(&all)], 600, &["with correction"]);
}
