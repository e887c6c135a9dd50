//! `mru rate-card publish`: into a store, where it bills, or into the list of a folder.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use chrono::Local;
use mru_core::{Lang, impact::Impact, rate_card::RateCard, text::Text};
use reports::impact_text::impact_text;
use serde_json::json;

use super::{
    cards::CardArgument,
    impact,
    output::TextOrJson,
    pretty,
    signing::SigningArguments,
    store::{OptionalPlace, Place},
};
use crate::{
    Database,
    absent::Absent,
    billing::{
        self, BillingError, ImpactRequest, NOTICE_DAYS, PublishError, PublishRefusal,
        PublishRequest,
    },
    failure::Failure,
    files, rate_cards,
    tables::{self, MANIFEST},
    tell::tell_line,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Names and first days (reference@2026-10-01), or folders; all of them are published, or none.
    #[arg(required = true, value_name = "CARD")]
    cards: Vec<String>,
    /// Folder of rate cards; those inside the program when absent.
    #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
    pricing_tables: Option<PathBuf>,
    #[command(flatten)]
    store: OptionalPlace,
    #[command(flatten)]
    signing: SigningArguments,
    /// Publish it although customers have fewer days of notice than R76 asks for.
    #[arg(long)]
    short_notice: bool,
    /// Show what it changes for each customer, and record nothing.
    #[arg(long)]
    dry_run: bool,
    /// Form of the report.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    match (arguments.store.place(), &arguments.pricing_tables) {
        (Some(place), _) => record(arguments, &place, lang),
        (None, Some(folder)) => {
            for card in &arguments.cards {
                list(card, folder, arguments.dry_run, lang)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        (None, None) => Err(Failure::CannotDo(Text::new(
            "say where to publish it: a store by `--data-dir` or `--database-url`, or the list of a folder by `--pricing-tables`",
            "indique dónde publicarla: un almacén con `--data-dir` o `--database-url`, o la lista de una carpeta con `--pricing-tables`",
        ))),
    }
}

/// Records cards in a store, after showing what each of them changes.
fn record(arguments: &Arguments, place: &Place, lang: Lang) -> Result<ExitCode, Failure> {
    let (today, short_notice) = (Local::now().date_naive(), arguments.short_notice);
    let tables = tables::load(arguments.pricing_tables.as_deref())?;
    let mut asked: Vec<(Arc<RateCard>, PublishRequest)> = Vec::new();
    for name in &arguments.cards {
        let card = CardArgument::read(name)?;
        let (card, publication) = rate_cards::to_publish(&tables, card.wanted())?;
        asked.push((card, PublishRequest { publication, short_notice, today }));
    }
    let (effects, published) = place.with(async |database| {
        let database = &arguments.signing.apply(database, place)?;
        let (mut effects, mut previews) = (Vec::new(), Vec::new());
        for (_, asked) in &asked {
            let of_card = effect(database, asked).await?;
            if let (Some(of_card), TextOrJson::Text) = (&of_card, arguments.format) {
                files::write(None, impact_text(of_card, lang))?;
                impact::tell_set_aside(of_card, lang);
            }
            effects.push(of_card);
            if arguments.dry_run {
                previews.push(billing::preview_publication(database, asked).await?);
            }
        }
        if arguments.dry_run {
            return Ok((effects, previews));
        }
        let asked: Vec<PublishRequest> = asked.iter().map(|(_, asked)| asked.clone()).collect();
        Ok((effects, billing::publish(database, &asked).await?))
    })?;
    if arguments.format == TextOrJson::Json {
        let pairs = published.iter().zip(&effects);
        let mut written: Vec<_> = pairs
            .map(|(it, of_card)| json_of(it, of_card.as_ref(), arguments.dry_run, lang))
            .collect();
        // Of one card its report, of several a list of them.
        let written = if written.len() == 1 { written.remove(0) } else { json!(written) };
        files::write(None, pretty(&written))?;
    } else {
        for published in &published {
            files::write(None, done(published, arguments.dry_run, lang))?;
        }
    }
    for published in &published {
        if let Some(days) = published.short_notice_days {
            tell_line(self::short_notice(&published.id, days).get(lang));
        }
    }
    arguments.signing.keep_outside(place)?;
    Ok(ExitCode::SUCCESS)
}

/// What a card changes; nothing when it changes no bill: it is published already, or there is no
/// supplier, so that nobody is billed.
async fn effect(database: &Database, asked: &PublishRequest) -> Result<Option<Impact>, Failure> {
    let (publication, today) = (asked.publication.clone(), asked.today);
    let of_first = ImpactRequest { publication, period: None, today };
    match billing::impact(database, &of_first).await {
        Ok(impact) => Ok(Some(impact)),
        Err(PublishError::Refused(PublishRefusal::RateCardIsPublished { .. })) => Ok(None),
        Err(PublishError::Billing(BillingError::Absent(Absent::NoSupplier))) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn json_of(
    published: &billing::Published,
    effect: Option<&Impact>,
    dry_run: bool,
    lang: Lang,
) -> serde_json::Value {
    json!({
        "document": "rate-card-publication",
        "rate_card": published.id,
        "hash": published.hash,
        "dry_run": dry_run,
        "published_before": published.already,
        "short_notice_days": published.short_notice_days,
        "impact": effect.map(|impact| impact::json_of(impact, lang)),
    })
}

fn done(published: &billing::Published, dry_run: bool, lang: Lang) -> String {
    let billing::Published { id, hash, already, .. } = published;
    match (already, dry_run, lang) {
        (true, _, Lang::En) => format!("{id} is published already\n"),
        (true, _, Lang::Es) => format!("{id} ya está publicada\n"),
        (false, true, Lang::En) => format!("Dry run: {id} was not published: {hash}\n"),
        (false, true, Lang::Es) => format!("Ensayo: {id} no fue publicada: {hash}\n"),
        (false, false, Lang::En) => format!("{id} is published: {hash}\n"),
        (false, false, Lang::Es) => format!("{id} fue publicada: {hash}\n"),
    }
}

/// The warning that stays with a card.
pub(super) fn short_notice(id: &str, days: i64) -> Text {
    let away = days.unsigned_abs();
    let (en, es) = if days < 0 { ("after", "después") } else { ("before", "antes") };
    Text::new(
        format!(
            "warning: {id} was published {away} days {en} its first day; customers have {NOTICE_DAYS} days of notice (R76)"
        ),
        format!(
            "advertencia: {id} se publicó {away} días {es} de su primer día; los clientes tienen {NOTICE_DAYS} días de aviso (R76)"
        ),
    )
}

/// Adds a card to the list of a folder: those that the program carries are published so.
fn list(card: &str, folder: &Path, dry_run: bool, lang: Lang) -> Result<(), Failure> {
    let mut tables = tables::load(Some(folder))?;
    let card = CardArgument::read(card)?;
    let found = rate_cards::find((&tables).into(), card.wanted(), Local::now().date_naive())?;
    let already = !tables.manifest.add(&found);
    if !already && !dry_run {
        files::write_shared(&folder.join(MANIFEST), tables.manifest.write())?;
    }
    let (id, hash) = (found.id(), found.hash.clone());
    let published = billing::Published { id, hash, already, short_notice_days: None };
    files::write(None, done(&published, dry_run, lang))
}
