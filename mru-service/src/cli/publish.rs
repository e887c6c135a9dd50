//! `mru rate-card publish`: into a store, where it bills, or into the list of a folder.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use chrono::Local;
use mru_core::{
    Lang, findings_json,
    rate_card::RateCard,
    text::{Text, number, usd},
    units::Usd,
};
use reports::findings::findings_text;
use serde_json::json;

use super::{
    cards::CardArgument,
    output::TextOrJson,
    pretty,
    signing::SigningArguments,
    store::{OptionalPlace, Place},
};
use crate::{
    billing::{self, Effect, NOTICE_DAYS, PublishRequest},
    failure::Failure,
    files, rate_cards,
    tables::{self, MANIFEST},
    tell::{tell, tell_line},
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
        for (card, asked) in &asked {
            let of_card = billing::effects(database, asked).await?;
            if arguments.format == TextOrJson::Text {
                files::write(None, effects_text(card, &of_card, lang))?;
                for effect in of_card.iter().filter(|effect| !effect.findings.is_empty()) {
                    tell(&findings_text(&effect.customer, "", &effect.findings, lang));
                }
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
        let mut written: Vec<_> =
            pairs.map(|(it, of_card)| json_of(it, of_card, arguments.dry_run, lang)).collect();
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

fn json_of(
    published: &billing::Published,
    effects: &[Effect],
    dry_run: bool,
    lang: Lang,
) -> serde_json::Value {
    let effects: Vec<_> = effects.iter().map(|effect| effect_json(effect, lang)).collect();
    json!({
        "document": "rate-card-publication",
        "rate_card": published.id,
        "hash": published.hash,
        "dry_run": dry_run,
        "published_before": published.already,
        "short_notice_days": published.short_notice_days,
        "effects": effects,
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

fn effects_text(card: &RateCard, effects: &[Effect], lang: Lang) -> String {
    let id = card.id();
    let Some(period) = effects.first().map(|effect| effect.period) else {
        return match lang {
            Lang::En => format!("{id} changes nothing for any customer.\n"),
            Lang::Es => format!("{id} no cambia nada para ningún cliente.\n"),
        };
    };
    let mut shown = match lang {
        Lang::En => {
            format!("What {id} changes in {period}, with what is metered now, before tax:\n")
        }
        Lang::Es => format!(
            "Lo que {id} cambia en {period}, con lo medido hasta ahora, antes de impuestos:\n"
        ),
    };
    for effect in effects {
        let sides = [&effect.before, &effect.after].map(|side| side.as_ref());
        let mru = sides.map(|it| it.map_or(String::from("–"), |it| number(it.mru, lang)));
        let price =
            sides.map(|it| it.map_or(String::from("–"), |it| usd(it.mru_price_usd, lang)));
        let sum =
            sides.map(|it| it.map_or(String::from("–"), |it| usd(it.usd.as_decimal(), lang)));
        let more = effect.difference().map(Usd::as_decimal);
        let sign = if more.is_some_and(|more| more.is_sign_positive()) { "+" } else { "" };
        let more = more.map_or(String::from("–"), |more| format!("{sign}{}", usd(more, lang)));
        let [mru, price, sum] =
            [mru, price, sum].map(|[before, after]| format!("{before} → {after}"));
        shown.push_str(&format!(
            "{:<24} {mru:>24} MRU  {price:>24} /MRU  {sum:>32}  {more:>18}\n",
            effect.customer
        ));
    }
    shown
}

fn effect_json(effect: &Effect, lang: Lang) -> serde_json::Value {
    let mut value = json!(effect);
    if let Some(fields) = value.as_object_mut() {
        fields.insert(String::from("difference_usd"), json!(effect.difference()));
        let findings = findings_json(&effect.findings, lang);
        fields.insert(String::from("findings"), findings);
    }
    value
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
