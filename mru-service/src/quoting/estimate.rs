//! From the six criteria of an estimate to a quote of the deployment that they make.

use chrono::NaiveDate;
use mru_core::{
    Finding, Format, Lang, Quote,
    offer::{self, Estimate},
    rate_card::Terms,
};

/// What criteria became, and what that costs.
#[derive(Debug)]
pub struct Estimated {
    /// The deployment, with every assumption.
    pub made: Estimate,
    /// The quote of the deployment, or why it has none; findings stand where [`Estimate::written`] has
    /// their lines.
    pub quoted: Result<Box<Quote>, Vec<Finding>>,
}

/// Makes a deployment of answers and quotes it for a day.
///
/// # Errors
///
/// All findings about the answers, as [`offer::estimate`].
pub fn estimate(
    answers: &str,
    format: Format,
    terms: &Terms,
    day: NaiveDate,
) -> Result<Estimated, Vec<Finding>> {
    let made = offer::estimate(answers, format)?;
    let quoted = super::quote(&made.written(Lang::En), Format::Yaml, terms, day).map(Box::new);
    Ok(Estimated { made, quoted })
}
