//! Which budgets a change crosses, and that it is told.

use mru_core::{Lang, account::Account, calendar::Period, units::Usd};
use reports::{change_text::with_budgets, mail::BudgetCrossed};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{Budget, Measure};
use crate::{
    changes::Checked,
    notifying::{EventKind, Happened, NewMail, Telling},
    storage::{Database, StoreError, Transaction, budgets},
};

/// A budget that is crossed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The budget.
    pub budget: Budget,
    /// In which month.
    pub month: Period,
    /// What is expected or was used: USD, per cent or hours.
    pub reached: Decimal,
}

/// The texts of a crossing, as people read them.
struct Written {
    place: String,
    reached: String,
    most: String,
}

impl Crossing {
    fn written(&self, lang: Lang) -> Written {
        let written = |value: Decimal| match self.budget.measure {
            Measure::MonthlyUsd => mru_core::text::usd(value, lang),
            Measure::RisePercent | Measure::ElasticHours => mru_core::text::number(value, lang),
        };
        let most = written(super::limit(&self.budget.most).unwrap_or_default());
        Written { place: self.budget.place(), reached: written(self.reached), most }
    }

    fn reported<'a>(&'a self, customer: &'a str, written: &'a Written) -> BudgetCrossed<'a> {
        BudgetCrossed {
            customer,
            place: &written.place,
            measure: self.budget.measure.as_str(),
            month: self.month,
            reached: &written.reached,
            most: &written.most,
        }
    }

    /// The crossing for programs.
    pub fn to_json(&self) -> Json {
        let Budget { customer, deployment, environment, measure, most } = &self.budget;
        json!({
            "customer": customer,
            "deployment": Some(deployment).filter(|it| !it.is_empty()),
            "environment": Some(environment).filter(|it| !it.is_empty()),
            "measure": measure.as_str(),
            "month": self.month,
            "most": most,
            "reached": match measure {
                Measure::MonthlyUsd => format!("{:.2}", self.reached),
                Measure::RisePercent | Measure::ElasticHours => self.reached.to_string(),
            },
        })
    }
}

/// Adds the budgets that a change crosses to what is said of it.
pub fn said_with(said: String, crossings: &[Crossing], (markdown, lang): (bool, Lang)) -> String {
    let written: Vec<Written> = crossings.iter().map(|it| it.written(lang)).collect();
    let both = crossings.iter().zip(&written);
    let all: Vec<BudgetCrossed<'_>> = both.map(|(it, written)| it.reported("", written)).collect();
    with_budgets(said, &all, (markdown, lang))
}

impl Budget {
    fn most(&self) -> Option<Decimal> {
        super::limit(&self.most)
    }

    /// The crossing, when something is more than the limit.
    pub(super) fn crossed(&self, reached: Decimal, month: Period) -> Option<Crossing> {
        let crosses = self.most().is_some_and(|most| reached > most);
        crosses.then(|| Crossing { budget: self.clone(), month, reached })
    }

    /// Where it holds, in words of the customer.
    pub fn place(&self) -> String {
        let parts = [&self.customer, &self.deployment, &self.environment];
        let parts: Vec<&str> =
            parts.iter().map(|it| it.as_str()).filter(|it| !it.is_empty()).collect();
        parts.join(" / ")
    }
}

/// How much more, in per cent with one decimal place; nothing when there was nothing before.
pub(super) fn rise(before: Usd, after: Usd) -> Option<Decimal> {
    let (before, after) = (before.as_decimal(), after.as_decimal());
    let more = after.checked_sub(before)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let percent = more.checked_div(before)?;
    // Cut, not rounded up: what is told was reached.
    Some(percent.trunc_with_scale(1).normalize())
}

/// The budgets of a deployment, and of its environments, that a change crosses.
///
/// A budget of the whole customer is held against months alone: a change is about one deployment.
pub(crate) fn of_change(budgets: &[Budget], deployment: &str, checked: &Checked) -> Vec<Crossing> {
    let change = &checked.change;
    let of_place = |budget: &Budget| match budget.environment.as_str() {
        "" => Some((change.before.usd, change.after.usd)),
        name => {
            let place = change.places.iter().find(|it| it.name == name)?;
            Some((place.before.usd, place.after.usd))
        }
    };
    let crossed = |budget: &Budget| {
        let (before, after) = of_place(budget).filter(|_| budget.deployment == deployment)?;
        // What a change does not raise, it does not cross.
        if after <= before {
            return None;
        }
        let reached = match budget.measure {
            Measure::MonthlyUsd => after.as_decimal(),
            Measure::RisePercent => rise(before, after)?,
            Measure::ElasticHours => return None,
        };
        budget.crossed(reached, change.month.period)
    };
    budgets.iter().filter_map(crossed).collect()
}

/// The budgets of a recorded customer that a checked change crosses.
///
/// # Errors
///
/// [`StoreError`].
pub async fn on_change(
    database: &Database,
    (customer, deployment): (&str, &str),
    checked: &Checked,
) -> Result<Vec<Crossing>, StoreError> {
    let mut transaction = database.read().await?;
    let budgets = budgets::all(&mut transaction, Some(customer)).await?;
    transaction.rollback().await?;
    Ok(of_change(&budgets, deployment, checked))
}

/// Tells of crossings, each once a month: webhooks, and the approvers of the contract by mail.
pub(crate) async fn tell(
    transaction: &mut Transaction,
    account: &Account,
    crossings: &[Crossing],
) -> Result<(), StoreError> {
    if crossings.is_empty() {
        return Ok(());
    }
    let mut telling = Telling::begin(transaction).await?;
    for crossing in crossings {
        let Crossing { budget, month, .. } = crossing;
        let Budget { customer, deployment, environment, measure, most } = budget;
        let place = [deployment.as_str(), environment].join("/");
        let subject = format!("{customer} {place} {} {most} {month}", measure.as_str());
        telling.event(&Happened {
            kind: EventKind::BudgetCrossed,
            customer,
            subject: &subject,
            data: crossing.to_json(),
        });
        let lang = account.contract.language.into();
        let written = crossing.written(lang);
        let mail = crossing.reported(&account.legal.name, &written).mail(lang);
        for to in &account.contract.approvers {
            telling.mail(&NewMail {
                kind: EventKind::BudgetCrossed,
                customer,
                subject: &subject,
                to,
                mail: &mail,
                attached: "",
                ends_at: None,
            });
        }
    }
    telling.finish(transaction).await
}
