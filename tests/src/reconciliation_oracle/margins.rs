//! What the customers should be charged, with their parts of shared cost.

use std::collections::BTreeMap;

use mru_core::reconciliation::Bucket;
use num_traits::Zero as _;

use super::{
    answer::Answer,
    case::{Case, Whose},
};
use crate::oracle::Exact;

/// What is charged to whom.
#[derive(Clone, Debug, Default)]
pub struct Margins {
    /// What AWS charged on the accounts of each customer, without what is shared.
    pub charged: BTreeMap<String, Exact>,
    /// What is shared.
    pub shared: Exact,
}

impl Margins {
    /// Sums what was judged.
    pub fn of(case: &Case, answer: &Answer) -> Margins {
        let mut margins = Margins::default();
        for charge in &case.charges {
            if let Whose::Customer(id, _) = case.whose_is(charge) {
                *margins.charged.entry(id.clone()).or_insert_with(Exact::zero) += charge.cost();
            }
        }
        for ((bucket, customer, ..), near) in &answer.parts {
            if *bucket == Bucket::Shared {
                margins.shared += &near.usd;
                if let Some(charged) = margins.charged.get_mut(customer) {
                    *charged -= &near.usd;
                }
            }
        }
        margins
    }
}
