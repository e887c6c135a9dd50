//! Every part of a month is what the oracle says: exactly where nothing is expected, else to within
//! the rounding of what is expected.

use std::collections::BTreeMap;

use mru_core::{
    costs::{Basis, LineType},
    reconciliation::{Bucket, Reconciliation},
};
use mru_tests::{
    oracle::Exact,
    reconciliation_oracle::{
        Answer, Case, Key, Margins, Near, Prepared, amount, any_case, case, decimal_text, exact,
        judged, model, prices_of, reference_causes, reference_prices,
    },
};
use num_traits::Zero as _;
use proptest::{prelude::*, test_runner::TestCaseError};

use crate::config;

#[test]
fn the_cost_model_is_read_as_the_oracle_reads_it() {
    let (model, list) = model();
    let ours = prices_of(model, list);
    let theirs: BTreeMap<_, _> =
        reference_causes().iter().filter(|(_, causes)| !causes.is_empty()).collect();
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().copied().collect::<Vec<_>>());
    for (entry, causes) in theirs {
        let prices = &ours[entry];
        assert_eq!(prices.len(), causes.len(), "{entry}");
        for (cause, price) in causes.iter().zip(prices) {
            let units = exact(&cause.bill_units().to_string());
            assert_eq!(cause.price.service_code, price.service);
            assert_eq!(cause.usage_type(), price.usage_type, "{entry}");
            assert_eq!(cause.is_hourly(), price.hourly, "{entry}");
            assert_eq!(exact(&cause.price.usd.to_string()) / &units, price.usd, "{entry}");
            assert_eq!(exact(&cause.quantity.to_string()) * units, price.quantity, "{entry}");
        }
    }
}

/// What the real reconciliation says, as the oracle says it.
fn parts(real: &Reconciliation) -> BTreeMap<Key, Exact> {
    let mut parts: BTreeMap<Key, Exact> = BTreeMap::new();
    for it in &real.attributions {
        let (service, usage_type) = (&it.charged_for.service, &it.charged_for.usage_type);
        let key = (it.bucket, it.customer.clone(), service.clone(), usage_type.clone());
        *parts.entry(key).or_insert_with(Exact::zero) += amount(it.usd);
    }
    parts
}

/// Where it stays open which drift an amount is, all are one.
fn drift(answer: &Answer, (bucket, customer, service, usage_type): &Key) -> Key {
    let of_it = [customer, service, usage_type].map(ToString::to_string);
    let bucket = match bucket {
        Bucket::PriceDrift | Bucket::Rounding if answer.open.contains(&of_it) => Bucket::UsageDrift,
        bucket => *bucket,
    };
    (bucket, customer.clone(), service.clone(), usage_type.clone())
}

fn compare_parts(answer: &Answer, real: &Reconciliation) -> Result<(), TestCaseError> {
    let mut both: BTreeMap<Key, (Near, Exact)> = BTreeMap::new();
    for (key, near) in &answer.parts {
        both.entry(drift(answer, key)).or_default().0.add(&near.usd, near.within);
    }
    for (key, usd) in parts(real) {
        both.entry(drift(answer, &key)).or_default().1 += usd;
    }
    for (key, (near, found)) in both {
        let written = |number: &Exact| decimal_text(number, 20);
        let (found_usd, usd, within) = (written(&found), written(&near.usd), near.within);
        prop_assert!(near.is(&found), "{key:?}: {found_usd}, not {usd} within {within} E-18");
    }
    Ok(())
}

/// Components without cost, each with what it would have cost.
fn compare_missing(answer: &Answer, real: &Reconciliation) -> Result<(), TestCaseError> {
    let mut missing: BTreeMap<[String; 5], Exact> = BTreeMap::new();
    for it in &real.without_cost {
        let key = [&it.customer, &it.component, &it.size, &it.service, &it.usage_type];
        *missing.entry(key.map(ToString::to_string)).or_default() += amount(it.expected_usd);
        prop_assert!(!it.events.is_empty(), "no events behind {}", it.component);
    }
    prop_assert_eq!(missing.keys().collect::<Vec<_>>(), answer.missing.keys().collect::<Vec<_>>());
    for (key, usd) in missing {
        let (near, usd_text) = (&answer.missing[&key], decimal_text(&usd, 20));
        prop_assert!(near.is(&usd), "{key:?}: {usd_text}, not {}", decimal_text(&near.usd, 20));
    }
    Ok(())
}

fn compare_customers(
    case: &Case,
    answer: &Answer,
    real: &Reconciliation,
) -> Result<(), TestCaseError> {
    let margins = Margins::of(case, answer);
    let rows = real.customers.iter();
    let sum: Exact = rows.map(|it| amount(it.charged_usd) + amount(it.shared_usd)).sum();
    prop_assert_eq!(sum, answer.total.clone(), "charged and shared sum to AWS's total");
    let shared: Exact = real.customers.iter().map(|it| amount(it.shared_usd)).sum();
    prop_assert_eq!(shared, margins.shared.clone(), "what is shared");
    for (customer, charged) in &margins.charged {
        let mut rows = real.customers.iter().filter(|it| it.customer == *customer);
        let found = rows.next().map_or_else(Exact::zero, |it| amount(it.charged_usd));
        prop_assert_eq!(&found, charged, "charged to {}", customer);
        prop_assert!(rows.next().is_none(), "{customer} has one row");
    }
    Ok(())
}

fn compare_components(
    case: &Case,
    prepared: &Prepared,
    answer: &Answer,
) -> Result<(), TestCaseError> {
    let groups: Vec<_> = case.charges.iter().map(|it| it.group(case, prepared.basis)).collect();
    let compared = mru_core::reconciliation::compare(&prepared.inputs(case, &groups));
    let compared = compared.map_err(|error| TestCaseError::fail(error.to_string()))?;
    let mut costs: BTreeMap<[String; 3], Exact> = BTreeMap::new();
    let mut by_customer: BTreeMap<String, Exact> = BTreeMap::new();
    for it in &compared.components {
        let key = [it.customer.clone(), it.slot.to_string(), it.size.clone()];
        *costs.entry(key).or_default() += amount(it.usd);
        *by_customer.entry(it.customer.clone()).or_default() += amount(it.usd);
    }
    for (key, near) in &answer.components {
        let found = costs.remove(key).unwrap_or_default();
        let written = [&found, &near.usd].map(|it| decimal_text(it, 20));
        prop_assert!(near.is(&found), "{key:?}: {written:?} within {}", near.within);
        *by_customer.entry(key[0].clone()).or_default() -= &near.usd;
    }
    prop_assert!(costs.values().all(Exact::is_zero), "costs of others: {costs:?}");
    prop_assert!(by_customer.values().all(Exact::is_zero), "sums: {by_customer:?}");
    Ok(())
}

fn compare(case: &Case) -> Result<(), TestCaseError> {
    let answer = judged(case, reference_prices());
    let prepared = Prepared::new(case, Basis::Unblended);
    let real = prepared.reconcile(case);
    let real = real.map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(amount(real.charged_usd), answer.total.clone());
    let sum: Exact = real.attributions.iter().map(|it| amount(it.usd)).sum();
    prop_assert_eq!(sum, answer.total.clone());
    compare_parts(&answer, &real)?;
    compare_missing(&answer, &real)?;
    compare_customers(case, &answer, &real)?;
    compare_components(case, &prepared, &answer)
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn any_month_is_what_the_oracle_says(case in any_case()) {
        compare(&case)?;
    }
}

/// What is metered: by component and size, pieces × seconds, and whether they are free.
type Times = BTreeMap<(String, String, bool), Exact>;

fn compare_metered(case: &Case) -> Result<(), TestCaseError> {
    let prepared = Prepared::new(case, Basis::Unblended);
    for (customer, real) in case.customers.iter().zip(&prepared.customers) {
        let (mut ours, mut theirs) = (Times::new(), Times::new());
        for it in case.metered(customer) {
            let key = (it.slot(), it.size.to_owned(), it.free);
            *ours.entry(key).or_default() += it.pieces * exact(&it.seconds.to_string());
        }
        for it in &real.metered {
            let key = (it.slot.to_string(), it.size.clone(), it.free);
            let pieces = exact(&it.pieces.to_string());
            *theirs.entry(key).or_default() += pieces * exact(&it.seconds.to_string());
        }
        prop_assert_eq!(ours, theirs);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(50))]

    #[test]
    fn what_is_metered_in_a_month_of_aws_is_what_the_oracle_says(case in any_case()) {
        compare_metered(&case)?;
    }
}

/// Generated months hold all that is to be compared; without this, comparing them proves little.
#[test]
fn generated_months_hold_everything() {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..60_u32 {
        let next = |state: &mut u32, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some(*state >> 8)
        };
        let numbers: Vec<u32> = (0..450).scan(seed, next).collect();
        let case = case(&numbers);
        let answer = judged(&case, reference_prices());
        let mut see = |what: String| *found.entry(what).or_default() += 1;
        for ((bucket, ..), near) in &answer.parts {
            if !near.usd.is_zero() {
                see(format!("{bucket:?}"));
            }
        }
        (0..answer.unknown).for_each(|_| see("unknown quantity".to_owned()));
        answer.missing.iter().for_each(|_| see("without cost".to_owned()));
        let shared = answer.components.values().filter(|it| it.within > 0);
        shared.for_each(|_| see("divided among components".to_owned()));
        case.charges.iter().for_each(|it| see(it.line.name().to_owned()));
    }
    let mut wanted: Vec<String> = Bucket::ALL.iter().map(|it| format!("{it:?}")).collect();
    wanted.extend(LineType::ALL.iter().map(|it| it.name().to_owned()));
    wanted.extend(
        ["unknown quantity", "without cost", "divided among components"].map(str::to_owned),
    );
    for what in wanted {
        assert!(found.contains_key(&what), "no {what} in {found:?}");
    }
}
