//! What AWS charges for requests to Cost Explorer, against how many this program made.

use serde::{Deserialize, Serialize};

use super::error::ReconcileError;
use crate::costs::{Basis, CostAmount, CostGroup, LineType};

/// Product code of Cost Explorer, and how its usage type of requests ends: `USE1-APIRequest`.
const SERVICE: &str = "AWSCostExplorer";
const REQUESTS: &str = "APIRequest";

/// Requests to Cost Explorer in the month of a bill: what AWS charges for them, and what this program
/// asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplorerRequests {
    /// How many this program made, whatever month they were about; unknown when nothing was kept of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<u64>,
    /// How many AWS charges; unknown when a row does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged: Option<CostAmount>,
    /// What AWS charges for them.
    pub charged_usd: CostAmount,
}

impl ExplorerRequests {
    /// Finds the charges of a month; nothing when there are none.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::UnknownCost`], and [`ReconcileError::Amount`] when a sum needs more than 38 digits.
    pub fn of(
        groups: &[CostGroup<'_>],
        basis: Basis,
    ) -> Result<Option<ExplorerRequests>, ReconcileError> {
        let is_one = |it: &&CostGroup<'_>| {
            it.service == SERVICE
                && it.line == LineType::Usage
                && it.corrects.is_none()
                && it.usage_type.is_some_and(|kind| kind.ends_with(REQUESTS))
        };
        let (mut charged, mut charged_usd) = (Some(CostAmount::ZERO), CostAmount::ZERO);
        let mut is_charged = false;
        for group in groups.iter().filter(is_one) {
            let usd = group.costs.get(basis);
            charged_usd =
                charged_usd.plus(usd.ok_or_else(|| ReconcileError::unknown(group, basis))?)?;
            charged = CostAmount::plus_known(charged, group.usage)?;
            is_charged = true;
        }
        let found = ExplorerRequests { asked: None, charged, charged_usd };
        Ok(is_charged.then_some(found))
    }

    /// The same, with how many requests this program made: of a month without charges for any as well.
    #[must_use]
    pub fn asked_for(
        found: Option<ExplorerRequests>,
        asked: Option<u64>,
    ) -> Option<ExplorerRequests> {
        let none = ExplorerRequests {
            asked: None,
            charged: Some(CostAmount::ZERO),
            charged_usd: CostAmount::ZERO,
        };
        match asked {
            None => found,
            Some(0) if found.is_none() => None,
            Some(_) => Some(ExplorerRequests { asked, ..found.unwrap_or(none) }),
        }
    }

    /// What the requests of this program cost, at USD 0.01 each.
    pub fn asked_usd(&self) -> Option<CostAmount> {
        CostAmount::new(i128::from(self.asked?), 2)
    }

    /// What AWS charges beyond that: what others asked, or what was not counted; below zero, what it does
    /// not charge.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when it needs more than 38 digits.
    pub fn difference_usd(&self) -> Result<Option<CostAmount>, ReconcileError> {
        Ok(self.asked_usd().map(|asked| self.charged_usd.less(asked)).transpose()?)
    }
}
