//! Links by which approvers decide, by API: made, listed, revoked.

use serde::Deserialize;

use super::{
    answer::Answer,
    call::Call,
    once::{self, Sent},
    problem::Problem,
};
use crate::{
    answers,
    changes::{self, NewLink, USUAL_LINK},
};

/// A link that is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Linking {
    approver: String,
    days: Option<u32>,
}

/// The request that the path names.
fn change(call: &Call) -> &str {
    call.parameters.text("change").unwrap_or_default()
}

pub(super) async fn link(call: &Call) -> Result<Answer, Problem> {
    let change = change(call);
    let path = format!("/v1/changes/{change}/link");
    let sent = Sent::begin(call, once::hash_of_json(call, &path))?;
    let body: Linking = call.json()?;
    let days = body.days.unwrap_or(USUAL_LINK);
    let asked = NewLink { change, approver: &body.approver, days, only: call.only() };
    let done = changes::make_link(&call.service.database, &asked, Some(&sent.once())).await?;
    // The secret is in this answer alone: what is kept of the request lacks it.
    Ok(match done.record {
        Some(made) => {
            let path = format!("/a/{}", made.secret.reveal());
            Answer::json(&answers::approval_link(&made.link, Some(&path)))
        }
        None => Answer::of_text(done.answer),
    })
}

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let links = changes::links(&call.service.database, change(call), call.only()).await?;
    Ok(Answer::json(&answers::approval_links(&links)))
}

pub(super) async fn revoke(call: &Call) -> Result<Answer, Problem> {
    let change = change(call);
    let path = format!("/v1/changes/{change}/revoke-links");
    let sent = Sent::begin(call, once::hash_of_json(call, &path))?;
    let (database, once) = (&call.service.database, sent.once());
    let done = changes::revoke_links(database, change, call.only(), Some(&once)).await?;
    Ok(Answer::of_text(done.answer))
}
