//! Tasks beyond the base: metered always, billed where a contract says so (R60–R64).

use std::collections::BTreeMap;

use num_traits::Signed as _;
use serde_json::Value;

use super::{
    intervals::Interval,
    plain::{Slot, fraction, instant, of_type},
    terms::Terms,
};
use crate::oracle::{Exact, exact};

/// The sizes in which tasks beyond the base ran in a month, with what is billed of each: hours of
/// tasks beyond the free ones ÷ hours of the month.
///
/// The first hours of the month are free, whatever the size. What runs on beyond the grace of a
/// removal is not billed (R88).
pub fn excess(
    terms: &Terms<'_>,
    slot: &Slot,
    rows: &[&Value],
    intervals: &[Interval],
) -> BTreeMap<String, Exact> {
    let mut samples = of_type(rows, "elastic-sample");
    samples.sort_by_key(|row| instant(&row["time"]));
    let month = fraction(terms.ends() - terms.starts(), 1);
    let mut free = free_hours(terms, slot).map(|hours| hours * exact("3600"));
    let mut shares: BTreeMap<String, Exact> = BTreeMap::new();
    for row in samples {
        let (from, until) = (instant(&row["time"]), instant(&row["until"]));
        let around = intervals.iter().find(|it| it.from <= from && until <= it.gone);
        let Some(around) = around else { panic!("a sample outside: {row}") };
        let tasks = exact(&row["tasks"].as_u64().expect("tasks").to_string());
        let more = tasks - around.size.base();
        let (from, until) = (from.max(terms.starts()), until.min(terms.ends()).min(around.until));
        if !more.is_positive() || from >= until {
            continue;
        }
        let seconds = more * fraction(until - from, 1);
        let billed = match &mut free {
            None => exact("0"),
            Some(free) => {
                let allowed = seconds.clone().min(free.clone());
                *free -= &allowed;
                seconds - allowed
            }
        };
        *shares.entry(around.size.size.clone()).or_insert_with(|| exact("0")) += billed / &month;
    }
    shares
}

/// How many hours of tasks beyond the base are free in a month; nothing where none is billed: by
/// default, and in pre-production (R60, R64).
fn free_hours(terms: &Terms<'_>, slot: &Slot) -> Option<Exact> {
    let policy = terms.contract("elasticity");
    let billed = policy["policy"] == "allowance" && terms.is_production(&slot[0], &slot[1]);
    let hours = policy["allowance_instance_hours"].as_u64().unwrap_or(0);
    billed.then(|| exact(&hours.to_string()))
}
