//! What a proposed rate card changes, as plain text of at most 80 columns, for a terminal.

use mru_core::{
    Lang,
    impact::{Bill, Effect, Impact, Moved, MovedForAll, Mover, Outcome, Sums},
    text::{number, usd},
    units::Usd,
};

use super::{
    figures::{Fact, amount, padded, signed},
    impact_words::{is_tax, mover, mru, notes},
    text_layout::{self as layout, Group, grouped, heading, paragraph, titled},
    wording::Wording,
};

/// How many parts of a difference are named of each customer.
const NAMED: usize = 5;
/// Where nothing is known.
const UNKNOWN: &str = "–";

/// Writes what a proposed rate card changes as plain text in one language, no line longer than 80
/// columns.
///
/// The same impact gives the same bytes.
pub fn impact_text(impact: &Impact, lang: Lang) -> String {
    let words = Wording::new(lang);
    let mut lines = header(impact, &words);
    lines.extend(customers(impact, &words));
    lines.extend(movers(impact, &words));
    lines.extend(reasons(impact, &words));
    layout::text(&lines)
}

fn header(impact: &Impact, words: &Wording) -> Vec<String> {
    let (card, month) = (impact.rate_card.as_str(), words.period(impact.period));
    let title = words.with("impact-title", &[("card", card), ("month", &month)]);
    let mut lines = heading(&title, '=');
    let lead = match &impact.against {
        Some(against) => words.with("impact-lead", &[("against", &against.rate_card)]),
        None => words.get("impact-lead-first"),
    };
    lines.extend(paragraph("", &lead));
    lines.push(String::new());
    let facts = facts(impact, words);
    lines.extend(layout::facts(&facts));
    lines
}

fn facts(impact: &Impact, words: &Wording) -> Vec<Fact> {
    let lang = words.lang();
    let price = usd(impact.mru_price_usd.as_decimal(), lang);
    let mut facts = Vec::new();
    let before = impact.against.as_ref().map(|it| it.mru_price_usd);
    let price = match before {
        Some(before) if before == impact.mru_price_usd => {
            words.with("impact-price-same", &[("usd", &price)])
        }
        Some(before) => format!("{} → {price}", usd(before.as_decimal(), lang)),
        None => price,
    };
    facts.push(Fact::new(words.get("impact-fact-price"), price));
    if let Some(against) = &impact.against {
        let is_weight = |it: &&MovedForAll| matches!(it.moved.mover, Mover::Weight { .. });
        let in_use = impact.total.moved.iter().filter(is_weight).count().to_string();
        let (changed, all) = (against.changed.to_string(), against.entries.to_string());
        let values = [("changed", changed.as_str()), ("all", &all), ("used", &in_use)];
        facts.push(Fact::new(
            words.get("impact-fact-entries"),
            words.with("impact-entries", &values),
        ));
    }
    facts.push(Fact::new(words.get("impact-fact-customers"), counts(impact, words)));
    let Sums { net_usd: net, total_usd: total, .. } = &impact.total.before;
    let after = &impact.total.after;
    let sums =
        [("impact-fact-net", net, &after.net_usd), ("impact-fact-total", total, &after.total_usd)];
    for (label, before, after) in sums {
        let more = after.minus(*before).ok().map(|more| signed(more.as_decimal(), 2, lang));
        let [before, after] = [before, after].map(|it| usd(it.as_decimal(), lang));
        let more = more.unwrap_or_else(|| UNKNOWN.to_owned());
        facts.push(Fact::new(words.get(label), format!("{before} → {after}: {more}")));
    }
    facts
}

/// How many customers pay more, less, the same, and who cannot be billed.
fn counts(impact: &Impact, words: &Wording) -> String {
    let parts = [
        ("impact-count-more", Outcome::More),
        ("impact-count-less", Outcome::Less),
        ("impact-count-same", Outcome::Same),
        ("impact-count-nothing", Outcome::Nothing),
        ("impact-count-only-with-it", Outcome::OnlyWithIt),
        ("impact-count-cannot", Outcome::CannotBeBilled),
    ];
    let all = impact.customers.len().to_string();
    let counted = parts.into_iter().filter_map(|(key, outcome)| {
        let count = impact.count(outcome);
        (count > 0).then(|| words.with(key, &[("count", &count.to_string())]))
    });
    let counted: Vec<String> = counted.collect();
    if counted.is_empty() { all } else { format!("{all} ({})", counted.join(", ")) }
}

fn customers(impact: &Impact, words: &Wording) -> Vec<String> {
    let lang = words.lang();
    let mut lines = titled(&words.get("impact-customers"));
    let titles = [
        words.get("impact-column-customer"),
        words.get("mru"),
        words.get("impact-column-new"),
        words.get("usd"),
        words.get("impact-column-new"),
        words.get("impact-column-more"),
        String::from("%"),
    ];
    let rows = impact.customers.iter().map(|effect| row(effect, words)).collect();
    let (before, after) = (&impact.total.before, &impact.total.after);
    let sum = [
        words.get("impact-all"),
        padded(before.mru, 2, lang),
        padded(after.mru, 2, lang),
        amount(before.net_usd, lang),
        amount(after.net_usd, lang),
        impact.difference().map_or(UNKNOWN.to_owned(), |it| signed(it.as_decimal(), 2, lang)),
        impact.percent().map_or(String::new(), |it| signed(it, 2, lang)),
    ];
    lines.extend(grouped(0, 1, &titles, &[Group { rows, sums: vec![sum] }]));
    lines.extend(paragraph("", &words.get("impact-customers-note")));
    lines
}

fn row(effect: &Effect, words: &Wording) -> [String; 7] {
    let lang = words.lang();
    let bills = [effect.before.as_ref(), effect.after.as_ref()];
    let unknown = || UNKNOWN.to_owned();
    let of = |shown: fn(&Bill, Lang) -> String| {
        bills.map(|bill| bill.map_or_else(unknown, |bill| shown(bill, lang)))
    };
    let [mru, new_mru] = of(|bill, lang| padded(bill.mru, 2, lang));
    let [net, new_net] = of(|bill, lang| amount(bill.net_usd, lang));
    let more = effect.difference().map_or_else(unknown, |it| signed(it.as_decimal(), 2, lang));
    let percent = effect.percent().map_or(String::new(), |it| signed(it, 2, lang));
    [effect.customer.clone(), mru, new_mru, net, new_net, more, percent]
}

fn movers(impact: &Impact, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("impact-movers"));
    if impact.total.moved.is_empty() {
        lines.extend(paragraph("", &words.get("impact-movers-none")));
        return lines;
    }
    let titles = [
        words.get("impact-column-mover"),
        words.get("impact-column-customers"),
        words.get("mru"),
        words.get("usd"),
    ];
    let (tax, net): (Vec<&MovedForAll>, Vec<&MovedForAll>) =
        impact.total.moved.iter().partition(|it| is_tax(&it.moved));
    let rows = |of: &[&MovedForAll]| of.iter().map(|it| moved_row(it, words)).collect();
    let lang = words.lang();
    let (before, after) = (&impact.total.before, &impact.total.after);
    let sum = |key: &str, more: Option<rust_decimal::Decimal>| {
        let more = more.map_or(UNKNOWN.to_owned(), |it| signed(it, 2, lang));
        [words.get(key), String::new(), String::new(), more]
    };
    let total = after.total_usd.minus(before.total_usd).ok().map(Usd::as_decimal);
    let net_more = impact.difference().map(Usd::as_decimal);
    let groups = [
        Group { rows: rows(&net), sums: vec![sum("impact-before-tax", net_more)] },
        Group { rows: rows(&tax), sums: vec![sum("impact-with-tax", total)] },
    ];
    lines.extend(grouped(0, 1, &titles, &groups));
    lines
}

fn moved_row(it: &MovedForAll, words: &Wording) -> [String; 4] {
    let lang = words.lang();
    let more = mru(&it.moved).filter(|more| !more.is_zero());
    let usd = it.moved.usd().map_or(UNKNOWN.to_owned(), |more| signed(more.as_decimal(), 2, lang));
    [
        mover(&it.moved.mover, words),
        it.customers.to_string(),
        more.map_or(String::new(), |more| signed(more, 2, lang)),
        usd,
    ]
}

/// What moves each customer, and what keeps the card from it.
fn reasons(impact: &Impact, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("impact-reasons"));
    for effect in &impact.customers {
        let said = said(effect, words);
        lines.extend(paragraph(&format!("{}: ", effect.customer), &said));
    }
    lines
}

fn said(effect: &Effect, words: &Wording) -> String {
    let lang = words.lang();
    let outcome = match effect.outcome() {
        Outcome::CannotBeBilled => Some("impact-cannot"),
        Outcome::OnlyWithIt => Some("impact-only-with-it"),
        Outcome::Nothing => Some("impact-nothing"),
        Outcome::More | Outcome::Less | Outcome::Same => None,
    };
    let rules: Vec<&str> = effect.findings.iter().map(|it| it.rule).collect();
    let mut parts: Vec<String> = outcome
        .map(|key| match rules.as_slice() {
            [] => words.get(key),
            rules => format!("{} [{}]", words.get(key), rules.join(", ")),
        })
        .into_iter()
        .collect();
    let mut moved: Vec<&Moved> = effect.moved.iter().filter(|it| !is_tax(it)).collect();
    let size = |it: &Moved| it.usd().map_or(rust_decimal::Decimal::MAX, |it| it.as_decimal().abs());
    moved.sort_by_key(|it| std::cmp::Reverse(size(it)));
    let rest = moved.len().saturating_sub(NAMED);
    let named = moved.iter().take(NAMED).map(|it| {
        let more = it.usd().map_or(UNKNOWN.to_owned(), |more| signed(more.as_decimal(), 2, lang));
        format!("{} {more}", mover(&it.mover, words))
    });
    let mut moves: Vec<String> = named.collect();
    if rest > 0 {
        let count = number(rest.into(), lang);
        moves.push(words.with("impact-more-movers", &[("count", &count)]));
    }
    if !moves.is_empty() {
        parts.push(moves.join("; "));
    }
    parts.extend(notes(effect, words));
    parts.join(". ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_impact as sample;

    #[test]
    fn both_languages_fit_80_columns_and_name_every_customer_and_reason() {
        let impact = sample::impact();
        for lang in [Lang::En, Lang::Es] {
            let text = impact_text(&impact, lang);
            assert!(text.lines().all(|line| layout::width(line) <= layout::WIDTH), "{text}");
            for effect in &impact.customers {
                assert!(text.contains(&format!("\n{}: ", effect.customer)), "{text}");
            }
            assert!(!text.contains("impact-"), "a message is missing: {text}");
        }
        let english = impact_text(&impact, Lang::En);
        assert!(english.contains("container/1x2: 1.65 → 1.7"), "{english}");
        let words = english.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains("bank: container/1x2: 1.65 → 1.7 +4.20; discount -0.84."),
            "{english}"
        );
        assert!(words.contains("pharmacy: cannot be billed"), "{english}");
    }
}
