//! Month after month: what earlier months should have been becomes lines of the next document
//! (R92, N7).

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_traits::Zero as _;
use serde_json::Value;

use super::{
    book::Book,
    calendar::Month,
    floors::net,
    lines::{Line, Subject, shown},
    tax::taxes,
    terms::Terms,
};
use crate::oracle::{Exact, exact};

/// The lines of a month and their sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The lines, ordered by all that they hold.
    pub lines: Vec<Line>,
    /// MRUs of the month as shown.
    pub mru: Exact,
    /// Cents before tax.
    pub net: BigInt,
    /// Cents of tax.
    pub tax: BigInt,
    /// Cents.
    pub total: BigInt,
}

/// Cents by what they are billed for.
type Account = BTreeMap<(&'static str, Subject), BigInt>;

/// A month that was billed.
#[derive(Debug)]
struct Billed<'a> {
    /// The cards as they were then: the month keeps them for ever (N4).
    book: &'a Book,
    /// What was billed until now, corrections included.
    account: Account,
}

/// Bills one customer, month after month.
#[derive(Debug)]
pub struct Clerk<'a> {
    versions: &'a [Value],
    /// A month that was run and had nothing to bill is here as well: what becomes known of it
    /// later is not lost (N7).
    billed: BTreeMap<Month, Billed<'a>>,
}

impl<'a> Clerk<'a> {
    /// Starts with nothing billed.
    pub fn new(versions: &'a [Value]) -> Clerk<'a> {
        Clerk { versions, billed: BTreeMap::new() }
    }

    /// Bills a month by the cards and from the rows known by now, and remembers it as issued.
    pub fn bill(&mut self, book: &'a Book, month: Month, rows: &[Value]) -> Option<Invoice> {
        let terms = Terms::new(month, book, self.versions);
        let (mut lines, mru) = net(&terms, rows);
        self.billed.insert(month, Billed { book, account: account(&lines) });
        let mut subtotals: BTreeMap<Month, BigInt> = BTreeMap::new();
        if !lines.is_empty() {
            subtotals.insert(month, sum(&lines, |_| true));
        }
        for (earlier, line) in self.corrections(month, rows) {
            *subtotals.entry(earlier).or_default() += &line.cents;
            lines.push(line);
        }
        if lines.is_empty() {
            return None;
        }
        lines.extend(taxes(&terms, self.versions, &subtotals));
        lines.sort();
        let (net, tax) =
            (sum(&lines, |line| line.kind != "tax"), sum(&lines, |line| line.kind == "tax"));
        Some(Invoice { mru: shown(&mru), total: &net + &tax, net, tax, lines })
    }

    /// What earlier months should have been, less what was billed for them, by the terms and the
    /// card of each (N4).
    fn corrections(&mut self, month: Month, rows: &[Value]) -> Vec<(Month, Line)> {
        let mut lines = Vec::new();
        for (earlier, Billed { book, account: billed }) in self.billed.range_mut(..month) {
            let right = account(&net(&Terms::new(*earlier, book, self.versions), rows).0);
            let keys: BTreeSet<_> = right.keys().chain(billed.keys()).cloned().collect();
            for key in keys {
                let of = |account: &Account| account.get(&key).cloned().unwrap_or_default();
                let cents = of(&right) - of(billed);
                if !cents.is_zero() {
                    let corrects = format!("{} {}", earlier.written(), key.0);
                    let (subject, mru) = (key.1, exact("0"));
                    let kind = "correction";
                    lines.push((*earlier, Line { kind, corrects, subject, mru, cents }));
                }
            }
            *billed = right;
        }
        lines
    }
}

fn account(lines: &[Line]) -> Account {
    let mut account = Account::new();
    for line in lines {
        *account.entry((line.kind, line.subject.clone())).or_default() += &line.cents;
    }
    account
}

fn sum(lines: &[Line], of: impl Fn(&Line) -> bool) -> BigInt {
    lines.iter().filter(|line| of(line)).map(|line| &line.cents).sum()
}
