//! What AWS charged against what was metered and billed, month by month.

use serde_json::{Value as Json, json};

use super::{answer::Answer, call::Call, problem::Problem};
use crate::{
    answers,
    reconciling::{self, KeptReconciliation},
};

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let all = reconciling::all(&call.service.database).await?;
    let items: Vec<Json> = all.iter().map(in_brief).collect();
    Ok(Answer::kept(&json!({ "document": "reconciliations", "items": items })))
}

pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let last = reconciling::last(&call.service.database, call.period()?).await?;
    Ok(Answer::kept(&answers::reconciliation(&last)))
}

fn in_brief(kept: &KeptReconciliation) -> Json {
    json!({
        "period": kept.reconciliation.month,
        "closed": kept.is_closed,
        "final": kept.reconciliation.is_final,
        "basis": kept.reconciliation.basis,
        "charged_usd": kept.reconciliation.charged_usd,
    })
}
