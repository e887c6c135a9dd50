//! The usage statement: which component, which days, what arithmetic.

use askama::Template;
use mru_core::Lang;

use super::{
    billing_document::BillingDocument,
    invoice_html::{BILLING_LOOK, LOOK},
    invoice_view::InvoiceView,
    wording::Wording,
};

#[derive(Template)]
#[template(path = "usage.html")]
struct Page<'a> {
    words: &'a Wording,
    view: &'a InvoiceView,
    look: &'static str,
    billing_look: &'static str,
}

/// Writes the usage statement behind a document as an HTML page in one language.
///
/// The same document gives the same bytes.
///
/// # Errors
///
/// None that a document can cause; the template engine's type allows for a failing writer.
pub fn usage_html(document: &BillingDocument<'_>, lang: Lang) -> Result<String, askama::Error> {
    let words = Wording::new(lang);
    let view = InvoiceView::usage(document, &words);
    let (words, view) = (&words, &view);
    Page { words, view, look: LOOK, billing_look: BILLING_LOOK }.render()
}

/// Writes the usage statement behind a document as a PDF in one language.
///
/// The same document gives the same bytes.
///
/// # Errors
///
/// [`PdfError`](super::invoice_pdf::PdfError) when the typesetter refuses.
#[cfg(feature = "pdf")]
pub fn usage_pdf(
    document: &BillingDocument<'_>,
    lang: Lang,
) -> Result<Vec<u8>, super::invoice_pdf::PdfError> {
    let words = Wording::new(lang);
    let view = InvoiceView::usage(document, &words);
    super::invoice_pdf::typeset("usage.typ", &view, document, &words)
}

#[cfg(test)]
mod tests {
    use mru_core::invoice::LineKind;

    use super::*;
    use crate::sample_billing as sample;

    #[test]
    fn usage_shows_what_ran_and_where_it_comes_from() {
        let statement = sample::april();
        let page = usage_html(&sample::issued(&statement), Lang::En).unwrap();
        for line in &statement.lines {
            let said = line.explanation(&statement.pricing, Lang::En);
            let usage = matches!(line.kind(), LineKind::Component | LineKind::Elasticity);
            assert_eq!(page.contains(&said), usage, "{said}");
        }
        for part in ["Ticket: REQ-3", "Events: 1"] {
            assert!(page.contains(part), "{part}");
        }
    }

    #[test]
    fn a_credit_note_has_no_usage() {
        let statement = sample::credit_note();
        let page = usage_html(&sample::issued(&statement), Lang::Es).unwrap();
        assert!(page.contains("En este período no hubo uso."));
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn a_usage_statement_is_typeset() {
        let statement = sample::april();
        let pdf = usage_pdf(&sample::issued(&statement), Lang::Es).unwrap();
        assert!(pdf.starts_with(b"%PDF"));
    }
}
