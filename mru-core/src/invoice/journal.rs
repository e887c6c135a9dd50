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
///
/// # Example
///
/// ```
/// # use mru_core::{Format, account::{Account, Supplier}, metering::{Event, EventFormat}, rate_card::{RateCard, RateCards}};
/// # let header = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,assumption,\n";
/// # let cards = RateCards::new([RateCard::read(&[("card.toml", header), ("w.csv", weights)]).unwrap()]).unwrap();
/// # let versions = [Account::read(r#"
/// #     id = "insurer"
/// #     effective_from = "2026-01-01"
/// #     legal = { name = "Insurer S.A.", tax_id = "1-9", address = ["Santiago"] }
/// #     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
/// #     contract = { id = "C-1", starts_on = "2026-01-01", tax = { label = "IVA", percent = 19 } }
/// # "#, Format::Toml).unwrap()];
/// # let supplier = "legal = { name = \"Modyo SpA\", tax_id = \"2-7\", address = [\"Santiago\"] }";
/// # let supplier = Supplier::read(supplier, Format::Toml).unwrap();
/// # let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
/// #            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,2,REQ-7\n";
/// # let events = Event::read(csv, EventFormat::Csv).unwrap();
/// # let facts = mru_core::invoice::Facts { supplier: &supplier, versions: &versions, events: &events, cards: &cards, earlier: &[] };
/// # let statement = mru_core::invoice::draft("2026-04".parse().unwrap(), &facts).unwrap().unwrap();
///
/// use mru_core::invoice::{Side, journal};
///
/// let entries = journal(&statement).unwrap();
/// assert_eq!((entries[0].account, entries[0].side), ("accounts-receivable", Side::Debit));
/// assert_eq!(entries[0].usd.to_string(), "109.96");
/// let credit: Vec<String> = entries[1..].iter().map(|it| format!("{} {}", it.account, it.usd)).collect();
/// assert_eq!(credit, ["revenue:components 92.40", "tax-payable 17.56"]);
/// ```
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
