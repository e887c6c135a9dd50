//! Quotes and their drafts as faces give them out.

use chrono::NaiveDate;
use mru_core::{Lang, offer::Head};
#[cfg(feature = "pdf")]
use reports::quote_pdf::offer_pdf;
use reports::{
    offer_page::{Standing, offer_page},
    offer_view::OfferDocument,
    quote_csv::offer_csv,
    quote_html::offer_html,
    quote_text::offer_text,
};
use sha2::{Digest as _, Sha256};

use super::PaperError;
use crate::{
    answers::{self, pretty},
    quotes::{Found, QuoteEnd, QuoteError, ShownQuote, State},
};

/// The form of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteForm {
    /// To paste into a mail.
    Text,
    /// For programs; decimals are strings.
    Json,
    /// One row a line, for spreadsheets.
    Csv,
    /// To send, as a page.
    Html,
    /// To send and to sign.
    #[cfg(feature = "pdf")]
    Pdf,
}

/// A quote or draft in a form; its state in JSON is that of a day.
///
/// # Errors
///
/// [`PaperError`].
pub fn quote(
    found: &Found,
    form: QuoteForm,
    lang: Lang,
    day: NaiveDate,
) -> Result<Vec<u8>, PaperError> {
    if form == QuoteForm::Json {
        return Ok(pretty(&answers::stored_quote(found, day, lang)).into_bytes());
    }
    match found {
        Found::Draft(draft) => {
            let (offer, head) = (&draft.offer, &draft.head);
            paper(&OfferDocument { offer, head, number: None, hash: None }, form, lang)
        }
        Found::Quote(quote) => issued(quote, form, lang),
    }
}

/// The language of a quote or draft.
pub fn quote_language(found: &Found) -> Lang {
    match found {
        Found::Draft(draft) => draft.head.language.into(),
        Found::Quote(quote) => quote.stored.paper.head.language.into(),
    }
}

fn issued(quote: &ShownQuote, form: QuoteForm, lang: Lang) -> Result<Vec<u8>, PaperError> {
    let (number, hash) = (quote.stored.number.as_str(), quote.stored.hash());
    let head: &Head = &quote.stored.paper.head;
    let document =
        OfferDocument { offer: &quote.offer, head, number: Some(number), hash: Some(&hash) };
    paper(&document, form, lang)
}

fn paper(document: &OfferDocument<'_>, form: QuoteForm, lang: Lang) -> Result<Vec<u8>, PaperError> {
    let failed = |error: &dyn std::fmt::Display| PaperError::Failed(error.to_string());
    Ok(match form {
        QuoteForm::Text | QuoteForm::Json => offer_text(document, lang).into_bytes(),
        QuoteForm::Csv => offer_csv(document, lang).map_err(|it| failed(&it))?.into_bytes(),
        QuoteForm::Html => offer_html(document, lang).map_err(|it| failed(&it))?.into_bytes(),
        #[cfg(feature = "pdf")]
        QuoteForm::Pdf => offer_pdf(document, lang)?,
    })
}

/// The page that a link opens: the quote, and below it the form to accept it, or how it stands.
///
/// # Errors
///
/// [`PaperError::Failed`].
pub fn quote_page(
    quote: &ShownQuote,
    day: NaiveDate,
    is_incomplete: bool,
    lang: Lang,
) -> Result<String, PaperError> {
    let stored = &quote.stored;
    let hash = stored.hash();
    let document = OfferDocument {
        offer: &quote.offer,
        head: &stored.paper.head,
        number: Some(&stored.number),
        hash: Some(&hash),
    };
    let end = stored.end.as_ref();
    let standing = match stored.state(day) {
        State::Issued => Standing::Open { is_incomplete },
        State::Expired => Standing::Expired(stored.valid_until),
        State::Accepted => {
            let said = |it: &QuoteEnd| (it.by_name.clone(), it.position.clone(), it.day);
            end.map(said).map_or(Standing::Expired(day), |(name, position, day)| {
                Standing::Accepted { name, position, day }
            })
        }
        State::Withdrawn => Standing::Withdrawn(end.map_or(day, |it| it.day)),
        State::Superseded => Standing::Superseded(end.map_or(day, |it| it.day)),
    };
    offer_page(&document, &standing, lang).map_err(|error| PaperError::Failed(error.to_string()))
}

/// SHA-256 of the page of a quote in its language: what its reader saw and accepted.
pub(crate) fn quote_page_hash(quote: &ShownQuote) -> Result<String, QuoteError> {
    let lang = quote.stored.paper.head.language.into();
    let page = issued(quote, QuoteForm::Html, lang).map_err(|error| match error {
        PaperError::Letters(findings) => QuoteError::Invalid(findings),
        PaperError::Failed(said) => QuoteError::Page(said),
    })?;
    let hex: String = Sha256::digest(&page).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{hex}"))
}
