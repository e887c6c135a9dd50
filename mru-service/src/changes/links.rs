//! Links by which an approver decides without an account: made, listed, revoked, opened; and the code
//! that is the second factor of who has no session.

use chrono::{DateTime, Days, Duration, Utc};
use mru_core::{account::Account, change::Outcome};

use super::{
    ChangeError, Refusal,
    decide::{Decider, NewDecision, decided, may_decide},
    record::{Approval, ChangeRequest},
    request::{Done, Ground, before, finish, known},
    signed::Signed,
    standing::{self, Standing},
};
use crate::{
    absent::Absent,
    answers,
    billing::{self, Once},
    notifying,
    random::{self, LinkSecret},
    storage::{
        ApprovalCode, ApprovalLink, Database, StoredApprovalLink, Transaction, approval_links,
        chain, changes,
    },
    witness::Refusal as Unwitnessed,
};

/// The longest that a link opens, in days, our decision (0053).
pub const LONGEST_LINK: u32 = 30;
/// How long it opens when nothing is said, in days: two weeks, our decision (0053).
pub const USUAL_LINK: u32 = 14;
/// How long a code may be used, in minutes, our decision (0053).
pub const CODE_MINUTES: i64 = 10;
/// How often a code may be tried, our decision (0053).
pub const CODE_TRIES: i64 = 5;
/// Codes that a link is sent in an hour, our decision (0053).
const CODES_AN_HOUR: i64 = 5;

/// A link that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewLink<'a> {
    /// The request of the change.
    pub change: &'a str,
    /// For whom it is, as the contract names its approvers.
    pub approver: &'a str,
    /// For how many days it opens.
    pub days: u32,
    /// The only customer that who asks may see.
    pub only: Option<&'a str>,
}

/// A link that was made.
#[derive(Clone, Debug)]
pub struct MadeApprovalLink {
    /// What was kept.
    pub link: ApprovalLink,
    /// Its secret.
    pub secret: LinkSecret,
}

/// What the hash of a link is of.
const LINK: &str = "approval-link";

/// Makes a link that opens a request for one of its approvers, who then decides on it.
///
/// # Errors
///
/// [`Absent::NoChange`], [`Refusal::ApproverNotNamed`], [`Refusal::SelfApproval`],
/// [`Refusal::ChangeIsDecided`], [`Refusal::ChangeNeedsNobody`] and [`Refusal::LinkLifetime`].
pub async fn make_link(
    database: &Database,
    asked: &NewLink<'_>,
    once: Option<&Once<'_>>,
) -> Result<Done<MadeApprovalLink>, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.write().await?;
    if let Some(answer) = before(&mut transaction, once).await? {
        return Ok(Done { record: None, answer });
    }
    let request = known(&mut transaction, asked.change, asked.only).await?;
    let customer = request.bound.customer.as_str();
    let ground = Ground::of(&mut transaction, &cards, customer, None).await?;
    open(&mut transaction, &request, &ground.version.account, asked.approver).await?;
    let (days, longest) = (asked.days, LONGEST_LINK);
    let last_day = ground.today.checked_add_days(Days::new(days.into()));
    let last_day = last_day.filter(|_| (1..=longest).contains(&days));
    let last_day = last_day.ok_or(Refusal::LinkLifetime { days, longest })?;
    let secret = LinkSecret::make().ok_or(ChangeError::Unsigned(Unwitnessed::NoRandomNumbers))?;
    // Named by its entry, so that no two are alike.
    let id = format!("link-{}", chain::head(&mut transaction).await?.0.saturating_add(1));
    let (change, approver) = (request.id, asked.approver.to_owned());
    let link = ApprovalLink { id, hash: secret.hash(LINK), change, approver, last_day };
    approval_links::put(&mut transaction, &link).await?;
    let answer = answers::pretty(&answers::approval_link(&link, None));
    finish(transaction, once, &answer).await?;
    Ok(Done { record: Some(MadeApprovalLink { link, secret }), answer })
}

/// Refuses what a person cannot decide on any more.
async fn open(
    transaction: &mut Transaction,
    request: &ChangeRequest,
    account: &Account,
    approver: &str,
) -> Result<(), ChangeError> {
    may_decide(&account.contract, approver, &request.requested_by)?;
    if let Some(decision) = changes::decision_on(transaction, &request.id).await? {
        return Err(Refusal::decided(&decision.record.statement).into());
    }
    if request.outcome != Outcome::Approval {
        return Err(Refusal::ChangeNeedsNobody.into());
    }
    Ok(())
}

/// Ends all links of a request that still hold; says which.
///
/// # Errors
///
/// [`Absent::NoChange`], and [`Absent::NoApprovalLink`] when none holds.
pub async fn revoke_links(
    database: &Database,
    change: &str,
    only: Option<&str>,
    once: Option<&Once<'_>>,
) -> Result<Done<Vec<StoredApprovalLink>>, ChangeError> {
    let mut transaction = database.write().await?;
    if let Some(answer) = before(&mut transaction, once).await? {
        return Ok(Done { record: None, answer });
    }
    known(&mut transaction, change, only).await?;
    let mut held = approval_links::of_change(&mut transaction, change).await?;
    held.retain(|it| it.ended_at.is_none());
    if held.is_empty() {
        return Err(Absent::NoApprovalLink.into());
    }
    for stored in &held {
        approval_links::end(&mut transaction, &stored.link.id).await?;
    }
    let answer = answers::pretty(&answers::approval_links(&held));
    finish(transaction, once, &answer).await?;
    Ok(Done { record: Some(held), answer })
}

/// The links of a request, those that ended too.
///
/// # Errors
///
/// [`Absent::NoChange`].
pub async fn links(
    database: &Database,
    change: &str,
    only: Option<&str>,
) -> Result<Vec<StoredApprovalLink>, ChangeError> {
    let mut transaction = database.read().await?;
    known(&mut transaction, change, only).await?;
    let links = approval_links::of_change(&mut transaction, change).await?;
    transaction.rollback().await?;
    Ok(links)
}

/// What a link opens.
#[derive(Clone, Debug)]
pub struct OpenedApproval {
    /// The link.
    pub link: ApprovalLink,
    /// The request as it stands.
    pub standing: Standing,
}

/// Opens a link, and records that somebody did: in which form, and from which address.
///
/// # Errors
///
/// [`Absent::NoApprovalLink`] for a secret that is unknown, revoked or over, all alike.
pub async fn open_link(
    database: &Database,
    secret: &str,
    (form, address): (&str, &str),
) -> Result<OpenedApproval, ChangeError> {
    let hash = LinkSecret::read(secret).ok_or(Absent::NoApprovalLink)?.hash(LINK);
    let cards = billing::rate_cards(database).await?;
    // Who guesses does not hold up those who write.
    let mut reader = database.read().await?;
    held(&mut reader, &hash).await?;
    reader.rollback().await?;
    let mut transaction = database.write().await?;
    let (link, request) = held(&mut transaction, &hash).await?;
    let standing = standing::of(&mut transaction, &cards, request).await?;
    approval_links::opened(&mut transaction, &link.id, form, address).await?;
    transaction.commit().await?;
    Ok(OpenedApproval { link, standing })
}

/// The link of a hash, when it holds today where the customer is, and its request.
async fn held(
    transaction: &mut Transaction,
    hash: &str,
) -> Result<(ApprovalLink, ChangeRequest), ChangeError> {
    let stored = approval_links::by_hash(transaction, hash).await?;
    let stored = stored.filter(|it| it.ended_at.is_none()).ok_or(Absent::NoApprovalLink)?;
    let request = known(transaction, &stored.link.change, None).await?;
    let now = transaction.now();
    let version =
        super::agreed::version(transaction, &request.bound.customer, now.date_naive()).await?;
    if version.account.contract.time_zone.day_of(now) > stored.link.last_day {
        return Err(Absent::NoApprovalLink.into());
    }
    Ok((stored.link, request))
}

/// Whether approvers are sent codes: whether mails are.
///
/// # Errors
///
/// [`ChangeError::Billing`].
pub async fn are_codes_sent(database: &Database) -> Result<bool, ChangeError> {
    Ok(notifying::mail_setting(database).await?.is_some())
}

/// A code that was sent.
#[derive(Clone, Debug)]
pub struct SentCode {
    /// The link.
    pub link: ApprovalLink,
    /// From when it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// Sends the approver of a link a code, by which they decide on what the statement says.
///
/// # Errors
///
/// [`Absent::NoApprovalLink`], [`Refusal::CodesTooMany`], [`Refusal::CodeNotMailed`], and as
/// [`make_link`].
pub async fn send_code(database: &Database, secret: &str) -> Result<SentCode, ChangeError> {
    let read = LinkSecret::read(secret).ok_or(Absent::NoApprovalLink)?;
    let mut transaction = database.write().await?;
    let (link, request) = held(&mut transaction, &read.hash(LINK)).await?;
    let now = transaction.now();
    let version =
        super::agreed::version(&mut transaction, &request.bound.customer, now.date_naive()).await?;
    open(&mut transaction, &request, &version.account, &link.approver).await?;
    let expires_at = now + Duration::minutes(CODE_MINUTES);
    let an_hour_ago = expires_at - Duration::hours(1);
    if approval_links::codes_after(&mut transaction, &link.id, an_hour_ago).await? >= CODES_AN_HOUR
    {
        return Err(Refusal::CodesTooMany { most: CODES_AN_HOUR }.into());
    }
    let code = digits().ok_or(ChangeError::Unsigned(Unwitnessed::NoRandomNumbers))?;
    let kept = ApprovalCode {
        id: format!("code-{}", chain::head(&mut transaction).await?.0.saturating_add(1)),
        link: link.id.clone(),
        hash: hash_of_code(&read, &request.statement_hash, &code),
        statement_hash: request.statement_hash.clone(),
        expires_at,
    };
    approval_links::put_code(&mut transaction, &kept).await?;
    if !super::code_mail::queue(&mut transaction, &request, (&link, &kept), (&code, CODE_MINUTES))
        .await?
    {
        return Err(Refusal::CodeNotMailed.into());
    }
    transaction.commit().await?;
    Ok(SentCode { link, expires_at })
}

/// Eight digits at random.
fn digits() -> Option<String> {
    // Of so many numbers, what is left over at the end of the range makes none likelier to be guessed.
    let number = u64::from_be_bytes(random::bytes()?).rem_euclid(100_000_000);
    Some(format!("{number:08}"))
}

/// What is kept of a code: with the secret of its link in it, which the store has not, nobody who reads
/// the store can try all codes.
fn hash_of_code(secret: &LinkSecret, statement_hash: &str, code: &str) -> String {
    chain::digest(&["approval-code", secret.reveal(), statement_hash, code])
}

/// A decision by a link.
#[derive(Clone, Copy, Debug)]
pub struct LinkDecision<'a> {
    /// The secret of the link.
    pub secret: &'a str,
    /// The code that was sent; nothing is looked at of it when who decides is signed in.
    pub code: &'a str,
    /// What is decided, of the change of the link.
    pub decision: NewDecision<'a>,
    /// From which address.
    pub address: &'a str,
}

/// Records a decision by a link, with its second factor: the session of an approver, or the code.
///
/// # Errors
///
/// [`Absent::NoApprovalLink`], [`Refusal::CodeNotSent`], [`Refusal::CodeExpired`],
/// [`Refusal::CodeWrong`], [`Refusal::CodeTriedTooOften`], and as [`super::decide()`].
pub async fn decide_by_link(
    database: &Database,
    asked: &LinkDecision<'_>,
    session: Option<&Decider<'_>>,
    once: Option<&Once<'_>>,
) -> Result<Done<Signed<Approval>>, ChangeError> {
    let secret = LinkSecret::read(asked.secret).ok_or(Absent::NoApprovalLink)?;
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.write().await?;
    let (link, request) = held(&mut transaction, &secret.hash(LINK)).await?;
    if let Some(answer) = before(&mut transaction, once).await? {
        return Ok(Done { record: None, answer });
    }
    if session.is_none() {
        let sent = hash_of_code(&secret, &request.statement_hash, asked.code);
        if let Some(refusal) = fails(&mut transaction, &link, &sent, asked.address).await? {
            // That somebody tried is kept; of a decision that is refused, nothing is.
            transaction.commit().await?;
            return Err(refusal.into());
        }
    }
    let decision = NewDecision { change: &request.id, ..asked.decision };
    let by_link = Decider { person: &link.approver, recorded_by: &link.id, only: None };
    let decider = session.unwrap_or(&by_link);
    let signed = decided(&mut transaction, database.keys(), &cards, &decision, decider).await?;
    let answer = answers::pretty(&answers::signed(&signed));
    finish(transaction, once, &answer).await?;
    Ok(Done { record: Some(signed), answer })
}

/// Why a code does not count; each one that is tried is recorded.
async fn fails(
    transaction: &mut Transaction,
    link: &ApprovalLink,
    sent: &str,
    address: &str,
) -> Result<Option<Refusal>, ChangeError> {
    let Some((code, tries)) = approval_links::last_code(transaction, &link.id).await? else {
        return Ok(Some(Refusal::CodeNotSent));
    };
    if code.expires_at <= transaction.now() {
        return Ok(Some(Refusal::CodeExpired));
    }
    let left = CODE_TRIES.saturating_sub(tries);
    if left <= 0 {
        return Ok(Some(Refusal::CodeTriedTooOften));
    }
    let is_right = code.hash == sent;
    let outcome = if is_right { "right" } else { "wrong" };
    approval_links::tried(transaction, &code, (outcome, address)).await?;
    Ok((!is_right).then_some(Refusal::CodeWrong { left: left.saturating_sub(1) }))
}
