//! Lists of quotes and drafts, a line each.

use std::process::ExitCode;

use chrono::NaiveDate;
use mru_core::Lang;
use serde_json::{Value as Json, json};

use super::{output::TextOrJson, pretty, quote_store::Keeping};
use crate::{
    answers,
    failure::Failure,
    files,
    quotes::{self, ListRequest, State, StoredDraft, StoredQuote},
};

pub(super) fn draft_line(stored: &StoredDraft, lang: Lang) -> String {
    let customer = match (stored.draft.customer.as_str(), lang) {
        ("", Lang::En) => "a prospect",
        ("", Lang::Es) => "un prospecto",
        (customer, _) => customer,
    };
    let (id, revises) = (&stored.id, &stored.draft.revises);
    let revises = match (revises.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!(", a new version of {revises}"),
        (false, Lang::Es) => format!(", una nueva versión de {revises}"),
    };
    match lang {
        Lang::En => format!("{id}  for {customer}{revises}\n"),
        Lang::Es => format!("{id}  para {customer}{revises}\n"),
    }
}

pub(super) fn quote_line(quote: &StoredQuote, day: NaiveDate, lang: Lang) -> String {
    let StoredQuote { number, valid_until, paper, .. } = quote;
    let money = mru_core::text::usd(paper.totals.monthly_usd.as_decimal(), lang);
    let state = match (quote.state(day), lang) {
        (State::Issued, Lang::En) => format!("valid until {valid_until}"),
        (State::Issued, Lang::Es) => format!("válida hasta el {valid_until}"),
        (State::Expired, Lang::En) => format!("expired on {valid_until}"),
        (State::Expired, Lang::Es) => format!("venció el {valid_until}"),
        (state, _) => ended(quote, state, lang),
    };
    let name = match paper.head.addressee.name.as_str() {
        "" => "-",
        name => name,
    };
    match lang {
        Lang::En => format!("{number}  {money} a month  {state}  {name}\n"),
        Lang::Es => format!("{number}  {money} al mes  {state}  {name}\n"),
    }
}

/// How a quote ended, when and by whom.
fn ended(quote: &StoredQuote, state: State, lang: Lang) -> String {
    let Some(end) = &quote.end else { return state.as_str().to_owned() };
    let (day, by, detail) = (end.day, &end.by_name, &end.detail);
    match (state, lang) {
        (State::Accepted, Lang::En) => format!("accepted on {day} by {by}, {}", end.position),
        (State::Accepted, Lang::Es) => format!("aceptada el {day} por {by}, {}", end.position),
        (State::Withdrawn, Lang::En) => format!("withdrawn on {day}: {detail}"),
        (State::Withdrawn, Lang::Es) => format!("retirada el {day}: {detail}"),
        (_, Lang::En) => format!("superseded on {day} by {detail}"),
        (_, Lang::Es) => format!("reemplazada el {day} por {detail}"),
    }
}

/// All at once: a list on a screen has no pages.
const ALL: (i64, usize) = (0, 1_000_000);

pub(super) fn list(
    customer: Option<&str>,
    state: Option<State>,
    drafts: bool,
    (day, lang): (NaiveDate, Lang),
    keeping: &Keeping,
) -> Result<ExitCode, Failure> {
    let (lines, items): (String, Vec<Json>) = if drafts {
        let (found, _) =
            keeping.store.read(async |it| Ok(quotes::listed_drafts(it, customer, ALL).await?))?;
        let lines = found.iter().map(|it| draft_line(it, lang)).collect();
        (lines, found.iter().map(answers::draft_in_brief).collect())
    } else {
        let asked = ListRequest { customer, state, day };
        let (found, _) =
            keeping.store.read(async |it| Ok(quotes::listed_quotes(it, &asked, ALL).await?))?;
        let lines = found.iter().map(|it| quote_line(it, day, lang)).collect();
        (lines, found.iter().map(|it| answers::quote_in_brief(it, day)).collect())
    };
    let shown = match keeping.format {
        TextOrJson::Text => lines,
        TextOrJson::Json => pretty(&json!(items)),
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}
