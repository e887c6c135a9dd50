//! A customer with some months of facts, made of arbitrary numbers.

use std::fmt;

use chrono::DateTime;
use chrono_tz::Tz;
use mru_core::account::Account;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ZONES, account};
use crate::month_oracle::{Instant, Month, day_begins, instant, local_day};

/// A row of an event file, and the run of the month by which it is known.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Number of the month, from 0.
    pub known: u32,
    /// The row.
    pub row: Value,
}

/// A customer with some months of facts.
#[derive(Clone)]
pub struct Case {
    /// Plain versions of the account.
    pub versions: Vec<Value>,
    /// All facts.
    pub facts: Vec<Fact>,
    /// The first month that is billed.
    pub first: Month,
    /// How many months are billed.
    pub months: u32,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} months from {}", self.months, self.first.written())?;
        for version in &self.versions {
            writeln!(f, "{} {}", version["effective_from"], version["contract"])?;
        }
        for Fact { known, row } in &self.facts {
            writeln!(f, "known {known}: {row}")?;
        }
        Ok(())
    }
}

impl Case {
    /// The rows that are known by the run of a month.
    pub fn rows(&self, run: u32) -> Vec<Value> {
        let known = self.facts.iter().filter(|fact| fact.known <= run);
        known.map(|fact| fact.row.clone()).collect()
    }

    /// The versions, read.
    pub fn accounts(&self) -> Vec<Account> {
        self.versions.iter().map(account).collect()
    }
}

/// Any customer with some months.
pub fn any_case() -> impl Strategy<Value = Case> {
    proptest::collection::vec(any::<u32>(), 0..500).prop_map(|choices| case(&choices))
}

/// Makes a case of a list of arbitrary numbers; fewer and smaller ones make a simpler case.
pub fn case(choices: &[u32]) -> Case {
    Maker { choices, at: 0 }.case()
}

const MONTH_S: Instant = 31 * 86_400;

/// Takes one arbitrary number after the other.
pub(super) struct Maker<'a> {
    choices: &'a [u32],
    at: usize,
}

/// When components of a customer may exist.
pub(super) struct Span {
    pub(super) zone: Tz,
    pub(super) first: Month,
    pub(super) months: u32,
    pub(super) from: Instant,
    pub(super) until: Instant,
    /// Whether the contract ends, so that everything ends in time and nothing is known late.
    pub(super) closed: bool,
}

impl Maker<'_> {
    /// One of so many; the first when there are no choices left.
    pub(super) fn of(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::try_from(choice).expect("32 bits") % count
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.of(from.len())]
    }

    pub(super) fn maybe<T>(
        &mut self,
        one_in: usize,
        make: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        (self.of(one_in) == 1).then(|| make(self))
    }

    fn case(&mut self) -> Case {
        let zone: Tz = self.pick(&ZONES).parse().expect("a zone");
        let months = 1 + u32::try_from(self.of(4)).expect("few months");
        // February 2028 is chosen more often than others.
        let first = match self.of(40) {
            36.. => Month { year: 2028, month: 2 },
            other => {
                let other = u32::try_from(other).expect("few months");
                Month { year: 2026, month: 1 }.plus(other.min(36 - months))
            }
        };
        let starts_on = match self.of(4) {
            3 => first.days()[self.of(28)],
            _ => first.first(),
        };
        let last = first.plus(months - 1);
        let ends_on = self.maybe(6, |it| last.days()[it.of(28)]).filter(|day| *day > starts_on);
        let until = ends_on.unwrap_or(last.plus(1).first());
        let span = Span {
            zone,
            first,
            months,
            from: day_begins(zone, starts_on),
            until: day_begins(zone, until),
            closed: ends_on.is_some(),
        };
        let versions = self.versions(&span, starts_on, ends_on);
        let mut facts = Vec::new();
        for number in 0..self.of(6) + 1 {
            self.component(number, &span, &mut facts);
        }
        for number in 0..self.of(3) {
            self.occasion(number, &span, &mut facts);
        }
        Case { versions, facts, first, months }
    }

    /// Something that is charged once.
    fn occasion(&mut self, number: usize, span: &Span, facts: &mut Vec<Fact>) {
        let at = self.between(span);
        let row = json!({
            "id": format!("once-{number}"), "type": "one-off", "customer": "customer",
            "time": self.written(at, span.zone),
            "component": "domain-registration", "name": format!("example-{number}.com"),
            "usd": self.pick(&["12.34", "0.01", "99.95"]), "description": "one year",
            "ticket": "T",
        });
        let known = self.known(&row, span, 0);
        let begun = facts.len();
        facts.push(Fact { known, row });
        if self.of(4) == 1 {
            self.take_back(begun, span, facts);
        }
    }

    /// Takes all facts from a position on back, all at once.
    pub(super) fn take_back(&mut self, from: usize, span: &Span, facts: &mut Vec<Fact>) {
        let known = facts[from..].iter().map(|fact| fact.known).max().unwrap_or(0);
        let known = known + if span.closed { 0 } else { self.pick(&[0, 1, 1]) };
        let void = |Fact { row, .. }: &Fact| {
            let mut void = json!({ "type": "voided", "voids": row["id"], "ticket": "REQ-VOID" });
            void["id"] = json!(format!("void-{}", row["id"].as_str().expect("an id")));
            for field in ["customer", "deployment", "environment", "component", "name", "time"] {
                if !row[field].is_null() {
                    void[field] = row[field].clone();
                }
            }
            Fact { known, row: void }
        };
        let voids: Vec<Fact> = facts[from..].iter().map(void).collect();
        facts.extend(voids);
    }

    /// An instant of the span: often where a day begins, or beside it.
    pub(super) fn between(&mut self, span: &Span) -> Instant {
        let length = span.until - span.from;
        let seconds = Instant::try_from(self.of(1 << 30)).expect("30 bits");
        let any = span.from + (seconds % length.min(4 * MONTH_S));
        let begins = day_begins(span.zone, local_day(span.zone, any));
        let chosen = match self.of(6) {
            0 => any,
            1 | 2 => begins,
            3 => begins - 1,
            4 => begins + 1,
            // Where a month ends.
            _ => {
                let month = u32::try_from(self.of(4)).expect("few months") % span.months;
                day_begins(span.zone, span.first.plus(month + 1).first())
            }
        };
        chosen.clamp(span.from, span.until - 1)
    }

    /// An instant with one of several offsets.
    pub(super) fn written(&mut self, at: Instant, zone: Tz) -> String {
        let at = DateTime::from_timestamp(at, 0).expect("an instant");
        match self.of(2) {
            0 => at.with_timezone(&zone).to_rfc3339(),
            _ => at.to_rfc3339(),
        }
    }

    /// The run by which a fact is known: that of its month, or a later one.
    pub(super) fn known(&mut self, row: &Value, span: &Span, least: u32) -> u32 {
        let at = instant(&row["time"]);
        let begun = |month: &u32| day_begins(span.zone, span.first.plus(*month).first()) <= at;
        let month = (0..span.months).rev().find(begun).unwrap_or(0);
        let late = if span.closed { 0 } else { self.pick(&[0, 0, 1, 0, 2]) };
        least.max(month + late)
    }
}
