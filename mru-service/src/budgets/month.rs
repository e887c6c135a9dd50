//! Which budgets a month crosses, as its draft says.

use std::collections::BTreeSet;

use mru_core::{
    calendar::Period,
    invoice::{InvoiceLine, LineDetail, Statement},
    units::Usd,
};
use rust_decimal::Decimal;

use super::{Budget, Crossing, Measure, crossing::rise, tell};
use crate::{
    books::{self, LookError},
    storage::{Database, StoreError, budgets, parties},
};

/// Seconds of an hour.
const HOUR: u64 = 3_600;

/// Tells which budgets the drafts of a month cross.
pub(crate) async fn of_month(
    database: &Database,
    month: Period,
    only: Option<&str>,
) -> Result<(), StoreError> {
    let all = super::list(database, only).await?;
    let customers: BTreeSet<&str> = all.iter().map(|it| it.customer.as_str()).collect();
    for customer in customers {
        let Some(now) = statement(database, customer, month).await? else { continue };
        let before = statement(database, customer, month.previous()).await?;
        let of_customer = all.iter().filter(|it| it.customer == customer);
        let crossed = |budget| crossing(budget, month, &now, before.as_ref());
        let crossings: Vec<Crossing> = of_customer.filter_map(crossed).collect();
        if crossings.is_empty() {
            continue;
        }
        let mut transaction = database.write().await?;
        // What was ended meanwhile is not told.
        let held = budgets::all(&mut transaction, Some(customer)).await?;
        let crossings: Vec<Crossing> =
            crossings.into_iter().filter(|it| held.contains(&it.budget)).collect();
        let versions = parties::accounts(&mut transaction, customer, customer).await?;
        if let Some(last) = versions.last() {
            tell(&mut transaction, &last.account, &crossings).await?;
        }
        transaction.commit().await?;
    }
    Ok(())
}

/// What a customer owes for a month, as a draft or document says; nothing when neither can be had.
async fn statement(
    database: &Database,
    customer: &str,
    month: Period,
) -> Result<Option<Statement>, StoreError> {
    match books::find(database, &format!("{customer}/{month}")).await {
        Ok(shown) => Ok(Some(shown.statement().clone())),
        Err(LookError::Store(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

fn crossing(
    budget: &Budget,
    month: Period,
    now: &Statement,
    before: Option<&Statement>,
) -> Option<Crossing> {
    let reached = match budget.measure {
        Measure::MonthlyUsd => net(budget, now)?.as_decimal(),
        Measure::RisePercent => rise(net(budget, before?)?, net(budget, now)?)?,
        Measure::ElasticHours => hours(budget, now)?,
    };
    budget.crossed(reached, month)
}

/// The lines of a place.
fn lines<'a>(
    budget: &'a Budget,
    statement: &'a Statement,
) -> impl Iterator<Item = &'a InvoiceLine> {
    let is_of = |it: &&InvoiceLine| {
        (budget.deployment.is_empty() || it.deployment() == budget.deployment)
            && (budget.environment.is_empty() || it.environment() == budget.environment)
    };
    statement.lines.iter().filter(is_of)
}

/// USD of a place before tax; of the whole customer with floors and discount, and without what
/// corrects other months.
fn net(budget: &Budget, statement: &Statement) -> Option<Usd> {
    let counts = |it: &&InvoiceLine| {
        let is_tax = matches!(it.detail, LineDetail::Tax(_));
        !is_tax && it.corrects().is_none()
    };
    let amounts = lines(budget, statement).filter(counts).map(|it| it.usd);
    amounts.into_iter().try_fold(Usd::ZERO, |sum, usd| sum.plus(usd).ok())
}

/// Instance-hours above the base.
fn hours(budget: &Budget, statement: &Statement) -> Option<Decimal> {
    let seconds = lines(budget, statement).filter_map(|it| match &it.detail {
        LineDetail::Elasticity(line) => Some(line.elastic.excess_seconds),
        _ => None,
    });
    let seconds = seconds.fold(0_u64, u64::saturating_add);
    let hours = Decimal::from(seconds).checked_div(Decimal::from(HOUR))?;
    Some(hours.trunc_with_scale(2).normalize())
}
