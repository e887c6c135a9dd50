//! AWS's invoices: what they say is their rows, rounding and a difference, and their rows are their
//! buckets, to the last digit.

use std::collections::BTreeMap;

use mru_core::{
    costs::{AwsInvoice, Basis, CostGroup},
    reconciliation::{Bucket, Inputs, InvoiceTie, Reconciliation, Sources, TieState},
};
use mru_tests::{
    oracle::Exact,
    reconciliation_oracle::{
        Case, Choices, Prepared, Stated, amount, any_case, case, stated, tied,
    },
};
use num_traits::Zero as _;
use proptest::{collection::vec, prelude::*, test_runner::TestCaseError};

use crate::config;

fn reconciled(case: &Case, stated: &[Stated]) -> Result<Reconciliation, TestCaseError> {
    let prepared = Prepared::new(case, Basis::Unblended);
    let groups: Vec<CostGroup<'_>> =
        case.charges.iter().map(|it| it.group(case, Basis::Unblended)).collect();
    let invoices: Vec<AwsInvoice> = stated.iter().map(|it| it.real(case)).collect();
    let inputs = Inputs { invoices: &invoices, ..prepared.inputs(case, &groups) };
    let real = Reconciliation::of(&inputs, Sources::default());
    real.map_err(|error| TestCaseError::fail(error.to_string()))
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn each_invoice_stands_to_its_rows_as_the_oracle_says(
        case in any_case(),
        numbers in vec(any::<u32>(), 20),
    ) {
        let stated = stated(&case, &mut Choices::new(&numbers));
        let real = reconciled(&case, &stated)?;
        let answer = tied(&case, &stated);
        // Rows that cost nothing are on no invoice, and their buckets come to nothing together.
        let is_free = |it: &&InvoiceTie| it.invoice.is_empty() && it.lines.is_empty();
        let invoices: Vec<&InvoiceTie> = real.invoices.iter().filter(|it| !is_free(it)).collect();
        let names: Vec<&String> = invoices.iter().map(|it| &it.invoice).collect();
        prop_assert_eq!(names, answer.keys().collect::<Vec<_>>());
        for it in invoices {
            let wanted = &answer[&it.invoice];
            prop_assert_eq!(amount(it.rows_usd), wanted.rows.clone(), "rows of {}", &it.invoice);
            prop_assert_eq!(amount(it.rounding_usd), wanted.rounding.clone());
            prop_assert_eq!(amount(it.difference_usd), wanted.difference.clone());
            prop_assert_eq!(it.state(), wanted.state, "{:?}", it);
            if let Some(usd) = it.stated_usd {
                let parts = [it.rows_usd, it.rounding_usd, it.difference_usd];
                prop_assert_eq!(amount(usd), parts.map(amount).iter().sum::<Exact>());
            }
        }
        let bad = [TieState::Apart, TieState::WithoutRows, TieState::NotGiven];
        let is_tied = !answer.values().any(|it| bad.contains(&it.state));
        prop_assert_eq!(real.is_tied(), (!stated.is_empty()).then_some(is_tied));
        if real.is_tied() == Some(false) {
            prop_assert_eq!(real.is_within_tolerance(), Ok(false));
        }
    }

    #[test]
    fn rows_of_invoices_are_their_lines_and_their_buckets(case in any_case()) {
        let real = reconciled(&case, &[])?;
        let mut buckets: BTreeMap<Bucket, Exact> = BTreeMap::new();
        let mut total = Exact::zero();
        for it in &real.invoices {
            let rows = amount(it.rows_usd);
            let lines: Exact = it.lines.iter().map(|line| amount(line.rows_usd)).sum();
            let parts: Exact = it.buckets.iter().map(|part| amount(part.usd)).sum();
            prop_assert_eq!(&lines, &rows, "lines of {}", &it.invoice);
            prop_assert_eq!(&parts, &rows, "buckets of {}", &it.invoice);
            total += rows;
            for part in &it.buckets {
                *buckets.entry(part.bucket).or_default() += amount(part.usd);
            }
        }
        prop_assert_eq!(total, amount(real.charged_usd));
        for bucket in Bucket::ALL {
            let usd = amount(real.bucket_usd(bucket).expect("a sum"));
            prop_assert_eq!(buckets.remove(&bucket).unwrap_or_default(), usd, "{:?}", bucket);
        }
    }
}

/// Without each state among the generated months, comparing them proves little.
#[test]
fn generated_invoices_stand_in_every_way() {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..80_u32 {
        let next = |state: &mut u32, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some(*state >> 8)
        };
        let numbers: Vec<u32> = (0..450).scan(seed, next).collect();
        let case = case(&numbers);
        let stated = stated(&case, &mut Choices::new(&numbers[..20]));
        for it in tied(&case, &stated).values() {
            *found.entry(format!("{:?}", it.state)).or_default() += 1;
            if !it.rounding.is_zero() {
                *found.entry("rounding".to_owned()).or_default() += 1;
            }
        }
    }
    for state in ["Tied", "Apart", "WithoutRows", "NotGiven", "NotInvoiced", "rounding"] {
        assert!(found.contains_key(state), "no {state} in {found:?}");
    }
}
