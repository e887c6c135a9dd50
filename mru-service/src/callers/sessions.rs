//! People who sign in on the pages with their API key, and what their browsers hold meanwhile.

use chrono::Duration;

use super::{Caller, CallerError, Refusal, keys};
use crate::{
    random,
    storage::{Database, StoredSession, api_keys, chain, sessions},
};

/// How long a session lasts, in hours: a day of work.
pub const SESSION_HOURS: i64 = 10;

/// A session that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What every form of it brings back, so that no other site can send one.
    pub token: String,
    /// What the API key is for, in words.
    pub label: String,
}

/// Begins a session for the holder of an API key; returns what the browser is to hold.
///
/// # Errors
///
/// As [`super::recognise`], [`Refusal::NoRandomApiKey`], and [`CallerError::Store`].
pub async fn sign_in(database: &Database, sent: &str) -> Result<String, CallerError> {
    let caller = keys::recognise(database, sent.trim()).await?;
    let held = random::secret().ok_or(Refusal::NoRandomApiKey)?;
    let token = random::secret().ok_or(Refusal::NoRandomApiKey)?;
    let mut transaction = database.write().await?;
    let ends_at = transaction.now() + Duration::hours(SESSION_HOURS);
    let session = StoredSession { hash: hash(&held), api_key: caller.key, token, ends_at };
    sessions::put(&mut transaction, &session).await?;
    transaction.commit().await?;
    Ok(held)
}

/// The session that a browser holds, and whose it is; none when it has ended, or its key has.
///
/// # Errors
///
/// [`CallerError::Store`].
pub async fn resume(
    database: &Database,
    held: &str,
) -> Result<Option<(Caller, Session)>, CallerError> {
    let now = database.clock().now();
    let Some((token, key)) = sessions::by_hash(database, &hash(held), now).await? else {
        return Ok(None);
    };
    let Some(stored) = api_keys::by_hash(database, &key).await? else { return Ok(None) };
    let label = stored.key.label.clone();
    match keys::admitted(stored, now) {
        Ok(caller) => Ok(Some((caller, Session { token, label }))),
        Err(CallerError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Ends a session.
///
/// # Errors
///
/// [`CallerError::Store`].
pub async fn sign_out(database: &Database, held: &str) -> Result<(), CallerError> {
    let mut transaction = database.write().await?;
    sessions::end(&mut transaction, &hash(held)).await?;
    transaction.commit().await?;
    Ok(())
}

/// The hash that is kept and looked for.
fn hash(held: &str) -> String {
    chain::digest(&["session", held])
}
