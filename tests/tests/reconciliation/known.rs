//! Months with answers worked out by hand, and months that are refused.

use std::collections::BTreeMap;

use mru_core::{
    costs::{Basis, LineType},
    reconciliation::{
        Bucket, ExplorerRequests, IncludedUsage, MeteredCustomer, ReconcileError, Reconciliation,
        Sources,
    },
};
use mru_tests::reconciliation_oracle::{
    Case, Charge, CloudAccount, Customer, Life, Prepared, Segment, Whose,
};

const ACCOUNT: &str = "100000000000";

/// October 2026, of 744 hours, with one customer.
fn october(lives: Vec<Life>) -> Case {
    let customer = Customer { id: "insurer".to_owned(), zone: "UTC", free: Vec::new(), lives };
    let whose = Whose::Customer("insurer".to_owned(), "");
    let account =
        CloudAccount { account: ACCOUNT.to_owned(), whose, first_day: None, last_day: None };
    Case {
        month: (2026, 10),
        customers: vec![customer],
        accounts: vec![account],
        sharing: "even",
        ..Case::default()
    }
}

/// One piece of a component, from before the month until after it.
fn life(environment: &'static str, kind: &'static str, name: &str, size: &'static str) -> Life {
    let segment = Segment { from: 1_780_000_000, size, thousandths: 1000, redundancy: 1 };
    let (name, segments) = (name.to_owned(), vec![segment]);
    Life { deployment: "main", environment, kind, name, segments, ..Life::default() }
}

/// Usage of the first day.
fn usage(service: &str, usage_type: &str, quantity: &str, usd: &str) -> Charge {
    Charge {
        account: ACCOUNT.to_owned(),
        service: service.to_owned(),
        usage_type: Some(usage_type.to_owned()),
        environment: None,
        component: None,
        line: LineType::Usage,
        quantity: (!quantity.is_empty()).then(|| quantity.to_owned()),
        usd: usd.to_owned(),
        day: 1,
        more_days: 0,
        days_before: None,
        invoice: Some("2100001"),
        row: 1,
    }
}

fn tagged(environment: &str, component: &str, charge: Charge) -> Charge {
    let tag = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    Charge { environment: tag(environment), component: tag(component), ..charge }
}

fn reconciled(case: &Case) -> Reconciliation {
    Prepared::new(case, Basis::Unblended).reconcile(case).expect("a reconciliation")
}

/// What is in the buckets that are not empty.
fn buckets(real: &Reconciliation) -> BTreeMap<Bucket, String> {
    let usd = |bucket| real.bucket_usd(bucket).expect("a sum");
    let all = Bucket::ALL.into_iter().map(|bucket| (bucket, usd(bucket)));
    all.filter(|(_, usd)| !usd.is_zero()).map(|(bucket, usd)| (bucket, usd.to_string())).collect()
}

fn expect(case: &Case, wanted: &[(Bucket, &str)]) {
    let wanted: BTreeMap<Bucket, String> =
        wanted.iter().map(|(bucket, usd)| (*bucket, (*usd).to_owned())).collect();
    assert_eq!(buckets(&reconciled(case)), wanted);
}

/// 1 vCPU: 730 h × 0.04048 = 29.5504, 14 h more = 0.56672; charged 6 h more than 744 at 0.05.
/// 2 GB: 1460 × 0.004445 = 6.4897, 28 more = 0.12446. Logs: 2 GB × 0.5, charged 3 GB.
/// A NAT gateway comes with its environment; a server comes with nothing.
#[test]
fn a_container_is_divided_into_its_steps() {
    let mut case = october(vec![
        life("staging", "container", "ms-loans", "1x2"),
        life("shared", "dns-zone", "example.com", ""),
    ]);
    case.charges = vec![
        usage("AmazonECS", "USE1-Fargate-vCPU-Hours:perCPU", "750", "37.5"),
        usage("AmazonECS", "USE1-Fargate-GB-Hours", "1488", "6.61416"),
        usage("AmazonCloudWatch", "DataProcessing-Bytes", "3", "1.5"),
        usage("AmazonEC2", "NatGateway-Hours", "744", "33.48"),
        usage("AmazonEC2", "BoxUsage:t3.micro", "744", "7.7376"),
    ];
    expect(
        &case,
        &[
            (Bucket::Matched, "37.0401"),
            (Bucket::HoursOfTheMonth, "0.69118"),
            (Bucket::Included, "33.48"),
            (Bucket::Unmetered, "7.7376"),
            (Bucket::UsageDrift, "0.74288"),
            (Bucket::PriceDrift, "7.14"),
        ],
    );
    let real = reconciled(&case);
    let [missing] = real.without_cost.as_slice() else {
        panic!("one component without cost: {:?}", real.without_cost);
    };
    assert_eq!(missing.component, "main/shared/dns-zone/example.com");
    assert_eq!(missing.expected_usd.to_string(), "0.5");
    assert_eq!(missing.events, ["e1-0"]);
}

/// Half of a month of 744 hours is 365 hours of the rate card: 372 × 0.0225 and 365 × 0.0225.
#[test]
fn a_part_of_the_month_is_that_part_of_the_hours_of_the_rate_card() {
    let mut balancer = life("staging", "load-balancer", "front", "");
    let case = october(Vec::new());
    balancer.segments[0].from = case.instant(1) + 372 * 3600;
    let mut case = october(vec![balancer]);
    case.charges = vec![usage("AWSELB", "LoadBalancerUsage", "372", "8.37")];
    expect(&case, &[(Bucket::Matched, "8.2125"), (Bucket::HoursOfTheMonth, "0.1575")]);
}

/// The finest tag wins: each charge is held against what it names, and what is named by none of them
/// against what is left.
#[test]
fn charges_are_held_against_the_finest_that_their_tags_name() {
    let vpn = |environment, name| life(environment, "vpn", name, "");
    let mut case = october(vec![
        vpn("production", "a"),
        vpn("production", "b"),
        vpn("staging", "a"),
        vpn("staging", "c"),
    ]);
    let hours = || usage("AmazonVPC", "USE1-VPN-Usage-Hours:ipsec.1", "744", "37.2");
    let whole = [(Bucket::Matched, "146"), (Bucket::HoursOfTheMonth, "2.8")];
    let four = |tags: [(&str, &str); 4]| tags.map(|(of, name)| tagged(of, name, hours())).to_vec();
    for tags in [
        [("production", "a"), ("production", "b"), ("staging", "a"), ("staging", "c")],
        [("production", "a"), ("production", ""), ("staging", ""), ("staging", "")],
        [("production", "a"), ("", ""), ("", ""), ("", "")],
        [("production", "a"), ("", "a"), ("production", ""), ("", "")],
        [("", "a"), ("", "a"), ("production", ""), ("staging", "")],
        [("", "b"), ("", "c"), ("production", ""), ("staging", "")],
    ] {
        case.charges = four(tags);
        expect(&case, &whole);
    }
    // Nothing of that name is metered: its charge is nobody's, and one component has no cost.
    case.charges =
        four([("production", "a"), ("production", "b"), ("staging", "a"), ("staging", "b")]);
    let found = reconciled(&case);
    assert_eq!(buckets(&found)[&Bucket::Unmetered], "37.2");
    assert_eq!(found.without_cost[0].component, "main/staging/vpn/c");
}

/// A late hour of September in the very usage type that is metered is no hour of October: 744 h × 0.05 =
/// 37.2, of which 730 h are of the card. What September is put right by is its net effect, whether a
/// difference says it, or rows that take back and state anew; taxes and refunds of it as well.
#[test]
fn what_puts_an_earlier_month_right_is_held_against_nothing() {
    let mut case = october(vec![life("staging", "vpn", "a", "")]);
    let hours = |quantity, usd| usage("AmazonVPC", "USE1-VPN-Usage-Hours:ipsec.1", quantity, usd);
    let late = |charge| Charge { days_before: Some(0), ..charge };
    let month = [(Bucket::Matched, "36.5"), (Bucket::HoursOfTheMonth, "0.7")];
    let with = |usd| [&month[..], &[(Bucket::Corrections, usd)]].concat();
    let now = || hours("744", "37.2");
    let delta = vec![now(), late(hours("-10", "-0.5"))];
    let ledger = vec![now(), late(hours("-720", "-36")), late(hours("710", "35.5"))];
    for charges in [delta, ledger] {
        case.charges = charges;
        expect(&case, &with("-0.5"));
        let real = reconciled(&case);
        let corrections: Vec<_> = real.of_bucket(Bucket::Corrections).collect();
        assert!(corrections.iter().all(|it| it.customer == "insurer"));
        let september = "2026-09".parse().ok();
        assert!(corrections.iter().all(|it| it.charged_for.corrects == september));
        let summary = real.summary().expect("sums");
        let parts = [summary.gross, summary.corrections, summary.discounts, summary.credits];
        assert_eq!(parts.map(|it| it.expect("an amount").to_string()), ["37.2", "-0.5", "0", "0"]);
        assert_eq!(summary.net.expect("an amount").to_string(), "36.7");
    }
    let refund = Charge { line: LineType::Refund, ..hours("", "-2") };
    let tax = Charge { line: LineType::Tax, ..hours("", "0.19") };
    case.charges = vec![now(), late(refund.clone()), late(tax), refund];
    expect(&case, &[&with("-1.81")[..], &[(Bucket::Credits, "-2")]].concat());
    // Nothing ran in October by what AWS charged for September.
    case.charges = vec![late(hours("1", "0.05"))];
    assert_eq!(reconciled(&case).without_cost[0].component, "main/staging/vpn/a");
}

/// 1,000 MRU and 744 h against 1 MRU and 2,232 h: 0.744 h and 2,232 h for one MRU. The price is the same, so
/// that the one is 3,000 times the other.
#[test]
fn what_comes_along_is_held_against_the_mrus_that_it_comes_with() {
    let mut case = october(Vec::new());
    let bank = Whose::Customer("bank".to_owned(), "");
    let account = "200000000000".to_owned();
    case.accounts.push(CloudAccount { account, whose: bank, first_day: None, last_day: None });
    let gateway = |quantity, usd| usage("AmazonEC2", "NatGateway-Hours", quantity, usd);
    let of_bank = |charge| Charge { account: "200000000000".to_owned(), ..charge };
    case.charges = vec![gateway("744", "33.48"), of_bank(gateway("2232", "100.44"))];
    let judged = |mru: [u32; 2], case: &Case| {
        let mut prepared = Prepared::new(case, Basis::Unblended);
        let named = |id: &str, mru: u32| MeteredCustomer {
            id: id.to_owned(),
            mru: mru.into(),
            ..MeteredCustomer::default()
        };
        prepared.customers = vec![named("insurer", mru[0]), named("bank", mru[1])];
        let real = prepared.reconcile(case).expect("a reconciliation");
        let of = |it: &IncludedUsage| {
            let times = it.times.map(|times| times.normalize().to_string());
            (it.customer.clone(), times.unwrap_or_default(), it.is_out_of_proportion)
        };
        real.included.iter().map(of).collect::<Vec<_>>()
    };
    let (bank, insurer) = ("bank".to_owned(), "insurer".to_owned());
    let row = |id: &String, times: &str, is_too_much| (id.clone(), times.to_owned(), is_too_much);
    assert_eq!(judged([1000, 1], &case), [row(&bank, "3000", true), row(&insurer, "0", false)]);
    // Three times as much for each MRU is not more than three times.
    assert_eq!(judged([7, 7], &case), [row(&bank, "3", false), row(&insurer, "0.33", false)]);
    assert_eq!(judged([7, 0], &case), [row(&bank, "", true), row(&insurer, "", false)]);
    case.charges.truncate(1);
    assert_eq!(judged([1, 1000], &case), [row(&insurer, "", false)]);
}

/// Requests are those of the usage type, in whatever account; what they cost is in a bucket as well.
#[test]
fn requests_to_cost_explorer_are_told_with_what_aws_charges_for_them() {
    let mut case = october(Vec::new());
    let requests = |usd| usage("AWSCostExplorer", "USE1-APIRequest", "7", usd);
    case.charges = vec![
        requests("0.07"),
        Charge { account: "999999999999".to_owned(), ..requests("0.07") },
        Charge { days_before: Some(0), ..requests("0.07") },
        usage("AWSCostExplorer", "USE1-Hourly", "1", "3"),
        usage("AmazonEC2", "APIRequest", "1", "5"),
    ];
    let found = reconciled(&case).explorer;
    let found = ExplorerRequests::asked_for(found, Some(12)).expect("requests");
    let (charged, usd) = (found.charged.expect("a quantity"), found.charged_usd);
    assert_eq!((charged.to_string(), usd.to_string()), ("14".to_owned(), "0.14".to_owned()));
    let difference = found.difference_usd().expect("a difference").expect("known");
    assert_eq!(difference.to_string(), "0.02");
    assert_eq!(ExplorerRequests { asked: None, ..found }.difference_usd(), Ok(None));
    assert_eq!(ExplorerRequests::asked_for(None, Some(0)), None);
    assert!(ExplorerRequests::asked_for(None, Some(1)).is_some_and(|it| it.charged_usd.is_zero()));
}

/// What is put right of a month is of who had the account then.
#[test]
fn a_correction_is_of_the_customer_of_its_day() {
    let mut case = october(Vec::new());
    case.accounts[0].first_day = Some(1);
    let charge = usage("AmazonVPC", "USE1-VPN-Usage-Hours:ipsec.1", "1", "0.05");
    case.charges = vec![Charge { days_before: Some(0), ..charge.clone() }, charge];
    let real = reconciled(&case);
    let of = |bucket| real.of_bucket(bucket).map(|it| it.customer.as_str()).collect::<Vec<_>>();
    assert_eq!((of(Bucket::Corrections), of(Bucket::Unmetered)), (vec![""], vec!["insurer"]));
}

/// A component that moves to an account of another customer is no longer that of the first one.
#[test]
fn an_account_belongs_to_the_customer_of_the_day() {
    let mut case = october(vec![life("staging", "vpn", "a", "")]);
    case.accounts[0].last_day = Some(15);
    let next = Whose::Customer("bank".to_owned(), "");
    let account = ACCOUNT.to_owned();
    case.accounts.push(CloudAccount { account, whose: next, first_day: Some(17), last_day: None });
    let on = |day, usd| {
        let charge = usage("AmazonVPC", "USE1-VPN-Usage-Hours:ipsec.1", "1", usd);
        Charge { day, ..charge }
    };
    case.charges = vec![on(15, "0.05"), on(16, "7"), on(17, "0.25")];
    let real = reconciled(&case);
    assert_eq!(buckets(&real)[&Bucket::Unmapped], "7");
    assert_eq!(buckets(&real)[&Bucket::Unmetered], "0.25");
    let charged: Vec<(&str, String)> = real
        .customers
        .iter()
        .map(|it| (it.customer.as_str(), it.charged_usd.to_string()))
        .collect();
    for row in [("insurer", "0.05"), ("bank", "0.25"), ("", "7")] {
        assert!(charged.contains(&(row.0, row.1.to_owned())), "{row:?} of {charged:?}");
    }
}

/// Nothing is known to be metered of a customer that cannot be billed, and it says so.
#[test]
fn of_a_customer_set_aside_everything_is_unmetered() {
    let mut case = october(Vec::new());
    case.charges = vec![usage("AmazonVPC", "USE1-VPN-Usage-Hours:ipsec.1", "744", "37.2")];
    let mut prepared = Prepared::new(&case, Basis::Unblended);
    prepared.customers = vec![MeteredCustomer::set_aside("insurer")];
    let real = prepared.reconcile(&case).expect("a reconciliation");
    assert_eq!(buckets(&real), [(Bucket::Unmetered, "37.2".to_owned())].into());
    let [row] = real.customers.as_slice() else { panic!("one customer: {:?}", real.customers) };
    assert!(row.is_set_aside && row.billed_usd.is_none(), "{row:?}");
    assert_eq!(row.charged_usd.to_string(), "37.2");
}

#[test]
fn what_cannot_be_reconciled_is_refused_with_its_place() {
    let mut case = october(Vec::new());
    case.charges = vec![usage("AmazonEC2", "BoxUsage", "1", "1")];
    let prepared = Prepared::new(&case, Basis::Amortised);
    let refused = |change: &dyn Fn(&mut mru_core::costs::CostGroup<'_>)| {
        let mut groups = [case.charges[0].group(&case, Basis::Amortised)];
        change(&mut groups[0]);
        let inputs = prepared.inputs(&case, &groups);
        Reconciliation::of(&inputs, Sources::default()).expect_err("a refusal")
    };
    let (file, row) = ("cur.parquet".to_owned(), 1);
    assert_eq!(
        refused(&|group| group.costs.amortised = None),
        ReconcileError::UnknownCost { basis: Basis::Amortised, file: file.clone(), row }
    );
    let period = "2026-11".parse().expect("a month");
    assert_eq!(
        refused(&|group| group.period = period),
        ReconcileError::OtherMonth { period, file, row }
    );
}
