//! Lists that come a page at a time: `limit` says how long a page is, `after` where it begins, and
//! `next` of an answer where the next one does.

use std::fmt::Display;

use serde_json::{Value as Json, json};

use super::{answer::Answer, call::Call, problem::Problem, refusal::Refusal};

/// The longest page.
pub(super) const LONGEST: usize = 500;

/// A page when nothing is said.
const USUAL: usize = 100;

/// How long the page is to be.
pub(super) fn most(call: &Call) -> Result<usize, Problem> {
    let asked: usize = call.parameters.read("limit", "100")?.unwrap_or(USUAL);
    if (1..=LONGEST).contains(&asked) {
        return Ok(asked);
    }
    let value = asked.to_string();
    Err(Refusal::ParameterUnreadable { name: "limit", value, example: "100" }.into())
}

/// A page as it is answered.
pub(super) fn of(document: &str, items: &[Json], next: Option<&impl Display>) -> Answer {
    let next = next.map(ToString::to_string);
    Answer::kept(&json!({ "document": document, "items": items, "next": next }))
}
