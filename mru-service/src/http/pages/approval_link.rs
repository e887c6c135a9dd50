//! What an approver's link opens: the page on which they decide, by their session or by a code.

use axum::http::StatusCode;

use super::{
    super::{
        answer::{Answer, Media},
        call::Call,
        once::Sent,
        problem::Problem,
    },
    approval::{self, Door, Sentences, decision_of, person},
};
use crate::{
    absent::Absent,
    changes::{
        self, ChangeError, Decider, LinkDecision, NewDecision, OpenedApproval, Stage,
        USUAL_APPROVAL,
    },
};

/// The secret that the path holds.
fn secret(call: &Call) -> &str {
    call.parameters.text("secret").unwrap_or_default()
}

async fn shown(
    call: &Call,
    opened: &OpenedApproval,
    sentences: Sentences,
    status: StatusCode,
) -> Result<Answer, Problem> {
    let are_codes_sent = changes::are_codes_sent(&call.service.database).await?;
    let (secret, approver) = (secret(call), opened.link.approver.as_str());
    let door = Door::Link { secret, approver, are_codes_sent };
    approval::page(call, &opened.standing, door, sentences, status)
}

/// The page, or the statement that it is about.
pub(super) async fn open(call: &Call) -> Result<Answer, Problem> {
    let (database, is_statement) = (&call.service.database, call.parameters.text("form").is_some());
    let form = if is_statement { "statement" } else { "page" };
    let opened = changes::open_link(database, secret(call), (form, &call.peer)).await?;
    if is_statement {
        let id = opened.link.change.as_str();
        let statement = changes::shown(database, id, None).await?.statement;
        return Ok(Answer::file(statement.into_bytes(), Media::Html, id));
    }
    let is_over = opened.standing.stage == Stage::Lapsed;
    let status = if is_over { StatusCode::GONE } else { StatusCode::OK };
    shown(call, &opened, Sentences::default(), status).await
}

/// Sends a code, or records a decision.
pub(super) async fn send(call: &Call) -> Result<Answer, Problem> {
    let database = &call.service.database;
    let is_code = call.field("do").as_deref() == Some("code");
    let form = if is_code { "code" } else { "decide" };
    let mut opened = changes::open_link(database, secret(call), (form, &call.peer)).await?;
    let done = if is_code {
        changes::send_code(database, secret(call)).await.map(|_| ())
    } else {
        decide(call, &opened).await?
    };
    let lang = call.lang;
    let (status, sentences) = match done {
        Ok(()) if is_code => (StatusCode::OK, Sentences::sent(&opened.link.approver, lang)),
        Ok(()) => return Ok(Answer::see(format!("/a/{}", secret(call)))),
        Err(ChangeError::Refused(refusal)) => {
            approval::refused(refusal, call.field("reason").unwrap_or_default(), lang)?
        }
        Err(error) => return Err(error.into()),
    };
    opened.standing = changes::standing(database, &opened.link.change, None).await?;
    shown(call, &opened, sentences, status).await
}

type Decided = Result<(), ChangeError>;

async fn decide(call: &Call, opened: &OpenedApproval) -> Result<Decided, Problem> {
    let said = |name| call.field(name).unwrap_or_default();
    let (statement, reason) = (said("statement"), said("reason").replace("\r\n", " "));
    let decision = NewDecision {
        change: &opened.link.change,
        decided: decision_of(call),
        reason: reason.trim(),
        statement: Some(&statement),
        days: USUAL_APPROVAL,
    };
    let (path, link) = (format!("/a/{}", opened.link.id), opened.link.id.as_str());
    let sent = Sent::of_form(call, link, &path, &["decision", "statement", "reason", "code"])?;
    // Who is signed in as an approver of the contract needs no code.
    let session = approval::is_session_of_approver(call, &opened.standing).then(|| Decider {
        person: person(call),
        recorded_by: call.name(),
        only: call.only(),
    });
    let code: String = said("code").chars().filter(char::is_ascii_digit).collect();
    let asked = LinkDecision { secret: secret(call), code: &code, decision, address: &call.peer };
    let (database, once) = (&call.service.database, sent.once());
    let done = changes::decide_by_link(database, &asked, session.as_ref(), Some(&once)).await;
    match done {
        Ok(_) => Ok(Ok(())),
        Err(ChangeError::Absent(Absent::NoChange { .. })) => {
            Err(ChangeError::from(Absent::NoApprovalLink).into())
        }
        Err(error) => Ok(Err(error)),
    }
}
