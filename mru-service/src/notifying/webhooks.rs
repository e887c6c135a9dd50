//! Webhooks: registered, listed, rotated, removed.

use chrono::Duration;

use super::{EventKind, NotifyError, Refusal, SigningSecret};
use crate::{
    absent::Absent,
    random,
    storage::{Database, StoreError, StoredWebhook, Transaction, Webhook, parties, webhooks},
};

/// The longest URL, in characters.
const LONGEST_URL: usize = 500;

/// For how many hours both secrets sign after a rotation when nothing is said.
pub const OVERLAP_HOURS: u32 = 24;

/// The most hours that both may sign: 30 days.
const LONGEST_OVERLAP: u32 = 720;

/// A webhook that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct WebhookRequest<'a> {
    /// Where requests go.
    pub url: &'a str,
    /// The events that are told; all when there are none.
    pub events: &'a [&'a str],
    /// The only customer whose events are told; none for all.
    pub customer: Option<&'a str>,
    /// Whether a URL without encryption on this machine will do, for tests.
    pub insecure: bool,
}

/// A webhook with its secret, which is shown this once.
#[derive(Clone, Debug)]
pub struct MadeWebhook {
    /// What was kept.
    pub webhook: Webhook,
    /// What signs what it is told.
    pub secret: SigningSecret,
}

/// Registers a webhook.
///
/// # Errors
///
/// [`Refusal::WebhookUrl`], [`Refusal::EventUnknown`], [`Absent::NoCustomer`],
/// [`Refusal::NoRandomSecret`], and [`NotifyError::Store`].
pub async fn add(
    database: &Database,
    asked: &WebhookRequest<'_>,
) -> Result<MadeWebhook, NotifyError> {
    let url = asked.url;
    if url.len() > LONGEST_URL || !courier::is_target(url, asked.insecure) {
        return Err(Refusal::WebhookUrl { url: url.to_owned() }.into());
    }
    let mut events = Vec::new();
    for name in asked.events {
        let unknown = || Refusal::EventUnknown { event: (*name).to_owned() };
        events.push(EventKind::read(name).ok_or_else(unknown)?.as_str());
    }
    if events.is_empty() {
        events.extend(EventKind::ALL.map(EventKind::as_str));
    }
    events.dedup();
    let secret = SigningSecret::make().ok_or(Refusal::NoRandomSecret)?;
    let id: [u8; 6] = random::bytes().ok_or(Refusal::NoRandomSecret)?;
    let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    let webhook = Webhook {
        id: format!("WH-{id}"),
        url: url.to_owned(),
        events: events.join(","),
        customer: asked.customer.unwrap_or_default().to_owned(),
    };
    let mut transaction = database.write().await?;
    if let Some(customer) = asked.customer
        && parties::accounts(&mut transaction, customer, customer).await?.is_empty()
    {
        return Err(Absent::NoCustomer { customer: customer.to_owned(), near: None }.into());
    }
    let now = transaction.now();
    webhooks::put(&mut transaction, &webhook).await?;
    webhooks::put_secret(&mut transaction, &webhook.id, (secret.reveal(), now)).await?;
    transaction.commit().await?;
    Ok(MadeWebhook { webhook, secret })
}

/// All webhooks, those that were removed too, in the order in which they were made.
///
/// # Errors
///
/// [`StoreError`].
pub async fn webhooks(database: &Database) -> Result<Vec<StoredWebhook>, StoreError> {
    let mut transaction = database.read().await?;
    let all = webhooks::all(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(all)
}

/// A webhook that holds.
async fn held(transaction: &mut Transaction, id: &str) -> Result<Webhook, NotifyError> {
    let found = webhooks::find(transaction, id).await?;
    let found = found.ok_or_else(|| Absent::NoWebhook { webhook: id.to_owned() })?;
    if found.ended_at.is_empty() {
        return Ok(found.webhook);
    }
    Err(Refusal::WebhookHasEnded { webhook: id.to_owned() }.into())
}

/// Gives a webhook another secret; for some hours both sign, so that who verifies has time to change.
///
/// # Errors
///
/// [`Absent::NoWebhook`], [`Refusal::WebhookHasEnded`], [`Refusal::WebhookOverlap`],
/// [`Refusal::NoRandomSecret`], and [`NotifyError::Store`].
pub async fn rotate(
    database: &Database,
    id: &str,
    overlap_hours: u32,
) -> Result<MadeWebhook, NotifyError> {
    if overlap_hours > LONGEST_OVERLAP {
        return Err(Refusal::WebhookOverlap { longest: LONGEST_OVERLAP }.into());
    }
    let secret = SigningSecret::make().ok_or(Refusal::NoRandomSecret)?;
    let mut transaction = database.write().await?;
    let webhook = held(&mut transaction, id).await?;
    let until = transaction.now() + Duration::hours(overlap_hours.into());
    webhooks::put_secret(&mut transaction, id, (secret.reveal(), until)).await?;
    transaction.commit().await?;
    Ok(MadeWebhook { webhook, secret })
}

/// Removes a webhook: nothing is told to it any more, and what waits for it is given up.
///
/// # Errors
///
/// [`Absent::NoWebhook`], [`Refusal::WebhookHasEnded`], and [`NotifyError::Store`].
pub async fn remove(database: &Database, id: &str) -> Result<Webhook, NotifyError> {
    let mut transaction = database.write().await?;
    let webhook = held(&mut transaction, id).await?;
    webhooks::end(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(webhook)
}
