//! A ticket of the support centre: the change order in it gets its cost check, and a request where the
//! policy asks for an approval. The answer is a comment on the ticket, in the language of the contract.

use mru_core::{
    Finding, Format, Lang,
    change::{ChangeOrder, Outcome},
    findings_json,
};
use reports::ticket::{Base, TicketAnswer, comment_of_check, comment_of_findings};
use serde_json::{Value as Json, json};

use super::{
    ChangeError, Checked, NewRequest, Proposed, Refusal,
    request::{Ground, before, checked, finish, put, repriced},
};
use crate::{
    answers,
    billing::{self, Once},
    notifying::{EventKind, Happened, Telling},
    storage::{Budget, Database, Transaction, budgets, changes},
};

/// A ticket as the support centre sends it.
#[derive(Clone, Copy, Debug)]
pub struct NewTicket<'a> {
    /// Its id there.
    pub ticket: &'a str,
    /// Which version of it, such as the instant of its last change.
    pub version: &'a str,
    /// Id of the customer.
    pub customer: &'a str,
    /// Name of the deployment.
    pub deployment: &'a str,
    /// Who asks, unless the order says so.
    pub requested_by: &'a str,
    /// What it is about, unless the order says so.
    pub title: &'a str,
    /// The change order; none when the ticket is about something else.
    pub order: Option<(&'a str, Format)>,
    /// What there is; what the gate allowed last when absent.
    pub current: Option<(&'a str, Format)>,
    /// Whether the answer becomes a comment on the ticket.
    pub is_commented: bool,
}

/// The change order in what somebody wrote: the first block of code that says that it is one, as
/// `mru`, `yaml`, `json` or `toml`, between lines of three backticks.
///
/// # Example
///
/// ```
/// let text = "Dear team,\n```mru\nchanges: []\n```\nRegards";
/// let (order, _) = mru_service::changes::order_in(text).expect("an order");
/// assert_eq!(order, "changes: []\n");
/// assert!(mru_service::changes::order_in("What does it cost?").is_none());
/// ```
pub fn order_in(text: &str) -> Option<(&str, Format)> {
    let mut at = 0;
    let mut begun: Option<(usize, Format)> = None;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let fence = line.trim().strip_prefix("```");
        match (fence, begun) {
            (Some(""), Some((first, format))) => return Some((text.get(first..at)?, format)),
            (Some(word), None) => {
                let format = match word.trim().to_ascii_lowercase().as_str() {
                    "mru" | "yaml" | "yml" => Some(Format::Yaml),
                    "json" => Some(Format::Json),
                    "toml" => Some(Format::Toml),
                    _ => None,
                };
                begun = format.map(|format| (next, format));
            }
            _ => {}
        }
        at = next;
    }
    None
}

/// What there is, as the gate allowed it last; nothing when it never did.
async fn allowed_last(
    transaction: &mut Transaction,
    asked: &NewTicket<'_>,
    ground: &Ground,
) -> Result<Option<(String, String)>, ChangeError> {
    let last = changes::last_receipt(transaction, asked.customer, asked.deployment).await?;
    let Some(receipt) = last.map(|it| it.record.statement) else { return Ok(None) };
    let texts = (receipt.current.as_str(), receipt.proposed.as_str(), receipt.order.as_str());
    let target = repriced(&ground.agreed, receipt.starts_on, "", texts)?.target;
    // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
    Ok(Some((receipt.id, serde_json::to_string(&target.deployment).unwrap_or_default())))
}

/// What became of the order in a ticket.
enum Judged {
    /// It was priced; and recorded as a request, or why it was not.
    Priced(Box<Checked>, Option<Result<String, Refusal>>),
    /// It cannot be read or priced.
    Invalid(Vec<Finding>),
}

/// Takes a ticket, once for each of its versions, and returns what is answered.
///
/// # Errors
///
/// [`crate::absent::Absent::NoCustomer`], [`Refusal::PlaceUnknown`], [`Refusal::TextUnreadable`],
/// [`billing::Refusal::RequestKeyReused`], and what a change is refused for.
pub async fn take_ticket(
    database: &Database,
    asked: &NewTicket<'_>,
    once: &Once<'_>,
) -> Result<String, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.write().await?;
    if let Some(answer) = before(&mut transaction, Some(once)).await? {
        return Ok(answer);
    }
    let ground = Ground::of(&mut transaction, &cards, asked.customer, None).await?;
    let lang = Lang::from(ground.version.account.contract.language);
    let answer = match asked.order {
        None => answer(asked, "no-order", &json!({})),
        Some(order) => ordered(&mut transaction, asked, (order, &ground, lang)).await?,
    };
    let answer = answers::pretty(&answer);
    finish(transaction, Some(once), &answer).await?;
    Ok(answer)
}

/// Checks the order of a ticket, records it where that is asked for, and tells of it.
async fn ordered(
    transaction: &mut Transaction,
    asked: &NewTicket<'_>,
    (order, ground, lang): ((&str, Format), &Ground, Lang),
) -> Result<Json, ChangeError> {
    let last = match asked.current {
        Some(_) => None,
        None => allowed_last(transaction, asked, ground).await?,
    };
    let base = match (asked.current, &last) {
        (Some(_), _) => Base::Given,
        (None, Some((receipt, _))) => Base::Receipt(receipt.clone()),
        (None, None) => Base::Nothing,
    };
    let order = match completed(asked, order) {
        Ok(order) => order,
        Err(findings) => {
            return told_of(transaction, asked, &Judged::Invalid(findings), (&base, lang)).await;
        }
    };
    let known = last.as_ref().map(|(_, text)| (text.as_str(), Format::Json));
    let new = NewRequest {
        customer: asked.customer,
        deployment: asked.deployment,
        current: asked.current.or(known),
        proposed: Proposed::Order(&order, Format::Json),
        starts_on: None,
        ticket: asked.ticket,
        title: asked.title,
        requested_by: asked.requested_by,
        language: None,
    };
    let judged = judged(transaction, &new, ground).await?;
    told_of(transaction, asked, &judged, (&base, lang)).await
}

/// The order with what the ticket says besides.
fn completed(asked: &NewTicket<'_>, order: (&str, Format)) -> Result<String, Vec<Finding>> {
    let mut order = ChangeOrder::read(order.0, order.1)?;
    for (field, said) in [
        (&mut order.ticket, asked.ticket),
        (&mut order.title, asked.title),
        (&mut order.requested_by, asked.requested_by),
    ] {
        if field.is_empty() {
            said.clone_into(field);
        }
    }
    // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
    Ok(serde_json::to_string(&order).unwrap_or_default())
}

/// Tells of what became of an order, and returns what is answered.
async fn told_of(
    transaction: &mut Transaction,
    asked: &NewTicket<'_>,
    judged: &Judged,
    (base, lang): (&Base, Lang),
) -> Result<Json, ChangeError> {
    let held = budgets::all(transaction, Some(asked.customer)).await?;
    let (comment, outcome, more) = told(asked, judged, (base, &held, lang));
    let mut data = answer(asked, outcome, &more);
    data["comment"] = json!(comment);
    let mut telling = Telling::begin(transaction).await?;
    telling.event(&Happened {
        kind: EventKind::TicketChecked,
        customer: asked.customer,
        subject: &format!("{} {}", asked.ticket, asked.version),
        data: json!({
            "ticket": asked.ticket,
            "version": asked.version,
            "customer": asked.customer,
            "deployment": asked.deployment,
            "outcome": outcome,
            "change": data["change"],
            "comment": comment,
        }),
    });
    if asked.is_commented {
        telling.comment(asked.ticket, asked.version, asked.customer, &comment);
    }
    telling.finish(transaction).await?;
    Ok(data)
}

async fn judged(
    transaction: &mut Transaction,
    new: &NewRequest<'_>,
    ground: &Ground,
) -> Result<Judged, ChangeError> {
    let checked = match checked(new, ground) {
        Ok(checked) => checked,
        Err(ChangeError::Invalid(_, findings)) => return Ok(Judged::Invalid(findings)),
        Err(error) => return Err(error),
    };
    if checked.decision.outcome != Outcome::Approval {
        return Ok(Judged::Priced(Box::new(checked), None));
    }
    let recorded = match put(transaction, new, ground, &checked).await {
        Ok(record) => Ok(record.id),
        // Who asks is told so on the ticket.
        Err(ChangeError::Refused(refusal @ Refusal::RequesterNotNamed { .. })) => Err(refusal),
        Err(error) => return Err(error),
    };
    Ok(Judged::Priced(Box::new(checked), Some(recorded)))
}

/// The comment, the outcome, and what else is answered.
fn told(
    asked: &NewTicket<'_>,
    judged: &Judged,
    (base, budgets, lang): (&Base, &[Budget], Lang),
) -> (String, &'static str, Json) {
    match judged {
        Judged::Invalid(findings) => {
            let said = comment_of_findings(findings, base, lang);
            (said, "invalid", json!({ "findings": findings_json(findings, lang) }))
        }
        Judged::Priced(checked, recorded) => {
            let mut about = checked.about();
            if about.ticket.is_empty() {
                about.ticket = asked.ticket.to_owned();
            }
            let (change, unnamed) = match recorded {
                Some(Ok(change)) => (Some(change.as_str()), None),
                Some(Err(Refusal::RequesterNotNamed { person })) => (None, Some(person.as_str())),
                Some(Err(_)) | None => (None, None),
            };
            let answer = TicketAnswer { base, change, unnamed };
            let said = comment_of_check(&checked.state(), &about, &answer, lang);
            let crossings = crate::budgets::of_change(budgets, asked.deployment, checked);
            let said = crate::budgets::said_with(said, &crossings, (true, lang));
            let check = answers::checked(checked, &crossings, lang);
            (said, checked.decision.outcome.as_str(), json!({ "change": change, "check": check }))
        }
    }
}

/// What is answered of a ticket.
fn answer(asked: &NewTicket<'_>, outcome: &str, more: &Json) -> Json {
    let mut answer = json!({
        "document": "ticket",
        "ticket": asked.ticket,
        "version": asked.version,
        "customer": asked.customer,
        "outcome": outcome,
        "change": null,
        "comment": null,
        "check": null,
        "findings": [],
    });
    if let (Some(answer), Some(more)) = (answer.as_object_mut(), more.as_object()) {
        answer.extend(more.clone());
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_found_in_what_people_write() {
        let order = |text| order_in(text).map(|(order, format)| (order, format.as_str()));
        for (text, found) in [
            ("```mru\na: 1\n```", Some(("a: 1\n", "yaml"))),
            ("Hello\r\n```YAML\r\na: 1\r\n```\r\n", Some(("a: 1\r\n", "yaml"))),
            ("```json\n{}\n```\n```toml\na = 1\n```", Some(("{}\n", "json"))),
            ("```sh\nls\n```\n```toml\na = 1\n```", Some(("a = 1\n", "toml"))),
            ("```mru\na: 1\n", None),
            ("a: 1", None),
            ("", None),
        ] {
            assert_eq!(order(text), found, "{text}");
        }
    }
}
