//! What carries no MRUs, grouped by the reason.

use mru_core::{catalogue::Naming, materials::Charge, pricing::Line, text::number};
use rust_decimal::Decimal;

use crate::wording::Wording;

/// Components that carry no MRUs for one reason.
#[derive(Clone, Debug)]
pub struct ZeroGroup {
    /// The reason in words.
    pub reason: String,
    /// The components.
    pub items: Vec<ZeroItem>,
}

/// Components of the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
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
            Charge::None(reason) => reason.words.get(words.lang()).to_owned(),
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

/// Joins names; three or more neighbours that differ only in a final number become
/// `ms-edge-01 … ms-edge-06 (6)`.
pub(super) fn folded_names(names: &[&str]) -> String {
    let stem = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let groups = names.chunk_by(|a, b| stem(a) == stem(b) && stem(a) != **a && stem(b) != **b);
    let shown = groups.flat_map(|group| match group {
        [first, _, .., last] => vec![format!("{first} … {last} ({})", group.len())],
        _ => group.iter().map(|name| (*name).to_owned()).collect(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_count_up_are_folded() {
        assert_eq!(
            folded_names(&["ms-a-1", "ms-a-2", "ms-a-3", "ms-b"]),
            "ms-a-1 … ms-a-3 (3), ms-b"
        );
        assert_eq!(folded_names(&["ms-a-1", "ms-a-2"]), "ms-a-1, ms-a-2");
        assert_eq!(folded_names(&["main", "main", "main"]), "main, main, main");
        assert_eq!(folded_names(&[]), "");
    }
}
