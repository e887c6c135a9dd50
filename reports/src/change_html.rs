//! The statement that an approver sees, as a page of its own: what changes, what it costs, what an
//! approval binds.

use askama::Template;
use mru_core::{Lang, change::PricedState};

use super::{
    change_view::{ChangeAbout, ChangeView},
    wording::Wording,
};

/// The look, put into the page so that it needs no other file.
const LOOK: &str = include_str!("../look/change.css");

#[derive(Template)]
#[template(path = "change.html")]
struct Page<'a> {
    words: &'a Wording,
    view: &'a ChangeView,
    look: &'static str,
}

/// Writes a priced change as an HTML page in one language.
///
/// The same change gives the same bytes, so that a hash of them says what somebody saw.
///
/// # Errors
///
/// None that a change can cause; the template engine's type allows for a failing writer.
pub fn change_html(
    state: &PricedState<'_>,
    about: &ChangeAbout,
    lang: Lang,
) -> Result<String, askama::Error> {
    let words = Wording::new(lang);
    let view = ChangeView::new(state, about, &words);
    Page { words: &words, view: &view, look: LOOK }.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_change;

    #[test]
    fn a_page_needs_nothing_else_and_escapes_names() {
        sample_change::each(|state, about| {
            for lang in [Lang::En, Lang::Es] {
                let page = change_html(state, about, lang).unwrap();
                for outside in ["<script", "<link", "<img", "http:", "https:", "url(", "<b>"] {
                    assert!(!page.contains(outside), "{outside}");
                }
                assert!(!page.contains(">change-"), "{page}");
                assert_eq!(page, change_html(state, about, lang).unwrap());
            }
        });
    }
}
