//! The rules and policies behind a document of billing, in words (R81, R84, R86).

use mru_core::{
    Lang,
    account::Language,
    invoice::{CorrectedMonth, InvoiceLine, Pricing},
    units::{RoundingRule, Share},
};

use super::{head::price, is_usage};
use crate::{billing_document::BillingDocument, figures::short_hash, wording::Wording};

/// The notes of an invoice or credit note.
pub(super) fn notes(document: &BillingDocument<'_>, words: &Wording) -> Vec<String> {
    let negative = document.statement.lines.iter().any(|line| line.usd.is_negative());
    let mut notes = vec![words.get("billing-note-currency")];
    if negative {
        notes.push(words.get("billing-note-negative"));
    }
    notes.extend(policies(document, &document.statement.corrected, words));
    notes
}

/// The notes of a usage statement.
pub(super) fn usage_notes(document: &BillingDocument<'_>, words: &Wording) -> Vec<String> {
    let mut notes = vec![words.get("billing-usage-lead")];
    notes.extend(policies(document, &[], words));
    notes
}

/// The policies of the document, and of the earlier months that its lines are about.
fn policies(
    document: &BillingDocument<'_>,
    earlier: &[CorrectedMonth],
    words: &Wording,
) -> Vec<String> {
    let statement = document.statement;
    let pricing = &statement.pricing;
    let mut notes = vec![rounding(pricing, words), proration(pricing, words)];
    if statement.lines.iter().any(is_part) {
        notes.push(words.get("billing-note-fractions"));
    }
    notes.push(words.with("billing-note-zone", &[("zone", statement.time_zone.name())]));
    if statement.is_about_own_month() || earlier.is_empty() {
        notes.push(cards(pricing, words));
    }
    notes.extend(earlier.iter().map(|month| corrected(month, pricing, words)));
    if let Some(hash) = document.hash {
        notes.push(words.with("billing-note-hash", &[("hash", &short_hash(hash))]));
    }
    notes.extend(record(document, words));
    notes.extend(translation(statement.language, words));
    notes
}

fn rounding(pricing: &Pricing, words: &Wording) -> String {
    words.get(match pricing.rounding {
        RoundingRule::HalfAwayFromZero => "billing-note-rounding-half-away-from-zero",
        RoundingRule::HalfToEven => "billing-note-rounding-half-to-even",
    })
}

fn proration(pricing: &Pricing, words: &Wording) -> String {
    words.get(&format!("billing-note-proration-{}", pricing.proration.as_str()))
}

/// The rate card, and the one whose weights the contract locked, if it locked any (R77).
fn cards(pricing: &Pricing, words: &Wording) -> String {
    let hash = short_hash(&pricing.rate_card_hash);
    let card = [("card", pricing.rate_card.as_str()), ("hash", &hash)];
    let Some(locked) = &pricing.weights else { return words.with("billing-note-pricing", &card) };
    let locked_hash = short_hash(&locked.rate_card_hash);
    let locked = [("locked", locked.rate_card.as_str()), ("locked_hash", &locked_hash)];
    words.with("billing-note-locked", &[card, locked].concat())
}

/// The terms of an earlier month that lines are about, as far as they are not those of the document.
fn corrected(month: &CorrectedMonth, own: &Pricing, words: &Wording) -> String {
    let CorrectedMonth { period, document, pricing, .. } = month;
    let arguments = [
        ("period", words.period(*period)),
        ("document", document.clone()),
        ("price", price(pricing, words)),
    ];
    let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut said = vec![words.with("billing-note-corrected", &arguments), cards(pricing, words)];
    if pricing.rounding != own.rounding {
        said.push(rounding(pricing, words));
    }
    if pricing.proration != own.proration {
        said.push(proration(pricing, words));
    }
    said.join(" ")
}

/// By which code the record behind an issued document is known, and what it is for.
fn record(document: &BillingDocument<'_>, words: &Wording) -> Option<String> {
    document.number?;
    Some(match document.checkpoint {
        Some(checkpoint) => words.with("billing-note-record", &[("code", &checkpoint.code)]),
        None => words.get("billing-note-no-record"),
    })
}

/// Whether a line is of a part of a month.
fn is_part(line: &InvoiceLine) -> bool {
    is_usage(line.kind()) && line.share().is_some_and(|share: Share| !share.is_whole())
}

/// Says that the customer's documents are in another language.
fn translation(language: Language, words: &Wording) -> Option<String> {
    let other = Lang::from(language) != words.lang();
    other.then(|| words.get(&format!("billing-note-translation-{}", language.as_str())))
}
