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
    Page { words, view, look: LOOK, billing_look: BILLING_LOOK }.render()
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
                // Where nothing is taxed, there is no row of nothing.
                let tax = (!totals.tax_usd.is_zero()).then_some(totals.tax_usd);
                for usd in [Some(totals.net_usd), tax, Some(total)].into_iter().flatten() {
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
        assert!(draft.contains("indique insurer/2026-04 y el número de la línea"));
        assert!(!draft.contains("Fecha de emisión"));
        let issued = invoice_html(&sample::issued(&statement), Lang::Es).unwrap();
        assert!(!issued.contains("Borrador"));
        assert!(issued.contains("Consulte a billing@provider.example e indique INV-000012"));
        assert!(issued.contains("<dd>31-05-2026</dd>"));
    }

    #[test]
    fn the_first_page_answers_before_the_lines_begin() {
        let statement = sample::april();
        let document =
            BillingDocument { before: Some(sample::march()), ..sample::issued(&statement) };
        let page = invoice_html(&document, Lang::Es).unwrap();
        let (first, annex) = page.split_once("<h2 class=\"annex\">").unwrap();
        let total = mru_core::text::usd(statement.totals.total_usd.as_decimal(), Lang::Es);
        for answer in ["Emisor", "Cliente", "RUT 96.222.222-2", "Cómo pagar", "Consultas", "<svg"]
        {
            assert!(first.contains(answer), "{answer}");
        }
        assert!(first.contains(&total) && first.contains("Vence el 31-05-2026"));
        // 2,500.00 in March; the net of April is that of the statement.
        assert!(first.contains("<dt>Variación frente a marzo de 2026, neto</dt>"), "{first}");
        assert!(!first.contains("class=\"lines") && annex.contains("class=\"lines"));
    }

    #[test]
    fn nothing_in_what_a_customer_reads_is_for_programs() {
        for statement in [sample::april(), sample::credit_note(), sample::one_line()] {
            for lang in [Lang::En, Lang::Es] {
                let page = invoice_html(&sample::issued(&statement), lang).unwrap();
                for inside in ["mru explain", "mru verify", "R82", "container/1x2", "<code"] {
                    assert!(!page.contains(inside), "{inside}");
                }
            }
        }
    }

    #[test]
    fn lines_alike_are_one_row_with_their_sum() {
        let statement = sample::alike();
        let page = invoice_html(&sample::issued(&statement), Lang::En).unwrap();
        assert!(page.contains("<td class=\"line\">1–23</td>"), "{page}");
        assert!(page.contains("ms-01 … ms-23 (23)"));
        // 23 × 3.25 MRU × USD 42.00 = USD 3,139.50.
        assert!(page.contains("; 23 × USD 136.50 = USD 3,139.50"));
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let statement = sample::april();
        let page = || invoice_html(&sample::issued(&statement), Lang::Es).unwrap();
        assert_eq!(page(), page());
    }
}
