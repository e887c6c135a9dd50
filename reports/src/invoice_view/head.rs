//! The head of a document of billing: who, when, and by which contract.

use mru_core::{
    invoice::{CreditReason, DocumentKind, Pricing, Statement, TaxDocument},
    rate_card::Source,
    text::usd,
};
use rust_decimal::Decimal;

use crate::{
    billing_document::{BillingDocument, MonthBefore},
    figures::{Fact, signed},
    wording::Wording,
};

/// The facts of an invoice or credit note.
pub(super) fn facts(document: &BillingDocument<'_>, words: &Wording) -> Vec<Fact> {
    let statement = document.statement;
    let day = |day: Option<chrono::NaiveDate>| day.map(|it| words.day(it)).unwrap_or_default();
    let purchase = statement.purchase.clone().unwrap_or_default();
    let all = [
        ("billing-fact-number", document.number.unwrap_or_default().to_owned()),
        ("billing-fact-issued", day(document.issued_on)),
        ("billing-fact-due", day(document.due())),
        ("billing-fact-tax-document", document.tax.map(|it| tax(it, words)).unwrap_or_default()),
        (note_about(statement.kind), statement.credits.clone()),
        ("billing-fact-reason", reason(&statement.reason, words)),
        ("billing-fact-period", words.period(statement.period)),
        ("billing-fact-order", purchase.order),
        ("billing-fact-entry-sheet", purchase.entry_sheet),
        ("billing-fact-cost-centre", purchase.cost_centre),
        ("billing-fact-purchase-contact", purchase.contact),
        ("billing-fact-contract", statement.pricing.contract.clone()),
        ("billing-fact-price", price_of(statement, words)),
    ];
    let mut facts = labelled(all, words);
    facts.extend(document.before.and_then(|before| compared(statement, before, words)));
    facts
}

/// A tax document: what it is, its folio, its day and what became of it.
fn tax(tax: &TaxDocument, words: &Wording) -> String {
    let state = words.get(&format!("billing-tax-{}", tax.state.as_str()));
    format!("{} {}, {}, {state}", tax.kind, tax.folio, words.day(tax.dated))
}

/// By how much a month is more or less than the one before, before tax.
fn compared(statement: &Statement, before: &MonthBefore, words: &Wording) -> Option<Fact> {
    if statement.kind != DocumentKind::Invoice {
        return None;
    }
    let lang = words.lang();
    let difference = statement.totals.net_usd.minus(before.net_usd).ok()?;
    let unit = words.get("usd");
    let amount = format!("{unit} {}", signed(difference.as_decimal(), 2, lang));
    let value = match tenths(difference.cents()?, before.net_usd.cents()?) {
        Some(tenths) => {
            let percent = signed(Decimal::new(tenths, 1), 1, lang);
            words.with("billing-compared", &[("amount", &amount), ("percent", &percent)])
        }
        None => amount,
    };
    let period = words.period(before.period);
    Some(Fact { label: words.with("billing-fact-compared", &[("period", &period)]), value })
}

/// A part in tenths of a per cent of a whole above zero, rounded half away from zero.
pub(super) fn tenths(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let doubled = part.checked_mul(2000)?;
    let towards = if part < 0 { whole.checked_neg()? } else { whole };
    let tenths = doubled.checked_add(towards)?.checked_div(whole.checked_mul(2)?)?;
    i64::try_from(tenths).ok()
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
