//! AWS's invoices of the sample month: one that does not tie, one that is rounded, a credit memo.

use std::collections::BTreeMap;

use mru_core::{
    costs::{AwsInvoiceKind, CostAmount},
    reconciliation::{Attribution, Bucket, BucketOnInvoice, InvoiceTie, Rows, TiedLine},
};

use super::amount;

/// The invoice of an attribution.
fn invoice_of(it: &Attribution) -> &'static str {
    match it.bucket {
        Bucket::Credits => "2100000003",
        Bucket::Unmapped | Bucket::Tax => "2100000002",
        _ => "2100000001",
    }
}

/// What is on each invoice; the first says 12 dollars more than its rows, the second is rounded.
pub(super) fn invoices(attributions: &[Attribution]) -> Vec<InvoiceTie> {
    let mut all: BTreeMap<&str, Vec<&Attribution>> = BTreeMap::new();
    for it in attributions {
        all.entry(invoice_of(it)).or_default().push(it);
    }
    all.into_iter().map(|(invoice, of)| tie(invoice, &of)).collect()
}

fn tie(invoice: &str, of: &[&Attribution]) -> InvoiceTie {
    let (kind, rounding, difference) = match invoice {
        "2100000001" => (AwsInvoiceKind::Invoice, "0", "12"),
        "2100000002" => (AwsInvoiceKind::Invoice, "0.0048", "0"),
        _ => (AwsInvoiceKind::CreditMemo, "0", "0"),
    };
    let mut buckets: BTreeMap<Bucket, CostAmount> = BTreeMap::new();
    let mut lines: BTreeMap<&str, TiedLine> = BTreeMap::new();
    for it in of {
        let bucket = buckets.entry(it.bucket).or_default();
        *bucket = bucket.plus(it.usd).unwrap();
        let line = lines.entry(&it.charged_for.service).or_default();
        line.rows_usd = line.rows_usd.plus(it.usd).unwrap();
        let count = line.rows.count.saturating_add(it.rows.count);
        line.rows = Rows { count, ..it.rows.clone() };
    }
    let named = |(name, line): (&str, TiedLine)| TiedLine { line: name.to_owned(), ..line };
    let rows_usd = of.iter().fold(CostAmount::ZERO, |sum, it| sum.plus(it.usd).unwrap());
    let (rounding_usd, difference_usd) = (amount(rounding), amount(difference));
    let stated = rows_usd.plus(rounding_usd).unwrap().plus(difference_usd).unwrap();
    InvoiceTie {
        invoice: invoice.to_owned(),
        kind: Some(kind),
        stated_usd: Some(stated),
        rows_usd,
        rounding_usd,
        difference_usd,
        buckets: buckets.into_iter().map(|(bucket, usd)| BucketOnInvoice { bucket, usd }).collect(),
        lines: lines.into_iter().map(named).collect(),
    }
}
