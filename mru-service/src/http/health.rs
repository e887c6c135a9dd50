//! Whether the service is up, whether it can answer, and what it can be asked.

use serde_json::json;

use super::{answer::Answer, call::Call, openapi, problem::Problem, refusal::Refusal};
use crate::books;

/// The program answers.
pub(super) async fn health(_: &Call) -> Result<Answer, Problem> {
    Ok(Answer::json(&json!({ "status": "up" })))
}

/// The store can be read, and the service does not end.
pub(super) async fn readiness(call: &Call) -> Result<Answer, Problem> {
    if call.service.is_ending() {
        return Err(Refusal::NotReady.into());
    }
    let read = books::is_readable(&call.service.database).await;
    read.map_err(|error| Problem::from(Refusal::NotReady).because(error.to_string()))?;
    Ok(Answer::json(&json!({ "status": "ready" })))
}

/// The API as it describes itself.
pub(super) async fn description(_: &Call) -> Result<Answer, Problem> {
    Ok(Answer::kept(&openapi::document()))
}
