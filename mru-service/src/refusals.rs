//! The codes of everything that a use case may refuse, as `docs/refusals.md` lists them.
//!
//! A code is the name of a case in its enum, in kebab-case. It never changes and is never given to
//! another case: faces and programs that call them tell cases apart by it. Words are of the face.

use strum::VariantNames;

use crate::{
    Closed, DatabaseRefusal, StoreError, Unreachable, absent::Absent, aws::AwsRefusal, billing,
    books, budgets, callers, changes, http, keeping, notifying, quotes, rate_cards, reconciling,
    witness,
};

/// The heading of each table of `docs/refusals.md`, and its codes in their order.
pub const CODES: [(&str, &[&str]); 26] = [
    ("What was named is not there", Absent::VARIANTS),
    ("Recording and running", billing::Refusal::VARIANTS),
    ("Rate cards", rate_cards::Refusal::VARIANTS),
    ("Publishing rate cards", billing::PublishRefusal::VARIANTS),
    ("Issuing", billing::IssueRefusal::VARIANTS),
    ("Looking", books::Refusal::VARIANTS),
    ("Quotes", quotes::Refusal::VARIANTS),
    ("Reconciling", reconciling::Refusal::VARIANTS),
    ("Gathering cost data", reconciling::SourceRefusal::VARIANTS),
    ("Asking AWS", AwsRefusal::VARIANTS),
    ("Signing and proving", witness::Refusal::VARIANTS),
    ("What was kept proves nothing", witness::Unproven::VARIANTS),
    ("The store contradicts what was kept", witness::since::Contradiction::VARIANTS),
    ("Bringing a backup back", keeping::Refusal::VARIANTS),
    ("API keys", callers::Refusal::VARIANTS),
    ("Changes", changes::Refusal::VARIANTS),
    ("What the gate denies", changes::Denial::VARIANTS),
    ("What was signed proves nothing", changes::signed::Unsigned::VARIANTS),
    ("Telling others", notifying::Refusal::VARIANTS),
    ("What is not delivered", notifying::Undelivered::VARIANTS),
    ("Budgets", budgets::Refusal::VARIANTS),
    ("Requests", http::Refusal::VARIANTS),
    ("The store", StoreError::OWN_CODES),
    ("The file of a store", Closed::VARIANTS),
    ("The server of a store", Unreachable::VARIANTS),
    ("The database behind a store", DatabaseRefusal::VARIANTS),
];
