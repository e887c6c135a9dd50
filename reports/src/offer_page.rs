//! The page that a link opens: the quote, and below it the form to accept it, or how it stands.

use askama::Template;
use chrono::NaiveDate;
use mru_core::Lang;

use super::{offer_view::OfferDocument, quote_html::offer_html, wording::Wording};

/// How a quote stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may be accepted.
    Open {
        /// Whether somebody sent the form without all that it asks for.
        is_incomplete: bool,
    },
    /// It was accepted.
    Accepted {
        /// By whom.
        name: String,
        /// In which position.
        position: String,
        /// On which day.
        day: NaiveDate,
    },
    /// Its last day is over.
    Expired(NaiveDate),
    /// It was taken back on a day.
    Withdrawn(NaiveDate),
    /// Another one took its place on a day.
    Superseded(NaiveDate),
}

#[derive(Template)]
#[template(path = "accept.html")]
struct Below<'a> {
    words: &'a Wording,
    number: &'a str,
    said: String,
    open: bool,
}

/// Writes the page of a link in one language: plain HTML, without scripts.
///
/// # Errors
///
/// As [`offer_html`].
pub fn offer_page(
    document: &OfferDocument<'_>,
    standing: &Standing,
    lang: Lang,
) -> Result<String, askama::Error> {
    let words = Wording::new(lang);
    let on = |key: &str, day: NaiveDate| words.with(key, &[("date", &words.date(day))]);
    let said = match standing {
        Standing::Open { is_incomplete: true } => words.get("offer-accept-missing"),
        Standing::Open { is_incomplete: false } => String::new(),
        Standing::Accepted { name, position, day } => {
            let day = words.date(*day);
            let said = [("name", name.as_str()), ("position", position), ("date", &day)];
            words.with("offer-accepted", &said)
        }
        Standing::Expired(day) => on("offer-state-expired", *day),
        Standing::Withdrawn(day) => on("offer-state-withdrawn", *day),
        Standing::Superseded(day) => on("offer-state-superseded", *day),
    };
    let open = matches!(standing, Standing::Open { .. });
    let number = document.number.unwrap_or_default();
    let below = Below { words: &words, number, said, open }.render()?;
    let page = offer_html(document, lang)?;
    // Names are escaped, so that the end of the page stands there once.
    Ok(page.replacen("</main>", &format!("{below}</main>"), 1))
}
