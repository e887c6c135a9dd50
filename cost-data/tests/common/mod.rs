//! Fixtures and what they add up to.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use cost_data::{CostDataError, Options, RolledUp, Source, roll_up};
use mru_core::costs::{Basis, CostAmount};

/// A fixture of cost data.
pub(crate) fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/costs").join(name)
}

/// The whole of October, with the tags of the fixtures.
pub(crate) fn october() -> Options {
    Options {
        period: Some("2026-10".parse().unwrap()),
        environment: Some(String::from("Environment")),
        component: Some(String::from("component")),
        ..Options::default()
    }
}

/// Rolls files or folders up.
pub(crate) fn read(paths: &[PathBuf], options: &Options) -> Result<RolledUp, CostDataError> {
    roll_up(&Source::open(paths, options.period)?, options)
}

/// Sums by line type, as `expected.json` has them; nothing where a cost is unknown.
pub(crate) fn sums(rolled: &RolledUp, basis: Basis) -> BTreeMap<String, Option<String>> {
    let mut sums: BTreeMap<String, Option<CostAmount>> = BTreeMap::new();
    for group in rolled.groups.iter() {
        let sum = sums.entry(group.line.name().to_owned()).or_insert(Some(CostAmount::ZERO));
        *sum = CostAmount::plus_known(*sum, group.costs.get(basis)).unwrap();
    }
    sums.into_iter().map(|(line, sum)| (line, sum.map(|it| it.to_string()))).collect()
}

/// What the maker of the fixtures computed by itself.
pub(crate) fn expected(family: &str, basis: Basis) -> BTreeMap<String, Option<String>> {
    let text = fs::read_to_string(fixture("expected.json")).unwrap();
    let mut all: BTreeMap<String, BTreeMap<String, BTreeMap<String, Option<String>>>> =
        serde_json::from_str(&text).unwrap();
    all.remove(family).unwrap().remove(basis.name()).unwrap()
}

/// Everything of a roll-up but where its rows stand.
pub(crate) fn shown(rolled: &RolledUp) -> Vec<String> {
    let all = rolled.groups.iter().map(|mut group| {
        group.first.file = "";
        group.first.row = 0;
        serde_json::to_string(&group).unwrap()
    });
    all.collect()
}
