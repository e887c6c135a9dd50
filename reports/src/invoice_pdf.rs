//! The invoice or credit note as a PDF: tagged, archivable, the same bytes every time.

use std::collections::BTreeMap;

use mru_core::{Finding, Lang};
use serde::Serialize;

use super::{
    billing_document::BillingDocument,
    invoice_view::InvoiceView,
    letters,
    typesetting::{self, Job},
    wording::Wording,
};

/// The words that stand in the templates.
const LABELS: &[&str] = &[
    "billing-annex",
    "billing-concept",
    "billing-days",
    "billing-draft-note",
    "billing-from",
    "billing-line",
    "billing-notes",
    "billing-payment",
    "billing-quantity",
    "billing-questions",
    "billing-spending",
    "billing-spending-lead",
    "billing-summary",
    "billing-usage-none",
    "component",
    "mru",
    "product",
    "usd",
    "weight",
];

/// Why there is no PDF of a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// It has letters that no font has; the findings name them with their places (B40).
    #[error("{}", .0.iter().map(|it| it.message.en.as_str()).collect::<Vec<_>>().join("; "))]
    Letters(Vec<Finding>),
    /// The typesetter refuses.
    #[error("the document cannot be typeset: {0}")]
    Typesetter(String),
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
/// The same document gives the same bytes, on every machine if the fonts of the program have all of its
/// letters, and otherwise on machines with the same fonts.
///
/// # Errors
///
/// [`PdfError`] when no font has some of its letters, or the typesetter refuses. There is no lesser PDF.
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
    typesetting::pdf(job(template, view, document, words)?).map_err(PdfError::Typesetter)
}

/// What the typesetter is to do.
fn job<'a>(
    template: &'a str,
    view: &InvoiceView,
    document: &BillingDocument<'_>,
    words: &Wording,
) -> Result<Job<'a>, PdfError> {
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
    let data =
        serde_json::to_string(&data).map_err(|error| PdfError::Typesetter(error.to_string()))?;
    let statement = document.statement;
    let findings = letters::unreadable(statement, Some(&data.chars().collect()));
    if !findings.is_empty() {
        return Err(PdfError::Letters(findings));
    }
    let identity = format!("{template} {} {}", words.tag(), document.name());
    let day = document.issued_on.unwrap_or_else(|| statement.period.first_day());
    Ok(Job { template, data, identity, day })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{invoice_view::SummaryRow, sample_billing as sample};

    #[test]
    fn an_invoice_is_archivable_and_gives_the_same_bytes() {
        let statement = sample::april();
        let pdf = || invoice_pdf(&sample::issued(&statement), Lang::Es).unwrap();
        let first = pdf();
        assert!(first.starts_with(b"%PDF"));
        assert!(typesetting::is_archivable(&first));
        assert!(first == pdf());
    }

    #[test]
    fn letters_that_no_font_has_are_named_and_make_no_lesser_document() {
        let mut statement = sample::one_line();
        // A letter of a plane for private use, which no font has.
        statement.bill_to.name = String::from("Banco \u{10fffd} S.A.");
        sample::set_events(&mut statement, [String::from("\u{10fffc}")]);
        let document = BillingDocument::draft(&statement);
        let Err(PdfError::Letters(findings)) = invoice_pdf(&document, Lang::En) else {
            panic!("a PDF without its letters");
        };
        let paths: Vec<&str> = findings.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(paths, ["bill_to.name"], "what an invoice does not show does not matter");
        assert!(findings[0].message.es.contains("(U+10FFFD)"), "{}", findings[0].message.es);
    }

    /// All words of the pages, none of which may stand beyond the margins.
    fn words_within_the_page(template: &str, view: &InvoiceView, words: &Wording) -> String {
        let statement = sample::one_line();
        let document = BillingDocument::draft(&statement);
        let job = job(template, view, &document, words).unwrap();
        // The word behind a draft is turned, so that its place is not where it is set.
        typesetting::words_within_the_page(job, &view.draft.to_uppercase())
    }

    #[test]
    fn nothing_vanishes_beyond_the_edge_of_a_page() {
        let words = Wording::new(Lang::En);
        let mut statement = sample::one_line();
        // A month of samples of elastic use, each an event of its own.
        sample::set_events(&mut statement, (1..=1200).map(|event| format!("sample-{event:04}")));
        let view = InvoiceView::usage(&BillingDocument::draft(&statement), &words);
        let shown = words_within_the_page("usage.typ", &view, &words);
        assert!(shown.contains("sample-0001") && shown.contains("sample-1200"));

        let statement = sample::many_lines();
        let mut view = InvoiceView::new(&BillingDocument::draft(&statement), &words);
        // The most places that stay together on a page, and more, with short and very long names.
        let row = view.summary[0].clone();
        for (places, letters) in [(14, 85), (18, 200), (60, 20)] {
            let label = |at: usize| format!("{at:03}{}", "m".repeat(letters - 3));
            let long = |at: usize| SummaryRow { label: label(at), ..row.clone() };
            view.summary = (0..places).map(long).collect();
            let shown = words_within_the_page("invoice.typ", &view, &words);
            for at in 0..places {
                assert!(shown.contains(&format!("{at:03}mm")), "{at} of {places}");
            }
        }
    }
}
