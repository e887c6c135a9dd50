//! A provisioning tool that refuses a deployment over a budget.
//!
//! Run with `cargo run -p mru-core --example budget`.

use std::process::ExitCode;

use chrono::NaiveDate;
use mru_core::{
    Deployment, Environment, EnvironmentKind, Lang, MemoryGb, Quote, Redundancy,
    catalogue::compute::container::Container,
    rate_card::{RateCard, Terms},
};
use rust_decimal::Decimal;

/// The rate card of the example; a real tool reads the published files.
const HEADER: &str = r#"
    card = "example"
    effective_from = "2026-10-01"
    currency = "USD"
    mru_price_usd = "42.00"
    approved_by = "rate-card owner"
    provenance = "made for this example"
"#;
const WEIGHTS: &str = "component,size,weight_mru,confidence,arithmetic
container,1x2,1.65,assumption,
container,2x4,2.75,assumption,
environment,production,0,assumption,
";

fn main() -> ExitCode {
    let budget_usd = Decimal::from(350);
    match provision(&wanted(), budget_usd) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            println!("refused:\n{refusal}");
            ExitCode::from(3)
        }
    }
}

/// What somebody asks the tool to create: two services in two zones.
fn wanted() -> Deployment {
    let service = |name: &str, vcpu: u32, memory_gb: u32| Container {
        name: name.to_owned(),
        vcpu: Some(vcpu.into()),
        memory_gb: Some(MemoryGb(memory_gb.into())),
        repository: name.to_owned(),
        branch: "main".to_owned(),
        ..Container::default()
    };
    let production = Environment {
        name: "production".to_owned(),
        kind: Some(EnvironmentKind::Production),
        redundancy: Some(Redundancy(2)),
        containers: vec![service("ms-accounts", 1, 2), service("ms-loans", 2, 4)],
        ..Environment::default()
    };
    Deployment { environments: vec![production], ..Deployment::default() }
}

/// Creates the deployment when it is valid and within the budget, or says why not.
fn provision(deployment: &Deployment, budget_usd: Decimal) -> Result<(), String> {
    let sentences = |findings: Vec<mru_core::Finding>| {
        let lines = findings.iter().map(|finding| {
            format!("  {} {}: {}", finding.rule, finding.path, finding.message.get(Lang::En))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let card =
        RateCard::read(&[("card.toml", HEADER), ("weights.csv", WEIGHTS)]).map_err(sentences)?;
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).ok_or("no such day")?;
    let terms = Terms::new(card, None, day).map_err(sentences)?;
    let quote = Quote::of_deployment(deployment, &terms, day).map_err(sentences)?;
    let total = quote.priced.total.usd;
    if total.as_decimal() > budget_usd {
        let charged = quote.priced.lines().filter(|line| !line.mru.as_decimal().is_zero());
        let lines: Vec<String> = charged
            .map(|line| format!("  {}: {}", line.item.name, line.explanation(Lang::En)))
            .collect();
        return Err(format!(
            "{}\n  USD {total} a month is over the budget of USD {budget_usd}.00",
            lines.join("\n")
        ));
    }
    println!("creating a deployment of USD {total} a month ({})", deployment.hash());
    Ok(())
}
