//! `mru budget`: what a customer, deployment or environment is expected to stay below.

use std::process::ExitCode;

use clap::Subcommand;
use mru_core::Lang;

use super::{output::TextOrJson, pretty, store::StoreArguments};
use crate::{
    answers,
    budgets::{self, Budget, Measure},
    failure::Failure,
    files,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Set a budget, or end one.
    Set {
        /// The customer.
        #[arg(long, value_name = "ID")]
        customer: String,
        /// One of its deployments; all when absent.
        #[arg(long, value_name = "NAME", default_value = "")]
        deployment: String,
        /// One environment of the deployment; all when absent.
        #[arg(long, value_name = "NAME", default_value = "")]
        environment: String,
        #[command(flatten)]
        most: Most,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// List the budgets that hold.
    List {
        /// Those of one customer.
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        store: StoreArguments,
    },
}

/// The limit; `none` ends the budget.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Most {
    /// USD that a month is expected to cost at most; none ends the budget.
    #[arg(long, value_name = "USD")]
    monthly_usd: Option<String>,
    /// Per cent that a month is expected to cost more than the one before; none ends the budget.
    #[arg(long, value_name = "PERCENT")]
    rise_percent: Option<String>,
    /// Instance-hours above the base in a month; none ends the budget.
    #[arg(long, value_name = "HOURS")]
    elastic_hours: Option<String>,
}

impl Most {
    fn measure(&self) -> (Measure, &str) {
        let Most { monthly_usd, rise_percent, elastic_hours } = self;
        let (measure, most) = match (monthly_usd, rise_percent) {
            (Some(most), _) => (Measure::MonthlyUsd, Some(most)),
            (None, Some(most)) => (Measure::RisePercent, Some(most)),
            (None, None) => (Measure::ElasticHours, elastic_hours.as_ref()),
        };
        let most = most.map_or("", String::as_str);
        (measure, if most == "none" { "" } else { most })
    }
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::Set { customer, deployment, environment, most, store } => {
            let (measure, most) = most.measure();
            let asked = Budget {
                customer: customer.clone(),
                deployment: deployment.clone(),
                environment: environment.clone(),
                measure,
                most: most.to_owned(),
            };
            line(&store.with(async |it| Ok(budgets::set(it, &asked).await?))?, lang)
        }
        Command::List { customer, format, store } => {
            let only = customer.as_deref();
            let found = store.read(async |it| Ok(budgets::list(it, only).await?))?;
            match format {
                TextOrJson::Text => found.iter().map(|it| line(it, lang)).collect(),
                TextOrJson::Json => pretty(&found.iter().map(answers::budget).collect()),
            }
        }
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

fn line(budget: &Budget, lang: Lang) -> String {
    let (place, measure) = (budget.place(), budget.measure.as_str());
    match (budget.most.as_str(), lang) {
        ("", Lang::En) => format!("{place}: {measure} without a budget\n"),
        ("", Lang::Es) => format!("{place}: {measure} sin presupuesto\n"),
        (most, _) => format!("{place}: {measure} {most}\n"),
    }
}
