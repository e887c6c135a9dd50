//! Drafts and issued documents as faces give them out: pages, PDFs and JSON.

mod quotes;

use chrono::NaiveDate;
use mru_core::{
    Finding, Lang,
    invoice::{Statement, TaxDocument},
};
use reports::{
    Balance, BillingDocument, MonthBefore, PrintedCheckpoint, invoice_html::invoice_html,
    invoice_text::invoice_text, usage_statement::usage_html,
};
#[cfg(feature = "pdf")]
use reports::{
    invoice_pdf::{PdfError, invoice_pdf},
    usage_statement::usage_pdf,
};
use serde_json::{Map, Value as Json, json};

use crate::{
    answers::pretty,
    books::{self, Document, Found, Shown},
    witness::checkpoint::SignedNote,
};

pub(crate) use quotes::quote_page_hash;
pub use quotes::{QuoteForm, quote, quote_language, quote_page};

/// The form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// To read in a terminal.
    Text,
    /// To send, as a page.
    Html,
    /// To send.
    #[cfg(feature = "pdf")]
    Pdf,
    /// Which component, which days, what arithmetic: as a page.
    UsageHtml,
    /// The same as PDF.
    #[cfg(feature = "pdf")]
    UsagePdf,
    /// For programs.
    Json,
}

/// Why a document cannot be given out in a form.
#[derive(Debug)]
pub enum PaperError {
    /// The fonts lack letters of it.
    Letters(Vec<Finding>),
    /// The templates or the typesetter refuse.
    Failed(String),
}

/// A draft or document in a form.
///
/// # Errors
///
/// [`PaperError`].
pub fn render(shown: &Shown, form: Form, lang: Lang) -> Result<Vec<u8>, PaperError> {
    as_paper(shown, |paper| rendered(shown, paper, form, lang))
}

/// Shows a draft or document as it is rendered.
pub fn as_paper<T>(shown: &Shown, show: impl FnOnce(&BillingDocument<'_>) -> T) -> T {
    let Shown { found, checkpoint, before, tax } = shown;
    let before = before.as_ref().map(compared);
    match found {
        Found::Draft(draft) => {
            let paper = BillingDocument::draft(&draft.statement);
            show(&BillingDocument { before: before.as_ref(), ..paper })
        }
        Found::Document(document) => {
            let (hash, printed) = (document.hash(), checkpoint.as_ref().map(SignedNote::printed));
            let paper = issued(document, &hash, printed.as_ref());
            show(&BillingDocument { before: before.as_ref(), tax: tax.as_ref(), ..paper })
        }
    }
}

fn rendered(
    shown: &Shown,
    paper: &BillingDocument<'_>,
    form: Form,
    lang: Lang,
) -> Result<Vec<u8>, PaperError> {
    let failed = |error: &dyn std::fmt::Display| PaperError::Failed(error.to_string());
    Ok(match form {
        Form::Text => invoice_text(paper, lang).into_bytes(),
        Form::Html => invoice_html(paper, lang).map_err(|it| failed(&it))?.into_bytes(),
        Form::UsageHtml => usage_html(paper, lang).map_err(|it| failed(&it))?.into_bytes(),
        #[cfg(feature = "pdf")]
        Form::Pdf => invoice_pdf(paper, lang)?,
        #[cfg(feature = "pdf")]
        Form::UsagePdf => usage_pdf(paper, lang)?,
        Form::Json => pretty(&json_of(shown)).into_bytes(),
    })
}

#[cfg(feature = "pdf")]
impl From<PdfError> for PaperError {
    fn from(error: PdfError) -> PaperError {
        match error {
            PdfError::Letters(findings) => PaperError::Letters(findings),
            error @ PdfError::Typesetter(_) => PaperError::Failed(error.to_string()),
        }
    }
}

/// An issued document as it is shown.
pub fn issued<'a>(
    document: &'a Document,
    hash: &'a str,
    checkpoint: Option<&'a PrintedCheckpoint>,
) -> BillingDocument<'a> {
    BillingDocument {
        statement: &document.statement,
        number: Some(&document.number),
        issued_on: Some(document.issued_on),
        due_on: Some(document.due_on),
        hash: Some(hash),
        checkpoint,
        before: None,
        tax: None,
    }
}

/// The month before, as a document shows it.
pub fn compared(before: &books::MonthBefore) -> MonthBefore {
    let books::MonthBefore { number, period, net_usd } = before.clone();
    MonthBefore { number, period, net_usd }
}

/// The day on which a document is due; none where nothing of it is.
pub fn due_on(document: &Document) -> Option<NaiveDate> {
    Balance::of(&document.statement).due(document.due_on)
}

/// A draft or document as programs read it.
pub fn json_of(shown: &Shown) -> Json {
    let statement: &Statement = shown.statement();
    let mut value = json!({
        "document": statement.kind,
        "number": null,
        "customer": statement.customer,
        "period": statement.period,
        "state": "draft",
        "total_mru": statement.totals.mru,
        "total_usd": statement.totals.total_usd,
        "statement": statement,
    });
    if let (Found::Document(document), Some(fields)) = (&shown.found, value.as_object_mut()) {
        fields.extend(issued_fields(document, shown.checkpoint.as_ref(), shown.tax.as_ref()));
    }
    value
}

/// What issuing adds to a statement, as programs read it.
pub fn issued_fields(
    document: &Document,
    checkpoint: Option<&SignedNote>,
    tax: Option<&TaxDocument>,
) -> Map<String, Json> {
    let mut fields = Map::new();
    let mut add = |name: &str, value: Json| fields.insert(String::from(name), value);
    add("number", json!(document.number));
    add("state", json!("issued"));
    add("issued_on", json!(document.issued_on));
    add("due_on", json!(due_on(document)));
    add("hash", json!(document.hash()));
    add("checkpoint", json!(checkpoint.map(SignedNote::text)));
    if !document.early_reason.is_empty() {
        add("early_reason", json!(document.early_reason));
    }
    if let Some(tax) = tax {
        add("tax_document", json!(tax));
    }
    fields
}
