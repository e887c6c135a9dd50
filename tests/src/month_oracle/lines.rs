//! The lines of what existed and happened in a month (R2, R6, R60, R81, R90).

use num_bigint::BigInt;
use serde_json::Value;

use super::{
    elasticity::excess,
    intervals::{intervals, shares},
    plain::{Slot, by_slot, instant, of_type, text},
    terms::Terms,
};
use crate::oracle::{Exact, exact, to_cents};

/// What a line is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Deployment, environment, component, name and size.
    pub of: [String; 5],
    /// What an occasion is called.
    pub description: String,
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The written form of its kind.
    pub kind: &'static str,
    /// The corrected month and kind, of a correction: `2026-04 component`.
    pub corrects: String,
    /// What it is about.
    pub subject: Subject,
    /// MRUs as shown.
    pub mru: Exact,
    /// Whole cents.
    pub cents: BigInt,
}

impl Line {
    /// A line about nothing but the month.
    pub fn of_month(kind: &'static str, label: &str, mru: &Exact, cents: BigInt) -> Line {
        let subject = Subject { description: label.to_owned(), ..Subject::default() };
        Line { kind, corrects: String::new(), subject, mru: shown(mru), cents }
    }
}

/// The lines of what existed and happened, and their exact MRUs.
pub fn lines(terms: &Terms<'_>, rows: &[Value]) -> (Vec<Line>, Exact) {
    let (mut lines, mut sum) = (Vec::new(), exact("0"));
    for (slot, rows) in &by_slot(rows) {
        let mut add = |kind, size: &str, mru: Exact| {
            let cents = terms.cents(&(&mru * &terms.price));
            let subject = Subject { of: sized(slot, size), description: String::new() };
            lines.push(Line { kind, corrects: String::new(), subject, mru: shown(&mru), cents });
            sum += mru;
        };
        let all = intervals(terms, rows);
        for (size, share) in shares(terms, &all) {
            add("component", &size.size, terms.weight(&slot[2], &size.size) * size.base() * share);
        }
        for (size, share) in excess(terms, slot, rows, &all) {
            add("elasticity", &size, terms.weight(&slot[2], &size) * share);
        }
        lines.extend(occasions(terms, slot, rows));
    }
    (lines, sum)
}

/// What is charged once, in USD and outside MRUs, in the month in which it happened (R90).
fn occasions(terms: &Terms<'_>, slot: &Slot, rows: &[&Value]) -> Vec<Line> {
    let mut once = of_type(rows, "one-off");
    once.retain(|row| (terms.starts()..terms.ends()).contains(&instant(&row["time"])));
    let line = |row: &Value| Line {
        kind: "one-off",
        corrects: String::new(),
        subject: Subject { of: sized(slot, ""), description: text(&row["description"]).to_owned() },
        mru: exact("0"),
        cents: terms.cents(&exact(text(&row["usd"]))),
    };
    once.into_iter().map(line).collect()
}

fn sized(slot: &Slot, size: &str) -> [String; 5] {
    let [deployment, environment, component, name] = slot.clone();
    [deployment, environment, component, name, size.to_owned()]
}

/// MRUs as documents show them: exactly where seven decimal places hold them, else with four, half
/// away from zero (R81).
pub fn shown(mru: &Exact) -> Exact {
    if (mru * exact("10000000")).is_integer() {
        return mru.clone();
    }
    // To cents is to two places: of a hundred times the number, to four.
    Exact::from(to_cents(&(mru * exact("100")), false)) / exact("10000")
}
