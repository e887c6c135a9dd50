//! Parquet: the same as CSV, and damaged in every way.

mod common;

use std::{fs, path::PathBuf, sync::Arc};

use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow_schema::{Field, Schema};
use common::{fixture, october, read, shown};
use cost_data::{CostDataError, Expected};
use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};

const FILE: &str = "modyo-parquet/data/BILLING_PERIOD=2026-10/modyo-parquet-00001.snappy.parquet";

#[test]
fn parquet_says_what_csv_says() {
    let parquet = read(&[fixture("modyo-parquet")], &october()).unwrap();
    let csv = read(&[fixture("modyo-csv")], &october()).unwrap();
    assert_eq!(shown(&parquet), shown(&csv));
    assert!(shown(&parquet).len() > 15, "groups are compared");
}

/// The fixture with one column replaced.
fn with_column(name: &str, column: &ArrayRef) -> (tempfile::TempDir, PathBuf) {
    let file = fs::File::open(fixture(FILE)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let records = reader.map(Result::unwrap).next().unwrap().slice(0, 10);
    let schema = records.schema();
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (field, old) in schema.fields().iter().zip(records.columns()) {
        let new = if field.name() == name { column } else { old };
        fields.push(Field::new(field.name(), new.data_type().clone(), true));
        columns.push(Arc::clone(new));
    }
    let records = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.parquet");
    let file = fs::File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, records.schema(), None).unwrap();
    writer.write(&records).unwrap();
    writer.close().unwrap();
    (folder, path)
}

#[test]
fn a_column_of_another_type_is_refused_with_it() {
    let accounts: ArrayRef = Arc::new(Int64Array::from(vec![12_345_678_901; 10]));
    let flags: ArrayRef = Arc::new(BooleanArray::from(vec![true; 10]));
    for (name, column, expected) in [
        ("line_item_usage_account_id", &accounts, Expected::Something),
        ("line_item_unblended_cost", &flags, Expected::Amount),
        ("line_item_usage_start_date", &accounts, Expected::Instant),
        ("resource_tags", &flags, Expected::Tags),
    ] {
        let (_folder, path) = with_column(name, column);
        let refused = read(&[path], &october()).unwrap_err();
        let CostDataError::WrongType { column, expected: found, .. } = &refused else {
            panic!("{refused}")
        };
        assert_eq!((column.as_str(), *found), (name, expected));
    }
}

#[test]
fn amounts_and_instants_may_be_texts() {
    let texts = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; 10])) };
    let (_folder, path) = with_column("line_item_unblended_cost", &texts("4.0E-7"));
    let groups = read(&[path], &october()).unwrap().groups;
    let first = groups.iter().next().unwrap();
    assert_eq!(first.costs.unblended.unwrap().to_string(), "0.0000012");
    let (_folder, path) = with_column("line_item_usage_start_date", &texts("yesterday"));
    let refused = read(&[path], &october()).unwrap_err();
    let CostDataError::Value { cell, expected } = refused else { panic!("{refused}") };
    assert_eq!((cell.row, cell.value.as_str(), expected), (1, "yesterday", Expected::Instant));
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused() {
    let whole = fs::read(fixture(FILE)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.parquet");
    for length in (4..whole.len()).step_by(97) {
        fs::write(&path, &whole[..length]).unwrap();
        let refused = read(std::slice::from_ref(&path), &october()).unwrap_err();
        assert!(matches!(refused, CostDataError::Damaged { .. }), "{length}: {refused}");
    }
}

/// A changed bit is refused, or changes what is read: what never happens is a panic.
#[test]
fn changed_bits_never_end_in_a_panic() {
    let whole = fs::read(fixture(FILE)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.parquet");
    let step = std::env::var("MRU_BIT_STEP").map_or(1_009, |it| it.parse().unwrap());
    let mut refused = 0;
    for bit in (32..whole.len() * 8).step_by(step) {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, changed).unwrap();
        refused += usize::from(read(std::slice::from_ref(&path), &october()).is_err());
    }
    assert!(refused > 0, "some are found");
}
