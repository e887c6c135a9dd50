//! Customers, their contracts, and what they have.

use serde_json::{Value as Json, json};

use super::{answer::Answer, call::Call, page, problem::Problem};
use crate::{answers, books};

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let (database, only) = (&call.service.database, call.only());
    let most = page::most(call)?;
    let after = call.parameters.text("after").unwrap_or_default();
    let (found, is_more) = books::customers_after(database, only, after, most).await?;
    let next = found.last().map(|it| it.id.clone()).filter(|_| is_more);
    let items: Vec<Json> = found.iter().map(answers::customer_in_brief).collect();
    Ok(page::of("customers", &items, next.as_ref()))
}

pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let customer = call.customer()?;
    let versions = books::customer(&call.service.database, customer).await?;
    Ok(Answer::kept(&json!(versions)))
}

pub(super) async fn components(call: &Call) -> Result<Answer, Problem> {
    let customer = call.customer()?;
    let (account, timeline) = books::intervals(&call.service.database, customer).await?;
    Ok(Answer::kept(&answers::components(&account, &timeline)))
}
