//! The reconciliation of a month as a PDF: tagged, archivable, the same bytes every time.

use std::collections::BTreeMap;

use mru_core::Lang;
use serde::Serialize;

use super::{
    invoice_pdf::PdfError,
    letters,
    reconciliation_view::{ReconciliationDocument, ReconciliationError, ReconciliationView},
    typesetting::{self, Job},
    wording::Wording,
};

const TEMPLATE: &str = "reconciliation.typ";

/// The words that stand in the template.
const LABELS: &[&str] = &[
    "component",
    "product",
    "reconciliation-buckets",
    "reconciliation-charged",
    "reconciliation-column-aws",
    "reconciliation-column-billed",
    "reconciliation-column-bucket",
    "reconciliation-column-charged",
    "reconciliation-column-count",
    "reconciliation-column-customer",
    "reconciliation-column-environment",
    "reconciliation-column-events",
    "reconciliation-column-expected",
    "reconciliation-column-kind",
    "reconciliation-column-list",
    "reconciliation-column-margin",
    "reconciliation-column-metered",
    "reconciliation-column-missing",
    "reconciliation-column-rate",
    "reconciliation-column-shared",
    "reconciliation-column-what",
    "reconciliation-components",
    "reconciliation-components-none",
    "reconciliation-customers",
    "reconciliation-environments",
    "reconciliation-kinds",
    "reconciliation-notes",
    "reconciliation-sources",
    "reconciliation-without-cost",
    "reconciliation-without-cost-lead",
    "reconciliation-without-cost-none",
    "usd",
];

/// What the template reads.
#[derive(Serialize)]
struct Data<'a> {
    lang: &'a str,
    region: Option<&'a str>,
    words: BTreeMap<&'a str, String>,
    /// The foot of a page, with `{page}` and `{pages}` to be filled in.
    page: String,
    view: &'a ReconciliationView,
}

/// Writes a reconciliation as a PDF in one language.
///
/// The same reconciliation gives the same bytes, as an invoice does.
///
/// # Errors
///
/// [`ReconciliationError::Sum`] when a sum needs more than 38 digits, [`ReconciliationError::Pdf`]
/// when no font has some of its letters, or the typesetter refuses. There is no lesser PDF.
pub fn reconciliation_pdf<'a>(
    document: impl Into<ReconciliationDocument<'a>>,
    lang: Lang,
) -> Result<Vec<u8>, ReconciliationError> {
    let job = job(document.into(), lang)?;
    Ok(typesetting::pdf(job).map_err(PdfError::Typesetter)?)
}

/// What the typesetter is to do.
fn job(
    document: ReconciliationDocument<'_>,
    lang: Lang,
) -> Result<Job<'static>, ReconciliationError> {
    let words = Wording::new(lang);
    let view = ReconciliationView::new(document, &words)?;
    let findings = letters::unreadable(&view, None);
    if !findings.is_empty() {
        return Err(PdfError::Letters(findings).into());
    }
    let tag = words.tag();
    let (lang, region) = tag.split_once('-').map_or((tag, None), |(lang, it)| (lang, Some(it)));
    let data = Data {
        lang,
        region,
        words: LABELS.iter().map(|key| (*key, words.get(key))).collect(),
        page: words.with("billing-page", &[("page", "{page}"), ("pages", "{pages}")]),
        view: &view,
    };
    let data =
        serde_json::to_string(&data).map_err(|error| PdfError::Typesetter(error.to_string()))?;
    let month = document.reconciliation.month;
    let identity = format!("{TEMPLATE} {tag} {month}");
    Ok(Job { template: TEMPLATE, data, identity, day: month.first_day() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_reconciliation as sample;

    #[test]
    fn every_month_is_archivable_and_gives_the_same_bytes() {
        for month in [sample::october(), sample::quiet()] {
            let pdf = || reconciliation_pdf(&month, Lang::Es).unwrap();
            let first = pdf();
            assert!(typesetting::is_archivable(&first));
            assert!(first == pdf());
        }
    }

    #[test]
    fn letters_that_no_font_has_are_named() {
        let mut month = sample::october();
        month.customers[1].customer = String::from("Banco \u{10fffd}");
        let Err(ReconciliationError::Pdf(PdfError::Letters(findings))) =
            reconciliation_pdf(&month, Lang::En)
        else {
            panic!("a PDF without its letters");
        };
        assert!(findings[0].message.en.contains("(U+10FFFD)"), "{}", findings[0].message.en);
    }

    #[test]
    fn nothing_vanishes_beyond_the_edge_of_a_page() {
        let job = job((&sample::crowded()).into(), Lang::En).unwrap();
        let shown = typesetting::words_within_the_page(job, "");
        for word in ["seguros & <hijos>", "Unmetered", "5 more", "Made from"] {
            assert!(shown.contains(word), "{word}");
        }
    }
}
