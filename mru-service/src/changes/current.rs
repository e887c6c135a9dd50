//! What there is of a deployment before a change: what the gate let through last.

use chrono::NaiveDate;

use super::{
    ChangeError,
    request::{Ground, known_deployment, repriced},
};
use crate::{
    billing,
    storage::{Database, changes},
};

/// What there is of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    /// The deployment, as JSON.
    pub text: String,
    /// The receipt that let it through.
    pub receipt: String,
    /// The ticket behind that.
    pub ticket: String,
    /// The day on which it began.
    pub since: NaiveDate,
}

/// What a deployment became by the change that the gate let through last; none when it let none
/// through, so that nobody but its people know what there is.
///
/// # Errors
///
/// [`crate::absent::Absent::NoCustomer`] and [`super::Refusal::PlaceUnknown`].
pub async fn current(
    database: &Database,
    customer: &str,
    deployment: &str,
) -> Result<Option<Current>, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.read().await?;
    let ground = Ground::of(&mut transaction, &cards, customer, None).await?;
    known_deployment(&ground.version.account, deployment)?;
    let last = changes::last_receipt(&mut transaction, customer, deployment).await?;
    transaction.rollback().await?;
    let Some(last) = last else { return Ok(None) };
    let receipt = last.record.statement;
    let texts = (receipt.current.as_str(), receipt.proposed.as_str(), receipt.order.as_str());
    let checked = repriced(&ground.agreed, receipt.starts_on, "", texts)?;
    Ok(Some(Current {
        // INVARIANT (texts and numbers): nothing here can fail to serialise.
        text: serde_json::to_string_pretty(&checked.target.deployment).unwrap_or_default(),
        receipt: receipt.id,
        ticket: receipt.ticket,
        since: receipt.starts_on,
    }))
}
