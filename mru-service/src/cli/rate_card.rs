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
    cost_model::{Model, PriceList, derive},
    rate_card::{Difference, Manifest, Published, RateCard, diff},
    text::{Text, number, usd},
};
use serde_json::json;

use super::{pretty, terms::find_card};
use crate::{
    failure::Failure,
    files::{self, Input},
    render::findings::write_wrapped,
    tables::{MANIFEST, Tables},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the rate cards and whether they are published.
    List {
        #[command(flatten)]
        folder: Folder,
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
    /// Add a rate card to the list of published ones, for good.
    Publish {
        /// A name and first day: reference@2026-10-01.
        card: String,
        /// Folder of rate cards.
        #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
        pricing_tables: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Folder {
    /// Folder of rate cards; those inside the program when absent.
    #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
    pricing_tables: Option<PathBuf>,
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::List { folder } => list(folder, lang)?,
        Command::Show { card, folder, json } => {
            let card =
                find_card(card, Local::now().date_naive(), folder.pricing_tables.as_deref())?;
            if *json { show_json(&card) } else { show(&card, lang) }
        }
        Command::Validate { folder } => validate(folder, lang)?,
        Command::Diff { before, after, folder, json } => {
            let today = Local::now().date_naive();
            let before = find_card(before, today, folder.pricing_tables.as_deref())?;
            let after = find_card(after, today, folder.pricing_tables.as_deref())?;
            let difference = diff(&before, &after).map_err(|error| {
                Failure::CannotDo(Text::new(error.to_string(), error.to_string()))
            })?;
            if *json { pretty(&json!(difference)) } else { difference_text(&difference, lang) }
        }
        Command::Derive { prices, model, output } => {
            derive_card(prices, model, output.as_deref(), lang)?
        }
        Command::Publish { card, pricing_tables } => publish(card, pricing_tables, lang)?,
    };
    files::write(None, &shown)?;
    Ok(ExitCode::SUCCESS)
}

fn list(folder: &Folder, lang: Lang) -> Result<String, Failure> {
    let tables = Tables::load_unchecked(folder.pricing_tables.as_deref())?;
    let (published, proposed) = match lang {
        Lang::En => ("published", "proposed"),
        Lang::Es => ("publicada", "propuesta"),
    };
    let mut shown = String::new();
    for card in tables.cards.all() {
        let is_published = tables.manifest.published.iter().any(|row| row.hash == card.hash);
        let state = if is_published { published } else { proposed };
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

fn show_json(card: &RateCard) -> String {
    pretty(&json!({
        "id": card.id(),
        "hash": card.hash,
        "header": card.header,
        "entries": card.entries().collect::<Vec<_>>(),
    }))
}

fn validate(folder: &Folder, lang: Lang) -> Result<String, Failure> {
    let tables = Tables::load_unchecked(folder.pricing_tables.as_deref())?;
    let findings = tables.manifest.check(tables.cards.all());
    if !findings.is_empty() {
        return Err(Failure::invalid(MANIFEST, "", findings));
    }
    let count = tables.cards.all().len();
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
    let price_input = Input::read(prices)?;
    let list = PriceList::read(&price_input.text)
        .map_err(|findings| Failure::invalid(prices, price_input.text, findings))?;
    let model_input = Input::read(model)?;
    let (assumptions, hash) = Model::read(&model_input.text)
        .map_err(|findings| Failure::invalid(model, model_input.text.clone(), findings))?;
    let derived = derive(&list, &assumptions, &hash)
        .map_err(|findings| Failure::invalid(model, "", findings))?;
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
fn write_card(folder: &Path, card: &[(String, String)]) -> Result<(), Failure> {
    if folder.join("card.toml").exists() {
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
        files::write(Some(&folder.join(name)), text)?;
    }
    Ok(())
}

fn publish(card: &str, folder: &Path, lang: Lang) -> Result<String, Failure> {
    let tables = Tables::load(Some(folder))?;
    let (name, _) = card.split_once('@').unwrap_or((card, ""));
    let found = find_card(card, Local::now().date_naive(), Some(folder))?;
    let id = found.id();
    if tables.manifest.published.iter().any(|row| row.hash == found.hash) {
        return Ok(match lang {
            Lang::En => format!("{id} is published already\n"),
            Lang::Es => format!("{id} ya está publicada\n"),
        });
    }
    let mut manifest: Manifest = tables.manifest;
    manifest.published.push(Published {
        card: name.to_owned(),
        effective_from: found.effective_from,
        hash: found.hash.clone(),
    });
    files::write(Some(&folder.join(MANIFEST)), manifest.write())?;
    Ok(match lang {
        Lang::En => format!("{id} is published: {}\n", found.hash),
        Lang::Es => format!("{id} fue publicada: {}\n", found.hash),
    })
}
