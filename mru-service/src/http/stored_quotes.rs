//! Quotes that are kept: drafts, issuing, looking, deciding, comparing, links.

use mru_core::account::Language;
use serde_json::{Value as Json, json};

use super::{
    answer::{Answer, Media},
    call::Call,
    once::{self, Sent},
    page,
    problem::Problem,
    refusal::Refusal,
};
use crate::{
    absent::Absent,
    answers::{self, pretty},
    billing,
    callers::Role,
    off_the_runtime,
    papers::{self, PaperError, QuoteForm},
    quotes::{
        self, Act, Decision, Done, DraftRequest, IssueRequest, LinkRequest, ListRequest, Revision,
        State, Withdrawal,
    },
};

/// The quote or draft that the path names; one that the caller does not see is not there for it.
pub(super) async fn seen<'a>(call: &'a Call, name: &'static str) -> Result<&'a str, Problem> {
    let reference = call.parameters.text(name).unwrap_or_default();
    let of = quotes::owner(&call.service.database, reference).await?;
    let is_own = call.only().is_none_or(|only| only == of.customer);
    if is_own && (of.is_issued || sees_drafts(call)) {
        return Ok(reference);
    }
    Err(Absent::NoQuote { reference: reference.to_owned() }.into())
}

/// Drafts are of those who quote, and not of the customer.
pub(super) fn sees_drafts(call: &Call) -> bool {
    call.caller.as_ref().is_some_and(|it| it.role != Role::CustomerApprover)
}

fn unreadable(name: &'static str, value: &str, example: &'static str) -> Problem {
    Refusal::ParameterUnreadable { name, value: value.to_owned(), example }.into()
}

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let (database, day, most) = (&call.service.database, call.day()?, page::most(call)?);
    let after = call.parameters.read("after", "12")?.unwrap_or(0);
    let customer = call.customer_or(call.parameters.text("customer"))?;
    let asked = call.parameters.text("state");
    let state = match asked {
        Some("draft") if sees_drafts(call) => {
            let (found, next) = quotes::listed_drafts(database, customer, (after, most)).await?;
            let items: Vec<Json> = found.iter().map(answers::draft_in_brief).collect();
            return Ok(page::of("quotes", &items, next.as_ref()));
        }
        Some("draft") => return Ok(page::of("quotes", &[], None::<&i64>)),
        None => None,
        Some(text) => Some(State::read(text).ok_or_else(|| unreadable("state", text, "issued"))?),
    };
    let wanted = ListRequest { customer, state, day };
    let (found, next) = quotes::listed_quotes(database, &wanted, (after, most)).await?;
    let items: Vec<Json> = found.iter().map(|it| answers::quote_in_brief(it, day)).collect();
    Ok(page::of("quotes", &items, next.as_ref()))
}

pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let reference = seen(call, "number").await?;
    let day = call.day()?;
    let found = quotes::find(&call.service.database, reference, day).await?;
    let (form, media) = match call.parameters.text("format").unwrap_or("json") {
        "json" => (QuoteForm::Json, Media::Json),
        "text" => (QuoteForm::Text, Media::Text),
        "html" => (QuoteForm::Html, Media::Html),
        "csv" => (QuoteForm::Csv, Media::Csv),
        #[cfg(feature = "pdf")]
        "pdf" => (QuoteForm::Pdf, Media::Pdf),
        other => return Err(unreadable("format", other, "html")),
    };
    let lang = match call.parameters.text("lang") {
        None => papers::quote_language(&found),
        Some("en") => mru_core::Lang::En,
        Some("es") => mru_core::Lang::Es,
        Some(value) => return Err(unreadable("lang", value, "es")),
    };
    let bytes = off_the_runtime(|| papers::quote(&found, form, lang, day)).map_err(unprinted)?;
    Ok(Answer::file(bytes, media, reference))
}

/// Why a quote has no paper.
pub(super) fn unprinted(error: PaperError) -> Problem {
    match error {
        PaperError::Letters(findings) => Problem::invalid(findings),
        PaperError::Failed(said) => Problem::inside(said),
    }
}

pub(super) async fn save(call: &Call) -> Result<Answer, Problem> {
    let text = |name| call.parameters.text(name);
    let language = match text("lang") {
        None => None,
        Some("en") => Some(Language::En),
        Some("es") => Some(Language::Es),
        Some(value) => return Err(unreadable("lang", value, "es")),
    };
    let request = DraftRequest {
        customer: call.customer_or(call.parameters.text("customer"))?,
        rate_card: text("rate_card"),
        language,
        contact: text("contact").unwrap_or_default(),
        notes: text("notes").unwrap_or_default(),
        ..DraftRequest::new(&call.text, call.format)
    };
    recorded(call, "saveQuote", &Act::Save(request)).await
}

pub(super) async fn revise(call: &Call) -> Result<Answer, Problem> {
    let revision = Revision {
        number: seen(call, "number").await?,
        deployment: Some((&call.text, call.format)),
        contact: call.parameters.text("contact"),
        notes: call.parameters.text("notes"),
    };
    recorded(call, "reviseQuote", &Act::Revise(revision)).await
}

pub(super) async fn issue(call: &Call) -> Result<Answer, Problem> {
    let valid_days = call.parameters.read("valid_days", "30")?;
    let draft = seen(call, "number").await?;
    let request = IssueRequest { draft, day: call.day()?, valid_days };
    recorded(call, "issueQuote", &Act::Issue(request)).await
}

/// Who accepts.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    by: String,
    position: String,
}

/// Why a quote is taken back.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdrawn {
    reason: String,
}

pub(super) async fn accept(call: &Call) -> Result<Answer, Problem> {
    let said: Accepted = call.json()?;
    let number = seen(call, "number").await?;
    let via = format!("api {}", call.name());
    let (by, position) = (said.by.as_str(), said.position.as_str());
    let decision = Decision { number, day: call.day()?, by, position, via: &via };
    recorded(call, "acceptQuote", &Act::Accept(decision)).await
}

pub(super) async fn withdraw(call: &Call) -> Result<Answer, Problem> {
    let said: Withdrawn = call.json()?;
    let number = seen(call, "number").await?;
    let via = format!("api {}", call.name());
    let asked = Withdrawal { number, day: call.day()?, reason: &said.reason, via: &via };
    recorded(call, "withdrawQuote", &Act::Withdraw(asked)).await
}

pub(super) async fn diff(call: &Call) -> Result<Answer, Problem> {
    let (database, day) = (&call.service.database, call.day()?);
    let Some(against) = call.parameters.text("against") else {
        return Err(unreadable("against", "", "QUO-000002"));
    };
    let (before, after) = (seen(call, "number").await?, seen(call, "against").await?);
    let one = quotes::compared(database, before, day).await?;
    let other = quotes::compared(database, against, day).await?;
    let found = quotes::difference(&one, &other).map_err(quotes::QuoteError::from)?;
    Ok(Answer::kept(&answers::difference((before, after), &found)))
}

pub(super) async fn link(call: &Call) -> Result<Answer, Problem> {
    let number = seen(call, "number").await?;
    let days = call.parameters.read("days", "7")?;
    let mail_to = call.parameters.text("mail_to");
    let asked = LinkRequest { number, day: call.day()?, days, mail_to };
    recorded(call, "linkQuote", &Act::Link(asked)).await
}

pub(super) async fn revoke(call: &Call) -> Result<Answer, Problem> {
    let number = seen(call, "number").await?;
    recorded(call, "revokeLinks", &Act::Revoke(number)).await
}

/// Records something once for each key of a sender, and says what is kept.
async fn recorded(call: &Call, route: &str, act: &Act<'_>) -> Result<Answer, Problem> {
    let sent = Sent::begin(call, once::hash_of_quotes(call, route))?;
    let once = sent.once();
    let database = &call.service.database;
    if let Some(answer) = billing::answered(database, &once).await? {
        return Ok(Answer::of_text(answer));
    }
    let day = call.day()?;
    let (answer, done) = quotes::record_once(database, act, &once, |it| told(it, day)).await?;
    // The secret of a link is in this answer alone: what is kept of the request lacks it.
    if let Some(Done::Link(made)) = done {
        let mut shown = answers::link(&made.link);
        shown["path"] = json!(format!("/q/{}", made.secret.reveal()));
        return Ok(Answer::json(&shown));
    }
    Ok(Answer::of_text(answer))
}

fn told(done: &Done, day: chrono::NaiveDate) -> String {
    pretty(&match done {
        Done::Draft(draft) => answers::draft_in_brief(draft),
        Done::Quote(quote) => answers::quote_in_brief(quote, day),
        Done::Link(made) => {
            let mut shown = answers::link(&made.link);
            shown["path"] = Json::Null;
            shown
        }
        Done::Revoked(links) => {
            let items: Vec<Json> = links.iter().map(answers::stored_link).collect();
            json!({ "document": "quote-links", "items": items })
        }
    })
}
