//! Copies what runs today: a deployment file of what is metered, which costs the same.

use chrono::{Days, NaiveDate};
use mru_core::{
    Finding, Format, Lang, Quote,
    calendar::Period,
    metering::Timeline,
    offer::{self, Copied},
};

use super::{QuoteError, Refusal};
use crate::{
    absent::Absent,
    billing, quoting,
    storage::{Database, events, parties},
};

/// What is metered as a deployment file, and what that costs.
#[derive(Debug)]
pub struct CopiedQuote {
    /// The customer.
    pub customer: String,
    /// The deployment, with what metering does not know.
    pub made: Copied,
    /// The quote by the contract of the day, or why it has none; findings stand where
    /// [`Copied::written`] has their lines.
    pub quoted: Result<Box<Quote>, Vec<Finding>>,
}

/// Copies a deployment of a customer as it is metered at the end of a day.
///
/// # Errors
///
/// [`QuoteError::Absent`] for a customer that is not recorded; [`Refusal::NothingToCopy`];
/// [`Refusal::NoContractYet`]; [`QuoteError::Invalid`] when what is recorded contradicts itself.
pub async fn copied(
    database: &Database,
    customer: &str,
    deployment: &str,
    day: NaiveDate,
) -> Result<CopiedQuote, QuoteError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.read().await?;
    let versions = parties::accounts(&mut transaction, customer, customer).await?;
    let events = events::of_customer(&mut transaction, customer).await?;
    transaction.rollback().await?;
    let first = versions.first().and_then(|it| it.account.effective_from);
    let first =
        first.ok_or_else(|| Absent::NoCustomer { customer: customer.to_owned(), near: None })?;
    let begun = Period::of(day).first_day();
    let account = versions
        .into_iter()
        .map(|it| it.account)
        .rfind(|it| it.effective_from.is_some_and(|from| from <= begun));
    let account = account.ok_or_else(|| Refusal::NoContractYet {
        customer: customer.to_owned(),
        day,
        first,
    })?;
    let contract = &account.contract;
    let zone = contract.time_zone;
    let timeline =
        Timeline::of(&events, zone, contract.retirement_grace_days).map_err(QuoteError::Invalid)?;
    // What stands at the end of the day: what was removed on it is gone, what was activated is there.
    let end = day.checked_add_days(Days::new(1)).map(|next| zone.start_of(next));
    let stands = |from, until: Option<_>| {
        end.is_some_and(|end| from < end && until.is_none_or(|until| until >= end))
    };
    let standing: Vec<_> = timeline
        .intervals
        .iter()
        .filter(|it| it.slot.deployment == deployment && stands(it.from, it.until))
        .collect();
    let of_account = account.deployments.iter().find(|it| it.name == deployment);
    let Some(of_account) = of_account.filter(|_| !standing.is_empty()) else {
        let known =
            account.deployments.iter().map(|it| format!("{customer}/{}", it.name)).collect();
        let reference = format!("{customer}/{deployment}");
        return Err(Refusal::NothingToCopy { reference, day, known }.into());
    };
    let terms = contract.terms(Period::of(day), &cards).map_err(QuoteError::Invalid)?;
    let made = offer::copy(&account.legal.name, of_account, standing, &terms.policies);
    let quoted = quoting::quote(&made.written(Lang::En), Format::Yaml, &terms, day).map(Box::new);
    Ok(CopiedQuote { customer: customer.to_owned(), made, quoted })
}
