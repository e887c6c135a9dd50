//! Makes, lists, rotates, revokes and recognises API keys.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use mru_core::text::is_line;

use super::{ApiKey, Caller, CallerError, Refusal, Role, Secret, StoredApiKey};
use crate::{
    absent::Absent,
    storage::{Database, StoreError, Transaction, api_keys, parties},
};

/// The longest that a key may live, in days: ten years, so that none is for ever.
pub const LONGEST_DAYS: u32 = 3_650;

/// The longest label, in characters.
const LONGEST_LABEL: usize = 200;

/// A key that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct KeyRequest<'a> {
    /// What it is for.
    pub role: Role,
    /// The only customer that it shall see; none for all.
    pub customer: Option<&'a str>,
    /// Who or what holds it, in words.
    pub label: &'a str,
    /// For how many days it is accepted.
    pub days: u32,
}

/// A key that was made.
#[derive(Debug)]
pub struct MadeKey {
    /// The key in full, which is nowhere else.
    pub secret: Secret,
    /// From when it is no longer accepted.
    pub expires_at: DateTime<Utc>,
}

/// How a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is accepted.
    Accepted,
    /// Its last day is over.
    Expired,
    /// It was revoked, or another one took its place.
    Revoked,
}

impl StoredApiKey {
    /// How the key stands at an instant.
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match self.ends_at {
            Some(end) if end <= now => State::Revoked,
            _ if self.key.expires_at <= now => State::Expired,
            _ => State::Accepted,
        }
    }
}

/// Makes a key.
///
/// # Errors
///
/// [`Refusal::ApiKeyLifetime`], [`Refusal::ApiKeyLabel`], [`Absent::NoCustomer`],
/// [`Refusal::NoRandomApiKey`], and [`CallerError::Store`].
pub async fn create(database: &Database, asked: &KeyRequest<'_>) -> Result<MadeKey, CallerError> {
    let KeyRequest { role, customer, label, days } = *asked;
    if !(1..=LONGEST_DAYS).contains(&days) {
        return Err(Refusal::ApiKeyLifetime { days, longest: LONGEST_DAYS }.into());
    }
    if label.trim().is_empty() || !is_line(label, LONGEST_LABEL) {
        return Err(Refusal::ApiKeyLabel.into());
    }
    let mut transaction = database.write().await?;
    if let Some(id) = customer
        && parties::accounts(&mut transaction, id, id).await?.is_empty()
    {
        return Err(Absent::NoCustomer { customer: id.to_owned(), near: None }.into());
    }
    let expires_at = transaction.now() + Duration::days(days.into());
    let made = keep(&mut transaction, role, (customer, label), expires_at).await?;
    transaction.commit().await?;
    Ok(made)
}

async fn keep(
    transaction: &mut Transaction,
    role: Role,
    (customer, label): (Option<&str>, &str),
    expires_at: DateTime<Utc>,
) -> Result<MadeKey, CallerError> {
    let secret = Secret::make().ok_or(Refusal::NoRandomApiKey)?;
    let key = ApiKey {
        id: secret.id().to_owned(),
        hash: secret.hash(),
        role: role.as_str().to_owned(),
        customer: customer.unwrap_or_default().to_owned(),
        label: label.to_owned(),
        expires_at,
    };
    api_keys::put(transaction, &key).await?;
    Ok(MadeKey { secret, expires_at })
}

/// All keys, those that ended too, in the order in which they were made.
///
/// # Errors
///
/// [`StoreError`].
pub async fn all(database: &Database) -> Result<Vec<StoredApiKey>, StoreError> {
    let mut transaction = database.read().await?;
    let all = api_keys::all(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(all)
}

/// Ends a key at once.
///
/// # Errors
///
/// [`Absent::NoApiKey`], [`Refusal::ApiKeyHasEnded`], and [`CallerError::Store`].
pub async fn revoke(database: &Database, id: &str) -> Result<StoredApiKey, CallerError> {
    let mut transaction = database.write().await?;
    let stored = accepted(&mut transaction, id).await?;
    let now = transaction.now();
    api_keys::end(&mut transaction, id, now).await?;
    transaction.commit().await?;
    Ok(stored)
}

/// Makes a key in the place of another one, with its role, customer and label; the old one is
/// accepted for some more hours, so that both are until its holder has the new one.
///
/// # Errors
///
/// As [`create`] and [`revoke`].
pub async fn rotate(
    database: &Database,
    id: &str,
    (days, overlap_hours): (u32, u32),
) -> Result<MadeKey, CallerError> {
    if !(1..=LONGEST_DAYS).contains(&days) {
        return Err(Refusal::ApiKeyLifetime { days, longest: LONGEST_DAYS }.into());
    }
    let mut transaction = database.write().await?;
    let stored = accepted(&mut transaction, id).await?;
    let now = transaction.now();
    let role = role(&stored.key)?;
    let about = (customer(&stored.key), stored.key.label.as_str());
    let expires_at = now + Duration::days(days.into());
    let made = keep(&mut transaction, role, about, expires_at).await?;
    let ends_at = now + Duration::hours(overlap_hours.into());
    api_keys::end(&mut transaction, id, ends_at).await?;
    transaction.commit().await?;
    Ok(made)
}

/// A key that is accepted now.
async fn accepted(transaction: &mut Transaction, id: &str) -> Result<StoredApiKey, CallerError> {
    let stored = api_keys::by_id(transaction, id).await?;
    let stored = stored.ok_or_else(|| Absent::NoApiKey { key: id.to_owned() })?;
    let since = match stored.state(transaction.now()) {
        State::Accepted => return Ok(stored),
        State::Expired => stored.key.expires_at,
        State::Revoked => stored.ends_at.unwrap_or(stored.key.expires_at),
    };
    Err(Refusal::ApiKeyHasEnded { key: id.to_owned(), since: shown(since) }.into())
}

/// Says who sent a key.
///
/// # Errors
///
/// [`Refusal::ApiKeyUnknown`], [`Refusal::ApiKeyExpired`], [`Refusal::ApiKeyRevoked`], and
/// [`CallerError::Store`].
pub async fn recognise(database: &Database, sent: &str) -> Result<Caller, CallerError> {
    let secret = Secret::read(sent).ok_or(Refusal::ApiKeyUnknown)?;
    let stored = api_keys::by_hash(database, &secret.hash()).await?;
    admitted(stored.ok_or(Refusal::ApiKeyUnknown)?, database.clock().now())
}

/// Who holds a key, when it is accepted at an instant.
pub(super) fn admitted(stored: StoredApiKey, now: DateTime<Utc>) -> Result<Caller, CallerError> {
    match stored.state(now) {
        State::Accepted => {}
        State::Expired => {
            return Err(Refusal::ApiKeyExpired { since: shown(stored.key.expires_at) }.into());
        }
        State::Revoked => {
            let since = shown(stored.ends_at.unwrap_or(stored.key.expires_at));
            return Err(Refusal::ApiKeyRevoked { since }.into());
        }
    }
    let customer = customer(&stored.key).map(str::to_owned);
    let role = role(&stored.key)?;
    Ok(Caller { role, customer, key: stored.key.id, label: stored.key.label })
}

fn role(key: &ApiKey) -> Result<Role, StoreError> {
    Role::read(&key.role).ok_or_else(|| StoreError::Unreadable {
        what: "API key",
        id: key.id.clone(),
        problem: format!("this version of the program knows no role `{}`", key.role),
    })
}

fn customer(key: &ApiKey) -> Option<&str> {
    Some(key.customer.as_str()).filter(|it| !it.is_empty())
}

/// An instant to the second.
fn shown(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}
