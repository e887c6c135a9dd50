//! Changes: checked, requested, approved, and let through by the gate.

use chrono::NaiveDate;
use mru_core::{Format, Lang, units::Usd};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{
    answer::{Answer, Media},
    call::Call,
    once::{self, Sent},
    page,
    problem::Problem,
};
use crate::{
    answers, budgets,
    changes::{
        self, Agreed, CheckRequest, Decider, GateRequest, NewDecision, NewEnvelope, NewRequest,
        Proposed, USUAL_APPROVAL, record::Decided,
    },
    quoting::{self, TermsRequest},
    rate_cards::{AtHand, Wanted},
};

/// What there is and what there shall be, as every question about a change says it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    customer: String,
    deployment: Option<String>,
    current: Option<Json>,
    proposed: Option<Json>,
    order: Option<Json>,
    starts_on: Option<NaiveDate>,
    ticket: String,
    title: String,
    requested_by: String,
    policy: Option<Json>,
    environment: Option<String>,
    change: Option<String>,
    approval: Option<String>,
    envelope: Option<String>,
}

/// The texts of a question, as core reads them.
struct Texts {
    current: Option<String>,
    proposed: Option<String>,
    order: Option<String>,
}

impl Asked {
    fn texts(&self) -> Texts {
        let text = |value: &Option<Json>| value.as_ref().map(Json::to_string);
        Texts {
            current: text(&self.current),
            proposed: text(&self.proposed),
            order: text(&self.order),
        }
    }

    /// The deployment; `main` when none is named.
    fn deployment(&self) -> &str {
        self.deployment.as_deref().unwrap_or("main")
    }
}

impl Texts {
    fn current(&self) -> Option<(&str, Format)> {
        self.current.as_deref().map(|text| (text, Format::Json))
    }

    fn some_proposed(&self) -> Result<Option<Proposed<'_>>, Problem> {
        match (self.proposed.as_deref(), self.order.as_deref()) {
            (Some(_), Some(_)) => {
                Err(Problem::malformed("`proposed` and `order` exclude each other"))
            }
            (Some(text), None) => Ok(Some(Proposed::Whole(text, Format::Json))),
            (None, Some(text)) => Ok(Some(Proposed::Order(text, Format::Json))),
            (None, None) => Ok(None),
        }
    }

    fn proposed(&self) -> Result<Proposed<'_>, Problem> {
        self.some_proposed()?
            .ok_or_else(|| Problem::malformed("one of `proposed` and `order` is missing"))
    }
}

/// The customer that is asked about; empty when there is none.
fn customer<'a>(call: &'a Call, asked: &'a str) -> Result<&'a str, Problem> {
    let asked = Some(asked).filter(|it| !it.is_empty());
    Ok(call.customer_or(asked)?.unwrap_or_default())
}

/// Begins to work on a request that is to have its effect once.
fn begun(call: &Call, path: &str) -> Result<Sent, Problem> {
    Sent::begin(call, once::hash_of_json(call, path))
}

pub(super) async fn check(call: &Call) -> Result<Answer, Problem> {
    let asked: Asked = call.json()?;
    let texts = asked.texts();
    let customer = customer(call, &asked.customer)?;
    let day = asked.starts_on.map_or_else(|| call.day(), Ok)?;
    let policy = asked.policy.as_ref().map(Json::to_string);
    let policy = policy.map(|text| changes::agreed_by_file(&text, Format::Json)).transpose()?;
    let agreed = if customer.is_empty() {
        let cards = call.service.cards().await?;
        let asked = TermsRequest {
            at_hand: AtHand::from(&*cards),
            card: Wanted::Named("reference"),
            contract: None,
            day,
        };
        Agreed::by_terms(quoting::terms(&asked)?, policy)
    } else {
        let found = changes::agreed(&call.service.database, customer, day).await?;
        Agreed { policy: policy.or_else(|| found.policy.clone()), ..found }
    };
    let checked = changes::check(&CheckRequest {
        current: texts.current(),
        proposed: texts.proposed()?,
        agreed: &agreed,
        starts_on: day,
        requested_by: &asked.requested_by,
    })?;
    let crossings = if customer.is_empty() {
        Vec::new()
    } else {
        let of = (customer, asked.deployment());
        budgets::on_change(&call.service.database, of, &checked).await?
    };
    Ok(Answer::json(&answers::checked(&checked, &crossings, call.lang)))
}

pub(super) async fn request(call: &Call) -> Result<Answer, Problem> {
    let sent = begun(call, "/v1/changes")?;
    let asked: Asked = call.json()?;
    let texts = asked.texts();
    let new = NewRequest {
        customer: customer(call, &asked.customer)?,
        deployment: asked.deployment(),
        current: texts.current(),
        proposed: texts.proposed()?,
        starts_on: asked.starts_on,
        ticket: &asked.ticket,
        title: &asked.title,
        requested_by: &asked.requested_by,
        language: None::<Lang>,
    };
    let done = changes::request(&call.service.database, &new, Some(&sent.once())).await?;
    Ok(Answer::of_text(done.answer))
}

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let most = page::most(call)?;
    let after: i64 = call.parameters.read("after", "12")?.unwrap_or(0);
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let only = call.only();
    let mut found = changes::listed(&call.service.database, only, after, wanted).await?;
    let is_more = found.len() > most;
    found.truncate(most);
    let next = found.last().map(|(sequence, ..)| *sequence).filter(|_| is_more);
    let items: Vec<Json> = found
        .iter()
        .map(|(_, request, decision)| answers::change_request(request, decision.as_ref()))
        .collect();
    Ok(page::of("changes", &items, next.as_ref()))
}

pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let id = call.parameters.text("change").unwrap_or_default();
    let shown = changes::shown(&call.service.database, id, call.only()).await?;
    if call.parameters.text("form") == Some("statement") {
        return Ok(Answer::file(shown.statement.into_bytes(), Media::Html, id));
    }
    Ok(Answer::json(&answers::change_request(&shown.request, shown.decision.as_ref())))
}

/// What an approver sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approving {
    /// What the approver saw.
    statement_hash: String,
    days: Option<u32>,
    #[serde(default)]
    reason: String,
}

/// What who rejects sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rejecting {
    reason: String,
}

pub(super) async fn approve(call: &Call) -> Result<Answer, Problem> {
    let body: Approving = call.json()?;
    let statement = Some(body.statement_hash.as_str());
    let days = body.days.unwrap_or(USUAL_APPROVAL);
    decide(call, Decided::Approved, (statement, days, &body.reason)).await
}

pub(super) async fn reject(call: &Call) -> Result<Answer, Problem> {
    let body: Rejecting = call.json()?;
    decide(call, Decided::Rejected, (None, USUAL_APPROVAL, &body.reason)).await
}

async fn decide(
    call: &Call,
    decided: Decided,
    (statement, days, reason): (Option<&str>, u32, &str),
) -> Result<Answer, Problem> {
    let change = call.parameters.text("change").unwrap_or_default();
    let word = if decided == Decided::Approved { "approve" } else { "reject" };
    let sent = begun(call, &format!("/v1/changes/{change}/{word}"))?;
    let asked = NewDecision { change, decided, reason, statement, days };
    let done =
        changes::decide(&call.service.database, &asked, &decider(call), Some(&sent.once())).await?;
    Ok(Answer::of_text(done.answer))
}

/// Who decides by API: the person for whom the key was made.
fn decider(call: &Call) -> Decider<'_> {
    let person = call.caller.as_ref().map_or("", |it| it.label.as_str());
    Decider { person, recorded_by: call.name(), only: call.only() }
}

pub(super) async fn approval(call: &Call) -> Result<Answer, Problem> {
    let id = call.parameters.text("approval").unwrap_or_default();
    let file = changes::approval(&call.service.database, id, call.only()).await?;
    Ok(Answer::kept(&json!(file)))
}

/// An envelope that is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowing {
    #[serde(default)]
    customer: String,
    deployment: Option<String>,
    environment: String,
    most_more_usd: Usd,
    until: NaiveDate,
}

pub(super) async fn allow(call: &Call) -> Result<Answer, Problem> {
    let sent = begun(call, "/v1/envelopes")?;
    let body: Allowing = call.json()?;
    let asked = NewEnvelope {
        customer: customer(call, &body.customer)?,
        deployment: body.deployment.as_deref().unwrap_or("main"),
        environment: &body.environment,
        most_more_usd: body.most_more_usd,
        until: body.until,
    };
    let done =
        changes::allow(&call.service.database, &asked, &decider(call), Some(&sent.once())).await?;
    Ok(Answer::of_text(done.answer))
}

pub(super) async fn envelope(call: &Call) -> Result<Answer, Problem> {
    let id = call.parameters.text("envelope").unwrap_or_default();
    let shown = changes::envelope(&call.service.database, id, call.only()).await?;
    Ok(Answer::json(&json!({
        "document": "envelope",
        "envelope": answers::signed(&shown.signed),
        "drawn_usd": shown.drawn,
    })))
}

pub(super) async fn gate(call: &Call) -> Result<Answer, Problem> {
    let sent = begun(call, "/v1/gate")?;
    let asked: Asked = call.json()?;
    let texts = asked.texts();
    let question = GateRequest {
        customer: customer(call, &asked.customer)?,
        deployment: asked.deployment(),
        environment: asked.environment.as_deref(),
        change: asked.change.as_deref(),
        current: texts.current(),
        proposed: texts.some_proposed()?,
        starts_on: asked.starts_on,
        approval: asked.approval.as_deref(),
        envelope: asked.envelope.as_deref(),
        ticket: &asked.ticket,
        requested_by: &asked.requested_by,
        only: call.only(),
        by: sent.once(),
    };
    let verdict = changes::gate(&call.service.database, &question).await?;
    Ok(Answer::json(&answers::verdict(&verdict, call.lang)))
}

pub(super) async fn receipt(call: &Call) -> Result<Answer, Problem> {
    let id = call.parameters.text("receipt").unwrap_or_default();
    let file = changes::receipt(&call.service.database, id, call.only()).await?;
    Ok(Answer::kept(&json!(file)))
}
