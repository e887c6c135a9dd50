//! The quote as a PDF: an offer to sign, its details and what is technical in annexes.

use std::collections::BTreeMap;

use mru_core::{Lang, Quote};
use serde::Serialize;

use super::{
    invoice_pdf::PdfError,
    letters,
    offer_view::OfferDocument,
    quote_view::QuoteView,
    typesetting::{self, Job},
    wording::Wording,
};

/// The words that stand in the template.
const LABELS: &[&str] = &[
    "component",
    "mru",
    "offer-assumptions",
    "offer-caveats",
    "offer-components",
    "offer-cost",
    "offer-excluded",
    "offer-monthly",
    "offer-notes",
    "offer-title",
    "offer-twelve-months",
    "policies",
    "product",
    "quantity",
    "quote",
    "quote-accept-day",
    "quote-accept-name",
    "quote-accept-role",
    "quote-accept-signature",
    "quote-acceptance",
    "quote-annex-details",
    "quote-annex-technical",
    "quote-base",
    "quote-base-tasks",
    "quote-blue-green",
    "quote-capacity",
    "quote-connections",
    "quote-connections-lead",
    "quote-database",
    "quote-findings",
    "quote-for",
    "quote-included",
    "quote-kind",
    "quote-line-short",
    "quote-max-tasks",
    "quote-maximum",
    "quote-monthly",
    "quote-mru-month",
    "quote-notes",
    "quote-nothing-charged",
    "quote-outside",
    "quote-outside-note",
    "quote-place",
    "quote-redundancy",
    "quote-shared-note",
    "quote-summary",
    "quote-total",
    "quote-usd-month",
    "quote-what-is-included",
    "quote-year",
    "severity-information",
    "severity-warning",
    "size",
    "usd",
    "weight",
];

/// What the template reads.
#[derive(Serialize)]
struct Data<'a> {
    lang: &'a str,
    region: Option<&'a str>,
    words: BTreeMap<&'a str, String>,
    /// The foot of a page, with `{page}` and `{pages}` to be filled in.
    page: String,
    /// Title with number and customer.
    title: String,
    /// The heading of a place's end, place by place.
    subtotals: Vec<String>,
    view: &'a QuoteView,
}

/// Writes a quote as a PDF in one language; the same quote gives the same bytes.
///
/// # Errors
///
/// [`PdfError`] when no font has some of its letters, or the typesetter refuses. There is no lesser PDF.
pub fn quote_pdf(quote: &Quote, lang: Lang) -> Result<Vec<u8>, PdfError> {
    let words = Wording::new(lang);
    let job = job(&QuoteView::new(quote, &words), quote, &words)?;
    typesetting::pdf(job).map_err(PdfError::Typesetter)
}

/// Writes a draft or an issued quote as a PDF in one language; the same one gives the same bytes.
///
/// # Errors
///
/// As [`quote_pdf`].
pub fn offer_pdf(document: &OfferDocument<'_>, lang: Lang) -> Result<Vec<u8>, PdfError> {
    let words = Wording::new(lang);
    let view = QuoteView::of_offer(document, &words);
    let job = job(&view, &document.offer.quote, &words)?;
    typesetting::pdf(job).map_err(PdfError::Typesetter)
}

/// What the typesetter is to do.
fn job(view: &QuoteView, quote: &Quote, words: &Wording) -> Result<Job<'static>, PdfError> {
    let (lang, region) = match words.tag().split_once('-') {
        Some((lang, region)) => (lang, Some(region)),
        None => (words.tag(), None),
    };
    let parts = [words.get("quote"), view.number.clone(), view.deployment.clone()];
    let title: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let subtotal = |name: &str| words.with("quote-subtotal", &[("place", name)]);
    let data = Data {
        lang,
        region,
        words: LABELS.iter().map(|key| (*key, words.get(key))).collect(),
        page: words.with("billing-page", &[("page", "{page}"), ("pages", "{pages}")]),
        title: title.join(" "),
        subtotals: view.places.iter().map(|place| subtotal(&place.name)).collect(),
        view,
    };
    let failed = |error: serde_json::Error| PdfError::Typesetter(error.to_string());
    let data = serde_json::to_string(&data).map_err(failed)?;
    let findings = letters::unreadable(view, Some(&data.chars().collect()));
    if !findings.is_empty() {
        return Err(PdfError::Letters(findings));
    }
    let identity = format!("quote {} {} {}", words.tag(), view.number, quote.deployment_hash);
    Ok(Job { template: "quote.typ", data, identity, day: quote.as_of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_quote_is_archivable_and_gives_the_same_bytes() {
        for lang in [Lang::En, Lang::Es] {
            let pdf = || quote_pdf(&sample::quote(), lang).unwrap();
            let first = pdf();
            assert!(typesetting::is_archivable(&first));
            assert!(first == pdf());
        }
    }

    #[test]
    fn nothing_vanishes_beyond_the_edge_of_a_page() {
        let (quote, words) = (sample::quote(), Wording::new(Lang::Es));
        let job = job(&QuoteView::new(&quote, &words), &quote, &words).unwrap();
        let shown = typesetting::words_within_the_page(job, "");
        assert!(shown.contains("Aceptación") && shown.contains("ms-a-1"), "{shown}");
    }
}
