//! `mru rate-card impact`: what the next run bills with a card that is only proposed.

use std::{path::PathBuf, process::ExitCode};

use chrono::Local;
use mru_core::{
    Lang,
    calendar::Period,
    findings_json,
    impact::{Effect, Impact, Outcome},
};
use reports::{findings::findings_text, impact_csv::impact_csv, impact_text::impact_text};
use serde_json::{Value as Json, json};

use super::{
    SAYS_NO,
    cards::CardArgument,
    document,
    output::{Output, Table},
    pretty,
    store::StoreArguments,
    words::with_remedies,
};
use crate::{
    billing::{self, ImpactRequest, Publication},
    failure::Failure,
    rate_cards, tables,
    tell::tell,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The proposed card: a name and first day (reference@2027-01-01), or a folder.
    card: String,
    /// The month that is billed: 2027-01; the first one that the card can price when absent.
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
    /// Folder of rate cards; those inside the program when absent.
    #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
    pricing_tables: Option<PathBuf>,
    /// Form of the report; by the ending of the file when absent, else text.
    #[arg(long, value_enum)]
    format: Option<Table>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let format = arguments.output.form(arguments.format)?;
    arguments.output.spare(arguments.store.place.files())?;
    let tables = tables::load(arguments.pricing_tables.as_deref())?;
    let card = CardArgument::read(&arguments.card)?;
    let (_, files) = rate_cards::proposed(&tables, card.wanted())?;
    let (publication, today) = (Publication::new(files), Local::now().date_naive());
    let asked = ImpactRequest { publication, period: arguments.period, today };
    let work = async |database: &crate::Database| Ok(billing::impact(database, &asked).await?);
    let impact = arguments.store.read(work)?;
    arguments.output.write(match format {
        Table::Text => impact_text(&impact, lang),
        Table::Json => pretty(&json_of(&impact, lang)),
        Table::Csv => impact_csv(&impact).map_err(|error| document::failed(&error))?,
    })?;
    tell_set_aside(&impact, lang);
    let refused = impact.count(Outcome::CannotBeBilled) > 0;
    Ok(if refused { ExitCode::from(SAYS_NO) } else { ExitCode::SUCCESS })
}

/// Says why customers cannot be billed.
pub(super) fn tell_set_aside(impact: &Impact, lang: Lang) {
    for effect in impact.customers.iter().filter(|it| !it.findings.is_empty()) {
        let findings = with_remedies(effect.findings.clone());
        tell(&findings_text(&effect.customer, "", &findings, lang));
    }
}

/// An impact for programs.
pub(super) fn json_of(impact: &Impact, lang: Lang) -> Json {
    let mut written = json!(impact);
    if let Some(fields) = written.as_object_mut() {
        fields.insert(String::from("document"), json!("rate-card-impact"));
        fields.insert(String::from("difference_usd"), json!(impact.difference()));
        fields.insert(String::from("difference_percent"), json!(impact.percent()));
        let customers = impact.customers.iter().map(|effect| effect_json(effect, lang));
        fields.insert(String::from("customers"), customers.collect());
    }
    written
}

fn effect_json(effect: &Effect, lang: Lang) -> Json {
    let mut written = json!(effect);
    if let Some(fields) = written.as_object_mut() {
        fields.insert(String::from("outcome"), json!(effect.outcome()));
        fields.insert(String::from("difference_usd"), json!(effect.difference()));
        fields.insert(String::from("difference_percent"), json!(effect.percent()));
        fields.insert(String::from("findings"), findings_json(&effect.findings, lang));
    }
    written
}
