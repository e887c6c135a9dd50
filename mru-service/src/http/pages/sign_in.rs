//! Signing in with an API key, and out again; and the look of all pages.

use askama::Template;
use axum::http::StatusCode;

use super::{
    super::{answer::Answer, call::Call, problem::Problem},
    frame::{self, Frame, Section},
    refused::sentence,
    visit::Visit,
};
use crate::callers::{self, CallerError, SESSION_HOURS};

/// The look of all pages.
const LOOK: &str = include_str!("look.css");

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    frame: Frame,
    next: String,
    /// Why the key was not accepted; empty at first.
    error: String,
    hours: i64,
}

/// Gives the look out.
pub(super) async fn look(_: &Call) -> Result<Answer, Problem> {
    Ok(Answer::look(LOOK))
}

/// The form.
pub(super) async fn form(call: &Call) -> Result<Answer, Problem> {
    let next = call.parameters.text("next").unwrap_or("/");
    page(call, next, String::new(), StatusCode::OK)
}

/// Begins a session.
pub(super) async fn enter(call: &Call) -> Result<Answer, Problem> {
    let next = call.field("next").unwrap_or_default();
    let key = call.field("key").unwrap_or_default();
    match callers::sign_in(&call.service.database, &key).await {
        Ok(held) => {
            let mut answer = Answer::see(own(&next));
            answer.cookies.push(visit(call).session_cookie(&held));
            Ok(answer)
        }
        Err(error @ CallerError::Refused(_)) => {
            let said = sentence(Problem::from(error).detail().get(call.lang));
            page(call, &next, said, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends the session.
pub(super) async fn leave(call: &Call) -> Result<Answer, Problem> {
    let visit = visit(call);
    if let Some(held) = &visit.held {
        callers::sign_out(&call.service.database, held).await?;
    }
    let mut answer = Answer::see(String::from("/sign-in"));
    answer.cookies.push(visit.session_cookie(""));
    Ok(answer)
}

fn page(call: &Call, next: &str, error: String, status: StatusCode) -> Result<Answer, Problem> {
    let mut frame = Frame::of(call, Section::Elsewhere, "");
    let title = frame.say("Sign in", "Ingresar");
    frame.title = if error.is_empty() { title.to_owned() } else { format!("Error: {title}") };
    frame::with_status(&Page { frame, next: own(next), error, hours: SESSION_HOURS }, status)
}

fn visit(call: &Call) -> Visit {
    call.visit.clone().unwrap_or_default()
}

/// A path of this service: who signs in is never sent anywhere else.
fn own(next: &str) -> String {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|it| it.is_ascii_graphic() && it != b'\\')
        && !next.starts_with("/sign-");
    if is_own { next.to_owned() } else { String::from("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for (next, sent) in [
            ("/months/2026-10?after=x", "/months/2026-10?after=x"),
            ("", "/"),
            ("months", "/"),
            ("//elsewhere.test", "/"),
            ("/\\elsewhere.test", "/"),
            ("https://elsewhere.test", "/"),
            ("/a\nset-cookie: b", "/"),
            ("/sign-out", "/"),
        ] {
            assert_eq!(own(next), sent, "{next}");
        }
    }
}
