//! Deployments priced, validated and explained, by the same use cases as the command line.

use chrono::NaiveDate;
use mru_core::{EnvironmentKind, Quote, rate_card::Terms, terraform::Said};

use super::{answer::Answer, call::Call, problem::Problem, refusal::Refusal};
use crate::{
    answers, off_the_runtime, quotes,
    quoting::{self, TermsRequest},
    rate_cards::{AtHand, Wanted},
};

/// Texts up to this length are priced within a millisecond or two, where the request is; longer ones
/// give way to others.
const SHORT: usize = 64 * 1024;

pub(super) async fn price(call: &Call) -> Result<Answer, Problem> {
    let (terms, day) = terms(call).await?;
    let priced = computed(call, || {
        let quote = quote(call, &terms, day)?;
        answers::quote(&quote, call.lang).map_err(|error| Problem::inside(error.to_string()))
    })?;
    Ok(Answer::of_text(priced))
}

pub(super) async fn validate(call: &Call) -> Result<Answer, Problem> {
    let (terms, _) = terms(call).await?;
    Ok(computed(call, || {
        let judged = quoting::validate(&call.text, call.format, &terms);
        Answer::json(&answers::judged(&judged, call.lang))
    }))
}

pub(super) async fn explain(call: &Call) -> Result<Answer, Problem> {
    let line = call.parameters.read("line", "1")?;
    let (terms, day) = terms(call).await?;
    computed(call, || {
        let quote = quote(call, &terms, day)?;
        Ok(Answer::json(&answers::explanation(&quote, line, call.lang)?))
    })
}

/// A copy of what a customer has, as it is metered.
pub(super) async fn copy(call: &Call) -> Result<Answer, Problem> {
    let (customer, day) = (call.customer()?, call.day()?);
    let deployment = call.parameters.text("deployment").unwrap_or("main");
    let copied = quotes::copied(&call.service.database, customer, deployment, day).await?;
    Ok(Answer::json(&answers::copied(&copied, call.lang)))
}

/// What the six criteria of an estimate become, and its price.
pub(super) async fn estimate(call: &Call) -> Result<Answer, Problem> {
    let (terms, day) = terms(call).await?;
    let estimated = computed(call, || quoting::estimate(&call.text, call.format, &terms, day));
    Ok(Answer::json(&answers::estimated(&estimated.map_err(Problem::invalid)?, call.lang)))
}

/// What became of a plan of Terraform, and its price.
pub(super) async fn terraform(call: &Call) -> Result<Answer, Problem> {
    let said = said(call)?;
    let (terms, day) = terms(call).await?;
    let quoted = off_the_runtime(|| quoting::from_plan(call.text.as_bytes(), &said, &terms, day));
    Ok(Answer::json(&answers::plan_quoted(&quoted.map_err(Problem::invalid)?, call.lang)))
}

/// What the parameters say beside a plan.
pub(super) fn said(call: &Call) -> Result<Said, Problem> {
    let kind = match call.parameters.text("kind") {
        None => None,
        Some("production") => Some(EnvironmentKind::Production),
        Some("pre-production") => Some(EnvironmentKind::PreProduction),
        Some(value) => return Err(unreadable("kind", value, "production")),
    };
    let next_size = match call.parameters.text("next_size") {
        None | Some("false") => false,
        Some("true") => true,
        Some(value) => return Err(unreadable("next_size", value, "true")),
    };
    Ok(Said {
        customer: call.parameters.text("for").unwrap_or_default().to_owned(),
        environment: call.parameters.text("environment").map(str::to_owned),
        kind,
        redundancy: call.parameters.read("redundancy", "2")?,
        monthly_tb: call.parameters.read("monthly_tb", "1.5")?,
        next_size,
    })
}

fn unreadable(name: &'static str, value: &str, example: &'static str) -> Problem {
    Refusal::ParameterUnreadable { name, value: value.to_owned(), example }.into()
}

fn quote(call: &Call, terms: &Terms, day: NaiveDate) -> Result<Quote, Problem> {
    quoting::quote(&call.text, call.format, terms, day).map_err(Problem::invalid)
}

/// The terms of the day by the rate cards of the store.
async fn terms(call: &Call) -> Result<(Terms, NaiveDate), Problem> {
    let day = call.day()?;
    let cards = call.service.cards().await?;
    let asked = TermsRequest {
        at_hand: AtHand::from(&*cards),
        card: Wanted::Named(call.parameters.text("rate_card").unwrap_or("reference")),
        contract: None,
        day,
    };
    Ok((quoting::terms(&asked)?, day))
}

/// Computes something of the text of a request.
fn computed<T>(call: &Call, work: impl FnOnce() -> T) -> T {
    if call.text.len() <= SHORT { work() } else { off_the_runtime(work) }
}
