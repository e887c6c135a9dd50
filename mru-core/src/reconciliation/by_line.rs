//! What attributions say of each thing that AWS charges: by customer, service and usage type, or line.

use std::collections::{BTreeMap, BTreeSet};

use super::{Attribution, Bucket, ChargedFor, Rows, error::ReconcileError};
use crate::costs::CostAmount;

/// What AWS charges a customer for: usage of one type, or a line of the bill such as tax.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LineKey {
    /// Id of the customer; empty for what belongs to none.
    pub(super) customer: String,
    /// Product code.
    pub(super) service: String,
    /// Usage type.
    pub(super) usage_type: String,
    /// The line type; empty for usage, whatever pays for it.
    pub(super) line: String,
}

/// What it comes to in a month.
#[derive(Clone, Debug, Default)]
pub(super) struct LineSum {
    pub(super) usd: CostAmount,
    /// How much was used, in [`LineSum::unit`]; unknown where a row does not say, or units differ.
    pub(super) quantity: Option<CostAmount>,
    pub(super) unit: String,
    /// Kinds of the components that cause it.
    pub(super) kinds: BTreeSet<String>,
    /// The rows; the first is that of the first attribution.
    pub(super) rows: Rows,
}

/// The line of what is put right of other months, as FOCUS calls it.
const CORRECTION: &str = "Correction";

/// The charge that an attribution is a part of.
type Charge<'a> = (&'a ChargedFor, &'a str, u64, u64);

/// Adds up the attributions of a month.
pub(super) fn by_line(
    attributions: &[Attribution],
) -> Result<BTreeMap<LineKey, LineSum>, ReconcileError> {
    let mut parts: BTreeMap<LineKey, Vec<&Attribution>> = BTreeMap::new();
    for it in attributions {
        parts.entry(key(it)).or_default().push(it);
    }
    parts.into_iter().map(|(key, of)| Ok((key, sum(&of)?))).collect()
}

fn key(it: &Attribution) -> LineKey {
    let line = match it.bucket {
        // What is put right of other months is no usage of this one, whatever its lines are.
        Bucket::Corrections => String::from(CORRECTION),
        Bucket::Commitments
        | Bucket::Support
        | Bucket::Tax
        | Bucket::Credits
        | Bucket::Discounts => it.charged_for.line.clone(),
        _ => String::new(),
    };
    LineKey {
        customer: it.customer.clone(),
        service: it.charged_for.service.clone(),
        usage_type: it.charged_for.usage_type.clone(),
        line,
    }
}

fn sum(of: &[&Attribution]) -> Result<LineSum, ReconcileError> {
    let mut sum = LineSum::default();
    // The parts of one charge have its quantity and its rows, each as a whole.
    let mut charges: BTreeMap<Charge<'_>, Option<CostAmount>> = BTreeMap::new();
    for it in of {
        sum.usd = sum.usd.plus(it.usd)?;
        let rows = &it.rows;
        let charge = (&it.charged_for, rows.file.as_str(), rows.first, rows.count);
        if charges.insert(charge, it.charged_quantity).is_none() {
            if sum.rows.count == 0 {
                sum.rows = rows.clone();
            } else {
                sum.rows.count = sum.rows.count.saturating_add(rows.count);
            }
        }
        let kinds = it.components.iter().filter_map(|slot| slot.split('/').nth(2));
        sum.kinds.extend(kinds.map(str::to_owned));
    }
    let units: BTreeSet<&str> = charges.keys().map(|it| it.0.unit.as_str()).collect();
    if let (Some(unit), 1) = (units.first(), units.len()) {
        (*unit).clone_into(&mut sum.unit);
        let quantities = charges.into_values();
        sum.quantity =
            quantities.into_iter().try_fold(Some(CostAmount::ZERO), CostAmount::plus_known)?;
    }
    Ok(sum)
}
