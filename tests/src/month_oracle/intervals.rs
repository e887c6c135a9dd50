//! A component in one size for a while, and until when that is billed (R44, R87–R89, N2).

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    calendar::{Instant, NEVER, business_days_after, day_begins},
    plain::{fraction, instant, of_type, text},
    terms::Terms,
};
use crate::oracle::{Exact, exact};

/// How much of a component there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// As rate cards write it; names of database classes are canonical (D1).
    pub size: String,
    /// Pieces.
    pub quantity: Exact,
    /// What pieces are multiplied by; 1 where there is none.
    pub redundancy: Exact,
}

impl Size {
    fn of(row: &Value) -> Size {
        Size {
            size: text(&row["size"]).replace("db.r6.", "db.r6g."),
            quantity: exact(row["quantity"].as_str().unwrap_or("1")),
            redundancy: exact(&row["redundancy"].as_u64().unwrap_or(1).to_string()),
        }
    }

    /// Tasks that always run: pieces × redundancy (R17).
    pub fn base(&self) -> Exact {
        &self.quantity * &self.redundancy
    }
}

/// A component in one size for a while.
#[derive(Clone, Debug)]
pub struct Interval {
    /// How much of it.
    pub size: Size,
    /// Since when.
    pub from: Instant,
    /// Until when it is billed; not after `from` when it is not billed at all.
    pub until: Instant,
    /// When it ended in fact.
    pub gone: Instant,
}

impl Interval {
    /// Whether it is billed for any instant between two others.
    pub fn touches(&self, from: Instant, until: Instant) -> bool {
        self.from.max(from) < self.until.min(until)
    }
}

/// The intervals of one component in order, billed or not.
pub fn intervals(terms: &Terms<'_>, rows: &[&Value]) -> Vec<Interval> {
    let mut done = Vec::new();
    let mut life: Vec<Interval> = Vec::new();
    for row in changes(rows) {
        let at = instant(&row["time"]);
        if let Some(open) = life.last_mut() {
            open.until = at;
            open.gone = at;
        }
        if row["type"] == "removed" {
            done.extend(ended(terms, row, std::mem::take(&mut life)));
        } else {
            life.push(Interval { size: Size::of(row), from: at, until: NEVER, gone: NEVER });
        }
    }
    done.extend(life);
    done
}

/// Activations, changes of size and removals by time; a component that moves at one instant is
/// first removed (N8).
fn changes<'v>(rows: &[&'v Value]) -> Vec<&'v Value> {
    let kinds = ["removed", "activated", "resized"];
    let mut changes: Vec<&Value> = kinds.into_iter().flat_map(|kind| of_type(rows, kind)).collect();
    changes.sort_by_key(|row| instant(&row["time"]));
    changes
}

/// A life that ended: nothing of it is billed beyond the grace, however often its size changed
/// after the removal was asked for (R88, N2).
fn ended(terms: &Terms<'_>, removal: &Value, mut life: Vec<Interval>) -> Vec<Interval> {
    if let Some(asked) = removal["requested_on"].as_str() {
        let asked: NaiveDate = asked.parse().expect("a day");
        let grace = terms.contract("retirement_grace_days").as_u64().unwrap_or(5);
        let grace = usize::try_from(grace).expect("few days");
        // A day of removal does not count, so it is billed up to the beginning of that day (R86).
        let limit = day_begins(terms.zone, business_days_after(asked, grace));
        for interval in &mut life {
            interval.until = interval.until.min(limit);
        }
    }
    life
}

/// The intervals that are billed in a month, with the part of the month that each is billed for
/// (R86, R89, R108).
pub fn shares(terms: &Terms<'_>, intervals: &[Interval]) -> Vec<(Size, Exact)> {
    let (starts, ends) = (terms.starts(), terms.ends());
    let mut here = intervals.iter().filter(|it| it.touches(starts, ends));
    let proration = terms.contract("proration").as_str().unwrap_or("daily");
    if proration == "whole-month" {
        // One month of one component is billed once: in its last size.
        return here.next_back().map(|it| (it.size.clone(), exact("1"))).into_iter().collect();
    }
    let mut joined: Vec<Interval> = Vec::new();
    for interval in here {
        match joined.last_mut() {
            // Nothing changed that is billed.
            Some(last) if last.until == interval.from && last.size == interval.size => {
                last.until = interval.until;
            }
            _ => joined.push(interval.clone()),
        }
    }
    let share = |it: &Interval| match proration {
        "hourly" => fraction(it.until.min(ends) - it.from.max(starts), ends - starts),
        "thirty-days" => counted(terms, it, |day| of_thirty(day, terms.days), 30),
        _ => counted(terms, it, |_| 1, i64::try_from(terms.days).expect("days")),
    };
    let shares = joined.into_iter().map(|it| (share(&it), it.size));
    shares.filter(|(share, _)| *share != exact("0")).map(|(share, size)| (size, share)).collect()
}

/// The days at whose end a component was there, counted: its first day counts, that of its removal
/// does not.
fn counted(terms: &Terms<'_>, it: &Interval, worth: impl Fn(usize) -> i64, whole: i64) -> Exact {
    let held = |day: &usize| {
        let day_ends = terms.beginnings[*day + 1];
        it.from < day_ends && day_ends <= it.until
    };
    fraction((0..terms.days).filter(held).map(worth).sum(), whole)
}

/// How many days a day is in a month of thirty: the 31st is none, the last of a shorter month is
/// all that are missing. Days are counted from 0.
fn of_thirty(day: usize, days: usize) -> i64 {
    let number = i64::try_from(day).expect("a day") + 1;
    match (number, day + 1 == days) {
        (31, _) => 0,
        (_, true) => 31 - number,
        _ => 1,
    }
}
