//! The three notations of a deployment file, read into the same tree.

use crate::{
    finding::{Finding, Position, Severity},
    reading::{json, node::Node, toml, yaml},
    text::{Text, text},
};

/// A notation of a deployment or contract file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.0.
    Toml,
    /// YAML 1.2; anchors and aliases are understood, tags and several documents are not.
    Yaml,
    /// JSON (RFC 8259), without comments.
    Json,
}

/// The longest text that is read, in bytes.
///
/// A bank-size deployment with 75 containers takes 30 kB, so this leaves room for a hundred of them.
pub const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// The deepest nesting that is read; a deployment needs six levels.
pub(crate) const MAX_DEPTH: usize = 32;

impl Format {
    /// Tells the notation from a file name's ending, or from the text itself when the name says nothing.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::Format;
    ///
    /// assert_eq!(Format::guess("bank.yaml", ""), Format::Yaml);
    /// assert_eq!(Format::guess("-", "{\"id\": \"a\"}"), Format::Json);
    /// assert_eq!(Format::guess("-", "id = \"a\"\n"), Format::Toml);
    /// ```
    pub fn guess(name: &str, text: &str) -> Format {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("toml") => return Format::Toml,
            Some("yaml" | "yml") => return Format::Yaml,
            Some("json") => return Format::Json,
            Some(_) | None => {}
        }
        let first =
            text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        match first {
            Some(line) if line.starts_with('{') => Format::Json,
            Some(line) if line.starts_with('[') || assigns(line) => Format::Toml,
            Some(_) | None => Format::Yaml,
        }
    }
}

/// Returns whether a line reads `name = value`, as only TOML does.
fn assigns(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, _)| {
        !name.trim().is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || " ._-\"'".contains(c))
    })
}

/// Reads a text into a tree, or says where it is not of its notation.
pub(crate) fn parse(text: &str, format: Format) -> Result<Node, Finding> {
    if text.len() > MAX_TEXT_BYTES {
        let (bytes, max) = (text.len(), MAX_TEXT_BYTES);
        return Err(unreadable(
            Position { line: 1, column: 1 },
            text!(
                "the text has {bytes} bytes, more than the {max} that are read",
                "el texto tiene {bytes} bytes, más que los {max} que se leen"
            ),
        ));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match format {
        Format::Toml => toml::parse(text),
        Format::Yaml => yaml::parse(text),
        Format::Json => json::parse(text),
    }
}

/// A finding that the text is not of its notation (F1).
pub(crate) fn unreadable(position: Position, message: Text) -> Finding {
    Finding {
        rule: "F1",
        severity: Severity::Error,
        path: String::new(),
        position: Some(position),
        message,
        help: Some(Text::new("correct the text at this place", "corrija el texto en este lugar")),
    }
}

/// A finding that a table names a field twice (F5).
pub(crate) fn duplicate(position: Position, name: &str) -> Finding {
    let name = crate::text::shortened(name);
    Finding {
        rule: "F5",
        severity: Severity::Error,
        path: String::new(),
        position: Some(position),
        message: text!(
            "`{name}` appears twice in the same table",
            "`{name}` aparece dos veces en la misma tabla"
        ),
        help: Some(text!("keep one of the two", "deje una de las dos")),
    }
}

/// A finding that the values are nested too deep (F1).
pub(crate) fn too_deep(position: Position) -> Finding {
    unreadable(
        position,
        text!(
            "values are nested more than {MAX_DEPTH} deep",
            "los valores están anidados a más de {MAX_DEPTH} niveles"
        ),
    )
}

/// Turns byte offsets of a text into lines and columns.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at.saturating_add(1));
        Lines { text, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    pub(crate) fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start =
            line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        Position { line: line.max(1), column: column.saturating_add(1) }
    }
}
