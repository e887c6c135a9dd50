//! Who asks the API and the pages: API keys with their roles, made, listed, rotated, revoked and
//! recognised, and the sessions that people begin with them.
//!
//! A key is kept as its hash. What happens to one is an entry of the chain, as everything that is
//! recorded: who looks at the books sees who could ask what, and when.

mod keys;
mod role;
mod secret;
mod sessions;

use crate::{absent::Absent, storage::StoreError};

pub use crate::storage::{ApiKey, StoredApiKey};
pub use keys::{KeyRequest, LONGEST_DAYS, MadeKey, State, all, create, recognise, revoke, rotate};
pub use role::{Permission, Role};
pub use secret::Secret;
pub use sessions::{SESSION_HOURS, Session, resume, sign_in, sign_out};

/// Somebody whose key was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The id of the key.
    pub key: String,
    /// What it is for.
    pub role: Role,
    /// The only customer that it sees; none when it sees all.
    pub customer: Option<String>,
    /// Who or what holds it.
    pub label: String,
}

/// Why a key is not made, changed or recognised.
#[derive(Debug)]
pub enum CallerError {
    /// The store.
    Store(StoreError),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// What was asked for is not possible.
    Refused(Refusal),
}

/// What is refused about API keys; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// A key would live for no day, or for longer than keys may.
    ApiKeyLifetime {
        /// Days that were asked for.
        days: u32,
        /// The most there may be.
        longest: u32,
    },
    /// A label is empty, longer than 200 characters, or holds what cannot be seen.
    ApiKeyLabel,
    /// A key has ended already.
    ApiKeyHasEnded {
        /// Its id.
        key: String,
        /// Since when, in UTC.
        since: String,
    },
    /// The system gives no random numbers to make an API key of.
    NoRandomApiKey,
    /// No key is this one: it was never made, or not here.
    ApiKeyUnknown,
    /// A key is beyond its last day.
    ApiKeyExpired {
        /// Since when, in UTC.
        since: String,
    },
    /// A key was revoked, or another one took its place.
    ApiKeyRevoked {
        /// Since when, in UTC.
        since: String,
    },
}

impl Refusal {
    /// The stable name of the case, such as `api-key-expired`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<StoreError> for CallerError {
    fn from(error: StoreError) -> CallerError {
        CallerError::Store(error)
    }
}

impl From<Absent> for CallerError {
    fn from(absent: Absent) -> CallerError {
        CallerError::Absent(absent)
    }
}

impl From<Refusal> for CallerError {
    fn from(refusal: Refusal) -> CallerError {
        CallerError::Refused(refusal)
    }
}
