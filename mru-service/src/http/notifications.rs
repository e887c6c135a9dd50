//! Webhooks, what is delivered to others, and budgets.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{answer::Answer, call::Call, page, problem::Problem};
use crate::{
    answers,
    budgets::{self, Budget, Measure},
    notifying::{self, EffectState, OVERLAP_HOURS, WebhookRequest},
};

pub(super) async fn webhooks(call: &Call) -> Result<Answer, Problem> {
    let all = notifying::webhooks(&call.service.database).await?;
    let items: Vec<Json> = all.iter().map(answers::webhook).collect();
    Ok(Answer::kept(&json!({ "document": "webhooks", "items": items })))
}

/// A webhook that is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    url: String,
    #[serde(default)]
    events: Vec<String>,
    customer: Option<String>,
}

pub(super) async fn add(call: &Call) -> Result<Answer, Problem> {
    let asked: Asked = call.json()?;
    let events: Vec<&str> = asked.events.iter().map(String::as_str).collect();
    let request = WebhookRequest {
        url: &asked.url,
        events: &events,
        customer: asked.customer.as_deref(),
        insecure: false,
    };
    let made = notifying::add(&call.service.database, &request).await?;
    Ok(Answer::json(&answers::made_webhook(&made)))
}

fn webhook(call: &Call) -> &str {
    call.parameters.text("webhook").unwrap_or_default()
}

pub(super) async fn rotate(call: &Call) -> Result<Answer, Problem> {
    let made = notifying::rotate(&call.service.database, webhook(call), OVERLAP_HOURS).await?;
    Ok(Answer::json(&answers::made_webhook(&made)))
}

pub(super) async fn remove(call: &Call) -> Result<Answer, Problem> {
    let removed = notifying::remove(&call.service.database, webhook(call)).await?;
    Ok(Answer::json(&json!({ "document": "webhook-removed", "id": removed.id })))
}

pub(super) async fn deliveries(call: &Call) -> Result<Answer, Problem> {
    let most = page::most(call)?;
    let state = call.parameters.text("state").and_then(EffectState::read);
    let after = call.parameters.text("after").unwrap_or_default();
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = notifying::list(&call.service.database, state, (after, wanted)).await?;
    let is_more = found.len() > most;
    found.truncate(most);
    let next = found.last().map(|it| it.id.clone()).filter(|_| is_more);
    let items: Vec<Json> = found.iter().map(answers::delivery).collect();
    Ok(page::of("deliveries", &items, next.as_ref()))
}

pub(super) async fn replay(call: &Call) -> Result<Answer, Problem> {
    let id = call.parameters.text("delivery").unwrap_or_default();
    let effect = notifying::replay(&call.service.database, id).await?;
    Ok(Answer::json(&answers::delivery(&effect)))
}

pub(super) async fn budgets(call: &Call) -> Result<Answer, Problem> {
    let found = budgets::list(&call.service.database, call.only()).await?;
    let items: Vec<Json> = found.iter().map(answers::budget).collect();
    Ok(Answer::kept(&json!({ "document": "budgets", "items": items })))
}

/// A budget that is asked for; without a limit it ends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    #[serde(default)]
    customer: String,
    deployment: Option<String>,
    environment: Option<String>,
    measure: String,
    most: Option<String>,
}

pub(super) async fn set_budget(call: &Call) -> Result<Answer, Problem> {
    let asked: Limit = call.json()?;
    let customer = Some(asked.customer.as_str()).filter(|it| !it.is_empty());
    let known = || Problem::malformed("`measure` is monthly-usd, rise-percent or elastic-hours");
    let budget = Budget {
        customer: call.customer_or(customer)?.unwrap_or_default().to_owned(),
        deployment: asked.deployment.unwrap_or_default(),
        environment: asked.environment.unwrap_or_default(),
        measure: Measure::read(&asked.measure).ok_or_else(known)?,
        most: asked.most.unwrap_or_default(),
    };
    let set = budgets::set(&call.service.database, &budget).await?;
    Ok(Answer::json(&answers::budget(&set)))
}
