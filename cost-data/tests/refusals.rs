//! What is wrong is refused by name, and nothing of it is returned.

mod common;

use std::{fs, path::PathBuf};

use common::{fixture, october, read};
use cost_data::{CostDataError, Expected, Options};

/// A changed copy of the legacy fixture.
fn changed(change: impl Fn(&str) -> String) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.csv");
    let text = fs::read_to_string(fixture("legacy/modyo-legacy-1.csv")).unwrap();
    let new = change(&text);
    assert_ne!(new, text, "the change changes something");
    fs::write(&path, new).unwrap();
    (folder, path)
}

fn refusal(change: impl Fn(&str) -> String) -> CostDataError {
    let (_folder, path) = changed(change);
    read(&[path], &october()).unwrap_err()
}

#[test]
fn a_value_is_refused_with_file_row_column_and_value() {
    for (from, to, column, value, expected) in [
        (",0.26,", ",0.2.6,", "lineItem/UnblendedCost", "0.2.6", Expected::Amount),
        (",0.26,", ",NaN,", "lineItem/UnblendedCost", "NaN", Expected::Amount),
        (",0.26,", ",1e-99,", "lineItem/UnblendedCost", "1e-99", Expected::Amount),
        (",0.26,", ",NULL,", "lineItem/UnblendedCost", "", Expected::Amount),
        (
            "T01:00:00.000Z,AmazonRDS",
            "T1:00,AmazonRDS",
            "lineItem/UsageEndDate",
            "2026-10-01T1:00",
            Expected::Instant,
        ),
        (
            "Usage,2026-10-01T00:00:00.000Z,2026-10-01T01:00:00.000Z,AmazonRDS",
            "Use,2026-10-01T00:00:00.000Z,2026-10-01T01:00:00.000Z,AmazonRDS",
            "lineItem/LineItemType",
            "Use",
            Expected::LineType,
        ),
        (
            "AmazonRDS,InstanceUsage",
            ",InstanceUsage",
            "lineItem/ProductCode",
            "",
            Expected::Something,
        ),
    ] {
        let refused = refusal(|text| text.replacen(from, to, 1));
        let CostDataError::Value { cell, expected: found } = &refused else { panic!("{refused}") };
        assert_eq!((cell.row, cell.column.as_str(), cell.value.as_str()), (2, column, value));
        assert_eq!(*found, expected);
        assert!(cell.file.ends_with("changed.csv"));
        let text = refused.text();
        assert!(text.en.contains("row 2") && text.es.contains("fila 2"), "{text:?}");
    }
}

#[test]
fn a_missing_or_renamed_column_is_named() {
    let refused =
        refusal(|text| text.replacen("lineItem/UnblendedCost", "lineItem/UnblendedCosts", 1));
    let CostDataError::MissingColumn { column, nearest, .. } = &refused else {
        panic!("{refused}")
    };
    assert_eq!(*column, "line_item_unblended_cost");
    assert_eq!(nearest.as_deref(), Some("lineItem/UnblendedCosts"));
}

#[test]
fn two_currencies_are_refused_at_the_second() {
    let refused = refusal(|text| text.replacen(",1,USD,,0.26", ",1,EUR,,0.26", 1));
    let CostDataError::MixedCurrencies { row, currency, before, .. } = refused else {
        panic!("{refused}")
    };
    assert_eq!((row, currency.as_str(), before.as_str()), (2, "EUR", "USD"));
}

#[test]
fn a_row_that_is_cut_off_is_refused() {
    let refused = refusal(|text| text[..text.len() - 30].to_owned());
    assert!(matches!(refused, CostDataError::Damaged { row: Some(35), .. }), "{refused}");
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(fixture("modyo-csv/data/BILLING_PERIOD=2026-10/modyo-csv-00002.csv.gz"));
    let whole = whole.unwrap();
    let path = folder.path().join("cut.csv.gz");
    fs::write(&path, &whole[..whole.len() - 40]).unwrap();
    let refused = read(&[path], &october()).unwrap_err();
    assert!(matches!(refused, CostDataError::Damaged { .. }), "{refused}");
}

#[test]
fn what_is_no_cost_data_is_refused_with_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.csv");
    fs::write(&path, "component,size,weight_mru\ncontainer,1x2,3.25\n").unwrap();
    let refused = read(&[path], &Options::default()).unwrap_err();
    let CostDataError::UnknownFormat { columns, .. } = refused else { panic!("{refused}") };
    assert_eq!(columns, ["component", "size", "weight_mru"]);
}

#[test]
fn tags_that_are_no_map_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("focus.csv");
    let text = fs::read_to_string(fixture("focus/focus-1.2.csv")).unwrap();
    fs::write(&path, text.replacen("\"{\"\"user", "\"[\"\"user", 1)).unwrap();
    let refused = read(&[path], &october()).unwrap_err();
    assert!(matches!(refused, CostDataError::Value { expected: Expected::Tags, .. }), "{refused}");
}

/// A copy of an export in a folder of its own.
fn copied(export: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join(export);
    for part in ["data/BILLING_PERIOD=2026-10", "metadata/BILLING_PERIOD=2026-10"] {
        fs::create_dir_all(to.join(part)).unwrap();
        for file in fs::read_dir(fixture(export).join(part)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join(part).join(file.file_name())).unwrap();
        }
    }
    (folder, to)
}

#[test]
fn every_file_that_a_manifest_names_must_be_there() {
    let (_folder, export) = copied("modyo-csv");
    assert!(read(std::slice::from_ref(&export), &october()).is_ok());
    fs::remove_file(export.join("data/BILLING_PERIOD=2026-10/modyo-csv-00002.csv.gz")).unwrap();
    let refused = read(&[export], &october()).unwrap_err();
    let CostDataError::FileAbsent { file, .. } = &refused else { panic!("{refused}") };
    assert!(file.starts_with("s3://") && file.ends_with("modyo-csv-00002.csv.gz"), "{file}");
}

#[test]
fn the_same_export_twice_is_refused() {
    let (_folder, export) = copied("modyo-csv");
    for twice in [
        [fixture("modyo-csv"), fixture("modyo-csv")],
        [fixture("modyo-csv"), export.clone()],
        [fixture("legacy/modyo-legacy-1.csv"), fixture("legacy/modyo-legacy-1.csv")],
        [
            export.join("data/BILLING_PERIOD=2026-10/modyo-csv-00001.csv.gz"),
            fixture("modyo-csv/data/BILLING_PERIOD=2026-10/modyo-csv-00001.csv.gz"),
        ],
    ] {
        let refused = read(&twice, &october()).unwrap_err();
        assert!(matches!(refused, CostDataError::Twice { .. }), "{refused}");
    }
}

#[test]
fn manifests_lead_nowhere_else() {
    let (_folder, export) = copied("modyo-csv");
    let manifest = export.join("metadata/BILLING_PERIOD=2026-10/modyo-csv-Manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    for (from, to) in [
        ("modyo-csv-00001.csv.gz", "../../data/BILLING_PERIOD=2026-10/modyo-csv-00001.csv.gz"),
        ("dataFiles", "otherFiles"),
        ("{", "["),
    ] {
        fs::write(&manifest, text.replacen(from, to, 1)).unwrap();
        let refused = read(std::slice::from_ref(&manifest), &october()).unwrap_err();
        let named =
            matches!(refused, CostDataError::FileAbsent { .. } | CostDataError::NoManifest { .. });
        assert!(named, "{refused}");
    }
    let september = Options { period: Some("2026-09".parse().unwrap()), ..october() };
    fs::write(&manifest, text).unwrap();
    let refused = read(&[manifest], &september).unwrap_err();
    assert!(matches!(refused, CostDataError::OtherPeriod { .. }), "{refused}");
    let refused = read(&[fixture("modyo-csv")], &september).unwrap_err();
    assert!(matches!(refused, CostDataError::NoManifestOf { .. }), "{refused}");
    let refused = read(&[fixture("modyo-csv")], &Options::default()).unwrap_err();
    assert!(matches!(refused, CostDataError::PeriodNeeded { .. }), "{refused}");
    let refused = read(&[PathBuf::from("absent.csv")], &Options::default()).unwrap_err();
    assert!(matches!(refused, CostDataError::Unreadable { .. }), "{refused}");
}
