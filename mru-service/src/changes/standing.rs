//! Where a request stands: what was decided, whether it is still what was asked for, who may decide.

use chrono::{DateTime, Utc};
use mru_core::{account::Account, change::Outcome};

use super::{
    ChangeError, Checked, Refusal,
    decide::may_decide,
    gate::is_stale,
    record::{Approval, ChangeRequest, Decided, Receipt},
    request::{Ground, again, blocked, known},
    signed::Signed,
};
use crate::{
    billing,
    storage::{Database, Transaction, change_lists, changes},
};

/// How far a request has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has to approve it.
    Free,
    /// Nobody has to, and the approvers are told.
    Told,
    /// It waits for an approver.
    Waiting,
    /// A rule of the policy blocks it.
    Blocked {
        /// The rule; empty when it blocks no longer.
        rule: String,
    },
    /// It was not decided on, and is no longer what was asked for.
    Outdated {
        /// What changed: `contract`, `policy`, `rate-card`, `price` or `base`.
        what: &'static str,
    },
    /// Somebody rejected it.
    Rejected,
    /// Somebody approved it, and the gate would let it through.
    Approved,
    /// Somebody approved something that it no longer is.
    Voided {
        /// What changed.
        what: &'static str,
    },
    /// Somebody approved it, and nobody carried it out in time.
    Lapsed,
    /// The gate let it through.
    Done,
}

/// A request with everything that is known of it now.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The request.
    pub request: ChangeRequest,
    /// When it was recorded.
    pub asked_at: Option<DateTime<Utc>>,
    /// How far it has come.
    pub stage: Stage,
    /// What was decided.
    pub decision: Option<Signed<Approval>>,
    /// What the gate gave for it.
    pub receipt: Option<Signed<Receipt>>,
    /// The same change, priced by what is agreed now.
    pub checked: Checked,
    /// Whether it is what was asked for, so that its figures are those of the statement.
    pub is_as_asked: bool,
    /// The version of the customer that holds today.
    pub account: Account,
}

impl Standing {
    /// Whether a person may decide on it, today.
    ///
    /// # Errors
    ///
    /// [`Refusal::ApproverNotNamed`] and [`Refusal::SelfApproval`].
    pub fn may_be_decided_by(&self, person: &str) -> Result<(), Refusal> {
        may_decide(&self.account.contract, person, &self.request.requested_by)
    }
}

/// Looks at a request as it stands now.
///
/// # Errors
///
/// [`crate::absent::Absent::NoChange`], also when it is of another customer than the only one to be
/// seen, and [`ChangeError::Terms`].
pub async fn standing(
    database: &Database,
    id: &str,
    only: Option<&str>,
) -> Result<Standing, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.read().await?;
    let request = known(&mut transaction, id, only).await?;
    let found = of(&mut transaction, &cards, request).await?;
    transaction.rollback().await?;
    Ok(found)
}

/// As [`standing`], of a request that was found.
pub(super) async fn of(
    transaction: &mut Transaction,
    cards: &mru_core::rate_card::RateCards,
    request: ChangeRequest,
) -> Result<Standing, ChangeError> {
    let customer = request.bound.customer.as_str();
    let ground = Ground::of(transaction, cards, customer, Some(request.starts_on)).await?;
    let today = Ground::of(transaction, cards, customer, None).await?;
    let checked = again(&request, &ground.agreed)?;
    let bound = ground.bound(&checked, &request.bound.deployment);
    let mut differs = bound.differs(&request.bound);
    if differs.is_none() && is_stale(transaction, Some(&request), &bound).await? {
        differs = Some("base");
    }
    let sequence = changes::request(transaction, &request.id).await?.map(|it| it.sequence);
    let asked_at = change_lists::recorded_at(transaction, sequence.unwrap_or_default()).await?;
    let decision = changes::decision_on(transaction, &request.id).await?.map(|it| it.record);
    let receipt = given(transaction, &request, decision.as_ref()).await?;
    let stage = stage(&request, (decision.as_ref(), receipt.as_ref()), differs, || {
        blocked(&checked).unwrap_or_default()
    });
    let stage = match (stage, &decision) {
        (Stage::Approved, Some(it)) if it.statement.expires_at <= transaction.now() => {
            Stage::Lapsed
        }
        (stage, _) => stage,
    };
    Ok(Standing {
        is_as_asked: bound.differs(&request.bound).is_none(),
        account: today.version.account,
        request,
        asked_at,
        stage,
        decision,
        receipt,
        checked,
    })
}

/// The receipt that the gate gave for a request: of its approval, or of itself when it needed none.
async fn given(
    transaction: &mut Transaction,
    request: &ChangeRequest,
    decision: Option<&Signed<Approval>>,
) -> Result<Option<Signed<Receipt>>, ChangeError> {
    if let Some(decision) = decision {
        let found = changes::receipt_of(transaction, &decision.statement.id).await?;
        return Ok(found.map(|it| it.record));
    }
    if request.ticket.is_empty() {
        return Ok(None);
    }
    let customer = request.bound.customer.as_str();
    let named = changes::receipts_named(transaction, customer, &request.ticket).await?;
    Ok(named.into_iter().find(|it| it.statement.change == request.id))
}

fn stage(
    request: &ChangeRequest,
    (decision, receipt): (Option<&Signed<Approval>>, Option<&Signed<Receipt>>),
    differs: Option<&'static str>,
    rule: impl FnOnce() -> String,
) -> Stage {
    if receipt.is_some() {
        return Stage::Done;
    }
    match (decision.map(|it| it.statement.decided), differs) {
        (Some(Decided::Rejected), _) => Stage::Rejected,
        (Some(Decided::Approved), Some(what)) => Stage::Voided { what },
        (Some(Decided::Approved), None) => Stage::Approved,
        (None, Some(what)) => Stage::Outdated { what },
        (None, None) => match request.outcome {
            Outcome::None => Stage::Free,
            Outcome::Notify => Stage::Told,
            Outcome::Approval => Stage::Waiting,
            Outcome::Blocked => Stage::Blocked { rule: rule() },
        },
    }
}
