//! What moves a bill and what keeps a rate card from it, in words.

use mru_core::{
    impact::{Effect, Moved, Mover, Note},
    invoice::LineKind,
    rate_card::EntryId,
    text::{number, usd},
    units::Weight,
};
use rust_decimal::Decimal;

use super::wording::Wording;

/// What moves a bill: `container/1x2: 1.65 → 1.7 MRU`.
pub(super) fn mover(mover: &Mover, words: &Wording) -> String {
    let weight = |weight: Option<Weight>| match weight {
        Some(weight) => number(weight.as_decimal(), words.lang()),
        None => String::from("–"),
    };
    match mover {
        Mover::Weight { entry, before, after } => {
            let (before, after) = (weight(*before), weight(*after));
            let values = [("entry", entry.as_str()), ("before", &before), ("after", &after)];
            words.with("impact-mover-weight", &values)
        }
        Mover::Price => words.get("impact-mover-price"),
        Mover::Lines { lines } => words.get(match lines {
            LineKind::Commitment => "impact-lines-commitment",
            LineKind::Minimum => "impact-lines-minimum",
            LineKind::Discount => "impact-lines-discount",
            LineKind::Tax => "impact-lines-tax",
            LineKind::OneOff => "impact-lines-one-off",
            LineKind::Component
            | LineKind::Elasticity
            | LineKind::Correction
            | LineKind::Credit
            | LineKind::Debit => "impact-lines-correction",
        }),
    }
}

/// How far something moves a bill, in MRUs; nothing when the difference has too many digits.
pub(super) fn mru(moved: &Moved) -> Option<Decimal> {
    moved.mru_after.checked_sub(moved.mru_before)
}

/// Whether it is a part of the tax.
pub(super) fn is_tax(moved: &Moved) -> bool {
    moved.mover == Mover::Lines { lines: LineKind::Tax }
}

/// Everything that keeps a card from a customer, in sentences.
pub(super) fn notes(effect: &Effect, words: &Wording) -> Vec<String> {
    effect.notes.iter().map(|it| note(it, words)).collect()
}

fn note(note: &Note, words: &Wording) -> String {
    let lang = words.lang();
    match note {
        Note::OtherCard { rate_card } => {
            words.with("impact-note-other-card", &[("card", rate_card)])
        }
        Note::WeightsLocked { rate_card, until: None } => {
            words.with("impact-note-weights", &[("card", rate_card)])
        }
        Note::WeightsLocked { rate_card, until: Some(until) } => {
            let until = words.date(*until);
            words.with("impact-note-weights-until", &[("card", rate_card), ("until", &until)])
        }
        Note::OwnPrice { mru_price_usd, until: None } => {
            words.with("impact-note-price", &[("usd", &usd(*mru_price_usd, lang))])
        }
        Note::OwnPrice { mru_price_usd, until: Some(until) } => {
            let (usd, until) = (usd(*mru_price_usd, lang), words.date(*until));
            words.with("impact-note-price-until", &[("usd", &usd), ("until", &until)])
        }
        Note::AgreedWeights { entries } => {
            let entries: Vec<&str> = entries.iter().map(EntryId::as_str).collect();
            words.with("impact-note-agreed", &[("entries", &entries.join(", "))])
        }
        Note::Commitment { mru } => {
            words.with("impact-note-commitment", &[("mru", &number(*mru, lang))])
        }
        Note::Minimum { usd: least } => {
            words.with("impact-note-minimum", &[("usd", &usd(least.as_decimal(), lang))])
        }
        Note::Discount { percent } => {
            words.with("impact-note-discount", &[("percent", &number(*percent, lang))])
        }
        Note::Issued => words.get("impact-note-issued"),
        Note::NothingInUse => words.get("impact-note-nothing-in-use"),
    }
}
