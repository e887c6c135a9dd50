//! What a link opens: a quote as a page, with a form to accept it.

use mru_core::Lang;

use super::{answer::Answer, call::Call, problem::Problem, stored_quotes::unprinted};
use crate::{
    papers,
    quotes::{self, Act, Decision, Done, Opened, QuoteError},
};

/// The quote as a page.
pub(super) async fn page(call: &Call) -> Result<Answer, Problem> {
    let opened = open(call, "page").await?;
    shown(call, &opened, false)
}

/// Accepts the quote, and shows its page.
pub(super) async fn accept(call: &Call) -> Result<Answer, Problem> {
    let said = |name| call.field(name).unwrap_or_default();
    let (name, position) = (said("name"), said("position"));
    let mut opened = open(call, "accept").await?;
    if said("accept") != "yes" {
        return shown(call, &opened, true);
    }
    let via = format!("link {}", opened.link);
    let (number, day) = (opened.quote.stored.number.clone(), call.day()?);
    let (by, position) = (name.as_str(), position.as_str());
    let act = Act::Accept(Decision { number: &number, day, by, position, via: &via });
    match quotes::record(&call.service.database, &act).await {
        Ok(Done::Quote(stored)) => {
            opened.quote.stored = *stored;
            shown(call, &opened, false)
        }
        // What was not said, or what somebody else decided meanwhile, stands on the page.
        Err(QuoteError::Refused(quotes::Refusal::QuoteText { .. })) => shown(call, &opened, true),
        Err(QuoteError::Refused(_)) => {
            opened.quote = quotes::issued(&call.service.database, &number).await?;
            shown(call, &opened, false)
        }
        Ok(_) => Err(Problem::inside(String::from("accepting gave no quote"))),
        Err(error) => Err(error.into()),
    }
}

async fn open(call: &Call, form: &str) -> Result<Opened, Problem> {
    let secret = call.parameters.text("secret").unwrap_or_default();
    let database = &call.service.database;
    Ok(quotes::open(database, (secret, call.day()?), (form, &call.peer)).await?)
}

fn shown(call: &Call, opened: &Opened, is_incomplete: bool) -> Result<Answer, Problem> {
    let lang: Lang = opened.quote.stored.paper.head.language.into();
    let page = papers::quote_page(&opened.quote, call.day()?, is_incomplete, lang);
    Ok(Answer::opened(page.map_err(unprinted)?))
}
