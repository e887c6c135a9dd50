//! How much AWS charged of what metered components use, against what the cost model expects.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reconciliation, error::ReconcileError};
use crate::{
    cost_model::{Measured, MeasuredUsage},
    costs::CostAmount,
};

impl Reconciliation {
    /// Adds up what was charged and expected of each usage type, over the charges that meet metered
    /// components. A usage type of which any row does not say how much was used is left out: it is not
    /// known.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when a sum needs more digits than there is room for.
    pub fn measured_usage(&self) -> Result<Measured, ReconcileError> {
        let mut seen = BTreeSet::new();
        let mut sums: BTreeMap<(String, String), Option<(CostAmount, CostAmount)>> =
            BTreeMap::new();
        for it in &self.attributions {
            let Some(expected) = it.metered_quantity else { continue };
            // A charge is divided into several parts, each with the quantities of all of it.
            let rows = (&it.rows.file, it.rows.first);
            if !seen.insert((&it.customer, &it.charged_for, rows, &it.components)) {
                continue;
            }
            let of = &it.charged_for;
            let key = (of.service.clone(), of.usage_type.clone());
            let sum = sums.entry(key).or_insert(Some((CostAmount::ZERO, CostAmount::ZERO)));
            *sum = match (*sum, it.charged_quantity) {
                (Some((charged, all)), Some(quantity)) => {
                    Some((charged.plus(quantity)?, all.plus(expected)?))
                }
                _ => None,
            };
        }
        let known = sums.into_iter().filter_map(|(key, sum)| {
            let (charged, expected) = sum?;
            let decimal = |it: CostAmount| it.rounded(12).decimal();
            let measured =
                MeasuredUsage { charged: decimal(charged)?, expected: decimal(expected)? };
            (!measured.expected.is_zero()).then_some((key, measured))
        });
        Ok(known.collect())
    }
}
