//! From a plan of Terraform to a quote of what stands after it.

use chrono::NaiveDate;
use mru_core::{
    Finding, Format, Lang, Quote,
    rate_card::Terms,
    terraform::{self, FromPlan, Said},
};

/// What a plan became, and what that costs.
#[derive(Debug)]
pub struct PlanQuoted {
    /// What became of every resource.
    pub made: FromPlan,
    /// The quote of the deployment, or why it has none; findings stand where [`FromPlan::written`]
    /// has their lines, which is the same in every language.
    pub quoted: Result<Box<Quote>, Vec<Finding>>,
}

/// Makes a deployment of a plan and quotes it for a day.
///
/// # Errors
///
/// All findings about the plan and what is said beside it, as [`terraform::from_plan`].
pub fn from_plan(
    plan: &[u8],
    said: &Said,
    terms: &Terms,
    day: NaiveDate,
) -> Result<PlanQuoted, Vec<Finding>> {
    let made = terraform::from_plan(plan, said)?;
    let quoted = super::quote(&made.written(Lang::En), Format::Yaml, terms, day).map(Box::new);
    Ok(PlanQuoted { made, quoted })
}
