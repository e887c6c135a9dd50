//! The gate: one question, whether a change may be carried out now, and a signed receipt when it may.

use chrono::NaiveDate;
use mru_core::{
    Format,
    calendar::Period,
    change::{ChangedLine, Outcome},
    units::Usd,
};

use super::{
    ChangeError, Checked, Denial, Proposed, Refusal,
    check::{CheckRequest, check},
    decide::to_the_second,
    record::{Approval, Bound, ChangeRequest, Decided, Envelope, Receipt, ReceiptLine},
    request::{Ground, again, known, known_deployment},
    signed::Signed,
    signing::{Pen, is_ours, name},
};
use crate::{
    billing,
    storage::{Database, Once, Transaction, changes},
};

/// What the gate is asked.
#[derive(Clone, Copy, Debug)]
pub struct GateRequest<'a> {
    /// Id of the customer.
    pub customer: &'a str,
    /// Name of the deployment.
    pub deployment: &'a str,
    /// The environment in which it is carried out; that of the change when absent.
    pub environment: Option<&'a str>,
    /// The request of the change; that of the approval when absent.
    pub change: Option<&'a str>,
    /// What there is.
    pub current: Option<(&'a str, Format)>,
    /// What there shall be; that of the request when absent.
    pub proposed: Option<Proposed<'a>>,
    /// The day on which it begins; that of the request when absent, else today.
    pub starts_on: Option<NaiveDate>,
    /// The approval, when there is one.
    pub approval: Option<&'a str>,
    /// The envelope to draw from, when there is one.
    pub envelope: Option<&'a str>,
    /// The ticket, when there is no request of a change.
    pub ticket: &'a str,
    /// Who asked for the change, when there is no request of it.
    pub requested_by: &'a str,
    /// The only customer that who asks may see.
    pub only: Option<&'a str>,
    /// Who asks, with the key and the hash of the request.
    pub by: Once<'a>,
}

/// What the gate answers.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It may be carried out; the same request gets the same receipt.
    Allowed(Box<Signed<Receipt>>),
    /// It may not.
    Denied(Denial),
}

/// What the gate goes on with, or why it does not.
type Judged<T> = Result<Result<T, Denial>, ChangeError>;

/// Asks the gate. What it allows is recorded with what it used up, in one transaction, so that no
/// approval is used twice and no envelope is exceeded, however many ask at once.
///
/// # Errors
///
/// [`crate::absent::Absent::NoChange`], [`crate::absent::Absent::NoCustomer`],
/// [`Refusal::GateWithoutChange`], [`Refusal::PlaceUnknown`], `request-key-reused`, what [`check`]
/// refuses, and [`ChangeError::Unsigned`].
pub async fn gate(database: &Database, asked: &GateRequest<'_>) -> Result<Verdict, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.write().await?;
    if let Some(before) = changes::receipt_by(&mut transaction, &asked.by).await? {
        if before.request_hash != asked.by.hash {
            let key = asked.by.key.to_owned();
            let reused = billing::Refusal::RequestKeyReused { key };
            return Err(billing::BillingError::from(reused).into());
        }
        return Ok(Verdict::Allowed(Box::new(before.signed)));
    }
    let judged = judge(&mut transaction, &cards, asked).await?;
    let (receipt, pen) = match judged {
        Ok(receipt) => (receipt, Pen::of(&mut transaction, database.keys()).await?),
        Err(denial) => return Ok(Verdict::Denied(denial)),
    };
    let signed = pen.sign(receipt);
    changes::put_receipt(&mut transaction, &signed, &asked.by).await?;
    pen.seal(&mut transaction).await?;
    crate::crash::point("gate.before-commit");
    transaction.commit().await?;
    Ok(Verdict::Allowed(Box::new(signed)))
}

async fn judge(
    transaction: &mut Transaction,
    cards: &mru_core::rate_card::RateCards,
    asked: &GateRequest<'_>,
) -> Judged<Receipt> {
    let approval = match asked.approval {
        Some(id) => match approved(transaction, id, asked).await? {
            Ok(approval) => Some(approval),
            Err(denial) => return Ok(Err(denial)),
        },
        None => None,
    };
    let named = asked.change.or(approval.as_ref().map(|it| it.change.as_str()));
    let request = match named {
        Some(id) => Some(known(transaction, id, asked.only).await?),
        None => None,
    };
    let day = asked.starts_on.or(request.as_ref().map(|it| it.starts_on));
    let ground = Ground::of(transaction, cards, asked.customer, day).await?;
    let now = Ground::of(transaction, cards, asked.customer, None).await?;
    known_deployment(&now.version.account, asked.deployment)?;
    // The month that has come prices what is carried out in it, also when it was planned for an earlier one.
    let ground =
        if Period::of(now.today) > Period::of(day.unwrap_or(now.today)) { now } else { ground };
    let checked = checked(asked, request.as_ref(), &ground)?;
    let bound = ground.bound(&checked, asked.deployment);
    if let Some(request) = &request
        && (request.bound.customer != bound.customer
            || request.bound.deployment != bound.deployment)
    {
        return Ok(Err(Denial::ApprovalOfAnotherChange));
    }
    if let Some(approval) = &approval
        && let Some(denial) = differs(approval, &bound, &checked)
    {
        return Ok(Err(denial));
    }
    if is_stale(transaction, request.as_ref(), &bound).await? {
        return Ok(Err(Denial::BaseChanged));
    }
    let draws = match asked.envelope {
        Some(id) => match drawn(transaction, id, asked, &checked, &ground).await? {
            Ok(drawn) => drawn,
            Err(denial) => return Ok(Err(denial)),
        },
        None => Usd::ZERO,
    };
    match checked.decision.outcome {
        Outcome::Blocked => return Ok(Err(Denial::BlockedByPolicy)),
        Outcome::Approval if approval.is_none() && asked.envelope.is_none() => {
            return Ok(Err(Denial::ApprovalNeeded));
        }
        Outcome::None | Outcome::Notify | Outcome::Approval => {}
    }
    Ok(Ok(receipt(transaction, asked, request.as_ref(), (bound, &checked, draws))?))
}

/// The approval of an id, when it is one of this customer, of this change, whole, in time and unused.
async fn approved(
    transaction: &mut Transaction,
    id: &str,
    asked: &GateRequest<'_>,
) -> Judged<Approval> {
    let Some(kept) = changes::decision(transaction, id).await? else {
        return Ok(Err(Denial::ApprovalUnknown));
    };
    let approval = &kept.record.statement;
    let bound = &approval.bound;
    // What is of another customer is not there for who may not see that customer.
    if asked.only.is_some_and(|only| only != bound.customer) {
        return Ok(Err(Denial::ApprovalUnknown));
    }
    let elsewhere = |place: &str| !bound.environments.iter().any(|it| it == place);
    let denial = if bound.customer != asked.customer {
        Denial::ApprovalOfAnotherCustomer
    } else if bound.deployment != asked.deployment {
        Denial::ApprovalOfAnotherDeployment
    } else if asked.environment.is_some_and(elsewhere) {
        Denial::ApprovalOfAnotherEnvironment
    } else if asked.change.is_some_and(|change| change != approval.change) {
        Denial::ApprovalOfAnotherChange
    } else if approval.decided == Decided::Rejected {
        Denial::ApprovalIsRejection
    } else if approval.expires_at <= transaction.now() {
        Denial::ApprovalExpired
    } else if !is_ours(transaction, &kept.record).await? {
        Denial::ApprovalWasAltered
    } else if changes::receipt_of(transaction, id).await?.is_some() {
        Denial::ApprovalUsed
    } else {
        return Ok(Ok(kept.record.statement));
    };
    Ok(Err(denial))
}

/// The change as it is asked about now.
fn checked(
    asked: &GateRequest<'_>,
    request: Option<&ChangeRequest>,
    ground: &Ground,
) -> Result<Checked, ChangeError> {
    let json = Format::Json;
    let Some(request) = request else {
        let proposed = asked.proposed.ok_or(Refusal::GateWithoutChange)?;
        return check(&CheckRequest {
            current: asked.current,
            proposed,
            agreed: &ground.agreed,
            starts_on: asked.starts_on.unwrap_or(ground.today),
            requested_by: asked.requested_by,
        });
    };
    if asked.current.is_none() && asked.proposed.is_none() && asked.starts_on.is_none() {
        return again(request, &ground.agreed);
    }
    let stored = if request.order.is_empty() {
        Proposed::Whole(&request.proposed, json)
    } else {
        Proposed::Order(&request.order, json)
    };
    let kept = Some((request.current.as_str(), json)).filter(|(text, _)| !text.is_empty());
    check(&CheckRequest {
        current: asked.current.or(kept),
        proposed: asked.proposed.unwrap_or(stored),
        agreed: &ground.agreed,
        starts_on: asked.starts_on.unwrap_or(request.starts_on),
        requested_by: &request.requested_by,
    })
}

/// In what a change is not the one that was approved.
fn differs(approval: &Approval, now: &Bound, checked: &Checked) -> Option<Denial> {
    let (then, change) = (&approval.bound, &checked.change);
    let month = change.month.period == approval.month;
    [
        (then.environments != now.environments, Denial::ApprovalOfAnotherEnvironment),
        (then.base_state != now.base_state, Denial::BaseChanged),
        (then.target_state != now.target_state, Denial::TargetChanged),
        (then.rate_card_hash != now.rate_card_hash, Denial::RateCardChanged),
        (then.contract_hash != now.contract_hash, Denial::ContractChanged),
        (then.policy_hash != now.policy_hash, Denial::PolicyChanged),
        (change.after.usd > approval.most_usd, Denial::AmountExceeded),
        (then.change_hash != now.change_hash, Denial::PriceChanged),
        (month && change.month.difference > approval.most_month_more_usd, Denial::MonthExceeded),
    ]
    .into_iter()
    .find_map(|(differs, denial)| differs.then_some(denial))
}

/// Whether another change was let through meanwhile, after which there is something else than this one
/// begins with.
pub(super) async fn is_stale(
    transaction: &mut Transaction,
    request: Option<&ChangeRequest>,
    bound: &Bound,
) -> Result<bool, ChangeError> {
    let Some(request) = request else { return Ok(false) };
    let since = changes::request(transaction, &request.id).await?.map_or(0, |it| it.sequence);
    let last = changes::last_receipt(transaction, &bound.customer, &bound.deployment).await?;
    let last = last.filter(|it| it.sequence > since);
    Ok(last.is_some_and(|it| it.record.statement.bound.target_state != bound.base_state))
}

/// What a change draws from an envelope: what it adds to a month.
async fn drawn(
    transaction: &mut Transaction,
    id: &str,
    asked: &GateRequest<'_>,
    checked: &Checked,
    ground: &Ground,
) -> Judged<Usd> {
    let Some(kept) = changes::envelope(transaction, id).await? else {
        return Ok(Err(Denial::EnvelopeUnknown));
    };
    let envelope: &Envelope = &kept.record.statement;
    if asked.only.is_some_and(|only| only != envelope.customer) {
        return Ok(Err(Denial::EnvelopeUnknown));
    }
    let costs = |it: &&ChangedLine| it.alters_cost() || it.is_unpriced();
    let mut lines = checked.change.lines.iter().filter(costs);
    let elsewhere = asked.environment.is_some_and(|it| it != envelope.environment)
        || lines.any(|it| it.environment != envelope.environment || it.is_unpriced());
    let denial = if envelope.customer != asked.customer {
        Denial::EnvelopeOfAnotherCustomer
    } else if envelope.deployment != asked.deployment || elsewhere {
        Denial::EnvelopeOfAnotherEnvironment
    } else if envelope.until < ground.today {
        Denial::EnvelopeExpired
    } else if !is_ours(transaction, &kept.record).await? {
        Denial::EnvelopeWasAltered
    } else {
        let draws = checked.change.difference.usd.max(Usd::ZERO);
        let before = Usd::of_cents(changes::drawn(transaction, id).await?);
        // INVARIANT (amounts of whole cents): what was drawn is no more than the envelope holds.
        let left = envelope.most_more_usd.minus(before).unwrap_or(Usd::ZERO);
        if draws <= left {
            return Ok(Ok(draws));
        }
        Denial::EnvelopeExhausted { left }
    };
    Ok(Err(denial))
}

fn receipt(
    transaction: &Transaction,
    asked: &GateRequest<'_>,
    request: Option<&ChangeRequest>,
    (bound, checked, drawn_usd): (Bound, &Checked, Usd),
) -> Result<Receipt, ChangeError> {
    let change = &checked.change;
    let of = |of: fn(&ChangeRequest) -> &String| request.map(of).cloned();
    // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
    let json =
        |quote: &mru_core::Quote| serde_json::to_string(&quote.deployment).unwrap_or_default();
    Ok(Receipt {
        id: name("RC")?,
        bound,
        change: of(|it| &it.id).unwrap_or_default(),
        ticket: of(|it| &it.ticket).unwrap_or_else(|| asked.ticket.to_owned()),
        approval: asked.approval.unwrap_or_default().to_owned(),
        envelope: asked.envelope.unwrap_or_default().to_owned(),
        drawn_usd,
        outcome: checked.decision.outcome,
        after_usd: change.after.usd,
        more_usd: change.difference.usd,
        asked_by: asked.by.caller.to_owned(),
        given_at: to_the_second(transaction.now()),
        starts_on: change.starts_on,
        lines: change.lines.iter().filter_map(line).collect(),
        current: checked.base.as_ref().map(json).unwrap_or_default(),
        proposed: if checked.order.is_some() { String::new() } else { json(&checked.target) },
        order: checked
            .order
            .as_ref()
            .map(|it| serde_json::to_string(it).unwrap_or_default())
            .unwrap_or_default(),
    })
}

/// A line that is metered, as events state it.
fn line(line: &ChangedLine) -> Option<ReceiptLine> {
    let side = line.after.as_ref().or(line.before.as_ref())?;
    let entry = side.entry.as_ref()?;
    Some(ReceiptLine {
        environment: line.environment.clone(),
        component: line.component.to_owned(),
        name: line.name.clone(),
        change: line.change,
        size: entry.split_once('/').map_or(String::new(), |(_, size)| size.to_owned()),
        quantity: side.quantity.to_string(),
        redundancy: side.multiplier,
        max_tasks: side.max_tasks,
    })
}
