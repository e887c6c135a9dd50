//! Laws of every month: what may be done to it without changing what it says, and what must change.

use std::collections::BTreeMap;

use mru_core::{
    costs::{Basis, CostAmount},
    reconciliation::{Bucket, Reconciliation},
    stored,
};
use mru_tests::{
    oracle::Exact,
    reconciliation_oracle::{
        Case, Charge, Prepared, amount, any_case, decimal_text, exact, quintillionths,
        scaled_causes, undisturbed,
    },
};
use num_traits::{Signed as _, Zero as _};
use proptest::{prelude::*, test_runner::TestCaseError};

use crate::config;

fn reconciled(case: &Case) -> Result<Reconciliation, TestCaseError> {
    reconciled_by(&Prepared::new(case, Basis::Unblended), case)
}

fn reconciled_by(prepared: &Prepared, case: &Case) -> Result<Reconciliation, TestCaseError> {
    prepared.reconcile(case).map_err(|error| TestCaseError::fail(error.to_string()))
}

/// What is in each bucket.
fn buckets(real: &Reconciliation) -> BTreeMap<Bucket, Exact> {
    let usd = |bucket| amount(real.bucket_usd(bucket).expect("a sum"));
    Bucket::ALL.into_iter().map(|bucket| (bucket, usd(bucket))).collect()
}

fn written(real: &Reconciliation) -> String {
    serde_json::to_string(real).expect("JSON")
}

/// A reconciliation without what depends on what was given first: of a place with charges of several
/// accounts and line types it shows those of one, and what is left of shared cost after equal parts
/// goes to one of the customers.
fn without_first(real: &Reconciliation) -> String {
    let mut real = real.clone();
    for it in &mut real.attributions {
        it.other_accounts.push(std::mem::take(&mut it.charged_for.account));
        it.other_accounts.sort();
        it.charged_for.line.clear();
        it.rows.first = 0;
    }
    real.invoices.iter_mut().flat_map(|it| &mut it.lines).for_each(|it| it.rows.first = 0);
    real.attributions.sort_by_key(|it| serde_json::to_string(it).expect("JSON"));
    for it in &mut real.customers {
        it.shared_usd = CostAmount::ZERO;
    }
    written(&real)
}

/// What each customer bears of shared cost.
fn shares(real: &Reconciliation) -> BTreeMap<&str, Exact> {
    real.customers.iter().map(|it| (it.customer.as_str(), amount(it.shared_usd))).collect()
}

/// A dollar's billionth times so many things: what rounding of expectations may move.
fn billionths(count: usize) -> i128 {
    1_000_000_000 * i128::try_from(count).expect("few")
}

/// Puts a list in another order.
fn shuffle<T>(list: &mut [T], keys: &[u32]) {
    for (at, key) in keys.iter().enumerate().take(list.len()) {
        list.swap(at, usize::try_from(*key).expect("32 bits") % list.len());
    }
}

proptest! {
    #![proptest_config(config(30))]

    #[test]
    fn the_order_of_charges_and_customers_changes_nothing(
        case in any_case(),
        keys in proptest::collection::vec(any::<u32>(), 60),
    ) {
        let before = reconciled(&case)?;
        let mut other = case.clone();
        shuffle(&mut other.charges, &keys);
        shuffle(&mut other.customers, &keys);
        shuffle(&mut other.accounts, &keys);
        let after = reconciled(&other)?;
        prop_assert_eq!(without_first(&before), without_first(&after));
        let parts = before.of_bucket(Bucket::Shared).count();
        for (customer, usd) in shares(&before) {
            let off = (&usd - &shares(&after)[customer]).abs();
            prop_assert!(off <= exact("0.01") * exact(&parts.to_string()), "{customer}");
        }
    }

    #[test]
    fn a_charge_on_two_rows_is_the_same_charge(
        case in any_case(),
        which in any::<prop::sample::Index>(),
        parts in 1_u32..1000,
    ) {
        prop_assume!(!case.charges.is_empty());
        let mut other = case.clone();
        let at = which.index(case.charges.len());
        let part = exact(&format!("{parts}e-3"));
        let mut second = other.charges[at].clone();
        let first = &mut other.charges[at];
        let cost = case.charges[at].cost();
        second.usd = decimal_text(&(&cost * &part), 30);
        first.usd = decimal_text(&(&cost - &cost * &part), 30);
        if let Some(used) = case.charges[at].used() {
            second.quantity = Some(decimal_text(&(&used * &part), 30));
            first.quantity = Some(decimal_text(&(&used - &used * &part), 30));
        }
        other.charges.push(second);
        let (before, after) = (reconciled(&case)?, reconciled(&other)?);
        prop_assert_eq!(buckets(&before), buckets(&after));
        prop_assert_eq!(before.without_cost, after.without_cost);
        prop_assert_eq!(before.customers, after.customers);
        prop_assert_eq!(before.components, after.components);
    }

    #[test]
    fn the_way_of_sharing_changes_no_total(case in any_case()) {
        let mut charged = Vec::new();
        for sharing in ["even", "by-mru", "fixed"] {
            let other = Case { sharing, ..case.clone() };
            let real = reconciled(&other)?;
            let rows = real.customers.iter();
            let sum: Exact = rows.map(|it| amount(it.charged_usd) + amount(it.shared_usd)).sum();
            prop_assert_eq!(sum, amount(real.charged_usd), "{}", sharing);
            let of = |it: &mru_core::reconciliation::CustomerMargin| {
                (it.customer.clone(), it.billed_usd, it.charged_usd)
            };
            let own: Vec<_> = real.customers.iter().map(of).collect();
            charged.push((own, buckets(&real)));
        }
        prop_assert_eq!(&charged[0], &charged[1]);
        prop_assert_eq!(&charged[1], &charged[2]);
    }

    #[test]
    fn twice_the_prices_and_costs_are_twice_the_buckets(case in any_case()) {
        let mut prepared = Prepared::new(&case, Basis::Unblended);
        let once = buckets(&reconciled_by(&prepared, &case)?);
        prepared.causes = scaled_causes();
        let twice = buckets(&reconciled_by(&prepared, &case.doubled())?);
        // Quantities are rounded alike; amounts, and means of several prices, each for itself.
        let lives: usize = case.customers.iter().map(|it| it.lives.len()).sum();
        let used = case.charges.iter().filter_map(Charge::used);
        let used = quintillionths(&used.map(|it| it * exact("2e-12")).sum());
        let near = billionths(lives) + used;
        // A drift of less than half a cent is rounding, and twice as much may not be.
        let drifts = [Bucket::UsageDrift, Bucket::PriceDrift, Bucket::Rounding];
        let drift = |of: &BTreeMap<Bucket, Exact>| -> Exact { drifts.iter().map(|it| &of[it]).sum() };
        let off = quintillionths(&(drift(&twice) - drift(&once) * exact("2")));
        prop_assert!(off <= near, "drifts: {off} E-18");
        for (bucket, usd) in once {
            let off = quintillionths(&(&twice[&bucket] - &usd - &usd));
            let expects =
                matches!(bucket, Bucket::Matched | Bucket::HoursOfTheMonth | Bucket::Included);
            let room = if expects { near } else { 0 };
            prop_assert!(drifts.contains(&bucket) || off <= room, "{bucket:?}: {off} E-18");
        }
    }

    #[test]
    fn what_was_charged_as_metered_has_no_drift(case in undisturbed()) {
        let real = reconciled(&case)?;
        let near = billionths(case.charges.len() + 1);
        for (bucket, usd) in buckets(&real) {
            let expected =
                matches!(bucket, Bucket::Matched | Bucket::HoursOfTheMonth | Bucket::Included);
            let off = quintillionths(&usd);
            prop_assert!(expected || off <= near, "{bucket:?}: {off} E-18");
        }
        prop_assert!(real.without_cost.is_empty(), "{:?}", real.without_cost);
        let far = real.attributions.iter().find(|it| it.bucket == Bucket::Unmetered);
        prop_assert!(far.is_none(), "{far:?}");
        let look = real.to_look_at_usd().expect("a sum");
        prop_assert!(quintillionths(&amount(look)) <= 4 * near, "{look}");
    }

    #[test]
    fn what_nobody_meters_adds_its_cost_to_unmetered(case in any_case(), which in 0..12_usize) {
        let amounts = ["0.05", "1e3", "0.000000000000000001", "-2", "7.5E-9", "117.1234567891"];
        let usd = amounts[which % amounts.len()];
        let before = reconciled(&case)?;
        let mut other = case.clone();
        other.charge_unknown(0, usd);
        let after = reconciled(&other)?;
        for (bucket, usd_before) in buckets(&before) {
            let added = if bucket == Bucket::Unmetered { exact(usd) } else { exact("0") };
            prop_assert_eq!(&buckets(&after)[&bucket], &(usd_before + added), "{:?}", bucket);
        }
        prop_assert_eq!(before.attributions.len() + 1, after.attributions.len());
        prop_assert_eq!(before.without_cost, after.without_cost);
        prop_assert_eq!(before.components, after.components);
    }

    #[test]
    fn what_is_kept_reads_back_and_is_made_again_to_the_byte(
        case in any_case(),
        basis in proptest::sample::select(Basis::ALL.to_vec()),
    ) {
        let prepared = Prepared::new(&case, basis);
        let real = reconciled_by(&prepared, &case)?;
        let text = written(&real);
        let read: Reconciliation =
            stored::read(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&read, &real);
        prop_assert_eq!(written(&read), text.clone());
        prop_assert_eq!(written(&reconciled_by(&Prepared::new(&case, basis), &case)?), text);
        // Every basis that is asked for is the one compared.
        prop_assert_eq!(buckets(&real), buckets(&reconciled(&case)?));
    }

    #[test]
    fn what_is_left_to_look_at_cancels_nothing(case in any_case()) {
        let real = reconciled(&case)?;
        let open = [Bucket::Unmetered, Bucket::UsageDrift, Bucket::PriceDrift, Bucket::Unmapped];
        let parts = real.attributions.iter().filter(|it| open.contains(&it.bucket));
        let look: Exact = parts.map(|it| amount(it.usd).abs()).sum();
        prop_assert_eq!(amount(real.to_look_at_usd().expect("a sum")), look.clone());
        let charged = amount(real.charged_usd).abs();
        let percent = exact(&real.tolerance_percent.to_string()) / exact("100");
        let within = real.is_within_tolerance().expect("a comparison");
        prop_assert_eq!(within, look <= charged * percent);
        // Whether a row of 0 without an invoice leaves a month open, nothing says.
        let open = case.charges.iter().filter(|it| it.invoice.is_none());
        let (nothing, something): (Vec<_>, Vec<_>) = open.partition(|it| it.cost().is_zero());
        if nothing.is_empty() || !something.is_empty() {
            let is_final = something.is_empty() && !case.charges.is_empty();
            prop_assert_eq!(real.is_final, is_final);
        }


    }
}
