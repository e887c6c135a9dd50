//! Requests that may be sent again: by the key that their sender gives them in `Idempotency-Key`, as
//! the draft of the IETF has it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use mru_core::metering::EventFormat;

use super::{call::Call, problem::Problem, refusal::Refusal};
use crate::{
    billing::{self, Once},
    random,
};

/// The longest key.
const LONGEST: usize = 128;

/// The key of a request, in quotation marks or without.
fn key(call: &Call) -> Result<String, Problem> {
    let sent = call.key.as_deref().ok_or(Refusal::IdempotencyKeyMissing)?.trim();
    let bare = sent.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(sent);
    let is_plain = |it: u8| it.is_ascii_graphic() && it != b'"' && it != b'\\';
    let is_key = (1..=LONGEST).contains(&bare.len()) && bare.bytes().all(is_plain);
    if is_key { Ok(bare.to_owned()) } else { Err(Refusal::IdempotencyKeyUnreadable.into()) }
}

/// The hash of everything that a request for events asks for: where, in which notation, and what was
/// sent. It is kept, so that none of it may ever be written otherwise.
pub(super) fn hash_of_events(call: &Call, path: &str) -> String {
    let notation = match call.events {
        EventFormat::Csv => "Csv",
        EventFormat::Ndjson => "Ndjson",
        EventFormat::Json => "Json",
    };
    billing::request_hash(&[path, notation, &call.text])
}

/// The hash of everything that a request about quotes asks for: which route, path and query, in which
/// notation, and what was sent.
pub(super) fn hash_of_quotes(call: &Call, route: &str) -> String {
    let said = call.parameters.all().flat_map(|(name, value)| [name, value]);
    let of_body = [route, call.format.as_str(), &call.text];
    billing::request_hash(&of_body.into_iter().chain(said).collect::<Vec<_>>())
}

/// The hash of everything that a request in JSON asks for: where, and what was sent.
pub(super) fn hash_of_json(call: &Call, path: &str) -> String {
    billing::request_hash(&[path, "Json", &call.text])
}

/// A request that is to have its effect once, as long as it is worked on.
#[derive(Debug)]
pub(super) struct Sent {
    caller: String,
    key: String,
    hash: String,
    _running: Begun,
}

impl Sent {
    /// Begins to work on the request of a call, whose hash tells it from others of the same key.
    pub(super) fn begin(call: &Call, hash: String) -> Result<Sent, Problem> {
        let (caller, key) = (call.name().to_owned(), key(call)?);
        let running = call.service.running.begin(&caller, &key)?;
        Ok(Sent { caller, key, hash, _running: running })
    }

    /// Begins to work on a form, which was given its key with its page; the hash is of the fields that
    /// say what is to be done.
    pub(super) fn of_form(
        call: &Call,
        caller: &str,
        path: &str,
        fields: &[&str],
    ) -> Result<Sent, Problem> {
        let key = call.field("key").filter(|it| random::is_secret(it));
        let (caller, key) = (caller.to_owned(), key.ok_or(Refusal::IdempotencyKeyUnreadable)?);
        let said: Vec<String> =
            fields.iter().map(|it| call.field(it).unwrap_or_default()).collect();
        let said = said.iter().map(String::as_str);
        let hash =
            billing::request_hash(&[path, "Fields"].into_iter().chain(said).collect::<Vec<_>>());
        let running = call.service.running.begin(&caller, &key)?;
        Ok(Sent { caller, key, hash, _running: running })
    }

    /// The request as it is kept.
    pub(super) fn once(&self) -> Once<'_> {
        Once { caller: &self.caller, key: &self.key, hash: &self.hash }
    }
}

/// The requests with keys that are worked on.
#[derive(Clone, Debug, Default)]
pub(super) struct Running(Arc<Mutex<BTreeSet<(String, String)>>>);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Begun {
    running: Running,
    of: (String, String),
}

impl Running {
    /// Begins one, unless the same caller has one of the same key under way.
    pub(super) fn begin(&self, caller: &str, key: &str) -> Result<Begun, Problem> {
        let of = (caller.to_owned(), key.to_owned());
        // INVARIANT (set): a panic leaves it whole.
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.insert(of.clone()) {
            return Err(Refusal::IdempotencyKeyRunning.into());
        }
        Ok(Begun { running: self.clone(), of })
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.of);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_worked_on_once_at_a_time() {
        let running = Running::default();
        let one = running.begin("a", "k");
        assert!(one.is_ok() && running.begin("a", "k").is_err());
        assert!(running.begin("b", "k").is_ok() && running.begin("a", "l").is_ok());
        drop(one);
        assert!(running.begin("a", "k").is_ok());
    }
}
