//! Statements of generated months: the same whatever the order, sums of their lines, corrected once.

use std::collections::BTreeMap;

use mru_core::invoice::{Earlier, InvoiceLine, LineKind, Side, Statement, journal};
use mru_tests::month::{self, Case, Office, events};
use proptest::{collection::vec, prelude::*, sample::Index, test_runner::TestCaseError};
use rust_decimal::Decimal;

use super::config;

/// Bills all months of a case; the statements of those that have one, with their months.
fn billed(office: &Office, case: &Case) -> Vec<(u32, Statement)> {
    let accounts = case.accounts();
    let mut earlier: Vec<Earlier> = Vec::new();
    let mut statements = Vec::new();
    for run in 0..case.months {
        let events = events(&case.rows(run));
        let drafted = office.draft(case.first.plus(run), &accounts, &events, &earlier);
        if let Some(statement) = drafted.expect("a draft") {
            let number = format!("INV-{run}");
            earlier.push(Earlier { number, statement: statement.clone() });
            statements.push((run, statement));
        }
    }
    statements
}

fn sum<'a>(lines: impl Iterator<Item = &'a InvoiceLine>) -> Decimal {
    lines.map(|line| line.usd.as_decimal()).fold(Decimal::ZERO, |sum, usd| sum + usd)
}

fn shuffled<T>(mut list: Vec<T>, picks: &[Index]) -> Vec<T> {
    for (last, pick) in (1..list.len()).rev().zip(picks.iter().cycle()) {
        list.swap(last, pick.index(last + 1));
    }
    list
}

proptest! {
    #![proptest_config(config())]

    /// R103, R106: the order of events, late ones among them, changes no byte.
    #[test]
    fn the_order_of_events_changes_no_byte(
        case in month::any_case(),
        picks in vec(any::<Index>(), 1..20),
    ) {
        let office = Office::default();
        let other = Case { facts: shuffled(case.facts.clone(), &picks), ..case.clone() };
        let (one, other) = (billed(&office, &case), billed(&office, &other));
        for ((_, one), (_, other)) in one.iter().zip(&other) {
            prop_assert_eq!(one.canonical(), other.canonical());
        }
        prop_assert_eq!(one.len(), other.len());
    }

    /// R106: a statement that was kept is the same when it is read again, and is drafted again from
    /// the same facts.
    #[test]
    fn the_same_facts_give_the_same_bytes(case in month::any_case()) {
        let office = Office::default();
        let (one, other) = (billed(&office, &case), billed(&Office::default(), &case));
        prop_assert_eq!(one.len(), other.len());
        for ((_, one), (_, other)) in one.iter().zip(&other) {
            let bytes = one.canonical();
            prop_assert_eq!(&bytes, &other.canonical());
            let kept: Statement = serde_json::from_str(&bytes).expect("a statement");
            prop_assert_eq!(&kept.canonical(), &bytes);
            prop_assert_eq!(&kept, one);
        }
    }

    /// R81, R105: the total is the sum of the lines, and the journal balances.
    #[test]
    fn totals_are_sums_and_the_journal_balances(case in month::any_case()) {
        for (_, statement) in billed(&Office::default(), &case) {
            let totals = &statement.totals;
            let tax = |line: &&InvoiceLine| line.kind() == LineKind::Tax;
            let of_tax = sum(statement.lines.iter().filter(tax));
            prop_assert_eq!(totals.total_usd.as_decimal(), sum(statement.lines.iter()));
            prop_assert_eq!(totals.tax_usd.as_decimal(), of_tax);
            prop_assert_eq!(totals.net_usd.as_decimal() + of_tax, totals.total_usd.as_decimal());
            balanced(&statement)?;
        }
    }

    /// R92: once corrected, twice the same facts correct nothing more.
    #[test]
    fn a_correction_is_made_once(case in month::any_case()) {
        let office = Office::default();
        let accounts = case.accounts();
        let numbered = |(run, statement)| Earlier { number: format!("INV-{run}"), statement };
        let mut earlier: Vec<Earlier> = billed(&office, &case).into_iter().map(numbered).collect();
        let events = events(&case.rows(u32::MAX));
        // The first run may correct what was known late; the second has nothing left to correct.
        for run in case.months..case.months + 2 {
            let next = case.first.plus(run);
            let drafted = match office.draft(next, &accounts, &events, &earlier) {
                Ok(Some(statement)) => statement,
                Ok(None) => continue,
                Err(findings) => {
                    // What ends with the contract ends; there is nothing after it.
                    prop_assert!(findings.iter().all(|finding| finding.rule == "B4"));
                    return Ok(());
                }
            };
            let corrections = drafted.lines.iter().filter(|it| it.kind() == LineKind::Correction);
            if run > case.months {
                prop_assert_eq!(corrections.count(), 0);
            }
            earlier.push(Earlier { number: format!("INV-{run}"), statement: drafted });
        }
    }

    /// R92: whatever was known when, everything billed for a month in the end is what it should be.
    #[test]
    fn corrections_end_at_what_is_right(case in month::any_case()) {
        let office = Office::default();
        let last = Case {
            facts: case.facts.iter().map(|fact| month::Fact { known: 0, ..fact.clone() }).collect(),
            ..case.clone()
        };
        let by_component = |case: &Case| {
            let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
            for (_, statement) in billed(&office, case) {
                for line in &statement.lines {
                    if line.kind() <= LineKind::Correction {
                        let period = line.corrects().map_or(statement.period, |it| it.period);
                        let of = [line.deployment(), line.environment(), line.name(), line.size()];
                        let key = format!("{period} {of:?} {}", line.description());
                        *sums.entry(key).or_default() += line.usd.as_decimal();
                    }
                }
            }
            sums.retain(|_, sum| !sum.is_zero());
            sums
        };
        // A month without a statement is not corrected, and the last run must know everything.
        let late = case.facts.iter().any(|fact| fact.known >= case.months);
        if !late && billed(&office, &case).len() == usize::try_from(case.months).expect("few") {
            prop_assert_eq!(by_component(&case), by_component(&last));
        }
    }
}

/// Debits equal credits, and what the customer owes is the total.
fn balanced(statement: &Statement) -> Result<(), TestCaseError> {
    let entries = journal(statement).expect("a journal");
    let side = |side: Side| {
        let entries = entries.iter().filter(|entry| entry.side == side);
        entries.fold(Decimal::ZERO, |sum, entry| sum + entry.usd.as_decimal())
    };
    prop_assert_eq!(side(Side::Debit), side(Side::Credit));
    prop_assert!(entries.iter().all(|entry| !entry.usd.is_negative() && !entry.usd.is_zero()));
    let owed = entries.iter().filter(|entry| entry.account == "accounts-receivable");
    let owed: Decimal = owed.fold(Decimal::ZERO, |sum, entry| match entry.side {
        Side::Debit => sum + entry.usd.as_decimal(),
        Side::Credit => sum - entry.usd.as_decimal(),
    });
    prop_assert_eq!(owed, statement.totals.total_usd.as_decimal());
    Ok(())
}
