//! Rate cards: what is in force, what comes, and how each weight was derived.

use askama::Template;
use mru_core::{rate_card::RateCard, text};
use reports::figures::short_hash;

use super::{
    super::{answer::Answer, call::Call, problem::Problem},
    figures::day,
    frame::{self, Frame, Section},
};
use crate::rate_cards::{self, AtHand, Wanted};

#[derive(Template)]
#[template(path = "cards.html")]
struct Cards {
    frame: Frame,
    rows: Vec<CardRow>,
}

struct CardRow {
    id: String,
    state: &'static str,
    class: &'static str,
    from: String,
    price: String,
    entries: usize,
}

#[derive(Template)]
#[template(path = "card.html")]
struct Card {
    frame: Frame,
    id: String,
    hash: String,
    price: String,
    from: String,
    provenance: String,
    approved_by: String,
    rows: Vec<EntryRow>,
}

struct EntryRow {
    component: String,
    size: String,
    weight: String,
    confidence: &'static str,
    arithmetic: String,
}

/// Lists the rate cards.
pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let (cards, today) = (call.service.cards().await?, call.day()?);
    let frame = Frame::of(call, Section::RateCards, "");
    let in_force = |name: &str| {
        let wanted = Wanted::Named(name);
        rate_cards::find(AtHand::from(&*cards), wanted, today).map(|card| card.id()).ok()
    };
    let row = |card: &RateCard| {
        let is_in_force = in_force(&card.header.card).as_ref() == Some(&card.id());
        let (state, class) = match (is_in_force, card.effective_from > today) {
            (true, _) => (frame.say("In force", "Vigente"), "full good"),
            (false, true) => (frame.say("Published", "Publicada"), "half"),
            (false, false) => (frame.say("Replaced", "Reemplazada"), "calm"),
        };
        CardRow {
            id: card.id(),
            state,
            class,
            from: day(card.effective_from, call.lang),
            price: text::usd(card.mru_price.as_decimal(), call.lang),
            entries: card.entries().count(),
        }
    };
    let mut rows: Vec<CardRow> = cards.all().iter().map(|it| row(it)).collect();
    rows.reverse();
    let title = frame.say("Rate cards", "Tarifas").to_owned();
    frame::shown(&Cards { frame: Frame { title, ..frame }, rows })
}

/// Shows a rate card.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let (cards, today) = (call.service.cards().await?, call.day()?);
    let wanted = Wanted::Named(call.parameters.text("card").unwrap_or_default());
    let card = rate_cards::find(AtHand::from(&*cards), wanted, today)?;
    let rows = card.entries().map(|entry| {
        let (component, size) =
            entry.id.as_str().split_once('/').unwrap_or((entry.id.as_str(), ""));
        EntryRow {
            component: component.to_owned(),
            size: size.to_owned(),
            weight: text::number(entry.weight.as_decimal(), call.lang),
            confidence: entry.confidence.as_str(),
            arithmetic: entry.arithmetic.clone(),
        }
    });
    frame::shown(&Card {
        frame: Frame::of(call, Section::RateCards, card.id()),
        id: card.id(),
        hash: short_hash(&card.hash),
        price: text::usd(card.mru_price.as_decimal(), call.lang),
        from: day(card.effective_from, call.lang),
        provenance: card.header.provenance.clone(),
        approved_by: card.header.approved_by.clone(),
        rows: rows.collect(),
    })
}
