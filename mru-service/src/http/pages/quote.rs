//! What a deployment costs: a form that takes its file, and the quote that comes of it.

use askama::Template;
use axum::http::StatusCode;
use chrono::NaiveDate;
use mru_core::{Format, Quote, rate_card::Terms};
use reports::quote_view::QuoteView;

use super::{
    super::{answer::Answer, call::Call, problem::Problem, refusal::Refusal},
    figures::worded,
    frame::{self, Frame, Section},
    quotes,
    refused::FindingRow,
};
use crate::{
    callers::{Permission, Role},
    off_the_runtime,
    quoting::{self, TermsRequest},
    rate_cards::{AtHand, Wanted},
};

/// A deployment to begin with: a small one, that reads in a minute.
const EXAMPLE: &str = include_str!("example.yaml");

#[derive(Template)]
#[template(path = "quote.html")]
struct Page {
    frame: Frame,
    text: String,
    notation: Format,
    as_of: String,
    customer: String,
    contact: String,
    findings: Vec<FindingRow>,
    errors: usize,
    view: Option<QuoteView>,
    may_save: bool,
}

impl Page {
    /// Whether the deployment is written in a notation.
    fn is(&self, notation: &str) -> bool {
        self.notation.as_str() == notation
    }
}

/// The form, with an example in it.
pub(super) async fn form(call: &Call) -> Result<Answer, Problem> {
    let as_of = call.day()?.to_string();
    let text = EXAMPLE.to_owned();
    page(call, (text, Format::Yaml), (as_of, String::new()), Ok(None))
}

/// Prices what the form holds.
pub(super) async fn price(call: &Call) -> Result<Answer, Problem> {
    let text = call.field("deployment").unwrap_or_default().replace("\r\n", "\n");
    let notation = call.field("notation").unwrap_or_default();
    let format = Format::named(&notation).unwrap_or(Format::Yaml);
    if call.field("do").as_deref() == Some("save") {
        return save(call, &text, format).await;
    }
    let as_of = call.field("as_of").unwrap_or_default();
    let day = day_of(&as_of)?;
    let terms = terms_of(call, day).await?;
    let quoted = off_the_runtime(|| quoting::quote(&text, format, &terms, day));
    let customer = call.field("customer").unwrap_or_default();
    page(call, (text, format), (as_of, customer), quoted.map(Some))
}

/// The day that a form names.
pub(super) fn day_of(as_of: &str) -> Result<NaiveDate, Problem> {
    let day = as_of.trim().parse();
    Ok(day.map_err(|_| Refusal::ParameterUnreadable {
        name: "as_of",
        value: as_of.to_owned(),
        example: "2026-11-21",
    })?)
}

/// The terms of a prospect on a day.
pub(super) async fn terms_of(call: &Call, day: NaiveDate) -> Result<Terms, Problem> {
    let cards = call.service.cards().await?;
    Ok(quoting::terms(&TermsRequest {
        at_hand: AtHand::from(&*cards),
        card: Wanted::Named("reference"),
        contract: None,
        day,
    })?)
}

/// Keeps the deployment as a draft, which takes more than to price it.
async fn save(call: &Call, text: &str, format: Format) -> Result<Answer, Problem> {
    may_save_or_refuse(call)?;
    quotes::save(call, (text, format), Vec::new()).await
}

/// Refuses who may price, and not keep.
pub(super) fn may_save_or_refuse(call: &Call) -> Result<(), Problem> {
    if may_save(call) {
        return Ok(());
    }
    let role = call.role().map_or("", Role::as_str);
    Err(Refusal::NotPermitted { role, permission: Permission::IssueQuotes.as_str() }.into())
}

/// Whether who looks may keep drafts.
pub(super) fn may_save(call: &Call) -> bool {
    call.role().is_some_and(|role| role.may(Permission::IssueQuotes))
}

/// Shows a deployment in the form, with its quote or what is wrong; beside it, the day and the customer.
pub(super) fn page(
    call: &Call,
    (text, notation): (String, Format),
    (as_of, customer): (String, String),
    quoted: Result<Option<Quote>, Vec<mru_core::Finding>>,
) -> Result<Answer, Problem> {
    let frame = Frame::of(call, Section::Quotes, "");
    let title = frame.say("New quote", "Nueva cotización");
    let status = if quoted.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = if quoted.is_ok() { title.to_owned() } else { format!("Error: {title}") };
    let found = match &quoted {
        Ok(quote) => quote.as_ref().map(|it| it.findings.as_slice()).unwrap_or_default(),
        Err(findings) => findings,
    };
    let is_error = |it: &&mru_core::Finding| it.severity == mru_core::Severity::Error;
    let page = Page {
        may_save: may_save(call),
        errors: found.iter().filter(is_error).count(),
        findings: found.iter().map(|it| FindingRow::of(it, call.lang)).collect(),
        view: quoted
            .ok()
            .flatten()
            .map(|quote| worded(call.lang, |words| QuoteView::new(&quote, words))),
        frame: Frame { title, ..frame },
        text,
        notation,
        as_of,
        customer,
        contact: call.field("contact").unwrap_or_default(),
    };
    frame::with_status(&page, status)
}
