//! `mru explain INV-000012/7`: from a line of an invoice back to events, tickets and rate card.

use mru_core::{
    Lang,
    invoice::{InvoiceLine, Pricing, Statement},
    rate_card::{EntryId, RateCards, Source},
    text::{self, Text},
};

use super::{document, store::Place};
use reports::findings::write_wrapped;

use crate::{
    billing,
    failure::Failure,
    storage::{
        Database, EventRecord,
        list::{self, Found},
    },
};

/// Splits a code such as `INV-000012/7` or `bank/2026-10/7` into document and line.
pub(super) fn parse(code: &str) -> Option<(&str, u32)> {
    let (document, line) = code.rsplit_once('/')?;
    Some((document, line.parse().ok()?))
}

/// Says everything behind a line, in the language of its document unless another was `asked` for.
pub(super) fn explain(
    document: &str,
    line: u32,
    place: &Place,
    asked: Option<Lang>,
) -> Result<String, Failure> {
    place.read(async |database| {
        let found = list::find(database, document).await?;
        let found = found.ok_or_else(|| document::not_found(document))?;
        let statement = match &found {
            Found::Draft(draft) => &draft.statement,
            Found::Document(document) => &document.statement,
        };
        let Some(line) = statement.line(line) else {
            return Err(no_line(document, line, statement.lines.len()));
        };
        let events = list::event_records(database, line.events()).await?;
        let lang = asked.unwrap_or_else(|| statement.language.into());
        let behind = behind(database, statement, line).await?;
        let cards = billing::rate_cards(database).await?;
        Ok(in_full(&behind, line, &events, &cards, lang))
    })
}

/// What a line rests on: the terms of its month, and for a correction or credit the line it is about.
struct Behind {
    pricing: Pricing,
    billed: Option<(String, InvoiceLine)>,
}

/// Follows a line to the month that it is about.
///
/// A correction or credit is about the month of an earlier document, so that card, price and weight
/// are that document's; a credit of a correction is about the month that was corrected.
async fn behind(
    database: &Database,
    statement: &Statement,
    line: &InvoiceLine,
) -> Result<Behind, Failure> {
    /// A credit of a correction of a month has two steps.
    const STEPS: usize = 4;
    let mut behind = Behind { pricing: statement.pricing.clone(), billed: None };
    let mut about = line.corrects().cloned();
    for _ in 0..STEPS {
        let Some(of) = about else { break };
        let found = list::find(database, &of.document).await?;
        let Some(Found::Document(document)) = found else { break };
        let billed = document.statement.line(of.line).cloned();
        about = billed.as_ref().and_then(|billed| billed.corrects().cloned());
        let code = format!("{}/{}", of.document, of.line);
        behind = Behind {
            pricing: document.statement.pricing.clone(),
            billed: billed.map(|billed| (code, billed)),
        };
    }
    Ok(behind)
}

fn in_full(
    behind: &Behind,
    line: &InvoiceLine,
    events: &[EventRecord],
    cards: &RateCards,
    lang: Lang,
) -> String {
    let mut shown = String::new();
    write_wrapped(&mut shown, &document::name(line, lang), "", "   ");
    write_wrapped(&mut shown, &line.explanation(&behind.pricing, lang), "   ", "   ");
    let mut row = |en: &str, es: &str, value: &str| {
        let label = match lang {
            Lang::En => en,
            Lang::Es => es,
        };
        write_wrapped(&mut shown, value, &format!("   {label}: "), "     ");
    };
    let Behind { pricing, billed } = behind;
    if let Some((code, billed)) = billed {
        let arithmetic = billed.explanation(pricing, lang);
        row("billed as", "facturado como", &format!("{code}: {arithmetic}"));
    }
    row("rules", "reglas", &line.rules.join(", "));
    if !line.entry().is_empty() {
        row("rate card entry", "entrada de la tarifa", line.entry());
        let card = cards.by_hash(&pricing.rate_card_hash);
        let (component, size) = line.entry().split_once('/').unwrap_or((line.entry(), ""));
        if let Some(entry) =
            card.as_ref().and_then(|card| card.entry(&EntryId::new(component, size)))
        {
            row("derived as", "derivado como", &entry.arithmetic);
        }
        let weighed = billed.as_ref().map_or(line, |(_, billed)| billed);
        if weighed.weight_source() == Some(Source::Contract) {
            row("weight agreed in contract", "peso acordado en el contrato", &pricing.contract);
        }
    }
    row("rate card", "tarifa", &format!("{} {}", pricing.rate_card, pricing.rate_card_hash));
    let price = text::usd(pricing.mru_price_usd, lang);
    match pricing.price_source {
        Source::RateCard => row("price of an MRU", "precio de un MRU", &price),
        Source::Contract => {
            let price = format!("{price}, {}", pricing.contract);
            row("price agreed in contract", "precio acordado en el contrato", &price);
        }
    }
    for event in events {
        let EventRecord { sequence, recorded_at, content } = event;
        let words = match lang {
            Lang::En => {
                format!("{content}, recorded at {recorded_at}, entry {sequence} of the chain")
            }
            Lang::Es => {
                format!("{content}, registrado el {recorded_at}, entrada {sequence} de la cadena")
            }
        };
        row("event", "evento", &words);
    }
    shown
}

fn no_line(document: &str, line: u32, lines: usize) -> Failure {
    Failure::CannotDo(Text::new(
        format!("{document} has no line {line}; its lines are 1 to {lines}"),
        format!("{document} no tiene la línea {line}; sus líneas van de la 1 a la {lines}"),
    ))
}
