//! Saves drafts: what is asked for, judged as far as it can be read.

use mru_core::{
    Deployment, Format,
    account::Language,
    offer::{Assumption, Excluded},
    text::{is_hidden, is_line},
};

use super::{QuoteError, Refusal};
use crate::{
    absent::Absent,
    storage::{QuoteDraft, StoredDraft, StoredQuote, Transaction, parties, quote_drafts, quotes},
};

/// The longest contact, name, position or reason, in characters.
pub(super) const LONGEST_LINE: usize = 200;

/// The longest notes, in characters.
const LONGEST_NOTES: usize = 4_000;

/// What a draft is to hold.
#[derive(Clone, Debug)]
pub struct DraftRequest<'a> {
    /// The deployment file.
    pub deployment: &'a str,
    /// Its notation.
    pub format: Format,
    /// The stored customer; none for a prospect.
    pub customer: Option<&'a str>,
    /// The rate card of a prospect; `reference` when none is named.
    pub rate_card: Option<&'a str>,
    /// The language of the document; that of the contract, or English, when none is named.
    pub language: Option<Language>,
    /// Whom to ask; may be empty.
    pub contact: &'a str,
    /// What else is said; may be empty, and have several lines.
    pub notes: &'a str,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
    /// What was left out by intent.
    pub excluded: Vec<Excluded>,
}

impl<'a> DraftRequest<'a> {
    /// A draft of a deployment file, for nobody yet.
    pub const fn new(deployment: &'a str, format: Format) -> DraftRequest<'a> {
        DraftRequest {
            deployment,
            format,
            customer: None,
            rate_card: None,
            language: None,
            contact: "",
            notes: "",
            assumptions: Vec::new(),
            excluded: Vec::new(),
        }
    }
}

/// Reads the written form of a notation.
pub(super) fn format(notation: &str) -> Format {
    Format::named(notation).unwrap_or(Format::Json)
}

/// Refuses a text that is too long or cannot be seen; an empty one where `needed`.
pub(super) fn line(field: &'static str, text: &str, needed: bool) -> Result<(), Refusal> {
    let refused = Refusal::QuoteText { field, longest: LONGEST_LINE };
    if is_line(text, LONGEST_LINE) && !(needed && text.trim().is_empty()) {
        Ok(())
    } else {
        Err(refused)
    }
}

fn notes(text: &str) -> Result<(), Refusal> {
    let hidden = |c: char| c != '\n' && is_hidden(c);
    if text.chars().count() <= LONGEST_NOTES && !text.contains(hidden) {
        return Ok(());
    }
    Err(Refusal::QuoteText { field: "notes", longest: LONGEST_NOTES })
}

/// Keeps a draft; `revises` is the quote that it is a new version of.
///
/// A deployment with mistakes is kept, so that work on it can go on, if it can be read at all.
pub(super) async fn save(
    transaction: &mut Transaction,
    asked: &DraftRequest<'_>,
    revises: Option<&StoredQuote>,
) -> Result<StoredDraft, QuoteError> {
    line("contact", asked.contact, false)?;
    notes(asked.notes)?;
    let parsed = Deployment::parse(asked.deployment, asked.format);
    if parsed.deployment.is_none() {
        return Err(QuoteError::Invalid(parsed.findings()));
    }
    let mut of_contract = None;
    if let Some(customer) = asked.customer {
        let versions = parties::accounts(transaction, customer, customer).await?;
        let last = versions
            .last()
            .ok_or_else(|| Absent::NoCustomer { customer: customer.to_owned(), near: None })?;
        if asked.rate_card.is_some() {
            return Err(Refusal::QuoteCardByContract { customer: customer.to_owned() }.into());
        }
        of_contract = Some(last.account.contract.language);
    }
    let language = asked.language.or(of_contract).unwrap_or(Language::En);
    let text = asked.deployment.to_owned();
    let draft = QuoteDraft {
        customer: asked.customer.unwrap_or_default().to_owned(),
        rate_card: asked.rate_card.unwrap_or("reference").to_owned(),
        contact: asked.contact.to_owned(),
        notes: asked.notes.to_owned(),
        revises: revises.map(|it| it.number.clone()).unwrap_or_default(),
        assumptions: asked.assumptions.clone(),
        excluded: asked.excluded.clone(),
        ..QuoteDraft::new(text, asked.format.as_str(), language)
    };
    let id = quote_drafts::put(transaction, &draft).await?;
    Ok(StoredDraft { id, draft })
}

/// What a new version of a quote changes; what is not said stays as it was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Revision<'a> {
    /// The number of the quote.
    pub number: &'a str,
    /// Another deployment file.
    pub deployment: Option<(&'a str, Format)>,
    /// Whom to ask.
    pub contact: Option<&'a str>,
    /// What else is said.
    pub notes: Option<&'a str>,
}

/// Keeps a draft of a new version of a quote, which its issue will supersede.
pub(super) async fn revise(
    transaction: &mut Transaction,
    asked: &Revision<'_>,
) -> Result<StoredDraft, QuoteError> {
    let quote = quotes::find(transaction, asked.number).await?;
    let quote = quote.ok_or_else(|| Absent::NoQuote { reference: asked.number.to_owned() })?;
    quote.not_ended()?;
    let before = quote_drafts::find(transaction, &quote.draft).await?;
    let StoredDraft { draft, .. } =
        before.ok_or_else(|| Absent::NoQuote { reference: quote.draft.clone() })?;
    let same = (draft.deployment.as_str(), format(&draft.notation));
    let (deployment, notation) = asked.deployment.unwrap_or(same);
    let is_same = asked.deployment.is_none();
    let customer = Some(draft.customer.as_str()).filter(|it| !it.is_empty());
    let request = DraftRequest {
        customer,
        rate_card: customer.is_none().then_some(draft.rate_card.as_str()),
        language: Some(draft.language),
        contact: asked.contact.unwrap_or(&draft.contact),
        notes: asked.notes.unwrap_or(&draft.notes),
        // What was assumed of another deployment need not hold for this one.
        assumptions: if is_same { draft.assumptions.clone() } else { Vec::new() },
        excluded: if is_same { draft.excluded.clone() } else { Vec::new() },
        ..DraftRequest::new(deployment, notation)
    };
    save(transaction, &request, Some(&quote)).await
}
