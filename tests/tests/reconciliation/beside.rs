//! A month beside earlier ones: drivers sum to the difference of two months, and adjustments to what
//! newer cost data charges for a closed one.

use std::collections::BTreeMap;

use mru_core::{
    costs::Basis,
    reconciliation::{Adjustment, Change, Driver, Reconciliation},
};
use mru_tests::{
    oracle::Exact,
    reconciliation_oracle::{
        Case, Prepared, amount, any_case, decimal_text, exact, quintillionths,
    },
};
use num_traits::{Signed as _, Zero as _};
use proptest::{prelude::*, test_runner::TestCaseError};

use crate::config;

fn reconciled(case: &Case) -> Result<Reconciliation, TestCaseError> {
    let real = Prepared::new(case, Basis::Unblended).reconcile(case);
    real.map_err(|error| TestCaseError::fail(error.to_string()))
}

fn changes(before: &Reconciliation, after: &Reconciliation) -> Vec<Change> {
    after.changes_since(before).expect("changes").parts
}

fn sum<'a>(parts: impl IntoIterator<Item = &'a Change>) -> Exact {
    parts.into_iter().map(|it| amount(it.usd)).sum()
}

/// What a reconciliation charges, without buckets: by customer, service, usage type, and the line of
/// what is no usage.
fn charged(real: &Reconciliation) -> BTreeMap<[String; 4], Exact> {
    let lines = ["commitments", "support", "tax", "credits", "discounts"];
    let mut all: BTreeMap<[String; 4], Exact> = BTreeMap::new();
    for it in &real.attributions {
        let bucket = serde_json::to_value(it.bucket).expect("a word");
        let is_line = lines.iter().any(|line| bucket == *line);
        let of = &it.charged_for;
        let line = match bucket == "corrections" {
            true => "Correction".to_owned(),
            false if is_line => of.line.clone(),
            false => String::new(),
        };
        let key = [it.customer.clone(), of.service.clone(), of.usage_type.clone(), line];
        *all.entry(key).or_default() += amount(it.usd);
    }
    all.retain(|_, usd| !usd.is_zero());
    all
}

fn adjusted(all: &[Adjustment]) -> BTreeMap<[String; 4], Exact> {
    let key = |it: &Adjustment| {
        [&it.customer, &it.service, &it.usage_type, &it.line].map(ToString::to_string)
    };
    all.iter().map(|it| (key(it), amount(it.usd))).collect()
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn drivers_sum_to_the_difference_of_any_two_months(before in any_case(), after in any_case()) {
        let (before, after) = (reconciled(&before)?, reconciled(&after)?);
        let parts = changes(&before, &after);
        let difference = amount(after.charged_usd) - amount(before.charged_usd);
        prop_assert_eq!(sum(&parts), difference);
        let mut by_key: BTreeMap<[&String; 4], Vec<&Change>> = BTreeMap::new();
        for it in &parts {
            let key = [&it.customer, &it.service, &it.usage_type, &it.line];
            by_key.entry(key).or_default().push(it);
        }
        for (key, of) in by_key {
            let value = |usd: Option<_>| usd.map_or_else(Exact::zero, amount);
            let (then, now) = (value(of[0].before_usd), value(of[0].after_usd));
            prop_assert_eq!(sum(of.iter().copied()), now - then, "{:?}", key);
            let is_line = !key[3].is_empty();
            let has = |driver| of.iter().any(|it| it.driver == driver);
            let divided = has(Driver::Hours) || has(Driver::Usage) || has(Driver::Price);
            prop_assert!(!(divided && (is_line || has(Driver::Lines))), "{of:?}");
            prop_assert_eq!(has(Driver::New), of[0].before_usd.is_none());
            prop_assert_eq!(has(Driver::Gone), of[0].after_usd.is_none());
        }
        if before.month.days() == after.month.days() {
            prop_assert!(parts.iter().all(|it| it.driver != Driver::Hours));
        }
        prop_assert!(changes(&after, &after).is_empty(), "nothing changes against itself");
    }

    #[test]
    fn twice_the_cost_of_the_same_usage_is_another_price(case in any_case()) {
        let (before, after) = (reconciled(&case)?, reconciled(&case.doubled())?);
        for it in changes(&before, &after) {
            prop_assert!(matches!(it.driver, Driver::Price | Driver::Lines), "{it:?}");
            prop_assert_eq!(Some(it.usd), it.before_usd);
        }
    }

    #[test]
    fn adjustments_lead_from_a_closed_month_to_its_newest_data(
        closed in any_case(),
        keep in proptest::collection::vec(any::<bool>(), 60),
        late in any_case(),
    ) {
        // Rows are taken away, others come late, and then some of those go again.
        let mut newer = closed.clone();
        let mut keep = keep.into_iter().cycle();
        newer.charges.retain(|_| keep.next() == Some(true));
        newer.charges.extend(late.charges.iter().cloned());
        let mut newest = newer.clone();
        newest.charges.retain(|_| keep.next() == Some(true));
        newest.charges.iter_mut().for_each(|it| it.day = it.day.min(28));
        let all = [&closed, &newer, &newest].map(|case| {
            let mut case = (*case).clone();
            case.accounts.retain(|it| it.first_day.is_none() && it.last_day.is_none());
            case.charges.iter_mut().for_each(|it| (it.day, it.more_days) = (1, 0));
            case
        });
        let [closed, newer, newest] = [reconciled(&all[0])?, reconciled(&all[1])?, reconciled(&all[2])?];
        let first = closed.adjustments_by(&newer, &[]).expect("adjustments");
        let second = closed.adjustments_by(&newest, &first).expect("adjustments");
        let mut sums = charged(&closed);
        for (key, usd) in adjusted(&first) {
            *sums.entry(key).or_default() += usd;
        }
        sums.retain(|_, usd| !usd.is_zero());
        prop_assert_eq!(&sums, &charged(&newer));
        for (key, usd) in adjusted(&second) {
            *sums.entry(key).or_default() += usd;
        }
        sums.retain(|_, usd| !usd.is_zero());
        prop_assert_eq!(&sums, &charged(&newest));
        let both: Vec<Adjustment> = first.iter().chain(&second).cloned().collect();
        prop_assert!(closed.adjustments_by(&newest, &both).expect("adjustments").is_empty());
    }
}

/// A month with one charge of so many hours that nobody meters.
fn one(month: (i32, u32), quantity: &str, usd: &str) -> Case {
    let mut case = mru_tests::reconciliation_oracle::case(&[]);
    case.month = month;
    case.charges.clear();
    case.charge_unknown(0, usd);
    case.charges[0].quantity = Some(quantity.to_owned());
    case
}

proptest! {
    #![proptest_config(config(60))]

    /// Then c for q hours in a month of h, now C for Q in one of H: hours make c × (H − h) ÷ h, usage
    /// (Q − q × H ÷ h) × c ÷ q, price C − Q × c ÷ q.
    #[test]
    fn drivers_of_one_usage_type_are_those_of_the_book(
        quantities in [1_u32..2_000_000, 0_u32..2_000_000],
        cents in [1_u32..50_000_000, 1_u32..50_000_000],
    ) {
        let [q, now_q] = quantities.map(|it| exact(&format!("{it}e-3")));
        let [c, now_c] = cents.map(|it| exact(&format!("{it}e-4")));
        let text = |number: &Exact| decimal_text(number, 6);
        let before = reconciled(&one((2026, 10), &text(&q), &text(&c)))?;
        let after = reconciled(&one((2026, 11), &text(&now_q), &text(&now_c)))?;
        let parts = changes(&before, &after);
        let over_hours = &c * exact("720") / exact("744");
        let at_quantity = &c * &now_q / &q;
        for (driver, wanted) in [
            (Driver::Hours, &over_hours - &c),
            (Driver::Usage, &at_quantity - &over_hours),
            (Driver::Price, &now_c - &at_quantity),
        ] {
            let found = sum(parts.iter().filter(|it| it.driver == driver));
            let off = quintillionths(&(&found - &wanted).abs());
            prop_assert!(off <= 2_000_000, "{driver:?}: {found} for {wanted}");
        }
    }
}
