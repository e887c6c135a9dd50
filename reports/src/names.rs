//! Names of several things alike, in few words, and the numbers of their lines.

/// So many characters of names fit where a row names itself.
const SHORT: usize = 40;

/// The names of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// The names, or the first and the last of many: `ms-edge-01 … ms-edge-06 (6)`.
    pub(crate) shown: String,
    /// All names, where `shown` does not tell them; else empty.
    pub(crate) all: String,
}

impl Names {
    /// The names of the lines of a row, in their order.
    pub(crate) fn of(names: &[&str]) -> Names {
        let (all, span) = (folded_names(names), span(names));
        if all.chars().count() <= SHORT {
            return Names { shown: all, all: String::new() };
        }
        Names { all: if all == span { String::new() } else { all }, shown: span }
    }
}

/// Names the first and the last of several.
fn span(names: &[&str]) -> String {
    match names {
        [first, _, .., last] => format!("{first} … {last} ({})", names.len()),
        _ => names.join(", "),
    }
}

/// The numbers of the lines of a row: `12` or `12–17`.
pub(crate) fn numbers<N: PartialEq + std::fmt::Display>(first: &N, last: &N) -> String {
    if first == last { first.to_string() } else { format!("{first}–{last}") }
}

/// Joins names; three or more neighbours that differ only in a final number become
/// `ms-edge-01 … ms-edge-06 (6)`.
pub(crate) fn folded_names(names: &[&str]) -> String {
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
