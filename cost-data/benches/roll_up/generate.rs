//! A month of CUR 2.0, as large as wanted: hourly rows of 900,000 series, with maps of tags.

use std::{fs::File, path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray,
    builder::{MapBuilder, StringBuilder},
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};

/// Accounts, environments and usage types make 900,000 series.
const ACCOUNTS: u64 = 1_000;
const ENVIRONMENTS: [&str; 3] = ["production", "preproduction", "qa"];
const KINDS: u64 = 300;
const SERIES: u64 = ACCOUNTS * 3 * KINDS;
const SERVICES: [(&str, &str); 6] = [
    ("AmazonECS", "hours"),
    ("AmazonRDS", "Hrs"),
    ("AmazonEC2", "Hrs"),
    ("AmazonS3", "GB-Mo"),
    ("AWSELB", "LCU-Hrs"),
    ("AmazonCloudWatch", "GB"),
];
/// 2026-10-01 in milliseconds.
const OCTOBER: i64 = 1_790_812_800_000;
const HOUR: i64 = 3_600_000;
const BATCH: u64 = 1 << 16;

/// A number that looks random, the same for the same argument.
fn mixed(of: u64) -> u64 {
    let mut x = of.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// What a row is made of.
struct Row {
    index: u64,
    account: u64,
    environment: usize,
    kind: u64,
    hour: i64,
    line: &'static str,
    /// Amount and cost, both in 10⁻¹⁰.
    amount: u64,
    cost: i64,
}

impl Row {
    fn of(index: u64, rows: u64) -> Row {
        let series = mixed(index) % SERIES;
        let (account, rest) = (series % ACCOUNTS, series / ACCOUNTS);
        let environment = usize::try_from(rest % 3).unwrap();
        let kind = rest / 3;
        // Prices of four decimals; usage by the hour in wholes, metered usage in eight decimals.
        let price = 1 + mixed(kind) % 9_999;
        let metered = kind % 5 >= 3;
        let amount = if metered {
            (mixed(index ^ 0xabcd) % 1_000_000) * 100
        } else {
            (1 + series % 4) * 10_000_000_000
        };
        let cost = i64::try_from(u128::from(amount) * u128::from(price) / 10_000).unwrap();
        let line = match mixed(series ^ 0x77) % 100 {
            0..90 => "Usage",
            90..94 => "SavingsPlanCoveredUsage",
            94..98 => "DiscountedUsage",
            98 => "EdpDiscount",
            _ => "Credit",
        };
        let cost = if matches!(line, "EdpDiscount" | "Credit") { -cost } else { cost };
        let hour = i64::try_from(index * 744 / rows).unwrap();
        Row { index, account, environment, kind, hour, line, amount, cost }
    }
}

/// The double next to a number of ten decimals.
fn double(ten_decimals: i64) -> f64 {
    let sign = if ten_decimals < 0 { "-" } else { "" };
    let digits = format!("{:011}", ten_decimals.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - 10);
    format!("{sign}{whole}.{fraction}").parse().unwrap()
}

/// Writes the month.
pub(crate) fn write(path: &Path, rows: u64, codec: &str, unique_tags: bool) {
    let compression = match codec {
        "zstd" => Compression::ZSTD(ZstdLevel::default()),
        _ => Compression::SNAPPY,
    };
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(1 << 20))
        .build();
    let mut writer: Option<ArrowWriter<File>> = None;
    let mut from = 0;
    while from < rows {
        let to = rows.min(from + BATCH);
        let batch: Vec<Row> = (from..to).map(|index| Row::of(index, rows)).collect();
        let records = records(&batch, unique_tags);
        let writer = writer.get_or_insert_with(|| {
            let file = File::create(path).unwrap();
            ArrowWriter::try_new(file, records.schema(), Some(properties.clone())).unwrap()
        });
        writer.write(&records).unwrap();
        from = to;
    }
    writer.unwrap().close().unwrap();
}

fn texts<'a, T: Into<String>>(rows: &'a [Row], of: impl Fn(&'a Row) -> Option<T>) -> ArrayRef {
    Arc::new(StringArray::from_iter(rows.iter().map(|row| of(row).map(Into::into))))
}

fn instants(rows: &[Row], of: impl Fn(&Row) -> i64) -> ArrayRef {
    Arc::new(TimestampMillisecondArray::from_iter_values(rows.iter().map(of)))
}

fn doubles(rows: &[Row], of: impl Fn(&Row) -> Option<i64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter(rows.iter().map(|row| of(row).map(double))))
}

fn records(rows: &[Row], unique_tags: bool) -> RecordBatch {
    let service = |row: &Row| SERVICES[usize::try_from(row.kind % 6).unwrap()];
    let region =
        |row: &Row| ["us-east-1", "eu-west-1", "sa-east-1"][usize::try_from(row.kind % 3).unwrap()];
    let covered = |row: &Row, line: &str| (row.line == line).then_some(row.cost * 4 / 5);
    let columns = vec![
        ("identity_line_item_id", texts(rows, |row| Some(format!("{:016x}", mixed(row.index))))),
        ("bill_invoice_id", texts(rows, |row| Some(format!("EUINUS26-{}", row.account % 7)))),
        ("bill_payer_account_id", texts(rows, |_| Some("000000000001"))),
        ("bill_billing_period_start_date", instants(rows, |_| OCTOBER)),
        (
            "line_item_usage_account_id",
            texts(rows, |row| Some(format!("{:012}", 1_000 + row.account))),
        ),
        ("line_item_line_item_type", texts(rows, |row| Some(row.line))),
        ("line_item_usage_start_date", instants(rows, |row| OCTOBER + row.hour * HOUR)),
        ("line_item_usage_end_date", instants(rows, |row| OCTOBER + (row.hour + 1) * HOUR)),
        ("line_item_product_code", texts(rows, |row| Some(service(row).0))),
        ("line_item_usage_type", texts(rows, |row| Some(format!("USE1-Kind-{:03}", row.kind)))),
        ("line_item_operation", texts(rows, |row| Some(format!("Operation{}", row.kind % 40)))),
        (
            "line_item_resource_id",
            texts(rows, |row| {
                Some(format!(
                    "arn:aws:x:{}:{:012}:r/{}",
                    region(row),
                    1_000 + row.account,
                    row.kind
                ))
            }),
        ),
        ("line_item_usage_amount", doubles(rows, |row| i64::try_from(row.amount).ok())),
        ("line_item_currency_code", texts(rows, |_| Some("USD"))),
        ("line_item_unblended_cost", doubles(rows, |row| Some(row.cost))),
        ("line_item_line_item_description", texts(rows, |row| Some(format!("Kind {}", row.kind)))),
        ("product_region_code", texts(rows, |row| Some(region(row)))),
        ("pricing_unit", texts(rows, |row| Some(service(row).1))),
        (
            "reservation_reservation_a_r_n",
            texts(rows, |row| (row.line == "DiscountedUsage").then_some("ri/1")),
        ),
        ("reservation_effective_cost", doubles(rows, |row| covered(row, "DiscountedUsage"))),
        (
            "savings_plan_savings_plan_effective_cost",
            doubles(rows, |row| covered(row, "SavingsPlanCoveredUsage")),
        ),
        ("resource_tags", tags(rows, unique_tags)),
    ];
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
    .unwrap()
}

/// Maps of tags; one row in twenty has none.
fn tags(rows: &[Row], unique: bool) -> ArrayRef {
    let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for row in rows {
        if row.account % 20 != 0 {
            let mut put = |key: &str, value: &str| {
                maps.keys().append_value(key);
                maps.values().append_value(value);
            };
            put("aws_created_by", "Root");
            put("user_component", &format!("component-{}", row.kind % 50));
            put("user_customer", &format!("customer-{}", row.account));
            put("user_environment", ENVIRONMENTS[row.environment]);
            if unique {
                put("user_run", &format!("run-{}", row.index));
            }
        }
        maps.append(true).unwrap();
    }
    Arc::new(maps.finish())
}
