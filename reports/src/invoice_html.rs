//! The invoice or credit note as a page: self-contained, printable, readable on a phone.

use askama::Template;
use mru_core::Lang;

use super::{billing_document::BillingDocument, invoice_view::InvoiceView, wording::Wording};

/// The looks, put into the page so that it needs no other file.
pub(super) const LOOK: &str = include_str!("../look/quote.css");
pub(super) const BILLING_LOOK: &str = include_str!("../look/billing.css");

#[derive(Template)]
#[template(path = "invoice.html")]
struct Page<'a> {
    words: &'a Wording,
    view: &'a InvoiceView,
    look: &'static str,
    billing_look: &'static str,
    /// Whether rows show where they come from.
    origins: bool,
}

/// Writes an invoice or credit note as an HTML page in one language.
///
/// The same document gives the same bytes.
///
/// # Errors
///
/// None that a document can cause; the template engine's type allows for a failing writer.
pub fn invoice_html(document: &BillingDocument<'_>, lang: Lang) -> Result<String, askama::Error> {
    let words = Wording::new(lang);
    let view = InvoiceView::new(document, &words);
    let (words, view) = (&words, &view);
    Page { words, view, look: LOOK, billing_look: BILLING_LOOK, origins: false }.render()
}

#[cfg(test)]
mod tests {
    use mru_core::invoice::LineKind;

    use super::*;
    use crate::sample_billing as sample;

    #[test]
    fn a_page_needs_nothing_else() {
        let statement = sample::april();
        let page = invoice_html(&sample::issued(&statement), Lang::En).unwrap();
        for outside in ["<script", "<link", "<img", "http:", "https:", "url(", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    }

    #[test]
    fn names_are_escaped() {
        let statement = sample::april();
        let page = invoice_html(&sample::issued(&statement), Lang::Es).unwrap();
        assert!(page.contains("Seguros &#38; &#60;Hijos&#62; S.A."));
        assert!(!page.contains("<Hijos>"));
    }

    #[test]
    fn totals_lines_and_their_arithmetic_are_shown() {
        for statement in [sample::april(), sample::credit_note(), sample::one_line()] {
            for lang in [Lang::En, Lang::Es] {
                let page = invoice_html(&sample::issued(&statement), lang).unwrap();
                let totals = statement.totals;
                // A total in favour of the customer is said by words, without a sign.
                let in_favour = totals.total_usd.is_negative();
                let total = if in_favour { totals.total_usd.negated() } else { totals.total_usd };
                for usd in [totals.net_usd, totals.tax_usd, total] {
                    let shown = mru_core::text::usd(usd.as_decimal(), lang);
                    let shown = shown.split_once(' ').unwrap().1;
                    assert!(
                        page.contains(&format!(">{shown}<"))
                            || page.contains(&format!(" {shown}<")),
                        "{shown}"
                    );
                }
                for line in &statement.lines {
                    let said = line.explanation(&statement.pricing, lang);
                    let said = match line.kind() {
                        LineKind::OneOff => line.ticket().to_owned(),
                        LineKind::Tax if !statement.tax_exemption.is_empty() => {
                            statement.tax_exemption.clone()
                        }
                        _ => said,
                    };
                    assert!(page.contains(&said), "{said}");
                }
            }
        }
    }

    #[test]
    fn a_draft_says_so_and_an_issued_document_does_not() {
        let statement = sample::april();
        let draft = invoice_html(&BillingDocument::draft(&statement), Lang::Es).unwrap();
        assert!(draft.contains("<strong class=\"stamp\">Borrador</strong>"));
        assert!(draft.contains("insurer/2026-04/1"));
        assert!(!draft.contains("Fecha de emisión"));
        let issued = invoice_html(&sample::issued(&statement), Lang::Es).unwrap();
        assert!(!issued.contains("Borrador"));
        assert!(issued.contains("mru explain INV-000012/1"));
        assert!(issued.contains("<dd>31-05-2026</dd>"));
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let statement = sample::april();
        let page = || invoice_html(&sample::issued(&statement), Lang::Es).unwrap();
        assert_eq!(page(), page());
    }
}
