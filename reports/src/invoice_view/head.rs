//! The head of a document of billing: who, when, and by which contract.

use mru_core::{
    account::Party,
    invoice::{CreditReason, DocumentKind, Pricing, Statement},
    rate_card::Source,
    text::usd,
};
use serde::Serialize;

use crate::{billing_document::BillingDocument, figures::Fact, wording::Wording};

/// One side of a document.
#[derive(Clone, Debug, Serialize)]
pub struct PartyView {
    /// Legal name.
    pub name: String,
    /// Tax number.
    pub tax_id: String,
    /// Address and mail, line by line.
    pub lines: Vec<String>,
}

impl PartyView {
    /// Takes the legal data as they are.
    pub(super) fn new(party: &Party) -> PartyView {
        let email = Some(&party.email).filter(|email| !email.is_empty());
        PartyView {
            name: party.name.clone(),
            tax_id: party.tax_id.clone(),
            lines: party.address.iter().chain(email).cloned().collect(),
        }
    }
}

/// The facts of an invoice or credit note.
pub(super) fn facts(document: &BillingDocument<'_>, words: &Wording) -> Vec<Fact> {
    let statement = document.statement;
    let day = |day: Option<chrono::NaiveDate>| day.map(|it| words.day(it)).unwrap_or_default();
    let all = [
        ("billing-fact-number", document.number.unwrap_or_default().to_owned()),
        ("billing-fact-issued", day(document.issued_on)),
        ("billing-fact-due", day(document.due())),
        (note_about(statement.kind), statement.credits.clone()),
        ("billing-fact-reason", reason(&statement.reason, words)),
        ("billing-fact-period", words.period(statement.period)),
        ("billing-fact-contract", statement.pricing.contract.clone()),
        ("billing-fact-price", price_of(statement, words)),
    ];
    labelled(all, words)
}

/// The label of the document that a note is about.
const fn note_about(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Invoice | DocumentKind::CreditNote => "billing-fact-credits",
        DocumentKind::DebitNote => "billing-fact-debits",
    }
}

/// The facts of a usage statement.
pub(super) fn usage_facts(document: &BillingDocument<'_>, words: &Wording) -> Vec<Fact> {
    let statement = document.statement;
    let all = [
        ("billing-fact-customer", statement.bill_to.name.clone()),
        ("billing-fact-number", document.number.unwrap_or_default().to_owned()),
        ("billing-fact-period", words.period(statement.period)),
        ("billing-fact-contract", statement.pricing.contract.clone()),
        ("billing-fact-price", price_of(statement, words)),
    ];
    labelled(all, words)
}

/// Puts labels on what there is to say.
fn labelled<const N: usize>(facts: [(&str, String); N], words: &Wording) -> Vec<Fact> {
    let there = facts.into_iter().filter(|(_, value)| !value.is_empty());
    there.map(|(key, value)| Fact { label: words.get(key), value }).collect()
}

/// The price of one MRU: that of the document's own month, or of the earlier month that all of its
/// lines are about; none when they are about several.
fn price_of(statement: &Statement, words: &Wording) -> String {
    match statement.corrected.as_slice() {
        _ if statement.is_about_own_month() => price(&statement.pricing, words),
        [] => price(&statement.pricing, words),
        [month] => price(&month.pricing, words),
        _ => String::new(),
    }
}

/// The price of one MRU, and where it comes from.
pub(super) fn price(pricing: &Pricing, words: &Wording) -> String {
    let key = match pricing.price_source {
        Source::RateCard => "billing-price-rate-card",
        Source::Contract => "billing-price-contract",
    };
    words.with(key, &[("price", &usd(pricing.mru_price_usd, words.lang()))])
}

/// Why a credit note is given; as it is written, if that is none of the known reasons.
fn reason(written: &str, words: &Wording) -> String {
    if CreditReason::WRITTEN.contains(&written) {
        words.get(&format!("billing-reason-{written}"))
    } else {
        written.to_owned()
    }
}
