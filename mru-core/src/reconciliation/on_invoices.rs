//! What of each bucket is on which invoice of AWS.

use std::collections::BTreeMap;

use super::{Attribution, Bucket, divide_by_weights, error::ReconcileError};
use crate::costs::{Basis, CostAmount, CostGroup};

/// What of each bucket is on each invoice; under the empty name, what is on none yet.
pub type OnInvoices = BTreeMap<String, BTreeMap<Bucket, CostAmount>>;

/// Puts charges that are in one bucket on their invoices.
pub(super) fn put_whole<'g>(
    all: &mut OnInvoices,
    groups: impl IntoIterator<Item = &'g CostGroup<'g>>,
    basis: Basis,
    bucket: Bucket,
) -> Result<(), ReconcileError> {
    let charged = by_invoice(groups, basis)?;
    charged.into_iter().try_for_each(|(invoice, usd)| put(all, invoice, bucket, usd))
}

/// Puts charges that were divided into parts on their invoices.
///
/// Each part is divided by what the invoices were charged; the largest takes what is left of each
/// invoice, so that both the parts and the invoices keep their sums to the last digit.
pub(super) fn put_divided<'g>(
    all: &mut OnInvoices,
    groups: impl IntoIterator<Item = &'g CostGroup<'g>>,
    basis: Basis,
    parts: &[Attribution],
) -> Result<(), ReconcileError> {
    let mut left = by_invoice(groups, basis)?;
    let weights: Vec<u64> = left.values().map(|usd| weight(*usd)).collect();
    let largest = parts.iter().rev().max_by_key(|it| it.usd.size());
    for part in parts {
        if largest.is_some_and(|largest| largest.bucket == part.bucket) {
            continue;
        }
        let shares = divide_by_weights(part.usd, &weights)?;
        for ((invoice, left), usd) in left.iter_mut().zip(shares) {
            *left = left.less(usd)?;
            put(all, invoice, part.bucket, usd)?;
        }
    }
    // Charges and their reversal come to nothing together, and each to something on its invoice.
    let bucket = largest.map_or(Bucket::UsageDrift, |it| it.bucket);
    left.into_iter().try_for_each(|(invoice, usd)| put(all, invoice, bucket, usd))
}

fn put(
    all: &mut OnInvoices,
    invoice: &str,
    bucket: Bucket,
    usd: CostAmount,
) -> Result<(), ReconcileError> {
    let sum = all.entry(invoice.to_owned()).or_default().entry(bucket).or_default();
    *sum = sum.plus(usd)?;
    Ok(())
}

/// What charges cost on each invoice; what is charged nothing is on none.
fn by_invoice<'g>(
    groups: impl IntoIterator<Item = &'g CostGroup<'g>>,
    basis: Basis,
) -> Result<BTreeMap<&'g str, CostAmount>, ReconcileError> {
    let mut all: BTreeMap<&str, CostAmount> = BTreeMap::new();
    for group in groups {
        let usd = group.costs.get(basis).ok_or_else(|| ReconcileError::unknown(group, basis))?;
        let invoice = group.invoice.filter(|_| !usd.is_zero()).unwrap_or_default();
        let sum = all.entry(invoice).or_default();
        *sum = sum.plus(usd)?;
    }
    Ok(all)
}

/// What an invoice counts for: its millionths of a dollar, whatever their sign.
fn weight(usd: CostAmount) -> u64 {
    let (digits, places) = usd.size().rounded(6).parts();
    let power = 10_i128.pow(6_u8.saturating_sub(places).into());
    digits.checked_mul(power).and_then(|it| u64::try_from(it).ok()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> CostAmount {
        text.parse().unwrap()
    }

    #[test]
    fn an_invoice_counts_for_its_millionths() {
        assert_eq!(weight(amount("-12.5")), 12_500_000);
        assert_eq!(weight(amount("0.0000004")), 0);
        assert_eq!(weight(amount("1e30")), u64::MAX);
    }
}
