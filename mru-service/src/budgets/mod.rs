//! The use cases of budgets: set, listed, and held against changes that are asked for and months that
//! are run. Crossing one is told once a month.

mod crossing;
mod month;

use rust_decimal::Decimal;

use crate::{
    absent::Absent,
    storage::{Database, StoreError, budgets, parties},
};

pub use crate::storage::{Budget, Measure};
pub use crossing::{Crossing, on_change, said_with};
pub(crate) use crossing::{of_change, tell};
pub(crate) use month::of_month;

/// Why a budget is not set.
#[derive(Debug)]
pub enum BudgetError {
    /// The store.
    Store(StoreError),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// What was asked for is not possible.
    Refused(Refusal),
}

/// What is refused about budgets; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// The customer has no such deployment, or the deployment no such environment.
    BudgetPlaceUnknown {
        /// Deployment, or deployment and environment.
        place: String,
    },
    /// The limit is no decimal from 0 to 1,000,000,000 with two decimal places at most.
    BudgetLimit {
        /// What was given.
        most: String,
    },
    /// An environment is named without its deployment.
    BudgetWithoutDeployment {
        /// The environment.
        environment: String,
    },
}

impl Refusal {
    /// The stable name of the case, such as `budget-limit`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<StoreError> for BudgetError {
    fn from(error: StoreError) -> BudgetError {
        BudgetError::Store(error)
    }
}

impl From<Absent> for BudgetError {
    fn from(absent: Absent) -> BudgetError {
        BudgetError::Absent(absent)
    }
}

impl From<Refusal> for BudgetError {
    fn from(refusal: Refusal) -> BudgetError {
        BudgetError::Refused(refusal)
    }
}

/// The largest limit.
const LARGEST: i64 = 1_000_000_000;

/// A limit as it is kept; none for what is no limit.
fn limit(text: &str) -> Option<Decimal> {
    let value = Decimal::from_str_exact(text).ok()?;
    let fits = !value.is_sign_negative() && value <= Decimal::from(LARGEST);
    (fits && value.normalize().scale() <= 2).then(|| value.normalize())
}

/// Sets a budget, or ends it when its limit is empty.
///
/// # Errors
///
/// [`Absent::NoCustomer`], [`Refusal`], and [`BudgetError::Store`].
pub async fn set(database: &Database, asked: &Budget) -> Result<Budget, BudgetError> {
    let mut budget = asked.clone();
    if !asked.most.is_empty() {
        let refused = || Refusal::BudgetLimit { most: asked.most.clone() };
        budget.most = limit(&asked.most).ok_or_else(refused)?.to_string();
    }
    let (deployment, environment) = (asked.deployment.as_str(), asked.environment.as_str());
    if deployment.is_empty() && !environment.is_empty() {
        let environment = environment.to_owned();
        return Err(Refusal::BudgetWithoutDeployment { environment }.into());
    }
    let mut transaction = database.write().await?;
    let versions = parties::accounts(&mut transaction, &asked.customer, &asked.customer).await?;
    let absent = || Absent::NoCustomer { customer: asked.customer.clone(), near: None };
    let last = versions.last().ok_or_else(absent)?;
    let known = last.account.deployments.iter().any(|it| {
        it.name == deployment
            && (environment.is_empty() || it.environments.iter().any(|it| it.name == environment))
    });
    if !deployment.is_empty() && !known {
        let place = [deployment, environment].join(" ").trim().to_owned();
        return Err(Refusal::BudgetPlaceUnknown { place }.into());
    }
    budgets::put(&mut transaction, &budget).await?;
    transaction.commit().await?;
    Ok(budget)
}

/// The budgets that hold, of a customer or of all.
///
/// # Errors
///
/// [`StoreError`].
pub async fn list(database: &Database, customer: Option<&str>) -> Result<Vec<Budget>, StoreError> {
    let mut transaction = database.read().await?;
    let found = budgets::all(&mut transaction, customer).await?;
    transaction.rollback().await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_decimals_of_two_places() {
        for (text, read) in [
            ("0", Some("0")),
            ("5000.00", Some("5000")),
            ("12.5", Some("12.5")),
            ("1000000000", Some("1000000000")),
            ("1000000000.01", None),
            ("0.001", None),
            ("-1", None),
            ("1e3", None),
            ("", None),
            ("five", None),
        ] {
            assert_eq!(limit(text).map(|it| it.to_string()).as_deref(), read, "{text}");
        }
    }
}
