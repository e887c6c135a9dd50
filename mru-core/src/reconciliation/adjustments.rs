//! What newer cost data of a closed month says otherwise: adjustments of a later month, never a rewrite.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Attribution, Rows,
    by_line::{LineKey, LineSum, by_line},
    error::ReconcileError,
};
use crate::{calendar::Period, costs::CostAmount};

/// What AWS changed in a closed month: a late charge, a credit, a correction, or its taking back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// The closed month.
    pub month: Period,
    /// Id of the customer; empty for what belongs to none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// Product code.
    pub service: String,
    /// Usage type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub usage_type: String,
    /// The line type of what is no usage.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub line: String,
    /// What was charged when the month was closed, with every adjustment since.
    pub before_usd: CostAmount,
    /// What is charged by newer cost data.
    pub after_usd: CostAmount,
    /// The difference, which this month bears.
    pub usd: CostAmount,
    /// The rows that say so; none when nothing is charged any more.
    pub rows: Rows,
}

/// Finds what the newer attributions of a closed month say otherwise than those that it was closed with
/// and the adjustments since.
pub(super) fn adjustments(
    month: Period,
    (closed, newer): (&[Attribution], &[Attribution]),
    since: &[Adjustment],
) -> Result<Vec<Adjustment>, ReconcileError> {
    let mut before: BTreeMap<LineKey, CostAmount> =
        by_line(closed)?.into_iter().map(|(key, sum)| (key, sum.usd)).collect();
    for it in since.iter().filter(|it| it.month == month) {
        let sum = before.entry(key(it)).or_default();
        *sum = sum.plus(it.usd)?;
    }
    let mut after = by_line(newer)?;
    let keys: Vec<LineKey> = before.keys().chain(after.keys()).cloned().collect();
    let mut all = Vec::new();
    for key in keys {
        // What both have stands in the list twice, and is gone the second time.
        let (before, LineSum { usd: after, rows, .. }) =
            match (before.remove(&key), after.remove(&key)) {
                (None, None) => continue,
                (before, after) => (before.unwrap_or_default(), after.unwrap_or_default()),
            };
        let usd = after.less(before)?;
        if usd.is_zero() {
            continue;
        }
        all.push(Adjustment {
            month,
            customer: key.customer,
            service: key.service,
            usage_type: key.usage_type,
            line: key.line,
            before_usd: before,
            after_usd: after,
            usd,
            rows,
        });
    }
    all.sort_by_key(key);
    Ok(all)
}

fn key(it: &Adjustment) -> LineKey {
    LineKey {
        customer: it.customer.clone(),
        service: it.service.clone(),
        usage_type: it.usage_type.clone(),
        line: it.line.clone(),
    }
}
