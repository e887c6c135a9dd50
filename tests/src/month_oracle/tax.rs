//! Tax: that of the month that a line belongs to, once for each profile of a document (R82, N5).

use std::collections::BTreeMap;

use num_bigint::BigInt;
use serde_json::Value;

use super::{
    calendar::Month,
    lines::Line,
    terms::{Profile, Terms, profile},
};
use crate::oracle::exact;

/// The tax lines of a document that is rounded by the terms of a month: one for each profile,
/// computed once on the sum of all that belongs to months of that profile.
///
/// `subtotals` holds whole cents before tax by the month that they belong to; months of which the
/// document says nothing have no entry.
pub fn taxes(of: &Terms<'_>, versions: &[Value], subtotals: &BTreeMap<Month, BigInt>) -> Vec<Line> {
    let mut by_profile: BTreeMap<Profile, BigInt> = BTreeMap::new();
    for (month, cents) in subtotals {
        let profile = profile(*month, versions);
        *by_profile.entry(profile).or_default() += cents;
    }
    let line = |(profile, cents): (Profile, BigInt)| {
        let percent = if profile.exemption.is_empty() { profile.percent.as_str() } else { "0" };
        let cents = of.percentage(&cents, percent);
        Line::of_month("tax", &profile.label, &exact("0"), cents)
    };
    by_profile.into_iter().map(line).collect()
}
