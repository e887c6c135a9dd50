//! Webhooks, deliveries and budgets as JSON.

use serde_json::{Value as Json, json};

use crate::{
    budgets::Budget,
    notifying::{Effect, MadeWebhook, StoredWebhook},
};

/// A webhook, without its secret.
pub fn webhook(stored: &StoredWebhook) -> Json {
    let webhook = &stored.webhook;
    json!({
        "id": webhook.id,
        "url": webhook.url,
        "events": webhook.events.split(',').collect::<Vec<_>>(),
        "customer": Some(&webhook.customer).filter(|it| !it.is_empty()),
        "made_at": stored.made_at,
        "removed_at": Some(&stored.ended_at).filter(|it| !it.is_empty()),
    })
}

/// A webhook with its secret, this once.
pub fn made_webhook(made: &MadeWebhook) -> Json {
    json!({ "document": "webhook", "id": made.webhook.id, "url": made.webhook.url, "secret": made.secret.reveal() })
}

/// A delivery, without what is delivered.
pub fn delivery(effect: &Effect) -> Json {
    json!({
        "id": effect.id,
        "event": effect.event,
        "way": effect.way.as_str(),
        "target": effect.target,
        "customer": Some(&effect.customer).filter(|it| !it.is_empty()),
        "state": effect.state.as_str(),
        "attempts": effect.attempts,
        "queued_at": effect.queued_at,
        "due_at": effect.due_at,
        "problem": Some(&effect.problem).filter(|it| !it.is_empty()),
    })
}

/// A budget.
pub fn budget(budget: &Budget) -> Json {
    json!({
        "customer": budget.customer,
        "deployment": Some(&budget.deployment).filter(|it| !it.is_empty()),
        "environment": Some(&budget.environment).filter(|it| !it.is_empty()),
        "measure": budget.measure.as_str(),
        "most": Some(&budget.most).filter(|it| !it.is_empty()),
    })
}
