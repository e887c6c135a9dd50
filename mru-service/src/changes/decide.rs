//! Approvers decide: they approve or reject a request, or allow so much in advance.

use chrono::{DateTime, Days, NaiveDate, Utc};
use mru_core::{account::BillingContract, rate_card::RateCards, units::Usd};

use super::{
    ChangeError, Refusal,
    record::{Approval, ChangeRequest, Decided, Envelope},
    request::{Done, Ground, again, before, blocked, finish, known, known_deployment, readable},
    signed::Signed,
    signing::{Pen, name, nonce},
};
use crate::{
    answers,
    billing::{self, Once},
    notifying::Telling,
    storage::{Database, Transaction, changes},
    witness::key_file::KeySource,
};

/// The longest that an approval may be waiting to be used, in days: a quarter, our decision (0043).
pub const LONGEST_APPROVAL: u32 = 90;
/// How long it waits when nothing is said, in days: two weeks, our decision (0043).
pub const USUAL_APPROVAL: u32 = 14;
/// The longest that an envelope may last, in days: a year, leap years too, our decision (0043).
const LONGEST_ENVELOPE: u32 = 366;

/// Who decides, and on whose behalf it is recorded.
#[derive(Clone, Copy, Debug)]
pub struct Decider<'a> {
    /// Who decides, as the contract names its approvers.
    pub person: &'a str,
    /// Who records it: the id of an API key, or `command-line`.
    pub recorded_by: &'a str,
    /// The only customer that who asks may see.
    pub only: Option<&'a str>,
}

/// A decision that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewDecision<'a> {
    /// The request.
    pub change: &'a str,
    /// What is decided.
    pub decided: Decided,
    /// Why; needed of a rejection.
    pub reason: &'a str,
    /// Hash of the statement that was shown; that of the request when absent.
    pub statement: Option<&'a str>,
    /// For how many days an approval may wait.
    pub days: u32,
}

/// Refuses who may not decide under a contract.
pub(super) fn may_decide(
    contract: &BillingContract,
    person: &str,
    asked_by: &str,
) -> Result<(), Refusal> {
    if person.is_empty() || !contract.approvers.iter().any(|it| it == person) {
        return Err(Refusal::ApproverNotNamed { person: person.to_owned() });
    }
    if contract.forbid_self_approval && asked_by == person {
        return Err(Refusal::SelfApproval { person: person.to_owned() });
    }
    Ok(())
}

/// Refuses to approve what is no longer what was asked for.
fn still(request: &ChangeRequest, ground: &Ground) -> Result<(), ChangeError> {
    let checked = again(request, &ground.agreed)?;
    if let Some(rule) = blocked(&checked) {
        return Err(Refusal::ChangeIsBlocked { rule }.into());
    }
    match ground.bound(&checked, &request.bound.deployment).differs(&request.bound) {
        Some(what) => Err(Refusal::ChangeIsOutdated { what }.into()),
        None => Ok(()),
    }
}

/// Records a decision on a request, signed: an approval means what its statement said, and nothing else.
///
/// # Errors
///
/// [`crate::absent::Absent::NoChange`], [`Refusal::ChangeIsDecided`], [`Refusal::ApproverNotNamed`],
/// [`Refusal::SelfApproval`], [`Refusal::AnotherStatement`], [`Refusal::ChangeIsBlocked`],
/// [`Refusal::ChangeIsOutdated`], [`Refusal::ReasonMissing`], [`Refusal::ApprovalLifetime`], and
/// [`ChangeError::Unsigned`].
pub async fn decide(
    database: &Database,
    asked: &NewDecision<'_>,
    decider: &Decider<'_>,
    once: Option<&Once<'_>>,
) -> Result<Done<Signed<Approval>>, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.write().await?;
    if let Some(answer) = before(&mut transaction, once).await? {
        return Ok(Done { record: None, answer });
    }
    let signed = decided(&mut transaction, database.keys(), &cards, asked, decider).await?;
    let answer = answers::pretty(&answers::signed(&signed));
    finish(transaction, once, &answer).await?;
    Ok(Done { record: Some(signed), answer })
}

/// As [`decide()`], within a transaction.
pub(super) async fn decided(
    transaction: &mut Transaction,
    keys: &KeySource,
    cards: &RateCards,
    asked: &NewDecision<'_>,
    decider: &Decider<'_>,
) -> Result<Signed<Approval>, ChangeError> {
    let request = known(transaction, asked.change, decider.only).await?;
    let customer = request.bound.customer.as_str();
    let ground = Ground::of(transaction, cards, customer, Some(request.starts_on)).await?;
    let today = Ground::of(transaction, cards, customer, None).await?;
    may_decide(&today.version.account.contract, decider.person, &request.requested_by)?;
    if let Some(decision) = changes::decision_on(transaction, &request.id).await? {
        return Err(Refusal::decided(&decision.record.statement).into());
    }
    if asked.statement.is_some_and(|seen| seen != request.statement_hash) {
        return Err(Refusal::AnotherStatement { recorded: request.statement_hash }.into());
    }
    readable("reason", asked.reason)?;
    if asked.decided == Decided::Rejected && asked.reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    if !(1..=LONGEST_APPROVAL).contains(&asked.days) {
        let days = asked.days;
        return Err(Refusal::ApprovalLifetime { days, longest: LONGEST_APPROVAL }.into());
    }
    if asked.decided == Decided::Approved {
        still(&request, &ground)?;
    }
    let pen = Pen::of(transaction, keys).await?;
    let signed = pen.sign(approval(request.clone(), asked, decider, transaction.now())?);
    changes::put_decision(transaction, &signed).await?;
    let mut telling = Telling::begin(transaction).await?;
    telling.decision(&request, &signed.statement);
    telling.finish(transaction).await?;
    pen.seal(transaction).await?;
    Ok(signed)
}

/// An instant to the second: what is signed reads back as it was.
pub(super) fn to_the_second(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(instant.timestamp(), 0).unwrap_or(instant)
}

fn approval(
    request: ChangeRequest,
    asked: &NewDecision<'_>,
    decider: &Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Approval, ChangeError> {
    let now = to_the_second(now);
    Ok(Approval {
        id: name("AP")?,
        decided: asked.decided,
        change: request.id,
        bound: request.bound,
        ticket: request.ticket,
        language: request.language,
        statement_hash: request.statement_hash,
        most_usd: request.after_usd,
        month: request.month,
        most_month_more_usd: request.month_more_usd,
        approver: decider.person.to_owned(),
        recorded_by: decider.recorded_by.to_owned(),
        decided_at: now,
        expires_at: now.checked_add_days(Days::new(asked.days.into())).unwrap_or(now),
        nonce: nonce::<16>()?,
        reason: asked.reason.trim().to_owned(),
    })
}

/// An envelope that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewEnvelope<'a> {
    /// Id of the customer.
    pub customer: &'a str,
    /// Name of the deployment.
    pub deployment: &'a str,
    /// Name of the environment, or `shared`.
    pub environment: &'a str,
    /// The most that changes in it may add to a month.
    pub most_more_usd: Usd,
    /// The last day on which something may be drawn.
    pub until: NaiveDate,
}

/// Records an envelope, signed.
///
/// # Errors
///
/// [`crate::absent::Absent::NoCustomer`], [`Refusal::ApproverNotNamed`], [`Refusal::PlaceUnknown`],
/// [`Refusal::EnvelopeUnbounded`], and [`ChangeError::Unsigned`].
pub async fn allow(
    database: &Database,
    asked: &NewEnvelope<'_>,
    decider: &Decider<'_>,
    once: Option<&Once<'_>>,
) -> Result<Done<Signed<Envelope>>, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.write().await?;
    if let Some(answer) = before(&mut transaction, once).await? {
        return Ok(Done { record: None, answer });
    }
    let ground = Ground::of(&mut transaction, &cards, asked.customer, None).await?;
    let account = &ground.version.account;
    may_decide(&account.contract, decider.person, "")?;
    known_deployment(account, asked.deployment)?;
    let place = asked.environment;
    if place != "shared" && account.environment(asked.deployment, place).is_none() {
        let place = format!("{}/{place}", asked.deployment);
        return Err(Refusal::PlaceUnknown { place }.into());
    }
    let last = ground.today.checked_add_days(Days::new(LONGEST_ENVELOPE.into()));
    let lasts = asked.until >= ground.today && last.is_none_or(|last| asked.until <= last);
    if !lasts || asked.most_more_usd <= Usd::ZERO {
        let most = asked.most_more_usd;
        return Err(Refusal::EnvelopeUnbounded { most, longest: LONGEST_ENVELOPE }.into());
    }
    let pen = Pen::of(&mut transaction, database.keys()).await?;
    let signed = pen.sign(envelope(asked, decider, &ground, &transaction)?);
    changes::put_envelope(&mut transaction, &signed).await?;
    pen.seal(&mut transaction).await?;
    let answer = answers::pretty(&answers::signed(&signed));
    finish(transaction, once, &answer).await?;
    Ok(Done { record: Some(signed), answer })
}

fn envelope(
    asked: &NewEnvelope<'_>,
    decider: &Decider<'_>,
    ground: &Ground,
    transaction: &Transaction,
) -> Result<Envelope, ChangeError> {
    Ok(Envelope {
        id: name("EN")?,
        customer: asked.customer.to_owned(),
        deployment: asked.deployment.to_owned(),
        environment: asked.environment.to_owned(),
        most_more_usd: asked.most_more_usd,
        until: asked.until,
        approver: decider.person.to_owned(),
        recorded_by: decider.recorded_by.to_owned(),
        made_at: to_the_second(transaction.now()),
        contract: ground.version.account.contract.id.clone(),
        contract_hash: ground.contract_hash(),
        nonce: nonce::<16>()?,
    })
}
