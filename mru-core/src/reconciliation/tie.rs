//! The three-way tie: what an invoice of AWS says, what its rows sum to, and the buckets of those rows.
//!
//! AWS writes invoices in cents and rows with every digit. It rounds each charge of an invoice, which is
//! what one account owes for one service on one line of it, so that an invoice may be half a cent beside
//! its rows for each charge that is not whole cents: that is rounding. Anything more is a difference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Bucket, Rows, error::ReconcileError, on_invoices::OnInvoices, reconcile::Inputs};
use crate::costs::{
    AwsInvoice, AwsInvoiceKind, CostAmount, CostGroup, DATA_TRANSFER, LineClass, is_data_transfer,
};

/// An invoice of AWS with its rows and their buckets.
///
/// What it says is its rows, its rounding and its difference; its rows are its buckets, and its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceTie {
    /// Its number; empty for the rows that are on none yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub invoice: String,
    /// What it is; unknown of one that was not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<AwsInvoiceKind>,
    /// What it says; unknown of one that was not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_usd: Option<CostAmount>,
    /// What its rows sum to.
    pub rows_usd: CostAmount,
    /// What rounding to cents makes of it; 0 of one that was not given.
    pub rounding_usd: CostAmount,
    /// What rounding cannot make; 0 of one that was not given.
    pub difference_usd: CostAmount,
    /// The buckets of its rows; they sum to its rows exactly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<BucketOnInvoice>,
    /// Its lines, as AWS groups them; their rows sum to its rows exactly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<TiedLine>,
}

/// What of a bucket is on an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketOnInvoice {
    /// The bucket.
    pub bucket: Bucket,
    /// How much.
    pub usd: CostAmount,
}

/// A line of an invoice of AWS: a service, data transfer of all services, tax, credits or discounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TiedLine {
    /// Product code, `AWSDataTransfer`, `Tax`, `Credits` or `Discounts`.
    pub line: String,
    /// What the invoice says of it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_usd: Option<CostAmount>,
    /// What its rows sum to.
    pub rows_usd: CostAmount,
    /// Charges that AWS rounds: accounts and services whose rows do not sum to whole cents.
    pub rounded: u64,
    /// The rows.
    pub rows: Rows,
}

/// How an invoice stands to its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieState {
    /// It is what its rows sum to, but for rounding, line by line where lines are known.
    Tied,
    /// It, or a line of it, is not.
    Apart,
    /// It was given and has no rows.
    WithoutRows,
    /// It has rows and was not given.
    NotGiven,
    /// What is on no invoice yet.
    NotInvoiced,
}

impl TieState {
    /// Whether somebody has to look at it, when invoices were given.
    pub const fn is_to_look_at(self) -> bool {
        matches!(self, TieState::Apart | TieState::WithoutRows | TieState::NotGiven)
    }
}

impl InvoiceTie {
    /// How it stands to its rows.
    pub fn state(&self) -> TieState {
        let apart = || self.lines.iter().any(|line| line.difference_usd().is_some());
        let rows = || self.lines.iter().any(|line| line.rows.count > 0);
        match self.stated_usd {
            None if self.invoice.is_empty() => TieState::NotInvoiced,
            None => TieState::NotGiven,
            Some(_) if !self.difference_usd.is_zero() && !rows() => TieState::WithoutRows,
            Some(_) if !self.difference_usd.is_zero() || apart() => TieState::Apart,
            Some(_) => TieState::Tied,
        }
    }
}

impl TiedLine {
    /// What rounding cannot make between the line and its rows; nothing when there is no such amount,
    /// or the line is not known.
    pub fn difference_usd(&self) -> Option<CostAmount> {
        let apart = self.stated_usd?.less(self.rows_usd).ok()?;
        (apart.size() > room(self.rounded)).then_some(apart)
    }
}

/// How far rounding can take so many charges: half a cent each.
fn room(rounded: u64) -> CostAmount {
    CostAmount::new(i128::from(rounded).saturating_mul(5), 3).unwrap_or_default()
}

/// The line of an invoice that a row is on.
fn line_of<'a>(group: &CostGroup<'a>) -> &'a str {
    match group.line.class() {
        LineClass::Tax => "Tax",
        LineClass::Credit => "Credits",
        LineClass::Discount => "Discounts",
        LineClass::Usage | LineClass::Commitment | LineClass::Fee | LineClass::Support => {
            let moved = is_data_transfer(group.service, group.usage_type.unwrap_or_default());
            if moved { DATA_TRANSFER } else { group.service }
        }
    }
}

/// The rows of a line of an invoice.
#[derive(Default)]
struct Line<'a> {
    /// What each account was charged for each service.
    charges: BTreeMap<(&'a str, &'a str), CostAmount>,
    rows: Rows,
}

/// Ties the rows of each invoice to what it says and to the buckets of its rows, those that are on none
/// yet as well. Invoices of other months count only when rows of the month are on them.
pub(super) fn ties(
    inputs: &Inputs<'_>,
    on_invoices: &OnInvoices,
) -> Result<Vec<InvoiceTie>, ReconcileError> {
    let lines = lines(inputs)?;
    let mut stated: BTreeMap<&str, &AwsInvoice> = BTreeMap::new();
    for invoice in inputs.invoices {
        if invoice.period == inputs.month || lines.contains_key(invoice.id.as_str()) {
            stated.insert(&invoice.id, invoice);
        }
    }
    let mut names: Vec<&str> = lines.keys().chain(stated.keys()).copied().collect();
    // What is charged nothing has buckets that come to nothing together, and no line.
    let divided = on_invoices.iter().filter(|(_, parts)| parts.values().any(|usd| !usd.is_zero()));
    names.extend(divided.map(|(invoice, _)| invoice.as_str()));
    names.sort_unstable();
    names.dedup();
    let none = BTreeMap::new();
    let ties = names.into_iter().map(|name| {
        let buckets = on_invoices.get(name).into_iter().flatten();
        let buckets = buckets.map(|(bucket, usd)| BucketOnInvoice { bucket: *bucket, usd: *usd });
        let tie = tie(name, stated.get(name).copied(), lines.get(name).unwrap_or(&none))?;
        Ok(InvoiceTie { buckets: buckets.filter(|it| !it.usd.is_zero()).collect(), ..tie })
    });
    ties.collect()
}

/// The lines of each invoice.
fn lines<'a>(
    inputs: &Inputs<'a>,
) -> Result<BTreeMap<&'a str, BTreeMap<&'a str, Line<'a>>>, ReconcileError> {
    let mut all: BTreeMap<&str, BTreeMap<&str, Line<'_>>> = BTreeMap::new();
    for group in inputs.groups {
        let usd = group.costs.get(inputs.basis);
        let usd = usd.ok_or_else(|| ReconcileError::unknown(group, inputs.basis))?;
        // What is charged nothing is on no invoice.
        if usd.is_zero() {
            continue;
        }
        let invoice = all.entry(group.invoice.unwrap_or_default()).or_default();
        let line = invoice.entry(line_of(group)).or_default();
        let charge = line.charges.entry((group.account, group.service)).or_default();
        *charge = charge.plus(usd)?;
        line.rows.add(group);
    }
    Ok(all)
}

fn tie(
    name: &str,
    stated: Option<&AwsInvoice>,
    lines: &BTreeMap<&str, Line<'_>>,
) -> Result<InvoiceTie, ReconcileError> {
    let none = BTreeMap::new();
    let known = stated.map_or(&none, |invoice| &invoice.lines);
    let mut names: Vec<&str> = lines.keys().copied().collect();
    names.extend(known.keys().map(String::as_str));
    names.sort_unstable();
    names.dedup();
    let mut tie = InvoiceTie {
        invoice: name.to_owned(),
        kind: stated.map(|invoice| invoice.kind),
        stated_usd: stated.map(|invoice| invoice.total),
        ..InvoiceTie::default()
    };
    let mut rounded = 0_u64;
    for name in names {
        let mut line = TiedLine { line: name.to_owned(), ..TiedLine::default() };
        line.stated_usd = known.get(name).copied();
        if let Some(found) = lines.get(name) {
            for usd in found.charges.values() {
                line.rows_usd = line.rows_usd.plus(*usd)?;
                let is_rounded = usd.rounded(2) != *usd;
                line.rounded = line.rounded.saturating_add(is_rounded.into());
            }
            line.rows = found.rows.clone();
        }
        tie.rows_usd = tie.rows_usd.plus(line.rows_usd)?;
        rounded = rounded.saturating_add(line.rounded);
        tie.lines.push(line);
    }
    if let Some(stated) = tie.stated_usd {
        let apart = stated.less(tie.rows_usd)?;
        let is_rounding = apart.size() <= room(rounded);
        *(if is_rounding { &mut tie.rounding_usd } else { &mut tie.difference_usd }) = apart;
    }
    Ok(tie)
}
