//! `mru explain INV-000012/7`: from a line of an invoice back to events, tickets and rate card.

use mru_core::{Lang, invoice::Pricing, rate_card::Source, text};
use reports::findings::write_wrapped;

use super::{document, store::Place};
use crate::{
    books::{self, Behind, EventRecord, Explained, Found},
    failure::Failure,
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
    let explained = place.read(async |it| Ok(books::explain(it, document, line).await?))?;
    let lang = asked.unwrap_or_else(|| explained.document.statement().language.into());
    let mut rows = in_full(&explained, lang);
    if let Found::Document(document) = &explained.document.found
        && !document.early_reason.is_empty()
    {
        rows.add("issued early", "emitido antes de tiempo", &document.early_reason);
    }
    Ok(rows.shown)
}

/// Writes labelled rows of one language.
struct Rows {
    shown: String,
    lang: Lang,
}

impl Rows {
    fn add(&mut self, en: &str, es: &str, value: &str) {
        let label = match self.lang {
            Lang::En => en,
            Lang::Es => es,
        };
        write_wrapped(&mut self.shown, value, &format!("   {label}: "), "     ");
    }
}

fn in_full(explained: &Explained, lang: Lang) -> Rows {
    let Explained { line, behind, events, derived, .. } = explained;
    let Behind { pricing, about, .. } = behind;
    let mut rows = Rows { shown: String::new(), lang };
    write_wrapped(&mut rows.shown, &document::name(line, lang), "", "   ");
    write_wrapped(&mut rows.shown, &line.explanation(pricing, lang), "   ", "   ");
    for (code, billed, terms) in about {
        let arithmetic = billed.explanation(terms, lang);
        rows.add("billed as", "facturado como", &format!("{code}: {arithmetic}"));
    }
    rows.add("rules", "reglas", &line.rules.join(", "));
    if let Some(id) = line.entry_id() {
        rows.add("rate card entry", "entrada de la tarifa", id.as_str());
        if behind.weight == Some(Source::Contract) {
            rows.add(
                "weight agreed in contract",
                "peso acordado en el contrato",
                &pricing.contract,
            );
        }
    }
    if let Some(arithmetic) = derived {
        rows.add("derived as", "derivado como", arithmetic);
    }
    add_terms(&mut rows, pricing);
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
        rows.add("event", "evento", &words);
    }
    rows
}

/// The rate card, the one whose weights were locked (R77), and the price with where it comes from.
fn add_terms(rows: &mut Rows, pricing: &Pricing) {
    rows.add("rate card", "tarifa", &format!("{} {}", pricing.rate_card, pricing.rate_card_hash));
    if let Some(locked) = &pricing.weights {
        let shown = format!("{} {}, {}", locked.rate_card, locked.rate_card_hash, pricing.contract);
        rows.add("weights locked by contract", "pesos bloqueados por el contrato", &shown);
    }
    let price = text::usd(pricing.mru_price_usd, rows.lang);
    match pricing.price_source {
        Source::RateCard => rows.add("price of an MRU", "valor de un MRU", &price),
        Source::Contract => {
            let price = format!("{price}, {}", pricing.contract);
            rows.add("price agreed in contract", "valor acordado en el contrato", &price);
        }
    }
    if let Some(list) = pricing.list_price_usd {
        let list = text::usd(list, rows.lang);
        rows.add("price of the rate card", "valor según la tarifa", &list);
    }
}
