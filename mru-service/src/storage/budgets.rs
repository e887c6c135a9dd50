//! Budgets: of each place and measure the limit that was recorded last holds.

use sqlx::{Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
};

/// What a budget limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// USD that a month is expected to cost.
    MonthlyUsd,
    /// Per cent that a month is expected to cost more than the one before.
    RisePercent,
    /// Instance-hours of a month above the base.
    ElasticHours,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 3] =
        [Measure::MonthlyUsd, Measure::RisePercent, Measure::ElasticHours];

    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Measure::MonthlyUsd => "monthly-usd",
            Measure::RisePercent => "rise-percent",
            Measure::ElasticHours => "elastic-hours",
        }
    }

    /// Reads the written form.
    pub fn read(text: &str) -> Option<Measure> {
        Measure::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Id of the customer.
    pub customer: String,
    /// The deployment; empty for all.
    pub deployment: String,
    /// The environment; empty for all.
    pub environment: String,
    /// What it limits.
    pub measure: Measure,
    /// The most, as a decimal; empty when there is no limit any more.
    pub most: String,
}

/// Records a budget.
pub(crate) async fn put(transaction: &mut Transaction, budget: &Budget) -> Result<(), StoreError> {
    let Budget { customer, deployment, environment, measure, most } = budget;
    let texts = [customer, deployment, environment, measure.as_str(), most];
    let insert = "INSERT INTO budget (sequence, customer, deployment, environment, measure, most) VALUES ($1, $2, $3, $4, $5, $6)";
    chain::record(transaction, Recorded::Budget, customer, insert, &texts).await
}

/// The budgets that hold, of a customer or of all, by customer and place.
pub(crate) async fn all(
    transaction: &mut Transaction,
    customer: Option<&str>,
) -> Result<Vec<Budget>, StoreError> {
    let rows = sqlx::query("SELECT customer, deployment, environment, measure, most FROM budget b WHERE (customer = $1 OR $2 = 1) AND most <> '' AND NOT EXISTS (SELECT 1 FROM budget n WHERE n.customer = b.customer AND n.deployment = b.deployment AND n.environment = b.environment AND n.measure = b.measure AND n.sequence > b.sequence) ORDER BY customer, deployment, environment, measure")
        .bind(customer.unwrap_or_default().to_owned())
        .bind(i64::from(customer.is_none()))
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Budget, StoreError> {
    let customer: String = row.try_get(0)?;
    let measure: String = row.try_get(3)?;
    let measure = Measure::read(&measure).ok_or_else(|| StoreError::Unreadable {
        what: "budget",
        id: customer.clone(),
        problem: format!("this version of the program knows no measure `{measure}`"),
    })?;
    Ok(Budget {
        customer,
        deployment: row.try_get(1)?,
        environment: row.try_get(2)?,
        measure,
        most: row.try_get(4)?,
    })
}
