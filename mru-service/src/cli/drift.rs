//! `mru rate-card drift` and `propose`: how far weights are from the cost model, and the card that
//! follows it.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::NaiveDate;
use mru_core::{Lang, calendar::Period, cost_model::Drift};
use reports::drift_text::{DriftDocument, DriftMonth, drift_csv, drift_text};
use serde_json::json;

use super::{
    document,
    output::{Output, Table},
    pretty,
    rate_card::write_card,
    reconcile::named,
    store::StoreArguments,
};
use crate::{
    failure::Failure,
    files::{self, Input},
    reconciling::{self, CardDrift, DriftRequest, ProposeRequest, ProposedCard},
};

/// What weights are held against.
#[derive(Debug, clap::Args)]
struct Months {
    /// A reconciled month; the card is the one that is in force on its first day.
    period: Period,
    /// Further reconciled months whose hours and usage count.
    #[arg(long = "with", value_name = "PERIOD", num_args = 1..)]
    with: Vec<Period>,
    /// Name of the rate card.
    #[arg(long, value_name = "CARD", default_value = "reference", env = "MRU_RATE_CARD")]
    rate_card: String,
    /// Prices of now: facts or a snapshot; those that were published with the card when absent.
    #[arg(long, value_name = "FILE")]
    prices: Option<String>,
    /// Form of the report; by the ending of the file when absent, else text.
    #[arg(long, value_enum)]
    format: Option<Table>,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Debug, clap::Args)]
pub(super) struct DriftArguments {
    #[command(flatten)]
    months: Months,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
pub(super) struct ProposeArguments {
    #[command(flatten)]
    months: Months,
    /// First day of the proposed card, the first of a month.
    #[arg(long, value_name = "DATE", value_parser = super::day::day)]
    from: NaiveDate,
    /// Prices by the hour for the hours of the months, instead of those of the model.
    #[arg(long)]
    hours: bool,
    /// Monthly quantities as AWS charged them for what was metered, instead of those of the model.
    #[arg(long)]
    usage: bool,
    /// Who approved the card; the header says that nobody did when absent.
    #[arg(long, value_name = "NAME", default_value = "")]
    approved_by: String,
    /// Folder of rate cards to write it to, with its model, its prices and what changed.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

impl Months {
    fn request<'a>(&'a self, prices: Option<&'a Input>) -> DriftRequest<'a> {
        DriftRequest {
            month: self.period,
            with: &self.with,
            card: &self.rate_card,
            prices: prices.map(|input| input.text.as_str()),
            with_hours: true,
            with_usage: true,
        }
    }

    fn prices(&self) -> Result<Option<Input>, Failure> {
        self.prices.as_deref().map(Input::read).transpose()
    }
}

/// Shows how far weights are from the cost model.
pub(super) fn drift(arguments: &DriftArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let DriftArguments { months, output } = arguments;
    let format = output.form(months.format)?;
    output.spare(months.prices.iter())?;
    output.spare(months.store.place.files())?;
    let prices = months.prices()?;
    let asked = months.request(prices.as_ref());
    let work = async |database: &crate::Database| {
        let drift = reconciling::drift(database, &asked).await;
        drift.map_err(|error| named(error, prices.as_ref(), None))
    };
    let drift = months.store.read(work)?;
    output.write(rendered(&drift, format, lang)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a proposed card, and says what it follows.
pub(super) fn propose(arguments: &ProposeArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let ProposeArguments { months, from, hours, usage, approved_by, output } = arguments;
    let prices = months.prices()?;
    let request = months.request(prices.as_ref());
    let asked = ProposeRequest {
        drift: DriftRequest { with_hours: *hours, with_usage: *usage, ..request },
        first: *from,
        approved_by,
    };
    let work = async |database: &crate::Database| {
        let proposed = reconciling::propose(database, &asked).await;
        proposed.map_err(|error| named(error, prices.as_ref(), None))
    };
    let proposed = months.store.read(work)?;
    write(&proposed, output, lang)?;
    let form = months.format.unwrap_or(Table::Text);
    let mut shown = rendered(&proposed.drift, form, lang)?;
    if form == Table::Text {
        shown.push_str(&farewell(&proposed.id, output, lang));
    }
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a card with everything that publishing it needs, and with what changed.
fn write(proposed: &ProposedCard, output: &Path, lang: Lang) -> Result<(), Failure> {
    let changes = rendered(&proposed.drift, Table::Csv, lang)?;
    let beside = (format!("{}.changes.csv", proposed.id), changes);
    // The card comes last: what it names is there when it is.
    for (path, text) in proposed.sources.iter().chain([(&beside.0, &beside.1)]) {
        let path = output.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
        }
        files::write_shared(&path, text)?;
    }
    write_card(&output.join(&proposed.folder), &proposed.files)
}

fn rendered(drift: &CardDrift, format: Table, lang: Lang) -> Result<String, Failure> {
    let months: Vec<DriftMonth> = drift
        .months
        .iter()
        .map(|it| DriftMonth { month: it.month, is_final: it.is_final, is_closed: it.is_closed })
        .collect();
    let [before, after] = &drift.prices_hashes;
    let document = DriftDocument {
        rate_card: &drift.rate_card,
        months: &months,
        hours: drift.hours,
        other_prices: before != after,
        with_usage: drift.with_usage,
        entries: &drift.entries,
    };
    Ok(match format {
        Table::Text => drift_text(&document, lang),
        Table::Csv => drift_csv(&document, lang).map_err(|error| document::failed(&error))?,
        Table::Json => {
            let entry = |it: &Drift| {
                let mut written = json!(it);
                if let Some(fields) = written.as_object_mut() {
                    fields.insert(String::from("drift_mru"), json!(it.mru()));
                }
                written
            };
            let mut written = json!(drift);
            if let Some(fields) = written.as_object_mut() {
                let entries = drift.entries.iter().map(entry).collect();
                fields.insert(String::from("entries"), entries);
                fields.insert(String::from("document"), json!("rate-card-drift"));
            }
            pretty(&written)
        }
    })
}

/// What to do with the proposed card.
fn farewell(id: &str, output: &Path, lang: Lang) -> String {
    let folder = output.display();
    match lang {
        Lang::En => format!(
            "\n{id} is written. See what it would bill each customer:\n  mru rate-card impact {id} --pricing-tables {folder}\n"
        ),
        Lang::Es => format!(
            "\n{id} está escrita. Vea qué facturaría a cada cliente:\n  mru rate-card impact {id} --pricing-tables {folder}\n"
        ),
    }
}
