//! `mru rate-card`: list, show, validate, compare, derive and publish rate cards.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::Local;
use clap::Subcommand;
use mru_core::{
    Lang,
    rate_card::{Difference, RateCard},
    text::{Text, number, usd},
};
use reports::findings::write_wrapped;
use serde_json::json;

use super::{
    cards::{CardArgument, find_card},
    drift, impact, pretty, publish,
    store::{OptionalPlace, Place},
};
use crate::{
    answers, billing,
    failure::Failure,
    files::{self, Input},
    rate_cards::{self, DeriveError},
    tables::{self, HEADER},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the rate cards and whether they are published, or those of a store.
    List {
        #[command(flatten)]
        folder: Folder,
        #[command(flatten)]
        store: OptionalPlace,
    },
    /// Show a rate card: header, weights, and how each was derived.
    Show {
        /// A name, a name and first day (reference@2026-10-01), or a folder.
        card: String,
        #[command(flatten)]
        folder: Folder,
        /// Print JSON, with the arithmetic of every weight.
        #[arg(long)]
        json: bool,
    },
    /// Check all rate cards, and that published ones are unchanged.
    Validate {
        #[command(flatten)]
        folder: Folder,
    },
    /// Compare two rate cards entry by entry.
    Diff {
        /// The earlier one.
        before: String,
        /// The later one.
        after: String,
        #[command(flatten)]
        folder: Folder,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Propose a rate card from AWS prices and a cost model.
    Derive {
        /// Prices as CSV.
        #[arg(long, value_name = "CSV")]
        prices: String,
        /// Cost model as TOML.
        #[arg(long, value_name = "FILE")]
        model: String,
        /// Folder to write the rate card to; only a summary when absent.
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Show how far each weight is from what the cost model gives on the prices, hours and usage of
    /// reconciled months.
    Drift(drift::DriftArguments),
    /// Write the rate card that the cost model gives on the prices of now, with what changed and why.
    Propose(drift::ProposeArguments),
    /// Show what the next run bills with a proposed rate card, customer by customer; nothing is stored.
    Impact(impact::Arguments),
    /// Record a rate card in a store, where it bills, for good; without a store, add it to the
    /// list of published cards of its folder.
    Publish(publish::Arguments),
}

#[derive(Debug, clap::Args)]
pub(super) struct Folder {
    /// Folder of rate cards; those inside the program when absent.
    #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
    pricing_tables: Option<PathBuf>,
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::List { folder, store } => match store.place() {
            Some(place) => list_of_store(&place, lang)?,
            None => list(folder, lang)?,
        },
        Command::Show { card, folder, json } => {
            let card =
                find_card(card, Local::now().date_naive(), folder.pricing_tables.as_deref())?;
            if *json { pretty(&answers::rate_card(&card)) } else { show(&card, lang) }
        }
        Command::Validate { folder } => validate(folder, lang)?,
        Command::Diff { before, after, folder, json } => {
            let tables = tables::load(folder.pricing_tables.as_deref())?;
            let (before, after) = (CardArgument::read(before)?, CardArgument::read(after)?);
            let (before, after) = (before.wanted(), after.wanted());
            let today = Local::now().date_naive();
            let difference = rate_cards::compare((&tables).into(), before, after, today)?;
            if *json { pretty(&json!(difference)) } else { difference_text(&difference, lang) }
        }
        Command::Derive { prices, model, output } => {
            derive_card(prices, model, output.as_deref(), lang)?
        }
        Command::Drift(arguments) => return drift::drift(arguments, lang),
        Command::Propose(arguments) => return drift::propose(arguments, lang),
        Command::Impact(arguments) => return impact::run(arguments, lang),
        Command::Publish(arguments) => return publish::run(arguments, lang),
    };
    files::write(None, &shown)?;
    Ok(ExitCode::SUCCESS)
}

fn list(folder: &Folder, lang: Lang) -> Result<String, Failure> {
    let tables = tables::load_unchecked(folder.pricing_tables.as_deref())?;
    let (published, proposed) = match lang {
        Lang::En => ("published", "proposed"),
        Lang::Es => ("publicada", "propuesta"),
    };
    let mut shown = String::new();
    for card in tables.all() {
        let state = if card.is_proposal { proposed } else { published };
        let price = usd(card.mru_price.as_decimal(), lang);
        // INVARIANT (writing to a String cannot fail): the result carries nothing.
        let _ = writeln!(
            shown,
            "{:<28} {price:>12}/MRU  {:>4} entries  {state}",
            card.id(),
            card.entries().count()
        );
    }
    Ok(shown)
}

/// Lists the cards of a store in the order of publication, with the warnings that stay with them.
fn list_of_store(place: &Place, lang: Lang) -> Result<String, Failure> {
    let stored = place.read(async |database| Ok(billing::published(database).await?))?;
    let mut shown = String::new();
    for (publication, card) in stored {
        let price = usd(card.mru_price.as_decimal(), lang);
        let (id, count, hash) = (card.id(), card.entries().count(), &card.hash);
        let _ = writeln!(shown, "{id:<28} {price:>12}/MRU  {count:>4} entries  {hash}");
        if let Some(days) = publication.short_notice_days {
            let _ = writeln!(shown, "    {}", publish::short_notice(&id, days).get(lang));
        }
    }
    Ok(shown)
}

fn show(card: &RateCard, lang: Lang) -> String {
    let header = &card.header;
    let mut shown = String::new();
    let _ = writeln!(shown, "{}  {}/MRU", card.id(), usd(card.mru_price.as_decimal(), lang));
    write_wrapped(&mut shown, &card.hash, "  ", "  ");
    write_wrapped(&mut shown, &header.provenance, "  ", "  ");
    write_wrapped(&mut shown, &header.approved_by, "  ", "  ");
    shown.push('\n');
    for entry in card.entries() {
        let weight = number(entry.weight.as_decimal(), lang);
        let amount = card
            .mru_price
            .as_decimal()
            .checked_mul(entry.weight.as_decimal())
            .map(|amount| usd(amount, lang));
        let _ = writeln!(
            shown,
            "{:<34} {weight:>9} MRU {:>15}  {}",
            entry.id.as_str(),
            amount.unwrap_or_default(),
            entry.confidence.as_str()
        );
    }
    shown
}

fn validate(folder: &Folder, lang: Lang) -> Result<String, Failure> {
    let tables = tables::load_unchecked(folder.pricing_tables.as_deref())?;
    let count = rate_cards::check(&tables)?;
    Ok(match lang {
        Lang::En => format!("{count} rate cards are valid, published and unchanged\n"),
        Lang::Es => format!("{count} tarifas son válidas, están publicadas y no han cambiado\n"),
    })
}

fn difference_text(difference: &Difference, lang: Lang) -> String {
    let mut shown = String::new();
    let (before, after) = (
        usd(difference.price_before.as_decimal(), lang),
        usd(difference.price_after.as_decimal(), lang),
    );
    let _ =
        writeln!(shown, "{} → {}: {before} → {after} /MRU", difference.before, difference.after);
    for change in &difference.changes {
        let weight = |weight: Option<mru_core::units::Weight>| {
            weight.map_or_else(|| "–".to_owned(), |weight| number(weight.as_decimal(), lang))
        };
        let amount = |amount: Option<rust_decimal::Decimal>| {
            amount.map_or_else(|| "–".to_owned(), |amount| usd(amount, lang))
        };
        let _ = writeln!(
            shown,
            "{:<32} {:>7} → {:>7} MRU {:>13} → {:>13}",
            change.entry.as_str(),
            weight(change.before),
            weight(change.after),
            amount(change.usd_before),
            amount(change.usd_after),
        );
    }
    let _ = match lang {
        Lang::En => writeln!(
            shown,
            "{} entries changed, {} did not",
            difference.changes.len(),
            difference.unchanged
        ),
        Lang::Es => writeln!(
            shown,
            "{} entradas cambiaron, {} no",
            difference.changes.len(),
            difference.unchanged
        ),
    };
    shown
}

fn derive_card(
    prices: &str,
    model: &str,
    output: Option<&Path>,
    lang: Lang,
) -> Result<String, Failure> {
    let (prices, model) = (Input::read(prices)?, Input::read(model)?);
    let derived = rate_cards::derive(&prices.text, &model.text).map_err(|error| match error {
        DeriveError::Prices(findings) => Failure::invalid(prices.name, prices.text, findings),
        DeriveError::Model(findings) => Failure::invalid(model.name, model.text, findings),
        DeriveError::Weights(findings) => Failure::invalid(model.name, "", findings),
    })?;
    if let Some(folder) = output {
        write_card(folder, &derived.files)?;
    }
    let mut shown = String::new();
    for proposal in derived.tables.values().flatten() {
        let weight = number(proposal.weight_mru, lang);
        let _ = writeln!(
            shown,
            "{:<34} {weight:>9} MRU  {}",
            proposal.id.as_str(),
            proposal.confidence.as_str()
        );
        if output.is_none() {
            write_wrapped(&mut shown, &proposal.arithmetic, "    ", "    ");
        }
    }
    Ok(shown)
}

/// Writes the files of a proposed rate card; a folder that holds another one is left alone.
pub(super) fn write_card(folder: &Path, card: &[(String, String)]) -> Result<(), Failure> {
    if folder.join(HEADER).exists() {
        let same = card.iter().all(|(name, text)| {
            fs::read_to_string(folder.join(name)).is_ok_and(|there| there == *text)
        });
        if same {
            return Ok(());
        }
        let shown = folder.display();
        return Err(Failure::CannotDo(Text::new(
            format!(
                "`{shown}` holds another rate card; published ones never change, so choose another folder or remove it"
            ),
            format!(
                "`{shown}` contiene otra tarifa; las publicadas nunca cambian, así que elija otra carpeta o quítela"
            ),
        )));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
    // The header comes last: a folder without one is no rate card, so a broken-off run leaves none.
    for (name, text) in card.iter().rev() {
        files::write_shared(&folder.join(name), text)?;
    }
    Ok(())
}
