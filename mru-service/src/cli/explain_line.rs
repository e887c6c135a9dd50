//! `mru explain INV-000012/7`: from a line of an invoice back to events, tickets and rate card.

use mru_core::{
    Lang,
    invoice::{InvoiceLine, Pricing, Statement},
    rate_card::{RateCards, Source},
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
        let behind = behind(database, statement, line, lang).await?;
        let cards = billing::rate_cards(database).await?;
        let early_reason = match &found {
            Found::Draft(_) => "",
            Found::Document(document) => document.early_reason.as_str(),
        };
        let mut rows = in_full(&behind, line, &events, &cards, lang);
        if !early_reason.is_empty() {
            rows.add("issued early", "emitido antes de tiempo", early_reason);
        }
        Ok(rows.shown)
    })
}

/// What a line rests on.
struct Behind {
    /// The terms of the month that it is about.
    pricing: Pricing,
    /// Where its weight comes from.
    weight: Option<Source>,
    /// The lines that it is about, nearest first: code and arithmetic.
    about: Vec<(String, String)>,
}

/// Follows a line to the month that it is about.
///
/// The line and its document say the terms of that month; what it corrects, gives back or charges
/// again stands on the document that it names. A document of the first format does not say the terms
/// of the months that it corrects: those are then of the document that billed them.
async fn behind(
    database: &Database,
    statement: &Statement,
    line: &InvoiceLine,
    lang: Lang,
) -> Result<Behind, Failure> {
    /// A debit of a credit of a correction of a month has three steps.
    const STEPS: usize = 4;
    let right = line.corrects().and_then(|it| it.right.first()).unwrap_or(line);
    let mut behind = Behind {
        pricing: statement.pricing_of(line).clone(),
        weight: right.weight_source(),
        about: Vec::new(),
    };
    let (mut about, mut says_terms) = (line.corrects().cloned(), has_terms(statement));
    for _ in 0..STEPS {
        let Some(of) = about else { break };
        let found = list::find(database, &of.document).await?;
        let Some(Found::Document(document)) = found else { break };
        let statement = &document.statement;
        if !says_terms {
            behind.pricing.clone_from(&statement.pricing);
        }
        let Some(billed) = statement.line(of.line) else { break };
        let arithmetic = billed.explanation(statement.pricing_of(billed), lang);
        behind.about.push((format!("{}/{}", of.document, of.line), arithmetic));
        behind.weight = behind.weight.or(billed.weight_source());
        (about, says_terms) = (billed.corrects().cloned(), has_terms(statement));
    }
    Ok(behind)
}

/// Whether a document says the terms of the earlier months that its lines are about.
const fn has_terms(statement: &Statement) -> bool {
    1 < statement.format
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

fn in_full(
    behind: &Behind,
    line: &InvoiceLine,
    events: &[EventRecord],
    cards: &RateCards,
    lang: Lang,
) -> Rows {
    let Behind { pricing, about, .. } = behind;
    let mut rows = Rows { shown: String::new(), lang };
    write_wrapped(&mut rows.shown, &document::name(line, lang), "", "   ");
    write_wrapped(&mut rows.shown, &line.explanation(pricing, lang), "   ", "   ");
    for (code, arithmetic) in about {
        rows.add("billed as", "facturado como", &format!("{code}: {arithmetic}"));
    }
    rows.add("rules", "reglas", &line.rules.join(", "));
    add_entry(&mut rows, behind, line, cards);
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

/// The entry of the rate card behind a line, with its derivation: of the card that has its weight.
fn add_entry(rows: &mut Rows, behind: &Behind, line: &InvoiceLine, cards: &RateCards) {
    let pricing = &behind.pricing;
    let Some(id) = line.entry_id() else { return };
    rows.add("rate card entry", "entrada de la tarifa", id.as_str());
    if behind.weight == Some(Source::Contract) {
        rows.add("weight agreed in contract", "peso acordado en el contrato", &pricing.contract);
        return;
    }
    let locked = pricing.weights.as_ref().map(|it| &it.rate_card_hash);
    let hashes = locked.into_iter().chain([&pricing.rate_card_hash]);
    let having = hashes.filter_map(|hash| cards.by_hash(hash));
    let derived = having.filter_map(|card| Some(card.entry(id)?.arithmetic.clone())).next();
    if let Some(arithmetic) = derived {
        rows.add("derived as", "derivado como", &arithmetic);
    }
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

fn no_line(document: &str, line: u32, lines: usize) -> Failure {
    Failure::CannotDo(Text::new(
        format!("{document} has no line {line}; its lines are 1 to {lines}"),
        format!("{document} no tiene la línea {line}; sus líneas van de la 1 a la {lines}"),
    ))
}
