//! The use cases of changes: what one costs, who must agree to it, and the gate that lets it through.
//!
//! A request keeps what is asked for, its price and the statement that an approver is shown. An
//! approval binds all of it, signed; the gate uses it up once, or draws from an envelope, and answers
//! with a receipt. Every step is an entry of the chain.

mod agreed;
mod check;
mod code_mail;
mod current;
mod decide;
mod error;
mod gate;
mod links;
mod lists;
mod look;
pub mod record;
mod request;
pub mod signed;
mod signing;
mod standing;
mod tickets;

use mru_core::Finding;

use crate::{
    StoreError,
    absent::Absent,
    billing::BillingError,
    quoting::TermsError,
    witness::{Refusal as Unwitnessed, WitnessError},
};

pub use crate::storage::{ApprovalLink, StoredApprovalLink, Which};
pub use agreed::{Agreed, agreed, agreed_by_file};
pub use check::{CheckRequest, Checked, Proposed, check};
pub use current::{Current, current};
pub use decide::{
    Decider, LONGEST_APPROVAL, NewDecision, NewEnvelope, USUAL_APPROVAL, allow, decide,
};
pub use error::{Denial, Refusal};
pub use gate::{GateRequest, Verdict, gate};
pub use links::{
    CODE_MINUTES, CODE_TRIES, LONGEST_LINK, LinkDecision, MadeApprovalLink, NewLink,
    OpenedApproval, SentCode, USUAL_LINK, are_codes_sent, decide_by_link, links, make_link,
    open_link, revoke_links, send_code,
};
pub use lists::{Listed, Wanted, inbox, list, waiting_for};
pub use look::{Shown, ShownEnvelope, approval, envelope, listed, receipt, shown};
pub(crate) use request::repriced;
pub use request::{Done, NewRequest, request};
pub use standing::{Stage, Standing, standing};
pub use tickets::{NewTicket, order_in, take_ticket};

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
    /// Nothing can be signed.
    Unsigned(Unwitnessed),
    /// What was asked for is not possible.
    Refused(Refusal),
}

impl From<Refusal> for ChangeError {
    fn from(refusal: Refusal) -> ChangeError {
        ChangeError::Refused(refusal)
    }
}

impl From<WitnessError> for ChangeError {
    fn from(error: WitnessError) -> ChangeError {
        match error {
            WitnessError::Store(error) => error.into(),
            WitnessError::Absent(absent) => absent.into(),
            WitnessError::Refused(refusal) => ChangeError::Unsigned(refusal),
        }
    }
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
