//! The use cases of changes: what one costs and who must agree to it.

mod agreed;
mod check;

use mru_core::Finding;

use crate::{StoreError, absent::Absent, billing::BillingError, quoting::TermsError};

pub use agreed::{Agreed, agreed, agreed_by_file};
pub use check::{CheckRequest, Checked, Proposed, check};

/// Which of the texts of a request findings are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// What there is.
    Current,
    /// What there shall be.
    Proposed,
    /// The change order.
    Order,
    /// The policy.
    Policy,
    /// None of them alone: what the change is made of.
    Change,
}

/// Why a change is not checked or recorded.
#[derive(Debug)]
pub enum ChangeError {
    /// A text is not valid.
    Invalid(Input, Vec<Finding>),
    /// There are no terms for the day.
    Terms(Box<TermsError>),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// The books.
    Billing(BillingError),
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> ChangeError {
        ChangeError::Billing(error.into())
    }
}

impl From<BillingError> for ChangeError {
    fn from(error: BillingError) -> ChangeError {
        ChangeError::Billing(error)
    }
}

impl From<Absent> for ChangeError {
    fn from(absent: Absent) -> ChangeError {
        ChangeError::Absent(absent)
    }
}

impl From<TermsError> for ChangeError {
    fn from(error: TermsError) -> ChangeError {
        ChangeError::Terms(Box::new(error))
    }
}
