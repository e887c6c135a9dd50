//! What carries no MRUs, grouped by the reason.

use mru_core::{catalogue::Naming, materials::Charge, pricing::Line, text::number};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::{names::folded_names, wording::Wording};

/// Components that carry no MRUs for one reason.
#[derive(Clone, Debug, Serialize)]
pub struct ZeroGroup {
    /// The reason in words.
    pub reason: String,
    /// The components.
    pub items: Vec<ZeroItem>,
}

/// Components of the same names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ZeroItem {
    /// What they are: `code repository, continuous integration`.
    pub component: String,
    /// Their names: `ms-edge-01 … ms-edge-06 (6)`; empty for what has none of its own.
    pub names: String,
}

/// Returns the name that the file gives to what a line charges; empty when it gives none.
pub(super) fn own_name<'a>(line: &Line<'a>) -> &'a str {
    if line.item.kind.naming == Naming::None { "" } else { &line.item.name }
}

/// Groups lines by reason, and within one by component, in the order of the lines.
pub(super) fn groups(lines: &[Line<'_>], words: &Wording) -> Vec<ZeroGroup> {
    let mut reasons: Vec<(String, Vec<Line<'_>>)> = Vec::new();
    for line in lines {
        let reason = match &line.item.charge {
            Charge::None(reason) => without_rules(reason.words.get(words.lang())),
            Charge::Entry(_) => words.get("quote-zero-weight"),
        };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, group)) => group.push(*line),
            None => reasons.push((reason, vec![*line])),
        }
    }
    reasons
        .into_iter()
        .map(|(reason, lines)| ZeroGroup { reason, items: items(&lines, words) })
        .collect()
}

/// A reason without the numbers of our rules, which say nothing to a customer: `included (R31)`.
fn without_rules(reason: &str) -> String {
    let mut shown = String::new();
    let mut rest = reason;
    while let Some((before, after)) = rest.split_once(" (") {
        shown.push_str(before);
        let (within, following) = after.split_once(')').unwrap_or((after, ""));
        let is_rule = |it: &str| {
            it.starts_with(|c: char| c.is_ascii_uppercase())
                && it.len() > 1
                && it.chars().skip(1).all(|c| c.is_ascii_digit())
        };
        if !within.split([',', ' ']).filter(|it| !it.is_empty()).all(is_rule) {
            shown.push_str(&format!(" ({within})"));
        }
        rest = following;
    }
    shown + rest
}

fn items(lines: &[Line<'_>], words: &Wording) -> Vec<ZeroItem> {
    let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        let component = line.item.kind.name.get(words.lang());
        let (component, name) = match own_name(line) {
            "" => (counted(component, line, words), None),
            name => (component.to_owned(), Some(counted(name, line, words))),
        };
        match kinds.iter_mut().find(|(known, _)| *known == component) {
            Some((_, names)) => names.extend(name),
            None => kinds.push((component, name.into_iter().collect())),
        }
    }
    let mut items: Vec<ZeroItem> = Vec::new();
    for (component, names) in kinds {
        let names = folded_names(&names.iter().map(String::as_str).collect::<Vec<_>>());
        match items.iter_mut().find(|item| !names.is_empty() && item.names == names) {
            Some(item) => item.component = format!("{}, {component}", item.component),
            None => items.push(ZeroItem { component, names }),
        }
    }
    items
}

/// Adds the quantity of a line to its name when that is not 1: `core × 14`.
fn counted(name: &str, line: &Line<'_>, words: &Wording) -> String {
    let quantity = line.item.quantity;
    if quantity == Decimal::ONE {
        name.to_owned()
    } else {
        format!("{name} × {}", number(quantity, words.lang()))
    }
}
