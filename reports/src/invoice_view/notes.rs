//! The rules and policies behind a document of billing, in words (R81, R84, R86).

use mru_core::{
    Lang,
    account::Language,
    invoice::InvoiceLine,
    units::{RoundingRule, Share},
};

use super::is_usage;
use crate::{billing_document::BillingDocument, figures::short_hash, wording::Wording};

/// The notes of an invoice or credit note.
pub(super) fn notes(document: &BillingDocument<'_>, words: &Wording) -> Vec<String> {
    let negative = document.statement.lines.iter().any(|line| line.usd.is_negative());
    let mut notes = vec![explain(document, words), words.get("billing-note-currency")];
    if negative {
        notes.push(words.get("billing-note-negative"));
    }
    notes.extend(policies(document, words));
    notes
}

/// The notes of a usage statement.
pub(super) fn usage_notes(document: &BillingDocument<'_>, words: &Wording) -> Vec<String> {
    let mut notes = vec![words.get("billing-usage-lead"), explain(document, words)];
    notes.extend(policies(document, words));
    notes
}

/// How to ask for the reasons of a line.
fn explain(document: &BillingDocument<'_>, words: &Wording) -> String {
    let first = document.statement.lines.first().map_or(1, |line| line.line);
    words.with("billing-note-explain", &[("code", &document.code(first))])
}

fn policies(document: &BillingDocument<'_>, words: &Wording) -> Vec<String> {
    let statement = document.statement;
    let pricing = &statement.pricing;
    let rounding = match pricing.rounding {
        RoundingRule::HalfAwayFromZero => "half-away-from-zero",
        RoundingRule::HalfToEven => "half-to-even",
    };
    let hash = short_hash(&pricing.rate_card_hash);
    let card = [("card", pricing.rate_card.as_str()), ("hash", &hash)];
    let mut notes = vec![
        words.get(&format!("billing-note-rounding-{rounding}")),
        words.get(&format!("billing-note-proration-{}", pricing.proration.as_str())),
    ];
    if statement.lines.iter().any(is_part) {
        notes.push(words.get("billing-note-fractions"));
    }
    notes.push(words.with("billing-note-zone", &[("zone", statement.time_zone.name())]));
    notes.push(words.with("billing-note-pricing", &card));
    if let Some(hash) = document.hash {
        notes.push(words.with("billing-note-hash", &[("hash", &short_hash(hash))]));
    }
    notes.extend(record(document, words));
    notes.extend(translation(statement.language, words));
    notes
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
