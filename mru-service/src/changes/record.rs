//! What is kept of changes: requests, decisions, envelopes and receipts, in their stored forms.

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::{
    account::Language,
    calendar::Period,
    change::{LineChange, Outcome},
    units::Usd,
};
use serde::{Deserialize, Serialize};

/// What both a request and everything that follows from it are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// Id of the customer.
    pub customer: String,
    /// Name of the deployment.
    pub deployment: String,
    /// The environments in which something changes, sorted; `shared` among them.
    pub environments: Vec<String>,
    /// Hash of what there is, as far as it is priced.
    pub base_state: String,
    /// Hash of what there shall be.
    pub target_state: String,
    /// Hash of the canonical priced change.
    pub change_hash: String,
    /// The rate card, name and first day.
    pub rate_card: String,
    /// Its hash.
    pub rate_card_hash: String,
    /// Number of the contract.
    pub contract: String,
    /// Hash of the version of the customer, contract included.
    pub contract_hash: String,
    /// Hash of the version of the policy.
    pub policy_hash: String,
}

impl Bound {
    /// In what it is another one than what was bound before: `contract`, `policy`, `rate-card`, or
    /// `price` for everything else.
    pub fn differs(&self, before: &Bound) -> Option<&'static str> {
        if self.contract_hash != before.contract_hash {
            Some("contract")
        } else if self.policy_hash != before.policy_hash {
            Some("policy")
        } else if self.rate_card_hash != before.rate_card_hash {
            Some("rate-card")
        } else if self != before {
            Some("price")
        } else {
            None
        }
    }
}

/// A request of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRequest {
    /// Version of the form.
    pub format: u32,
    /// Its id, `CH-…`.
    pub id: String,
    /// What it is bound to.
    pub bound: Bound,
    /// The ticket behind it.
    pub ticket: String,
    /// What it is about.
    pub title: String,
    /// Who asks for it.
    pub requested_by: String,
    /// The day on which it begins.
    pub starts_on: NaiveDate,
    /// What there is, as JSON; empty when there is nothing yet.
    pub current: String,
    /// What there shall be, as JSON; empty when an order says it.
    pub proposed: String,
    /// The change order, as JSON; empty when the whole is given.
    pub order: String,
    /// What it needs.
    pub outcome: Outcome,
    /// USD a month before.
    pub before_usd: Usd,
    /// USD a month after.
    pub after_usd: Usd,
    /// The month in which it begins.
    pub month: Period,
    /// USD more in that month.
    pub month_more_usd: Usd,
    /// The language of the statement.
    pub language: Language,
    /// Hash of the statement.
    pub statement_hash: String,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decided {
    /// It may be done.
    Approved,
    /// It may not.
    Rejected,
}

/// A decision on a request: an approval, with everything that it means, or a rejection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Its id, `AP-…`.
    pub id: String,
    /// What was decided.
    pub decided: Decided,
    /// The request.
    pub change: String,
    /// What it binds.
    pub bound: Bound,
    /// The ticket behind it.
    pub ticket: String,
    /// The language of the statement that was shown.
    pub language: Language,
    /// Hash of the statement that was shown.
    pub statement_hash: String,
    /// The most that a month may cost after it, before tax.
    pub most_usd: Usd,
    /// The month in which it begins.
    pub month: Period,
    /// The most that this month may cost more.
    pub most_month_more_usd: Usd,
    /// Who decided.
    pub approver: String,
    /// Who recorded it: the id of an API key, or `command-line`.
    pub recorded_by: String,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// From when it is worth nothing.
    pub expires_at: DateTime<Utc>,
    /// Drawn at random, so that no two are alike.
    pub nonce: String,
    /// Why; needed of a rejection.
    pub reason: String,
}

/// What an approver allows in advance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Its id, `EN-…`.
    pub id: String,
    /// Id of the customer.
    pub customer: String,
    /// Name of the deployment.
    pub deployment: String,
    /// Name of the environment, or `shared`.
    pub environment: String,
    /// The most that changes in it may add to a month, all together.
    pub most_more_usd: Usd,
    /// The last day on which something may be drawn.
    pub until: NaiveDate,
    /// Who allows it.
    pub approver: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Number of the contract.
    pub contract: String,
    /// Hash of the version of the customer.
    pub contract_hash: String,
    /// Drawn at random.
    pub nonce: String,
}

/// A component that a receipt allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLine {
    /// Name of the environment, or `shared`.
    pub environment: String,
    /// Kind of component.
    pub component: String,
    /// Its name.
    pub name: String,
    /// What becomes of it.
    pub change: LineChange,
    /// Size after the change, as rate cards write it.
    pub size: String,
    /// Pieces after the change, before redundancy.
    pub quantity: String,
    /// Redundancy factor, or 1.
    pub redundancy: u32,
    /// All tasks at the top of the elasticity range.
    pub max_tasks: Option<u32>,
}

/// What the gate allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Its id, `RC-…`.
    pub id: String,
    /// What it is bound to.
    pub bound: Bound,
    /// The request of the change; empty when the gate was asked without one.
    pub change: String,
    /// The ticket behind it.
    pub ticket: String,
    /// The approval that it used up; empty when none was needed.
    pub approval: String,
    /// The envelope that it drew from; empty when it drew from none.
    pub envelope: String,
    /// What it drew.
    pub drawn_usd: Usd,
    /// What the policy asks for.
    pub outcome: Outcome,
    /// USD a month after the change.
    pub after_usd: Usd,
    /// USD a month more.
    pub more_usd: Usd,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub given_at: DateTime<Utc>,
    /// The day on which the change begins.
    pub starts_on: NaiveDate,
    /// What it allows.
    pub lines: Vec<ReceiptLine>,
    /// What there is, as JSON; empty when there is nothing yet.
    pub current: String,
    /// What there shall be, as JSON; empty when an order says it.
    pub proposed: String,
    /// The change order, as JSON.
    pub order: String,
}
