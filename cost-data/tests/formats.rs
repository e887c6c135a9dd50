//! Every format and writing of the same month says the same.

mod common;

use common::{expected, fixture, october, read, sums};
use cost_data::{CostDataError, Counts, Options, Source, rows};
use mru_core::costs::{Basis, CostSummary, LineType};

const LEGACY: &str = "legacy/modyo-legacy-1.csv";
const EXPORTS: [&str; 2] = ["modyo-csv", "modyo-parquet"];

#[test]
fn cur_2_through_its_manifest_adds_up_in_every_basis() {
    for export in EXPORTS {
        let rolled = read(&[fixture(export)], &october()).unwrap();
        let counts = Counts { rows: 34, splits: 2, ..Counts::default() };
        assert_eq!(rolled.counts, counts, "{export}");
        for basis in Basis::ALL {
            assert_eq!(sums(&rolled, basis), expected("cur", basis), "{export} {basis:?}");
        }
        assert_eq!(rolled.groups.currency(), Some("USD"));
    }
}

#[test]
fn a_manifest_leaves_out_what_lies_beside_its_files() {
    let stale = fixture("modyo-csv/data/BILLING_PERIOD=2026-10/modyo-csv-00003.csv.gz");
    assert!(stale.is_file(), "the fixture has a file of an earlier delivery");
    let source = Source::open(&[fixture("modyo-csv")], october().period).unwrap();
    assert_eq!(source.files().count(), 2);
    assert!(source.files().all(|file| file.canonicalize().unwrap() != stale));
}

#[test]
fn legacy_cur_has_no_net_costs_and_the_same_others() {
    let rolled = read(&[fixture(LEGACY)], &october()).unwrap();
    for basis in [Basis::Unblended, Basis::Amortised] {
        assert_eq!(sums(&rolled, basis), expected("cur", basis), "{basis:?}");
    }
    for basis in [Basis::NetUnblended, Basis::NetAmortised] {
        assert!(sums(&rolled, basis).values().all(Option::is_none), "unknown is not zero");
    }
}

#[test]
fn focus_of_every_version_adds_up() {
    for version in ["focus/focus-1.0.csv", "focus/focus-1.2.csv", "focus/focus-1.4.csv"] {
        let rolled = read(&[fixture(version)], &october()).unwrap();
        for basis in [Basis::NetUnblended, Basis::NetAmortised] {
            assert_eq!(sums(&rolled, basis), expected_focus(basis), "{version} {basis:?}");
        }
        let invoices = rolled.groups.iter().filter(|group| group.invoice.is_some()).count();
        assert_eq!(invoices > 0, version != "focus/focus-1.0.csv", "{version}");
        let fargate = rolled.groups.iter().find(|it| it.usage_type.is_some()).unwrap();
        assert_eq!(
            (fargate.environment, fargate.component),
            (Some("production"), Some("ms-loans"))
        );
        // What has no sub-account is of the account that pays.
        let domain = rolled.groups.iter().find(|it| it.service == "AmazonRoute53").unwrap();
        assert_eq!(domain.account, "999999999999");
    }
}

fn expected_focus(basis: Basis) -> std::collections::BTreeMap<String, Option<String>> {
    expected("focus", basis)
}

#[test]
fn groups_keep_leading_zeros_tags_hours_and_tiny_amounts() {
    let rolled = read(&[fixture(LEGACY)], &october()).unwrap();
    let find = |kind: &str| {
        let is = |it: &mru_core::costs::CostGroup<'_>| {
            it.usage_type == Some(kind) && it.line == LineType::Usage
        };
        rolled.groups.iter().find(is).unwrap()
    };
    let fargate = find("USE1-Fargate-vCPU-Hours:perCPU");
    assert_eq!(fargate.account, "012345678901");
    assert_eq!((fargate.environment, fargate.component), (Some("production"), Some("ms-loans")));
    assert_eq!(fargate.usage.unwrap().to_string(), "12");
    assert_eq!(fargate.costs.unblended.unwrap().to_string(), "0.48576");
    assert_eq!((fargate.rows, fargate.unit), (6, Some("hours")));
    assert_eq!(fargate.invoice, Some("EUINUS26-1001"));
    assert_eq!(fargate.start.to_rfc3339(), "2026-10-01T00:00:00+00:00");
    assert_eq!(fargate.end.to_rfc3339(), "2026-10-01T06:00:00+00:00");
    assert_eq!(fargate.first.row, 1);
    let bytes = find("NatGateway-Bytes");
    assert_eq!(bytes.usage.unwrap().to_string(), "0.0000000009313225746154785");
    assert_eq!(bytes.costs.unblended.unwrap().to_string(), "0.0000004");
    assert_eq!((bytes.environment, bytes.component), (Some("qa"), None));
}

#[test]
fn gross_credits_discounts_and_net_are_shown_together() {
    let rolled = read(&[fixture(LEGACY)], &october()).unwrap();
    let shown = CostSummary::of(rolled.groups.iter(), Basis::Unblended).unwrap();
    assert_eq!(shown.gross.unwrap().to_string(), "601.7707604");
    assert_eq!(shown.discounts.unwrap().to_string(), "-0.02");
    assert_eq!(shown.credits.unwrap().to_string(), "-8.42");
    assert_eq!(shown.net.unwrap().to_string(), "593.3307604");
}

#[test]
fn rows_are_given_one_by_one_as_evidence() {
    let source = Source::open(&[fixture(LEGACY)], None).unwrap();
    let mut found = Vec::new();
    let counts = rows(&source, &Options::default(), &mut |row| {
        if row.resource == Some("bucket") {
            found.push((row.place.row, row.description.is_none(), row.costs.unblended));
        }
        Ok(())
    });
    assert_eq!(counts.unwrap().rows, 34);
    assert_eq!(found, [(22, true, Some("0.005".parse().unwrap()))]);
}

#[test]
fn a_basis_that_is_asked_for_must_be_known_of_every_row() {
    let with = |basis| Options { basis: Some(basis), ..october() };
    assert!(read(&[fixture("modyo-csv")], &with(Basis::NetUnblended)).is_ok());
    let refused = read(&[fixture("modyo-csv")], &with(Basis::NetAmortised)).unwrap_err();
    let CostDataError::UnknownCost { line, .. } = refused else { panic!("{refused}") };
    assert_eq!(line, LineType::SavingsPlanRecurringFee);
    let refused = read(&[fixture("focus/focus-1.2.csv")], &with(Basis::Unblended)).unwrap_err();
    assert!(refused.to_string().contains("row 1 (Usage) does not say its unblended cost"));
}

#[test]
fn a_month_without_rows_is_no_month_of_zero() {
    let september = Options { period: Some("2026-09".parse().unwrap()), ..october() };
    let refused = read(&[fixture(LEGACY)], &september).unwrap_err();
    assert!(matches!(refused, CostDataError::NoRows { .. }), "{refused}");
}
