//! The invoice or credit note as a PDF: tagged, archivable, the same bytes every time.

use std::collections::BTreeMap;

use mru_core::Lang;
use serde::Serialize;

use super::{
    billing_document::BillingDocument,
    invoice_view::InvoiceView,
    typesetting::{self, Job},
    wording::Wording,
};

/// The words that stand in the templates.
const LABELS: &[&str] = &[
    "billing-code",
    "billing-concept",
    "billing-days",
    "billing-draft-note",
    "billing-from",
    "billing-line",
    "billing-notes",
    "billing-payment",
    "billing-quantity",
    "billing-summary",
    "billing-tax-id",
    "billing-usage-none",
    "component",
    "mru",
    "product",
    "usd",
    "weight",
];

/// A document that cannot be typeset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document cannot be typeset: {reason}")]
pub struct PdfError {
    reason: String,
}

/// What a template reads.
#[derive(Serialize)]
struct Data<'a> {
    lang: &'a str,
    region: Option<&'a str>,
    words: BTreeMap<&'a str, String>,
    /// The foot of a page, with `{page}` and `{pages}` to be filled in.
    page: String,
    /// The heading of a section's end, section by section.
    subtotals: Vec<String>,
    view: &'a InvoiceView,
}

/// Writes an invoice or credit note as a PDF in one language.
///
/// The same document gives the same bytes.
///
/// # Errors
///
/// [`PdfError`] when the typesetter refuses.
pub fn invoice_pdf(document: &BillingDocument<'_>, lang: Lang) -> Result<Vec<u8>, PdfError> {
    let words = Wording::new(lang);
    let view = InvoiceView::new(document, &words);
    typeset("invoice.typ", &view, document, &words)
}

/// Typesets a view by a template.
pub(super) fn typeset(
    template: &str,
    view: &InvoiceView,
    document: &BillingDocument<'_>,
    words: &Wording,
) -> Result<Vec<u8>, PdfError> {
    let (lang, region) = match words.tag().split_once('-') {
        Some((lang, region)) => (lang, Some(region)),
        None => (words.tag(), None),
    };
    let subtotal = |title: &str| words.with("billing-subtotal", &[("place", title)]);
    let data = Data {
        lang,
        region,
        words: LABELS.iter().map(|key| (*key, words.get(key))).collect(),
        page: words.with("billing-page", &[("page", "{page}"), ("pages", "{pages}")]),
        subtotals: view.sections.iter().map(|section| subtotal(&section.title)).collect(),
        view,
    };
    let failed = |reason| PdfError { reason };
    let data = serde_json::to_string(&data).map_err(|error| failed(error.to_string()))?;
    let statement = document.statement;
    let identity = format!("{template} {} {}", words.tag(), document.code(0));
    let day = document.issued_on.unwrap_or_else(|| statement.period.first_day());
    typesetting::pdf(Job { template, data, identity, day }).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample_billing as sample;

    /// Whether a PDF says that it is PDF/A-2a and PDF/UA-1.
    fn is_archivable(pdf: &[u8]) -> bool {
        let text = String::from_utf8_lossy(pdf);
        text.contains("<pdfaid:part>2</pdfaid:part>")
            && text.contains("<pdfaid:conformance>A</pdfaid:conformance>")
            && text.contains("<pdfuaid:part>1</pdfuaid:part>")
    }

    #[test]
    fn an_invoice_is_archivable_and_gives_the_same_bytes() {
        let statement = sample::april();
        let pdf = || invoice_pdf(&sample::issued(&statement), Lang::Es).unwrap();
        let first = pdf();
        assert!(first.starts_with(b"%PDF"));
        assert!(is_archivable(&first));
        assert!(first == pdf());
    }

    #[test]
    fn letters_that_no_font_has_do_not_stop_an_invoice() {
        let mut statement = sample::one_line();
        statement.bill_to.name = String::from("保险 S.A.");
        let pdf = invoice_pdf(&BillingDocument::draft(&statement), Lang::En).unwrap();
        assert!(pdf.starts_with(b"%PDF"));
        assert!(!is_archivable(&pdf));
    }
}
