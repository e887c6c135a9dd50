//! The kinds of components.

use super::{answer::Answer, call::Call, problem::Problem};
use crate::{answers, quoting};

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    Ok(Answer::kept(&answers::catalogue(call.lang)))
}

pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let kind = quoting::kind(call.parameters.text("kind").unwrap_or_default())?;
    Ok(Answer::kept(&answers::kind(kind, call.lang)))
}
