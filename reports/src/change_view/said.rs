//! Sentences about a change: what it lacks, needs and brings, and what an approval binds.

use std::collections::BTreeMap;

use mru_core::{
    Lang,
    change::{ChangedLine, Decision, PricedChange, PricedState},
};

use super::{column, count};
use crate::{figures::short_hash, wording::Wording};

/// A line in words: kind, name, size and place.
pub(super) fn what(line: &ChangedLine, words: &Wording) -> String {
    let lang = words.lang();
    let mut said = line.component_name.get(lang).to_owned();
    if !line.name.is_empty() {
        said = format!("{said}: {}", line.name);
    }
    let size = |side: &Option<mru_core::change::Side>| {
        side.as_ref().map(|it| it.size.clone()).unwrap_or_default()
    };
    let (before, after) = (size(&line.before), size(&line.after));
    let sizes = match (before.as_str(), after.as_str()) {
        ("", "") => String::new(),
        (before, after) if before == after || after.is_empty() => before.to_owned(),
        ("", after) => after.to_owned(),
        (before, after) => format!("{before} → {after}"),
    };
    if !sizes.is_empty() {
        said = format!("{said}, {sizes}");
    }
    let place = place(&line.environment, words);
    format!("{said} ({place})")
}

fn place(environment: &str, words: &Wording) -> String {
    match environment {
        "shared" => words.get("shared").to_lowercase(),
        name => name.to_owned(),
    }
}

/// What changes without any cost: kinds and how many of each.
pub(super) fn free(change: &PricedChange, words: &Wording) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for line in change.lines.iter().filter(|it| !it.alters_cost() && !it.is_unpriced()) {
        let kind = line.component_name.get(words.lang());
        let many = kinds.entry(kind).or_default();
        *many = many.saturating_add(1);
    }
    if kinds.is_empty() {
        return String::new();
    }
    let item = |(kind, many): (&&str, &usize)| match many {
        1 => (*kind).to_owned(),
        many => format!("{kind} ({})", count(*many, words.lang())),
    };
    let items: Vec<String> = kinds.iter().map(item).collect();
    words.with("change-free", &[("items", &items.join(", "))])
}

pub(super) fn missing(change: &PricedChange, words: &Wording) -> Vec<String> {
    let said = |it: &mru_core::change::MissingField| {
        if it.component.is_empty() {
            return words.with("change-missing-ticket", &[("field", &it.field)]);
        }
        let name = if it.name.is_empty() { &it.component } else { &it.name };
        let place = place(&it.environment, words);
        words.with(
            "change-missing-component",
            &[
                ("component", &it.component),
                ("name", name),
                ("place", &place),
                ("field", &it.field),
            ],
        )
    };
    change.missing.iter().map(said).collect()
}

pub(super) fn needs(change: &PricedChange, words: &Wording) -> Vec<String> {
    let said = |it: &mru_core::change::Need| {
        let name = if it.name.is_empty() { &it.component } else { &it.name };
        words.with(
            "change-need",
            &[
                ("first", &it.first),
                ("first-name", &it.first_name),
                ("component", &it.component),
                ("name", name),
                ("place", &it.environment),
            ],
        )
    };
    change.needs.iter().map(said).collect()
}

/// What the change brings to review.
pub(super) fn brought(change: &PricedChange, words: &Wording) -> Vec<(String, String)> {
    let lang = words.lang();
    let said = |finding: &mru_core::Finding| {
        let mut said = format!("{}.", finding.message.get(lang));
        if let Some(help) = &finding.help {
            said.push_str(&format!(" {}.", help.get(lang)));
        }
        (finding.rule.to_owned(), said)
    };
    change.new_findings().map(said).collect()
}

/// Each rule that holds with its reason.
pub(super) fn because(decision: &Decision, lang: Lang) -> Vec<String> {
    decision.because.iter().map(|it| format!("{}: {}", it.rule, it.reason.get(lang))).collect()
}

/// What an approval binds.
pub(super) fn bound(state: &PricedState<'_>, words: &Wording) -> Vec<String> {
    let (change, lang) = (state.change, words.lang());
    let card = &change.terms.card;
    let (after, target) = (column(change.after.usd, lang), short_hash(&change.target_state));
    let amounts = words.with("change-bound-amount", &[("usd", &after), ("hash", &target)]);
    let price = mru_core::text::usd(change.terms.price.as_decimal(), lang);
    let card_hash = short_hash(&card.hash);
    let values = [
        ("card", card.header.card.as_str()),
        ("date", &words.date(card.effective_from)),
        ("hash", &card_hash),
        ("price", &price),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    vec![
        amounts,
        words.with("change-bound-card", &values),
        words.get("change-bound-days"),
        words.get("change-bound-lapse"),
    ]
}
