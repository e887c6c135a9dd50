//! What a charge says, as exact numbers, and what its line counts as.

use mru_core::{costs::LineType, reconciliation::Bucket};

use super::{
    case::{Case, Charge, Whose},
    exact::exact,
};
use crate::oracle::Exact;

impl Charge {
    /// What it cost.
    pub fn cost(&self) -> Exact {
        exact(&self.usd)
    }

    /// Whether nothing was used for nothing.
    pub fn is_nothing(&self) -> bool {
        let nothing = Exact::from_integer(0.into());
        self.cost() == nothing && self.used() == Some(nothing)
    }

    /// How much was used.
    pub fn used(&self) -> Option<Exact> {
        self.quantity.as_deref().map(exact)
    }

    /// The service and usage type.
    pub fn kind(&self) -> (String, String) {
        (self.service.clone(), self.usage_type.clone().unwrap_or_default())
    }

    /// The bucket of its line, whosever account it is on; none for usage and fees.
    pub const fn bucket_of_line(&self) -> Option<Bucket> {
        if self.days_before.is_some() {
            return Some(Bucket::Corrections);
        }
        match self.line {
            LineType::Usage
            | LineType::DiscountedUsage
            | LineType::SavingsPlanCoveredUsage
            | LineType::Fee => None,
            LineType::SavingsPlanNegation
            | LineType::SavingsPlanRecurringFee
            | LineType::SavingsPlanUpfrontFee
            | LineType::ReservationFee => Some(Bucket::Commitments),
            LineType::Support => Some(Bucket::Support),
            LineType::Tax => Some(Bucket::Tax),
            LineType::Credit | LineType::Refund => Some(Bucket::Credits),
            LineType::EdpDiscount
            | LineType::PrivateRateDiscount
            | LineType::BundledDiscount
            | LineType::RiVolumeDiscount
            | LineType::SppDiscount
            | LineType::OtherDiscount => Some(Bucket::Discounts),
        }
    }
}

impl Case {
    /// Whose account a charge is on.
    pub fn whose_is(&self, charge: &Charge) -> &Whose {
        let day = if charge.days_before.is_some() { 0 } else { charge.day };
        self.whose(&charge.account, day)
    }

    /// The bucket of usage of a type that no component causes.
    pub fn uncaused(&self, kind: &(String, String), causing: &[&str]) -> Bucket {
        // What comes along at 0 MRU has no events; of these kinds three cost AWS something.
        let comes_along =
            |kind: &&str| matches!(*kind, "api-gateway" | "image-registry" | "nat-gateway");
        match self.usage.get(kind) {
            Some(&"shared") => Bucket::Shared,
            Some(_) => Bucket::Included,
            None if !causing.is_empty() && causing.iter().all(comes_along) => Bucket::Included,
            None => Bucket::Unmetered,
        }
    }
}
