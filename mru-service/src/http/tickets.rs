//! Tickets of a support centre, signed by the secret that it shares with this service.

use std::fmt;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use mru_core::Format;
use serde::Deserialize;
use serde_json::Value as Json;

use super::{answer::Answer, call::Call, problem::Problem, refusal::Refusal};
use crate::{
    billing::{self, Once},
    changes::{self, NewTicket, order_in},
    notifying::{SigningSecret, TOLERANCE_SECONDS, is_signed_by_zendesk},
};

/// The secrets that support centres share with this service; a hook without one is not there.
#[derive(Clone, Default)]
pub struct Hooks {
    /// That of webhooks of Zendesk.
    pub zendesk: Option<String>,
    /// That of Standard Webhooks.
    pub standard: Option<SigningSecret>,
    /// Whether tickets of Zendesk get their answer as a comment.
    pub comments: bool,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks").finish_non_exhaustive()
    }
}

/// A ticket as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    ticket: String,
    version: String,
    customer: String,
    deployment: Option<String>,
    #[serde(default)]
    requested_by: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    order: Option<Json>,
    current: Option<Json>,
}

/// The longest id of a ticket, and of a version of one.
const LONGEST: usize = 60;

pub(super) async fn zendesk(call: &Call) -> Result<Answer, Problem> {
    let secret = call.service.hooks.zendesk.as_ref().ok_or(Refusal::HookIsOff)?;
    let signature = header(&call.headers, "x-zendesk-webhook-signature")?;
    let timestamp = header(&call.headers, "x-zendesk-webhook-signature-timestamp")?;
    if !is_signed_by_zendesk(secret, timestamp, &call.text, signature) {
        return Err(Refusal::SignatureWrong.into());
    }
    let sent = DateTime::parse_from_rfc3339(timestamp).map_err(|_| Refusal::SignatureWrong)?;
    fresh(call, sent.to_utc())?;
    take(call, "zendesk", call.service.hooks.comments).await
}

pub(super) async fn standard(call: &Call) -> Result<Answer, Problem> {
    let secret = call.service.hooks.standard.as_ref().ok_or(Refusal::HookIsOff)?;
    let id = header(&call.headers, "webhook-id")?;
    let timestamp = header(&call.headers, "webhook-timestamp")?;
    let signature = header(&call.headers, "webhook-signature")?;
    if !secret.signed((id, timestamp), &call.text, signature) {
        return Err(Refusal::SignatureWrong.into());
    }
    let sent = timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    fresh(call, sent.ok_or(Refusal::SignatureWrong)?)?;
    take(call, "standard", false).await
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Refusal> {
    let missing = Refusal::SignatureMissing { header: name };
    headers.get(name).and_then(|it| it.to_str().ok()).ok_or(missing)
}

/// Refuses what was signed too long ago, or is signed for later.
fn fresh(call: &Call, sent: DateTime<Utc>) -> Result<(), Refusal> {
    let apart = (call.service.database.clock().now() - sent).num_seconds().abs();
    if apart <= TOLERANCE_SECONDS {
        return Ok(());
    }
    Err(Refusal::SignatureStale { seconds: TOLERANCE_SECONDS })
}

async fn take(call: &Call, hook: &str, is_commented: bool) -> Result<Answer, Problem> {
    let sent: Sent = call.json()?;
    let is_name = |it: &str| {
        (1..=LONGEST).contains(&it.len())
            && it.bytes().all(|it| it.is_ascii_graphic() && it != b'/')
    };
    if !is_name(&sent.ticket) || !is_name(&sent.version) {
        return Err(Problem::malformed("`ticket` and `version` are 1 to 60 visible letters"));
    }
    let text = |value: &Option<Json>| value.as_ref().map(Json::to_string);
    let (order, current) = (text(&sent.order), text(&sent.current));
    let stated = order.as_deref().map(|text| (text, Format::Json));
    let ticket = NewTicket {
        ticket: &sent.ticket,
        version: &sent.version,
        customer: &sent.customer,
        deployment: sent.deployment.as_deref().unwrap_or("main"),
        requested_by: &sent.requested_by,
        title: &sent.title,
        order: stated.or_else(|| order_in(&sent.description)),
        current: current.as_deref().map(|text| (text, Format::Json)),
        is_commented,
    };
    let caller = format!("hook:{hook}");
    let key = format!("{} {}", sent.ticket, sent.version);
    let hash = billing::request_hash(&[&caller, &call.text]);
    let once = Once { caller: &caller, key: &key, hash: &hash };
    let _running = call.service.running.begin(&caller, &key)?;
    let answer = changes::take_ticket(&call.service.database, &ticket, &once).await?;
    Ok(Answer::of_text(answer))
}
