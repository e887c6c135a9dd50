//! Journal entries of a document, for the general ledger: debits equal credits.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{LineKind, Statement};
use crate::units::{ArithmeticError, Usd};

/// A side of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Left.
    Debit,
    /// Right.
    Credit,
}

/// One entry: an account and an amount above zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The account: `accounts-receivable`, `tax-payable`, `discounts` or a kind of `revenue`.
    pub account: &'static str,
    /// The side.
    pub side: Side,
    /// The amount.
    pub usd: Usd,
}

/// Returns the journal entries of a document; accounts that come to nothing have none.
///
/// # Errors
///
/// [`ArithmeticError`] when a sum needs more than 28 digits.
pub fn journal(statement: &Statement) -> Result<Vec<Entry>, ArithmeticError> {
    let mut accounts: BTreeMap<&'static str, Usd> = BTreeMap::new();
    for line in &statement.lines {
        let sum = accounts.entry(account(line.kind())).or_default();
        *sum = sum.plus(line.usd)?;
    }
    let receivable = statement.totals.total_usd.negated();
    let mut entries: Vec<Entry> =
        [entry("accounts-receivable", receivable)].into_iter().flatten().collect();
    entries.extend(accounts.into_iter().filter_map(|(account, usd)| entry(account, usd)));
    Ok(entries)
}

/// An entry on the credit side, or on the debit side of an amount below zero.
fn entry(account: &'static str, usd: Usd) -> Option<Entry> {
    if usd.is_zero() {
        return None;
    }
    Some(if usd.is_negative() {
        Entry { account, side: Side::Debit, usd: usd.negated() }
    } else {
        Entry { account, side: Side::Credit, usd }
    })
}

const fn account(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Component => "revenue:components",
        LineKind::Elasticity => "revenue:elasticity",
        LineKind::OneOff => "revenue:one-off",
        LineKind::Correction => "revenue:corrections",
        LineKind::Credit | LineKind::Debit => "revenue:credits",
        LineKind::Commitment => "revenue:commitment",
        LineKind::Minimum => "revenue:minimum",
        LineKind::Discount => "discounts",
        LineKind::Tax => "tax-payable",
    }
}
