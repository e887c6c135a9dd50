//! A document explains itself: its JSON alone gives every line, floor, discount, correction and tax,
//! and the total, to the cent.

use mru_core::invoice::{Credit, CreditAmount, CreditReason, DocumentKind, Earlier, credit, debit};
use mru_tests::{
    explains,
    month::{self, Case, Office, events},
    store::Store,
};
use proptest::{prelude::*, test_runner::TestCaseError};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

fn check(document: &Earlier) -> Result<(), TestCaseError> {
    let json: Value = serde_json::from_str(&document.statement.canonical()).expect("JSON");
    explains::check(&json)
        .map_err(|reason| TestCaseError::fail(format!("{}: {reason}\n{json:#}", document.number)))
}

/// Bills all months of a case, and gives lines of each invoice back and charges some again.
fn documents(case: &Case, picks: &[u32]) -> Vec<Earlier> {
    let (office, accounts) = (Office::default(), case.accounts());
    let mut issued: Vec<Earlier> = Vec::new();
    let mut picks = picks.iter().copied().cycle();
    let mut pick = move || picks.next().unwrap_or(0);
    for run in 0..=case.months {
        let known = events(&case.rows(run));
        let drafted = office.draft(case.first.plus(run), &accounts, &known, &issued);
        let Ok(Some(statement)) = drafted else { continue };
        let invoice = Earlier { number: format!("INV-{run}"), statement };
        issued.push(invoice.clone());
        if invoice.statement.kind != DocumentKind::Invoice {
            continue;
        }
        for line in &invoice.statement.lines {
            let amount = match pick() % 4 {
                0 => CreditAmount::Whole,
                1 => CreditAmount::Days(1 + pick() % 9),
                2 => CreditAmount::Usd(mru_core::units::Usd::of_cents(i64::from(1 + pick() % 900))),
                _ => continue,
            };
            let reasons = [CreditReason::Goodwill, CreditReason::Correction];
            let reason = reasons[usize::try_from(pick() % 2).expect("small")];
            let asked = [Credit { line: line.line, amount }];
            let Ok(statement) = credit(&invoice, &issued, &asked, reason) else { continue };
            let note = Earlier { number: format!("CN-{}", issued.len()), statement };
            issued.push(note.clone());
            let again = [Credit { line: 1, amount: CreditAmount::Whole }];
            if pick() % 3 == 0
                && let Ok(statement) = debit(&note, &issued, &again)
            {
                issued.push(Earlier { number: format!("DN-{}", issued.len()), statement });
            }
        }
    }
    issued
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn every_document_of_generated_months_explains_itself(
        case in month::any_case(),
        picks in proptest::collection::vec(any::<u32>(), 1..40),
    ) {
        for document in documents(&case, &picks) {
            check(&document)?;
        }
    }
}

#[test]
fn every_document_of_the_demonstration_explains_itself() {
    let store = Store::sqlite(PROGRAM);
    let out = store.file("out", "");
    std::fs::remove_file(&out).expect("a place for documents");
    store.ok(&["demo", "--out", &out]);
    let mut seen = 0;
    for period in ["2026-09", "2026-10"] {
        let listed = store.ok(&["invoice", "list", period, "--format", "json"]);
        let listed: Value = serde_json::from_str(&listed).expect("JSON");
        for number in
            listed.as_array().expect("a list").iter().filter_map(|it| it["number"].as_str())
        {
            let shown = store.ok(&["invoice", "show", number, "--format", "json"]);
            let shown: Value = serde_json::from_str(&shown).expect("JSON");
            explains::check(&shown["statement"])
                .unwrap_or_else(|reason| panic!("{number}: {reason}\n{shown:#}"));
            seen += 1;
        }
    }
    assert!(seen >= 20, "only {seen} documents");
}

/// What is changed is noticed: no number of a document can be another one.
#[test]
fn a_changed_number_is_noticed() {
    let case = month::case(&[1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]);
    let documents = documents(&case, &[2, 5, 0, 3]);
    let mut changed = 0;
    for document in &documents {
        let json: Value = serde_json::from_str(&document.statement.canonical()).expect("JSON");
        for (index, line) in json["lines"].as_array().expect("lines").iter().enumerate() {
            // What a note says of weights and percentages does not always make its amount: it is what
            // is taken of the line, and what remains may bound a percentage.
            let note = ["credit", "debit"].iter().any(|kind| line["kind"] == *kind)
                || !line["followed"].is_null();
            for field in ["weight_mru", "quantity", "usd", "percent", "base"] {
                let for_readers = note && field != "usd";
                if line[field].is_null() || line["usd"] == "0.00" || for_readers {
                    continue;
                }
                let mut other = json.clone();
                other["lines"][index][field] = Value::from("7777.77");
                // An amount that is given is only noticed in the sums.
                assert!(explains::check(&other).is_err(), "{field} of {line}");
                changed += 1;
            }
        }
    }
    assert!(changed > 10, "only {changed} changes");
}
