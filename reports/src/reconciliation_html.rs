//! The reconciliation of a month as a page: self-contained, printable, readable on a phone.

use askama::Template;
use mru_core::Lang;

use super::{
    invoice_html::LOOK,
    reconciliation_view::{ReconciliationDocument, ReconciliationError, ReconciliationView},
    wording::Wording,
};

const OWN_LOOK: &str = include_str!("../look/reconciliation.css");

#[derive(Template)]
#[template(path = "reconciliation.html")]
struct Page<'a> {
    words: &'a Wording,
    view: &'a ReconciliationView,
    look: &'static str,
    own_look: &'static str,
}

/// Writes a reconciliation as an HTML page in one language.
///
/// The same reconciliation gives the same bytes.
///
/// # Errors
///
/// [`ReconciliationError::Sum`] when a sum needs more than 38 digits.
pub fn reconciliation_html<'a>(
    document: impl Into<ReconciliationDocument<'a>>,
    lang: Lang,
) -> Result<String, ReconciliationError> {
    let words = Wording::new(lang);
    let view = ReconciliationView::new(document, &words)?;
    Ok(Page { words: &words, view: &view, look: LOOK, own_look: OWN_LOOK }.render()?)
}

#[cfg(test)]
mod tests {
    use mru_core::{
        costs::CostAmount,
        reconciliation::{Attribution, Bucket},
    };

    use super::*;
    use crate::sample_reconciliation as sample;

    #[test]
    fn a_closed_month_says_so_and_why() {
        let month = sample::october();
        let closed_because = Some("the <node> is being removed");
        let document = ReconciliationDocument { reconciliation: &month, closed_because };
        for (lang, state, why) in [
            (Lang::En, "Closed", "Closed nevertheless: the &#60;node&#62; is being removed"),
            (Lang::Es, "Cerrada", "Cerrada de todos modos: the &#60;node&#62; is being removed"),
        ] {
            let page = reconciliation_html(document, lang).unwrap();
            assert!(page.contains(&format!(">{state}<")) && page.contains(why), "{page}");
        }
    }

    #[test]
    fn a_page_needs_nothing_else() {
        let page = reconciliation_html(&sample::october(), Lang::En).unwrap();
        for outside in
            ["<script", "<link", "<img", "http:", "https:", "url(", "@import", "style=", "onclick"]
        {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    }

    #[test]
    fn names_are_escaped_and_what_is_hidden_is_named() {
        for lang in [Lang::En, Lang::Es] {
            let page = reconciliation_html(&sample::crowded(), lang).unwrap();
            assert!(page.contains("seguros &#38; &#60;hijos&#62; "));
            assert!(!page.contains("<hijos>") && !page.contains("<i>") && !page.contains("<b>"));
            assert!(page.contains("\\u{202e}") && !page.contains('\u{202e}'));
        }
    }

    #[test]
    fn the_largest_are_shown_and_the_rest_is_counted_with_its_sum() {
        let page = reconciliation_html(&sample::crowded(), Lang::En).unwrap();
        // 52 of -3.005 × 1 to 52, and three of the sample: the five smallest are not shown.
        let drift = page.split("id=\"usage-drift\"").nth(1).unwrap();
        let drift = drift.split("</section>").next().unwrap();
        assert_eq!(drift.matches("<tr><th scope=\"row\">").count(), 50);
        assert!(drift.contains(">5 more</td>"), "{drift}");
    }

    #[test]
    fn a_month_with_nothing_to_look_at_says_so() {
        let page = reconciliation_html(&sample::quiet(), Lang::Es).unwrap();
        assert!(page.contains("Dentro de tolerancia"));
        assert!(page.contains("No queda nada por revisar"));
        assert!(page.contains("AWS cobró cada componente que se midió."));
        assert!(page.contains("Provisoria"));
        assert!(!page.contains("id=\"unmetered\""));
    }

    #[test]
    fn what_is_left_of_a_charge_of_nothing_has_no_per_cent() {
        let mut month = sample::october();
        month.attributions.retain(|it| it.bucket == Bucket::Unmapped);
        let taken_back = Attribution {
            usd: month.attributions[0].usd.negated(),
            ..month.attributions[0].clone()
        };
        month.attributions.push(taken_back);
        month.charged_usd = CostAmount::ZERO;
        let page = reconciliation_html(&month, Lang::En).unwrap();
        let left = "USD\u{a0}30.95 is left to look at although AWS charged nothing in sum";
        assert!(page.contains(left) && page.contains("Outside tolerance"));
        assert!(page.contains("<td class=\"number\" data-label=\"%\">none</td>"));
    }

    #[test]
    fn a_month_without_metered_components_says_so() {
        let mut month = sample::october();
        month.components.clear();
        let page = reconciliation_html(&month, Lang::En).unwrap();
        assert!(page.contains("<p>No component of a billed customer was metered.</p>"));
    }

    #[test]
    fn who_was_not_billed_has_no_margin() {
        let page = reconciliation_html(&sample::october(), Lang::En).unwrap();
        let row =
            page.split("<th scope=\"row\">farmacias-unidas</th><td class=\"picture\">").nth(1);
        let row = row.unwrap().split("</tr>").next().unwrap();
        assert!(row.contains(">on hold<") && row.contains(">not known<"), "{row}");
        assert!(!row.contains("<rect") && !row.contains(">0.00<"), "{row}");
    }
}
