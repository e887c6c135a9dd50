//! What is refused about changes: values, which each face words in its own way.

use mru_core::units::Usd;

use super::record::{Approval, Decided};

/// Why something about a change is not recorded; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// Who asks for a change is not among the requesters of the contract (R69).
    RequesterNotNamed {
        /// Who asks.
        person: String,
    },
    /// Who decides is not among the approvers of the contract on that day (R69, V76).
    ApproverNotNamed {
        /// Who decides.
        person: String,
    },
    /// Who asked for a change decides on it, and the contract forbids that (R69).
    SelfApproval {
        /// Who asked and decides.
        person: String,
    },
    /// The customer has no such deployment, or the deployment no such environment.
    PlaceUnknown {
        /// Deployment, or deployment and environment.
        place: String,
    },
    /// The change was decided on before.
    ChangeIsDecided {
        /// The decision.
        decision: String,
        /// What it was: `approved` or `rejected`.
        decided: &'static str,
    },
    /// The policy blocks the change.
    ChangeIsBlocked {
        /// The rule that blocks it.
        rule: String,
    },
    /// What the change costs, or what was agreed, is not what it was when it was asked for.
    ChangeIsOutdated {
        /// What changed: `contract`, `policy`, `rate-card` or `price`.
        what: &'static str,
    },
    /// The approver saw another statement than the recorded one.
    AnotherStatement {
        /// Hash of the recorded one.
        recorded: String,
    },
    /// A rejection has no reason.
    ReasonMissing,
    /// An approval would last for no day, or for longer than approvals may.
    ApprovalLifetime {
        /// Days that were asked for.
        days: u32,
        /// The most there may be.
        longest: u32,
    },
    /// An envelope is of nothing, or lasts for no day or for longer than envelopes may.
    EnvelopeUnbounded {
        /// What was asked for.
        most: Usd,
        /// The most days that it may last.
        longest: u32,
    },
    /// A text is longer than what is kept of one, or holds what cannot be seen.
    TextUnreadable {
        /// Which.
        field: &'static str,
    },
    /// A link would open for no day, or for longer than links may.
    LinkLifetime {
        /// Days that were asked for.
        days: u32,
        /// The most there may be.
        longest: u32,
    },
    /// Nobody has to approve the change.
    ChangeNeedsNobody,
    /// No code was sent for a link.
    CodeNotSent,
    /// The code of a link is beyond its minutes.
    CodeExpired,
    /// A code is not the one that was sent.
    CodeWrong {
        /// How often it may still be tried.
        left: i64,
    },
    /// A code was tried as often as one may be.
    CodeTriedTooOften,
    /// A link was sent as many codes as it may be in an hour.
    CodesTooMany {
        /// The most there may be.
        most: i64,
    },
    /// No mail can be sent to the approver of a link.
    CodeNotMailed,
    /// The gate was asked about nothing: neither a request of a change nor what there shall be.
    GateWithoutChange,
}

impl Refusal {
    /// That something was decided on before.
    pub(super) fn decided(approval: &Approval) -> Refusal {
        let decided = if approval.decided == Decided::Approved { "approved" } else { "rejected" };
        Refusal::ChangeIsDecided { decision: approval.id.clone(), decided }
    }

    /// The stable name of the case, such as `approver-not-named`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// Why the gate does not allow a change; each case has a [code](Denial::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Denial {
    /// The change needs an approval, and none was brought.
    ApprovalNeeded,
    /// The policy blocks the change.
    BlockedByPolicy,
    /// There is no approval of the id.
    ApprovalUnknown,
    /// The approval is of another customer.
    ApprovalOfAnotherCustomer,
    /// It is of another deployment.
    ApprovalOfAnotherDeployment,
    /// It is of other environments.
    ApprovalOfAnotherEnvironment,
    /// It is of another change.
    ApprovalOfAnotherChange,
    /// The change was rejected.
    ApprovalIsRejection,
    /// It is not what the service signed.
    ApprovalWasAltered,
    /// Its time is over.
    ApprovalExpired,
    /// It was used before.
    ApprovalUsed,
    /// What there is, is not what it was when the change was approved.
    BaseChanged,
    /// What there shall be, is not what was approved.
    TargetChanged,
    /// Another rate card prices the change.
    RateCardChanged,
    /// Another version of the customer holds.
    ContractChanged,
    /// Another version of the policy holds.
    PolicyChanged,
    /// The change costs something else.
    PriceChanged,
    /// A month would cost more than was approved.
    AmountExceeded,
    /// The month in which it begins would cost more than was approved.
    MonthExceeded,
    /// There is no envelope of the id.
    EnvelopeUnknown,
    /// The envelope is of another customer.
    EnvelopeOfAnotherCustomer,
    /// It is of another deployment or environment.
    EnvelopeOfAnotherEnvironment,
    /// It is not what the service signed.
    EnvelopeWasAltered,
    /// Its last day is over.
    EnvelopeExpired,
    /// What is left of it is less than what the change adds to a month.
    EnvelopeExhausted {
        /// What is left.
        left: Usd,
    },
}

impl Denial {
    /// The stable name of the case, such as `approval-used`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
