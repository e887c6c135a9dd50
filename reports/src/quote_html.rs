//! The quote as a page: self-contained, printable, readable on a phone.

use askama::Template;
use mru_core::{Lang, Quote};

use super::{offer_view::OfferDocument, quote_view::QuoteView, wording::Wording};

/// The look, put into the page so that it needs no other file.
const LOOK: &str = include_str!("../look/quote.css");

#[derive(Template)]
#[template(path = "quote.html")]
struct Page<'a> {
    words: &'a Wording,
    view: &'a QuoteView,
    look: &'static str,
}

/// Writes a quote as an HTML page in one language.
///
/// The same quote gives the same bytes.
///
/// # Errors
///
/// None that a quote can cause; the template engine's type allows for a failing writer.
pub fn quote_html(quote: &Quote, lang: Lang) -> Result<String, askama::Error> {
    let words = Wording::new(lang);
    page(&QuoteView::new(quote, &words), &words)
}

/// Writes a draft or an issued quote as an HTML page in one language.
///
/// # Errors
///
/// As [`quote_html`].
pub fn offer_html(document: &OfferDocument<'_>, lang: Lang) -> Result<String, askama::Error> {
    let words = Wording::new(lang);
    page(&QuoteView::of_offer(document, &words), &words)
}

fn page(view: &QuoteView, words: &Wording) -> Result<String, askama::Error> {
    Page { words, view, look: LOOK }.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_page_needs_nothing_else() {
        let page = quote_html(&sample::quote(), Lang::En).unwrap();
        for outside in ["<script", "<link", "<img", "http:", "https:", "url(", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    }

    #[test]
    fn names_are_escaped() {
        let page = quote_html(&sample::quote(), Lang::Es).unwrap();
        assert!(page.contains("Banco &#38; &#60;Hijos&#62;"));
        assert!(!page.contains("<Hijos>"));
    }

    #[test]
    fn every_charged_line_shows_its_arithmetic() {
        let quote = sample::quote();
        for lang in [Lang::En, Lang::Es] {
            let page = quote_html(&quote, lang).unwrap();
            for line in quote.priced.lines().filter(|line| !line.mru.as_decimal().is_zero()) {
                assert!(page.contains(&line.explanation(lang)), "{}", line.explanation(lang));
            }
        }
    }

    #[test]
    fn the_offer_comes_first_and_what_is_technical_last() {
        let page = quote_html(&sample::quote(), Lang::Es).unwrap();
        let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("{part}"));
        let order = [
            "Total en 12 meses",
            "Qué incluye",
            "Supuestos y condiciones",
            "Aceptación",
            "Anexo: detalle",
            "Anexo técnico",
            "Conexiones a bases de datos",
            "class=\"findings\"",
        ];
        assert!(order.is_sorted_by_key(|part| at(part)), "{page}");
        let (offered, _) = page.split_once("Anexo técnico").unwrap();
        for inside in ["Hash", "environments[", "(R31)", "mru explain"] {
            assert!(!offered.contains(inside), "{inside}");
        }
    }

    #[test]
    fn the_same_quote_gives_the_same_bytes() {
        let quote = sample::quote();
        assert_eq!(quote_html(&quote, Lang::Es).unwrap(), quote_html(&quote, Lang::Es).unwrap());
    }
}
