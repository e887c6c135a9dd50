//! A priced change, ready to be shown: every figure written, every sentence chosen.

mod said;

use mru_core::{
    Lang,
    change::{ChangedLine, LineChange, Outcome, PricedState, Side},
    text::{number, usd},
    units::Usd,
};
use rust_decimal::Decimal;

use super::{
    figures::{Fact, amount, padded, short_hash, signed},
    wording::Wording,
};

/// What a change belongs to, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct ChangeAbout {
    /// The ticket behind it.
    pub ticket: String,
    /// What it is about.
    pub title: String,
    /// Who asks for it.
    pub requested_by: String,
    /// The customer.
    pub customer: String,
    /// The deployment.
    pub deployment: String,
}

/// A change as documents show it.
#[derive(Debug)]
pub struct ChangeView {
    /// What it is about, or that it is a change.
    pub title: String,
    /// Where it comes from and what prices it.
    pub facts: Vec<Fact>,
    /// A month after the change.
    pub after: String,
    /// A month before it.
    pub before: String,
    /// More a month, with its sign.
    pub more: String,
    /// The same in per cent; empty when there was nothing.
    pub percent: String,
    /// The month in which it begins, in words.
    pub month: String,
    /// More in that month.
    pub month_more: String,
    /// That month without and with the change.
    pub month_totals: (String, String),
    /// MRU before and after.
    pub mru: String,
    /// Lines that alter MRU or USD, or stand outside the MRUs.
    pub rows: Vec<ChangeRow>,
    /// The sum of the lines.
    pub sum: ChangeRow,
    /// What changes at no cost, in one sentence; empty when nothing does.
    pub free: String,
    /// What the ticket lacks.
    pub missing: Vec<String>,
    /// What must be active before.
    pub needs: Vec<String>,
    /// What the change brings to review: rule and sentence.
    pub brought: Vec<(String, String)>,
    /// What it needs, in one sentence.
    pub verdict: String,
    /// Each rule that holds with its reason.
    pub because: Vec<String>,
    /// What to do next.
    pub next: String,
    /// What an approval binds.
    pub bound: Vec<String>,
    /// Whether nobody is needed.
    pub is_free: bool,
}

/// A line of the table of changes.
#[derive(Clone, Debug, Default)]
pub struct ChangeRow {
    /// Added, changed or removed.
    pub change: String,
    /// What, and where.
    pub what: String,
    /// MRU more, with sign.
    pub mru: String,
    /// USD a month more, with sign.
    pub usd: String,
    /// USD more in the month in which it begins.
    pub month: String,
    /// The arithmetic before and after.
    pub arithmetic: String,
}

impl ChangeView {
    /// Makes the view of a change in the language of the words.
    pub fn new(state: &PricedState<'_>, about: &ChangeAbout, words: &Wording) -> ChangeView {
        let (change, lang) = (state.change, words.lang());
        let costs = |it: &&ChangedLine| it.alters_cost() || it.is_unpriced();
        let rows: Vec<ChangeRow> =
            change.lines.iter().filter(costs).map(|it| row(it, words)).collect();
        let sum = ChangeRow {
            what: words.get("change-sum"),
            mru: signed(change.difference.mru.as_decimal(), 2, lang),
            usd: signed_usd(change.difference.usd, lang),
            month: signed_usd(change.month.difference, lang),
            ..ChangeRow::default()
        };
        let mru = |it: Decimal| padded(it, 2, lang);
        let title = Some(about.title.as_str()).filter(|it| !it.is_empty());
        ChangeView {
            title: title.map_or_else(|| words.get("change-title"), str::to_owned),
            facts: facts(state, about, words),
            after: money(change.after.usd, lang),
            before: money(change.before.usd, lang),
            more: signed_money(change.difference.usd, lang),
            percent: percent(change.difference.usd, change.before.usd, lang),
            month: words.period(change.month.period),
            month_more: signed_money(change.month.difference, lang),
            month_totals: (money(change.month.before, lang), money(change.month.after, lang)),
            mru: format!(
                "{} → {}",
                mru(change.before.mru.as_decimal()),
                mru(change.after.mru.as_decimal())
            ),
            rows,
            sum,
            free: said::free(change, words),
            missing: said::missing(change, words),
            needs: said::needs(change, words),
            brought: said::brought(change, words),
            verdict: verdict(state, words),
            because: said::because(state.decision, lang),
            next: next(state, words),
            bound: said::bound(state, words),
            is_free: matches!(state.decision.outcome, Outcome::None | Outcome::Notify),
        }
    }
}

/// An amount with its currency.
fn money(value: Usd, lang: Lang) -> String {
    usd(value.as_decimal(), lang)
}

/// An amount with its sign, for a column.
fn signed_usd(value: Usd, lang: Lang) -> String {
    signed(value.as_decimal(), 2, lang)
}

/// An amount with currency and sign: `USD +642.60`.
fn signed_money(value: Usd, lang: Lang) -> String {
    let shown = money(value, lang);
    match shown.split_once(' ') {
        Some((currency, _)) => format!("{currency} {}", signed_usd(value, lang)),
        None => shown,
    }
}

/// A part in per cent with one decimal place, cut to it.
fn percent(part: Usd, whole: Usd, lang: Lang) -> String {
    if whole.is_zero() {
        return String::new();
    }
    let tenths = part
        .as_decimal()
        .checked_mul(Decimal::from(1000))
        .and_then(|it| it.checked_div(whole.as_decimal()))
        .map(|it| it.trunc());
    let share = tenths.and_then(|it| it.checked_div(Decimal::TEN));
    share.map_or_else(String::new, |it| format!("{} %", signed(it, 1, lang)))
}

fn facts(state: &PricedState<'_>, about: &ChangeAbout, words: &Wording) -> Vec<Fact> {
    let (change, lang) = (state.change, words.lang());
    let card = &change.terms.card;
    let (id, since) = (card.header.card.as_str(), words.date(card.effective_from));
    let mut facts = Vec::new();
    for (key, value) in [
        ("change-fact-ticket", &about.ticket),
        ("change-fact-customer", &about.customer),
        ("change-fact-deployment", &about.deployment),
        ("change-fact-requested-by", &about.requested_by),
    ] {
        if !value.is_empty() {
            facts.push(Fact::new(words.get(key), value.clone()));
        }
    }
    facts.push(Fact::new(words.get("change-fact-starts"), words.date(change.starts_on)));
    let value = words.with("quote-fact-rate-card-value", &[("card", id), ("date", &since)]);
    facts.push(Fact::new(words.get("quote-fact-rate-card"), value));
    let price = usd(change.terms.price.as_decimal(), lang);
    facts.push(Fact::new(words.get("quote-fact-price"), price));
    if !change.terms.contract.is_empty() {
        facts.push(Fact::new(words.get("quote-fact-contract"), change.terms.contract.clone()));
    }
    facts.push(Fact::new(words.get("change-fact-hash"), short_hash(&change.hash())));
    facts
}

fn row(line: &ChangedLine, words: &Wording) -> ChangeRow {
    let lang = words.lang();
    ChangeRow {
        change: words.get(match line.change {
            LineChange::Added => "change-added",
            LineChange::Changed => "change-changed",
            LineChange::Removed => "change-removed",
        }),
        what: said::what(line, words),
        mru: signed(line.mru.as_decimal(), 2, lang),
        usd: signed_usd(line.usd, lang),
        month: signed_usd(line.month_usd, lang),
        arithmetic: arithmetic(line, words),
    }
}

fn arithmetic(line: &ChangedLine, words: &Wording) -> String {
    let lang = words.lang();
    let said = |side: &Side| side.explanation.get(lang).to_owned();
    match (&line.before, &line.after) {
        (Some(before), Some(after)) => {
            words.with("change-arithmetic", &[("before", &said(before)), ("after", &said(after))])
        }
        (Some(side), None) | (None, Some(side)) => said(side),
        (None, None) => String::new(),
    }
}

fn verdict(state: &PricedState<'_>, words: &Wording) -> String {
    words.get(match state.decision.outcome {
        Outcome::None => "change-verdict-none",
        Outcome::Notify => "change-verdict-notify",
        Outcome::Approval => "change-verdict-approval",
        Outcome::Blocked => "change-verdict-blocked",
    })
}

fn next(state: &PricedState<'_>, words: &Wording) -> String {
    let change = state.change;
    let after = money(change.after.usd, words.lang());
    let said = match state.decision.outcome {
        Outcome::None => words.get("change-next-none"),
        Outcome::Notify => words.get("change-next-notify"),
        Outcome::Approval => words.with("change-next-approval", &[("usd", &after)]),
        Outcome::Blocked => words.get("change-next-blocked"),
    };
    if change.missing.is_empty() {
        return said;
    }
    format!("{} {said}", words.get("change-next-fields"))
}

/// How many of something there are, in digits.
pub(super) fn count(of: usize, lang: Lang) -> String {
    number(Decimal::from(of), lang)
}

/// An amount for a column.
pub(super) fn column(value: Usd, lang: Lang) -> String {
    amount(value, lang)
}
