//! Every text of the store that is JSON becomes a value here, and nowhere else in the storage.
//!
//! `docs/stored-forms.md` lists the forms: fields, version, who writes and reads each, and what its
//! hash covers. How versions are told apart and refused is said in [`mru_core::stored`].

use mru_core::{
    account::{Account, Supplier},
    calendar::Period,
    invoice::{DocumentKind, Statement, Totals},
    metering::Event,
    offer::OfferPaper,
    rate_card::RateCard,
    reconciliation::Reconciliation,
    stored::{self, Form, Stored, StoredError},
};
use serde::Deserialize;

use super::{Publication, QuoteDraft, StoreError, priced::Priced};
use crate::{
    changes::{
        record::{Approval, ChangeRequest, Envelope, Receipt},
        signed::Signed,
    },
    witness::keys::KeyRecord,
};

/// The forms of everything that a store keeps as JSON.
pub const FORMS: [Form; 14] = [
    Event::FORM,
    Account::FORM,
    Supplier::FORM,
    Statement::FORM,
    Publication::FORM,
    Reconciliation::FORM,
    KeyRecord::FORM,
    Reasons::FORM,
    QuoteDraft::FORM,
    OfferPaper::FORM,
    ChangeRequest::FORM,
    Signed::<Approval>::FORM,
    Signed::<Envelope>::FORM,
    Signed::<Receipt>::FORM,
];

impl Stored for ChangeRequest {
    const FORM: Form = Form { name: "change", version: 1, field: "format" };

    fn version(&self) -> u32 {
        self.format
    }
}

impl Stored for Publication {
    const FORM: Form = Form { name: "publication", version: 1, field: "version" };

    fn version(&self) -> u32 {
        self.version
    }
}

impl Stored for QuoteDraft {
    const FORM: Form = Form { name: "draft of a quote", version: 1, field: "format" };

    fn version(&self) -> u32 {
        self.format
    }
}

impl Stored for KeyRecord {
    const FORM: Form = Form { name: "key", version: 1, field: "format" };
}

/// What a list shows of a statement; its lines are passed over.
#[derive(Deserialize)]
pub(super) struct Glance {
    #[serde(default = "first_version")]
    format: u32,
    pub(super) customer: String,
    pub(super) period: Period,
    pub(super) kind: DocumentKind,
    pub(super) totals: Totals,
}

impl Stored for Glance {
    const FORM: Form = Statement::FORM;

    fn version(&self) -> u32 {
        self.format
    }
}

/// The rate cards that a statement names; everything else of it is passed over.
#[derive(Deserialize)]
pub(super) struct PricedBy {
    #[serde(default = "first_version")]
    format: u32,
    pub(super) pricing: Priced,
}

impl Stored for PricedBy {
    const FORM: Form = Statement::FORM;

    fn version(&self) -> u32 {
        self.format
    }
}

/// Why a customer was set aside: findings, of which lists show the sentences.
#[derive(Deserialize)]
pub(super) struct Reasons(pub(super) Vec<Reason>);

/// One finding.
#[derive(Deserialize)]
pub(super) struct Reason {
    pub(super) message: Sentence,
}

/// A sentence in both languages.
#[derive(Deserialize)]
pub(super) struct Sentence {
    pub(super) en: String,
    pub(super) es: String,
}

impl Stored for Reasons {
    const FORM: Form = Form { name: "reasons", version: 1, field: "format" };
}

const fn first_version() -> u32 {
    1
}

/// Reads a stored text; `what` and `id` name it when it cannot be read.
pub(super) fn read<T: Stored>(what: &'static str, id: &str, text: &str) -> Result<T, StoreError> {
    stored::read(text).map_err(|error| refused(what, id, error))
}

/// A text field of something stored that may be damaged, as far as it can be read.
pub(super) fn field(name: &str, content: &[u8]) -> Option<String> {
    let content: serde_json::Value = serde_json::from_slice(content).ok()?;
    content.get(name)?.as_str().map(str::to_owned)
}

/// Reads the rate card of a publication.
pub(super) fn card(id: &str, publication: &Publication) -> Result<RateCard, StoreError> {
    let files: Vec<(&str, &str)> =
        publication.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    RateCard::recorded(&files).map_err(|error| refused("rate card", id, error))
}

/// Says which stored text cannot be read.
pub(super) fn refused(what: &'static str, id: &str, error: StoredError) -> StoreError {
    let id = id.to_owned();
    match error {
        StoredError::Newer { version, known } => StoreError::NewerForm { what, id, version, known },
        StoredError::Malformed(problem) => StoreError::Unreadable { what, id, problem },
    }
}
