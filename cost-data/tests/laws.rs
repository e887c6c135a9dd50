//! The roll-up of parquet by dictionaries is the roll-up row by row, groups and refusals alike.

mod common;

use std::{fs::File, path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
    builder::{MapBuilder, StringBuilder},
};
use common::october;
use cost_data::{Options, Source, roll_up, rows};
use mru_core::costs::{Basis, Grouping, RollUp};
use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};
use proptest::prelude::*;

/// 2026-10-01 in seconds.
const OCTOBER: i64 = 1_790_812_800;

#[derive(Clone, Debug)]
struct Row {
    account: &'static str,
    service: &'static str,
    kind: &'static str,
    line: Option<&'static str>,
    operation: Option<&'static str>,
    parent: Option<&'static str>,
    invoice: Option<&'static str>,
    reservation: Option<&'static str>,
    currency: &'static str,
    month: i64,
    hour: i64,
    usage: Option<f64>,
    cost: Option<f64>,
    net: Option<f64>,
    effective: Option<f64>,
    tags: Option<Vec<(&'static str, Option<&'static str>)>>,
}

fn one_of(all: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(all)
}

fn maybe(all: &'static [&'static str]) -> impl Strategy<Value = Option<&'static str>> {
    prop::option::of(one_of(all))
}

/// Amounts as bills have them, with noise and of every size that can be added.
fn amount() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (-999_999_i64..999_999, 0_usize..7).prop_map(|(digits, places)| {
            format!("{digits}e-{places}").parse().unwrap()
        }),
        1 => -1.0e-6_f64..1.0e6,
        1 => prop::sample::select(vec![0.0, -0.0, 9.313_225_746_154_785e-10, 1e15, 1e-15]),
    ]
}

fn tags() -> impl Strategy<Value = Option<Vec<(&'static str, Option<&'static str>)>>> {
    const KEYS: [&str; 6] =
        ["user_environment", "Environment", "user:component", "aws_x", "user_other", "component"];
    let values = maybe(&["production", "qa", "", "NULL", "ms-loans"]);
    let map = prop::collection::btree_map(prop::sample::select(KEYS.to_vec()), values, 0..5);
    prop::option::weighted(0.9, map.prop_map(|map| map.into_iter().collect()))
}

fn row() -> impl Strategy<Value = Row> {
    const LINES: &[&str] = &[
        "Usage",
        "DiscountedUsage",
        "SavingsPlanCoveredUsage",
        "SavingsPlanNegation",
        "RIFee",
        "SavingsPlanRecurringFee",
        "Fee",
        "Tax",
        "Credit",
        "Refund",
        "EdpDiscount",
        "NewDiscount",
    ];
    let names = (
        one_of(&["000000000001", "123456789012"]),
        one_of(&["AmazonEC2", "AmazonRDS", "AWSSupportBusiness", "ComputeSavingsPlans"]),
        one_of(&["InstanceUsage", "NatGateway-Hours", "Requests", ""]),
        prop::option::weighted(0.999, one_of(LINES)),
        maybe(&["RunInstances", "ECSTask-EC2", "NatGateway"]),
        prop::option::weighted(0.05, one_of(&["i-1"])),
        maybe(&["EUINUS26-1", "EUINUS26-2", "NULL"]),
        maybe(&["ri/1", ""]),
        prop_oneof![9_999 => Just("USD"), 1 => Just("EUR")],
    );
    let numbers = (
        prop_oneof![9 => Just(0_i64), 1 => Just(-1)],
        -48_i64..744,
        prop::option::weighted(0.95, amount()),
        prop::option::weighted(0.9995, amount()),
        prop::option::weighted(0.9, amount()),
        prop::option::of(amount()),
        tags(),
    );
    (names, numbers).prop_map(|(names, numbers)| {
        let (account, service, kind, line, operation, parent, invoice, reservation, currency) =
            names;
        let (month, hour, usage, cost, net, effective, tags) = numbers;
        Row {
            account,
            service,
            kind,
            line,
            operation,
            parent,
            invoice,
            reservation,
            currency,
            month,
            hour,
            usage,
            cost,
            net,
            effective,
            tags,
        }
    })
}

/// Writes rows, in row groups and with dictionaries of any size.
fn write(path: &Path, rows: &[Row], group: usize, dictionary: usize, net: bool) {
    let texts = |of: &dyn Fn(&Row) -> Option<&'static str>| -> ArrayRef {
        Arc::new(StringArray::from_iter(rows.iter().map(of)))
    };
    let doubles = |of: &dyn Fn(&Row) -> Option<f64>| -> ArrayRef {
        Arc::new(Float64Array::from_iter(rows.iter().map(of)))
    };
    let instants = |of: &dyn Fn(&Row) -> i64| -> ArrayRef {
        let micros = rows.iter().map(|row| of(row) * 1_000_000);
        Arc::new(TimestampMicrosecondArray::from_iter_values(micros))
    };
    let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for row in rows {
        for (key, value) in row.tags.iter().flatten() {
            maps.keys().append_value(key);
            maps.values().append_option(*value);
        }
        maps.append(row.tags.is_some()).unwrap();
    }
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("resource_tags", Arc::new(maps.finish())),
        ("bill_billing_period_start_date", instants(&|it| OCTOBER + it.month * 86_400)),
        ("line_item_usage_account_id", texts(&|it| Some(it.account))),
        ("line_item_product_code", texts(&|it| Some(it.service))),
        ("line_item_usage_type", texts(&|it| Some(it.kind))),
        ("line_item_line_item_type", texts(&|it| it.line)),
        ("line_item_operation", texts(&|it| it.operation)),
        ("line_item_resource_id", texts(&|it| it.parent.or(it.reservation))),
        ("split_line_item_parent_resource_id", texts(&|it| it.parent)),
        ("bill_invoice_id", texts(&|it| it.invoice)),
        ("reservation_reservation_a_r_n", texts(&|it| it.reservation)),
        ("line_item_currency_code", texts(&|it| Some(it.currency))),
        ("line_item_usage_start_date", instants(&|it| OCTOBER + it.hour * 3_600)),
        ("line_item_usage_end_date", instants(&|it| OCTOBER + it.hour * 3_600 + 3_600)),
        ("line_item_usage_amount", doubles(&|it| it.usage)),
        ("line_item_unblended_cost", doubles(&|it| it.cost)),
        ("reservation_effective_cost", doubles(&|it| it.effective)),
        ("savings_plan_savings_plan_effective_cost", doubles(&|it| it.effective)),
        ("savings_plan_total_commitment_to_date", doubles(&|it| it.effective)),
        ("savings_plan_used_commitment", doubles(&|it| it.usage)),
    ];
    if net {
        columns.push(("line_item_net_unblended_cost", doubles(&|it| it.net)));
    }
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let records = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group))
        .set_dictionary_page_size_limit(dictionary)
        .build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, records.schema(), Some(properties)).unwrap();
    writer.write(&records).unwrap();
    writer.close().unwrap();
}

fn options() -> impl Strategy<Value = Options> {
    let flags = prop::array::uniform6(any::<bool>());
    let basis = prop::option::weighted(0.2, prop::sample::select(Basis::ALL.to_vec()));
    (flags, basis, prop::bool::weighted(0.8)).prop_map(|(flags, basis, period)| {
        let [operation, region, environment, component, invoice, resource] = flags;
        let grouping = Grouping { operation, region, environment, component, invoice, resource };
        let period = october().period.filter(|_| period);
        Options { grouping, basis, period, ..october() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("MRU_LAW_CASES").map_or(64, |it| it.parse().unwrap())
    ))]

    #[test]
    fn by_dictionaries_is_row_by_row(
        files in prop::collection::vec(prop::collection::vec(row(), 1..60), 1..4),
        group in 1_usize..40,
        dictionary in prop::sample::select(vec![1_usize, 64, 1 << 20]),
        net in any::<bool>(),
        options in options(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for (at, rows) in files.iter().enumerate() {
            let path = folder.path().join(format!("{at}.parquet"));
            write(&path, rows, group, dictionary, net);
            paths.push(path);
        }
        let source = Source::open(&paths, options.period);
        prop_assume!(source.is_ok());
        let source = source.unwrap();
        let fast = roll_up(&source, &options);
        let mut slow = RollUp::new(options.grouping);
        let mut refused = None;
        let counts = rows(&source, &options, &mut |row| {
            if refused.is_none() {
                refused = slow.add(row).err();
            }
            Ok(())
        });
        match (fast, counts, refused) {
            (Ok(fast), Ok(counts), None) => {
                prop_assert_eq!(fast.counts, counts);
                let slow = slow.finish().unwrap();
                let (fast_groups, groups): (Vec<_>, Vec<_>) =
                    (fast.groups.iter().collect(), slow.iter().collect());
                prop_assert_eq!(fast_groups, groups);
            }
            (Err(fast), Err(slow), None) => prop_assert_eq!(fast, slow),
            // Two currencies, or sums of too many digits.
            (Err(_), _, Some(_)) => {}
            (fast, counts, refused) => {
                prop_assert!(false, "{:?} against {:?} {:?}", fast.map(|it| it.counts), counts, refused);
            }
        }
    }
}
