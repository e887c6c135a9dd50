//! The store: what was recorded, kept in SQLite or PostgreSQL by the same SQL.
//!
//! Everything that is recorded has an entry in a hash-chained list ([`chain`]); the tables of
//! rate cards, events, accounts and documents refuse changes by triggers. Every writing transaction begins by
//! taking the head of the chain, so that writers wait for each other and facts stand still while a
//! draft is made of them. Amounts are integers of cents, so that sums in SQL are exact.

pub(crate) mod api_keys;
pub(crate) mod approval_links;
pub(crate) mod budgets;
pub(crate) mod cards;
pub mod chain;
pub(crate) mod change_lists;
pub(crate) mod changes;
pub mod check;
pub mod checkpoints;
mod clock;
mod closed;
pub(crate) mod damaged;
mod database;
pub(crate) mod documents;
pub mod door;
pub(crate) mod drafts;
mod error;
pub(crate) mod events;
pub(crate) mod issuing;
pub(crate) mod list;
pub(crate) mod outbox;
pub(crate) mod pages;
pub(crate) mod parties;
pub(crate) mod priced;
pub(crate) mod quote_drafts;
pub(crate) mod quote_links;
pub(crate) mod quotes;
pub(crate) mod reconciliations;
pub(crate) mod requests;
mod rows;
pub(crate) mod runs;
pub(crate) mod sessions;
pub(crate) mod settings;
pub mod stored;
pub(crate) mod sums;
pub(crate) mod tax_documents;
pub(crate) mod webhooks;

pub use api_keys::{ApiKey, StoredApiKey};
pub(crate) use approval_links::ApprovalCode;
pub use approval_links::{ApprovalLink, StoredApprovalLink};
pub use budgets::{Budget, Measure};
pub use cards::{Publication, StoredCard};
pub use change_lists::Which;
pub use clock::Clock;
pub use closed::{Closed, Holder, Unreachable};
pub use database::{Database, Transaction};
pub use documents::{Document, DocumentRow, Heading, MonthBefore, Request};
pub use drafts::{Aside, Draft, KeptDraft, NewDraft};
pub use error::{Refusal as DatabaseRefusal, StoreError};
pub use events::{Conflict, EventCount, EventRecord, EventRows, Imported, StoredEvent};
pub use issuing::NewDocument;
pub use outbox::{Effect, EffectState, Way};
pub use parties::{AccountRow, StoredAccount};
pub use quote_drafts::{QuoteDraft, StoredDraft};
pub use quote_links::{QuoteLink, StoredLink};
pub use quotes::{QUOTE_SERIES, QuoteEnd, Step, StoredQuote};
pub use reconciliations::KeptReconciliation;
pub use requests::Once;
pub(crate) use sessions::StoredSession;
pub use webhooks::{StoredWebhook, Webhook};
