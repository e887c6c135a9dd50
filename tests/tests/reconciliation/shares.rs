//! How amounts are divided: among customers, among components, by weights.

use std::collections::BTreeMap;

use mru_core::{
    costs::{Basis, CostAmount},
    reconciliation::divide_by_weights,
};
use mru_tests::{
    oracle::Exact,
    reconciliation_oracle::{
        Answer, Case, Margins, Prepared, amount, any_case, exact, judged, reference_prices,
    },
};
use num_traits::{Signed as _, Zero as _, pow};
use proptest::{prelude::*, test_runner::TestCaseError};

use crate::config;

/// The parts of an amount: each rounded towards zero to its decimal places, two at least, and what is
/// left to those that lost most, of equals to the first.
fn by_largest_remainder(digits: i64, places: u8, weights: &[u64]) -> Vec<Exact> {
    let (mut digits, mut places) = (digits, places);
    while places > 2 && digits % 10 == 0 {
        (digits, places) = (digits / 10, places - 1);
    }
    let pad = 10_u128.pow(u32::from(2_u8.saturating_sub(places)));
    let whole = u128::from(digits.unsigned_abs()) * pad;
    let even = weights.iter().all(|it| *it == 0);
    let weights: Vec<u128> =
        weights.iter().map(|it| if even { 1 } else { u128::from(*it) }).collect();
    let sum: u128 = weights.iter().sum();
    let mut parts: Vec<u128> = weights.iter().map(|it| whole * it / sum).collect();
    let mut lost: Vec<usize> = (0..weights.len()).collect();
    lost.sort_by_key(|at| std::cmp::Reverse(whole * weights[*at] % sum));
    let left = whole - parts.iter().sum::<u128>();
    lost.iter().take(usize::try_from(left).expect("few")).for_each(|at| parts[*at] += 1);
    let sign = exact(if digits < 0 { "-1" } else { "1" });
    let last = sign * pow(exact("0.1"), usize::from(places.max(2)));
    parts.iter().map(|it| exact(&it.to_string()) * &last).collect()
}

/// What a customer counts for.
fn weights(case: &Case, prepared: &Prepared) -> BTreeMap<String, Exact> {
    let of = |it: &mru_core::reconciliation::MeteredCustomer| {
        let weight = match case.sharing {
            "even" => exact("1"),
            "fixed" => exact(&case.parts[&it.id].to_string()),
            _ => exact(&it.mru.to_string()),
        };
        (it.id.clone(), weight)
    };
    prepared.customers.iter().map(of).collect()
}

fn check_shares(case: &Case, answer: &Answer) -> Result<(), TestCaseError> {
    let prepared = Prepared::new(case, Basis::Unblended);
    let real = prepared.reconcile(case);
    let real = real.map_err(|error| TestCaseError::fail(error.to_string()))?;
    let shared = Margins::of(case, answer).shared;
    let mut weights = weights(case, &prepared);
    let mut sum: Exact = weights.values().sum();
    if sum.is_zero() {
        weights.values_mut().for_each(|weight| *weight = exact("1"));
        sum = exact(&weights.len().to_string());
    }
    // Each amount that is shared may be divided for itself; MRUs have decimal places of their own.
    let parts = real.of_bucket(mru_core::reconciliation::Bucket::Shared).count();
    let near = exact("0.01") * exact(&(parts + 1).to_string());
    for (customer, weight) in weights {
        let row = real.customers.iter().find(|it| it.customer == customer);
        let found = row.map_or_else(Exact::zero, |it| amount(it.shared_usd));
        let right = &shared * weight / &sum;
        let off = (&right - &found).abs();
        prop_assert!(off < near, "{customer}: {found} instead of {right}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(30))]

    #[test]
    fn customers_bear_their_parts_of_what_is_shared(case in any_case()) {
        check_shares(&case, &judged(&case, reference_prices()))?;
    }

    #[test]
    fn the_margin_is_what_is_left_of_the_bill(case in any_case()) {
        let prepared = Prepared::new(&case, Basis::Unblended);
        let real = prepared.reconcile(&case);
        let real = real.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut ids: Vec<&str> = real.customers.iter().map(|it| it.customer.as_str()).collect();
        ids.dedup();
        prop_assert_eq!(ids.len(), real.customers.len(), "one row a customer, in order");
        for it in &prepared.customers {
            let row = real.customers.iter().find(|row| row.customer == it.id);
            let Some(row) = row else {
                prop_assert!(false, "{} is missing", it.id);
                continue;
            };
            prop_assert_eq!(row.billed_usd, it.billed_net_usd);
            let margin = row.margin_usd().expect("a difference").map(amount);
            let right = row.billed_usd.map(|billed| {
                exact(&billed.to_string()) - amount(row.charged_usd) - amount(row.shared_usd)
            });
            prop_assert_eq!(margin, right);
        }
        let billed: Exact =
            prepared.customers.iter().flat_map(|it| &it.billed).map(|it| exact(&it.usd.to_string())).sum();
        let shown: Exact = real.components.iter().map(|it| exact(&it.billed_usd.to_string())).sum();
        prop_assert_eq!(billed, shown, "every amount billed for components is in their margins");
        let answer = judged(&case, reference_prices());
        let charged: Exact = real.components.iter().map(|it| amount(it.charged_usd)).sum();
        let right: Exact = answer.components.values().map(|it| &it.usd).sum();
        prop_assert_eq!(charged, right, "every charge held against components is in their margins");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn parts_by_weights_are_those_of_the_largest_remainder(
        digits in -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000,
        places in 0_u8..19,
        weights in proptest::collection::vec(
            prop_oneof![Just(0), Just(1), 0..10_u64, any::<u32>().prop_map(u64::from)],
            1..12,
        ),
    ) {
        let usd = CostAmount::new(i128::from(digits), places).expect("few places");
        let parts = divide_by_weights(usd, &weights).expect("few digits");
        let sum: Exact = parts.iter().map(|it| amount(*it)).sum();
        prop_assert_eq!(sum, amount(usd));
        let found: Vec<Exact> = parts.iter().map(|it| amount(*it)).collect();
        prop_assert_eq!(found, by_largest_remainder(digits, places, &weights));
    }
}
