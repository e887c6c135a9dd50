//! The use cases of stored quotes: drafts, issuing, looking, accepting, comparing, links, and quotes
//! that begin with something else than a deployment file.
//!
//! A draft is what was asked for, and is priced whenever it is looked at. An issued quote is paper: it
//! has a number, pins everything that made it, and is made again from that. Whether it has expired is
//! a matter of the day that is asked about. Rows never change; how a quote ended is one more row.

mod act;
mod copy;
mod decide;
mod draft;
mod issue;
mod link;
mod look;
mod made;
mod refusal;
mod verify;

use mru_core::Finding;

use crate::{
    absent::Absent, billing::BillingError, quoting::TermsError, rate_cards::CardError,
    storage::StoreError,
};

pub use crate::random::LinkSecret;
pub use crate::storage::{
    QUOTE_SERIES, QuoteDraft, QuoteEnd, QuoteLink, Step, StoredDraft, StoredLink, StoredQuote,
};
pub use act::{Act, Done, record, record_once};
pub use copy::{CopiedQuote, copied};
pub use decide::{Decision, Withdrawal};
pub use draft::{DraftRequest, Revision};
pub use issue::{IssueRequest, LONGEST_VALIDITY};
pub use link::{LinkRequest, MadeLink, Opened, links, open};
pub use look::{
    Found, ListRequest, Listed, Owner, ShownDraft, ShownQuote, compared, compared_text, difference,
    find, is_reference, issued, listed_drafts, listed_quotes, owner,
};
pub use refusal::{Refusal, State};
pub(crate) use verify::check;

pub use mru_core::offer::estimate;

/// Why a use case of quotes could not be done.
#[derive(Debug)]
pub enum QuoteError {
    /// The store.
    Store(StoreError),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// What was asked for is not possible.
    Refused(Refusal),
    /// What quotes share with the month.
    Billing(BillingError),
    /// The rate card.
    Card(CardError),
    /// The deployment, or what the contract says of it, is not valid.
    Invalid(Vec<Finding>),
    /// The page of the quote cannot be made.
    Page(String),
}

impl From<StoreError> for QuoteError {
    fn from(error: StoreError) -> QuoteError {
        QuoteError::Store(error)
    }
}

impl From<Absent> for QuoteError {
    fn from(absent: Absent) -> QuoteError {
        QuoteError::Absent(absent)
    }
}

impl From<Refusal> for QuoteError {
    fn from(refusal: Refusal) -> QuoteError {
        QuoteError::Refused(refusal)
    }
}

impl From<BillingError> for QuoteError {
    fn from(error: BillingError) -> QuoteError {
        QuoteError::Billing(error)
    }
}

impl From<TermsError> for QuoteError {
    fn from(error: TermsError) -> QuoteError {
        match error {
            TermsError::Card(error) => QuoteError::Card(error),
            TermsError::Contract(findings) => QuoteError::Invalid(findings),
        }
    }
}
