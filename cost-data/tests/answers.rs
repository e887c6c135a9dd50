//! Saved answers of Cost Explorer: amounts to the last digit, what was asked, and what is refused.

mod common;

use std::{collections::BTreeMap, fs, path::PathBuf};

use common::{expected, fixture, sums};

use cost_data::{
    CostDataError, Counts, Expected, Explored, Options, RolledUp, Source, roll_up, rows,
};
use mru_core::costs::{Basis, CostAmount, CostSummary, LineType};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A file of its own with a text.
fn saved(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.json");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn read(answer: &Value, options: &Options) -> Result<RolledUp, CostDataError> {
    let (_folder, path) = saved(&answer.to_string());
    roll_up(&Source::open(&[path], options.period)?, options)
}

fn october() -> Options {
    let period = Some("2026-10".parse().unwrap());
    Options { period, environment: Some("environment".to_owned()), ..Options::default() }
}

/// Amounts in the metrics that Cost Explorer has.
fn metrics(amount: &str, quantity: &str, unit: &str) -> Value {
    let usd = json!({ "Amount": amount, "Unit": "USD" });
    json!({
        "UnblendedCost": usd, "AmortizedCost": usd, "NetUnblendedCost": usd, "NetAmortizedCost": usd,
        "UsageQuantity": { "Amount": quantity, "Unit": unit },
    })
}

/// A page of a month in groups.
fn page(by: &[(&str, &str)], groups: &[(&[&str], Value)], next: Option<&str>) -> Value {
    let definition = |(kind, key): &(&str, &str)| json!({ "Type": kind, "Key": key });
    let group = |(keys, metrics): &(&[&str], Value)| json!({ "Keys": keys, "Metrics": metrics });
    let mut page = json!({
        "GroupDefinitions": by.iter().map(definition).collect::<Vec<_>>(),
        "ResultsByTime": [{
            "TimePeriod": { "Start": "2026-10-01", "End": "2026-11-01" },
            "Total": {},
            "Groups": groups.iter().map(group).collect::<Vec<_>>(),
            "Estimated": false,
        }],
        "DimensionValueAttributes": [],
    });
    if let Some(next) = next {
        page["NextPageToken"] = json!(next);
    }
    page
}

const BY_USAGE: [(&str, &str); 2] = [("DIMENSION", "SERVICE"), ("DIMENSION", "USAGE_TYPE")];

/// What the program keeps of what it asked: a filter says what the groups do not.
fn asked() -> Value {
    let filter = |kind: &str, environment: &[&str]| {
        json!({ "And": [
            { "Dimensions": { "Key": "LINKED_ACCOUNT", "Values": ["012345678901"] } },
            { "Dimensions": { "Key": "RECORD_TYPE", "Values": [kind] } },
            { "Tags": { "Key": "environment", "Values": environment } },
        ] })
    };
    let ecs = "Amazon Elastic Container Service";
    let usage: [(&[&str], Value); 2] = [
        (&[ecs, "USE1-Fargate-vCPU-Hours:perCPU"], metrics("30.11712", "744", "hours")),
        (&["EC2 - Other", "NatGateway-Bytes"], metrics("0.0000004196", "9.3E-6", "N/A")),
    ];
    let other: [(&[&str], Value); 2] = [
        (&["012345678901", "Tax"], metrics("5.7222528", "0", "N/A")),
        (&["900000000001", "AWS Support (Business)"], metrics("100", "0", "N/A")),
    ];
    json!({ "answers": [
        {
            "request": { "Filter": filter("Usage", &["production"]) },
            "pages": [page(&BY_USAGE, &usage[..1], Some("2")), page(&BY_USAGE, &usage[1..], None)],
        },
        {
            "request": { "Filter": { "Dimensions": { "Key": "RECORD_TYPE", "Values": ["Tax"] } } },
            "pages": [page(&[("DIMENSION", "LINKED_ACCOUNT"), ("DIMENSION", "SERVICE")], &other[..1], None)],
        },
        {
            "request": {},
            "pages": [page(
                &[("DIMENSION", "RECORD_TYPE"), ("TAG", "environment")],
                &[
                    (&["Support", "environment$"], metrics("100", "0", "N/A")),
                    (&["Enterprise Discount Program Discount", "environment$qa"], metrics("-3", "0", "N/A")),
                ],
                None,
            )],
        },
    ] })
}

#[test]
fn what_was_asked_says_what_groups_do_not() {
    let rolled = read(&asked(), &october()).unwrap();
    let all: Vec<_> = rolled.groups.iter().collect();
    let fargate = all.iter().find(|it| it.service == "AmazonECS").unwrap();
    assert_eq!((fargate.account, fargate.line), ("012345678901", LineType::Usage));
    assert_eq!(fargate.usage_type, Some("USE1-Fargate-vCPU-Hours:perCPU"));
    assert_eq!((fargate.environment, fargate.component), (Some("production"), None));
    assert_eq!((fargate.usage, fargate.unit), (Some(744.into()), Some("hours")));
    assert_eq!((fargate.invoice, fargate.resource), (None, None));
    assert_eq!(fargate.start.to_rfc3339(), "2026-10-01T00:00:00+00:00");
    assert_eq!(fargate.end.to_rfc3339(), "2026-11-01T00:00:00+00:00");
    let nat = all.iter().find(|it| it.service == "AmazonEC2").unwrap();
    assert_eq!((nat.usage.unwrap().to_string().as_str(), nat.unit), ("0.0000093", None));
    let tax = all.iter().find(|it| it.line == LineType::Tax).unwrap();
    assert_eq!((tax.account, tax.usage), ("012345678901", None), "sums of unlike units are none");
    let support = all.iter().find(|it| it.line == LineType::Support).unwrap();
    assert_eq!((support.account, support.environment), ("", None));
    let discount = all.iter().find(|it| it.line == LineType::EdpDiscount).unwrap();
    assert_eq!(discount.environment, Some("qa"));
    for basis in Basis::ALL {
        let sum = CostSummary::of(all.iter().copied(), basis).unwrap().net.unwrap();
        assert_eq!(sum.to_string(), "132.8393732196", "{basis:?}");
    }
    let explored = Explored { rows: 5, estimated: 0, untyped: 0 };
    assert_eq!(rolled.counts, Counts { rows: 5, explored, ..Counts::default() });
}

/// Cost Explorer and a Cost and Usage Report of the same month, made from the same rows.
#[test]
fn a_month_of_cost_explorer_adds_up_in_every_basis() {
    let explored = common::read(&[fixture("explorer/answers.json")], &common::october()).unwrap();
    let reported = common::read(&[fixture("modyo-csv")], &common::october()).unwrap();
    for basis in Basis::ALL {
        assert_eq!(sums(&explored, basis), expected("cur", basis), "{basis:?}");
    }
    let usage = |rolled: &RolledUp| {
        let mut sums: BTreeMap<_, CostAmount> = BTreeMap::new();
        for it in rolled.groups.iter().filter(|it| it.line == LineType::Usage) {
            let texts =
                [it.account, it.service, it.usage_type.unwrap(), it.environment.unwrap_or("")];
            let sum = sums.entry(texts.map(str::to_owned)).or_default();
            *sum = sum.plus(it.costs.unblended.unwrap()).unwrap();
        }
        sums
    };
    assert_eq!(
        usage(&explored),
        usage(&reported),
        "accounts, services, usage types and environments"
    );
    assert!(explored.groups.iter().all(|it| it.invoice.is_none() && it.component.is_none()));
}

#[test]
fn pages_are_read_in_every_form_they_are_saved_in() {
    let by = [("DIMENSION", "SERVICE")];
    let group = |name: &'static str, amount| {
        let keys: &'static [&'static str] = Box::leak(Box::new([name]));
        (keys, json!({ "UnblendedCost": { "Amount": amount, "Unit": "USD" } }))
    };
    let pages = [
        page(&by, &[group("AWS Glue", "0"), group("Tax", "3.3")], Some("page 2")),
        page(&by, &[group("AWS Glue", "-0.0551724144")], None),
    ];
    let list = json!(pages);
    let with_account = json!({ "account_id": "210987654321", "results": pages });
    for (form, account) in [(&list, ""), (&with_account, "210987654321")] {
        let rolled = read(form, &Options::default()).unwrap();
        let all: Vec<_> = rolled.groups.iter().collect();
        assert!(all.iter().all(|it| it.account == account), "{form}");
        let sum = CostSummary::of(all.iter().copied(), Basis::Unblended).unwrap();
        assert_eq!(sum.net.unwrap().to_string(), "3.2448275856");
        assert_eq!(sum.credits.unwrap().to_string(), "-0.0551724144", "gross stays gross");
        let other = CostSummary::of(all.iter().copied(), Basis::NetAmortised).unwrap();
        assert_eq!(other.net, None, "unknown is not zero");
        assert_eq!(rolled.counts.explored, Explored { rows: 3, estimated: 0, untyped: 3 });
    }
    let whole = json!({ "ResultsByTime": [{
        "TimePeriod": { "Start": "2026-10-05", "End": "2026-10-06" },
        "Total": { "UnblendedCost": { "Amount": "1.50", "Unit": "USD" } },
        "Groups": [], "Estimated": true,
    }] });
    let rolled = read(&whole, &october()).unwrap();
    assert_eq!(rolled.counts.explored, Explored { rows: 1, estimated: 1, untyped: 1 });
    let needed = Options { basis: Some(Basis::Amortised), ..october() };
    let refused = read(&whole, &needed).unwrap_err();
    assert!(matches!(refused, CostDataError::UnknownCost { row: 1, .. }), "{refused}");
    let september = Options { period: Some("2026-09".parse().unwrap()), ..Options::default() };
    let refused = read(&whole, &september).unwrap_err();
    assert!(matches!(refused, CostDataError::NoRows { .. }), "{refused}");
}

#[test]
fn what_is_wrong_is_refused_with_its_place() {
    let text = asked().to_string();
    for (from, to, row, column, value, expected) in [
        (
            "\"30.11712\"",
            "\"30,1\"",
            1,
            "AmortizedCost|NetAmortizedCost|UnblendedCost|NetUnblendedCost",
            "30,1",
            Expected::Amount,
        ),
        ("\"9.3E-6\"", "\"\"", 2, "UsageQuantity", "", Expected::Amount),
        ("2026-10-01", "October", 1, "TimePeriod.Start", "October", Expected::Instant),
        ("2026-11-01", "2026-11-02", 1, "TimePeriod.End", "2026-11-02", Expected::WithinMonth),
        ("2026-11-01", "2026-10-01", 1, "TimePeriod.End", "2026-10-01", Expected::WithinMonth),
        ("[\"Tax\"]", "[\"tax\"]", 3, "RECORD_TYPE", "tax", Expected::LineType),
        ("[\"012345678901\",\"Tax\"]", "[\"Tax\"]", 3, "Keys", "Tax", Expected::KeyForEach),
    ] {
        assert!(text.contains(from), "{from} is not in {text}");
        let (_folder, path) =
            saved(&text.replacen(from, to, if column.contains('|') { 4 } else { 1 }));
        let refused = roll_up(&Source::open(&[path], None).unwrap(), &october()).unwrap_err();
        let CostDataError::Value { cell, expected: found } = &refused else { panic!("{refused}") };
        assert_eq!((cell.row, cell.value.as_str(), *found), (row, value, expected));
        assert!(column.split('|').any(|it| it == cell.column), "{refused}");
        assert!(refused.text().es.contains("fila"), "{refused}");
    }
}

#[test]
fn pages_that_are_missing_are_missed() {
    for (at, token, page) in [(0, json!(""), 1), (1, json!("3"), 2)] {
        let mut cut = asked();
        cut["answers"][0]["pages"][at]["NextPageToken"] = token;
        let refused = read(&cut, &october()).unwrap_err();
        let CostDataError::AnswerCutOff { page: found, .. } = &refused else { panic!("{refused}") };
        assert_eq!(*found, page, "{refused}");
    }
    let none = read(&json!({ "answers": [{ "pages": [] }] }), &october()).unwrap_err();
    assert!(matches!(none, CostDataError::AnswerCutOff { page: 0, .. }), "{none}");
}

#[test]
fn what_is_no_answer_is_refused() {
    let whole = asked().to_string();
    let number = whole.replacen("\"30.11712\"", "30.11712", 1);
    for text in [
        "[{\"ResultsByTime\":7}]",
        "{\"results\":7}",
        "{\"ResultsByTime\":[{}]}",
        number.as_str(),
        &whole[..whole.len() - 20],
    ] {
        let (_folder, path) = saved(text);
        let source = Source::open(&[path], None);
        let refused = source.and_then(|it| roll_up(&it, &Options::default())).unwrap_err();
        assert!(matches!(refused, CostDataError::NoAnswer { .. }), "{text}: {refused}");
        assert!(refused.text().es.contains("Cost Explorer"), "{refused}");
    }
    // What is JSON and neither an answer nor a manifest is taken for the latter.
    for text in ["{}", "[]", "["] {
        let (_folder, path) = saved(text);
        let refused = Source::open(&[path], None).unwrap_err();
        assert!(matches!(refused, CostDataError::NoManifest { .. }), "{refused}");
    }
}

#[test]
fn currencies_of_one_group_and_of_two_are_not_added() {
    let mut one = asked();
    one["answers"][0]["pages"][0]["ResultsByTime"][0]["Groups"][0]["Metrics"]["AmortizedCost"]["Unit"] =
        json!("EUR");
    let refused = read(&one, &october()).unwrap_err();
    assert!(matches!(refused, CostDataError::MixedCurrencies { row: 1, .. }), "{refused}");
    let text = asked().to_string();
    let at = text.find("NatGateway-Bytes").unwrap();
    let (_folder, path) = saved(&(text[..at].to_owned() + &text[at..].replace("USD", "EUR")));
    let refused = roll_up(&Source::open(&[path], None).unwrap(), &october()).unwrap_err();
    let CostDataError::MixedCurrencies { row, currency, before, .. } = &refused else {
        panic!("{refused}")
    };
    assert_eq!((*row, currency.as_str(), before.as_str()), (2, "EUR", "USD"));
}

proptest! {
    /// Whatever amounts an answer has, the rows have the same, and so has their sum.
    #[test]
    fn amounts_come_through_to_the_last_digit(
        amounts in prop::collection::vec((-9_999_999_999_999_i64..9_999_999_999_999, 0_u8..11), 1..40),
        cut in 0_usize..40,
    ) {
        let exact = |&(digits, places): &(i64, u8)| CostAmount::new(digits.into(), places).unwrap();
        let texts: Vec<String> = amounts.iter().map(|it| exact(it).to_string()).collect();
        let group = |(at, text): (usize, &String)| {
            json!({ "Keys": ["Amazon Route 53", format!("Type-{at}")], "Metrics": metrics(text, text, "Hrs") })
        };
        let groups: Vec<Value> = texts.iter().enumerate().map(group).collect();
        let (first, second) = groups.split_at(cut.min(groups.len()));
        let mut pages = [page(&BY_USAGE, &[], Some("more")), page(&BY_USAGE, &[], None)];
        pages[0]["ResultsByTime"][0]["Groups"] = json!(first);
        pages[1]["ResultsByTime"][0]["Groups"] = json!(second);
        let (_folder, path) = saved(&json!(pages).to_string());
        let source = Source::open(&[path], None).unwrap();
        let mut read = Vec::new();
        rows(&source, &Options::default(), &mut |row| {
            read.push((row.usage.unwrap(), row.costs.unblended.unwrap()));
            Ok(())
        }).unwrap();
        let expected: Vec<_> = amounts.iter().map(|it| (exact(it), exact(it))).collect();
        prop_assert_eq!(&read, &expected);
        let scaled = |&(digits, places): &(i64, u8)| i128::from(digits) * 10_i128.pow(10 - u32::from(places));
        let total: i128 = amounts.iter().map(scaled).sum();
        let rolled = roll_up(&source, &Options::default()).unwrap();
        let net = CostSummary::of(rolled.groups.iter(), Basis::NetAmortised).unwrap().net;
        prop_assert_eq!(net, CostAmount::new(total, 10));
    }
}
