//! The three notations of a deployment file, read into the same tree.

use crate::{
    finding::Finding,
    positions::Position,
    reading::{
        json,
        node::Node,
        toml,
        unreadable::{empty, unreadable},
        yaml,
    },
    text::text,
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

impl Format {
    /// The written form: `toml`, `yaml` or `json`.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::Format;
    ///
    /// assert_eq!(Format::Yaml.as_str(), "yaml");
    /// assert_eq!(Format::named("toml"), Some(Format::Toml));
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Toml => "toml",
            Format::Yaml => "yaml",
            Format::Json => "json",
        }
    }

    /// The notation of a written form.
    pub fn named(name: &str) -> Option<Format> {
        [Format::Toml, Format::Yaml, Format::Json].into_iter().find(|it| it.as_str() == name)
    }

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
    if text.trim().is_empty() {
        return Err(empty(Position { line: 1, column: 1 }));
    }
    match format {
        Format::Toml => toml::parse(text),
        Format::Yaml => yaml::parse(text),
        Format::Json => json::parse(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Value;

    /// Reads `a` in each notation and shows what became of it and where its value stood.
    #[track_caller]
    fn check(format: Format, text: &str, expected: &str) {
        let shown = match parse(text, format) {
            Ok(Node { value: Value::Table(entries), .. }) => {
                let shown = entries.iter().map(|(key, node)| {
                    format!(
                        "{}={:?}@{}:{}",
                        key.name, node.value, node.position.line, node.position.column
                    )
                });
                shown.collect::<Vec<_>>().join(" ")
            }
            Ok(node) => format!("{:?}", node.value),
            Err(finding) => {
                let at = finding.position.map_or((0, 0), |at| (at.line, at.column));
                format!("{} {}:{} {}", finding.rule, at.0, at.1, finding.message.en)
            }
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn numerals_stay_as_written_and_keep_their_places() {
        check(
            Format::Toml,
            "a = 1.10\nñ = \"x\"\n",
            "F1 2:1 not valid TOML: invalid unquoted key, expected letters, numbers, `-`, `_`",
        );
        check(Format::Toml, "a = 1.10\nb = \"ñ\"", "a=Number(\"1.10\")@1:5 b=Text(\"ñ\")@2:5");
        check(Format::Yaml, "a: 1.10\nb: 'ñ'", "a=Plain(\"1.10\")@1:4 b=Text(\"ñ\")@2:4");
        check(
            Format::Json,
            "{\"ñ\": 1.10,\n \"b\": \"ñ\"}",
            "ñ=Number(\"1.10\")@1:7 b=Text(\"ñ\")@2:7",
        );
    }

    #[test]
    fn a_field_that_appears_twice_is_refused_with_its_place() {
        check(Format::Yaml, "a: 1\na: 2", "F5 2:1 `a` appears twice in the same table");
        check(Format::Json, "{\"a\": 1, \"a\": 2}", "F5 1:10 `a` appears twice in the same table");
        check(Format::Toml, "a = 1\na = 2", "F1 2:1 not valid TOML: duplicate key");
    }

    #[test]
    fn aliases_are_values_and_their_growth_is_bounded() {
        check(Format::Yaml, "a: &x 7\nb: *x", "a=Plain(\"7\")@1:4 b=Plain(\"7\")@1:4");
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for level in 1..8 {
            let before = level - 1;
            let items = vec![format!("*a{before}"); 10].join(",");
            bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
        }
        let refused = parse(&bomb, Format::Yaml).unwrap_err();
        assert!(refused.message.en.contains("unfolds to more than"), "{}", refused.message.en);
    }

    #[test]
    fn absurd_texts_are_refused() {
        let deep = "[".repeat(100_000);
        for format in [Format::Toml, Format::Yaml, Format::Json] {
            assert_eq!(parse(&deep, format).unwrap_err().rule, "F1");
        }
        let long = " ".repeat(MAX_TEXT_BYTES + 1);
        assert!(parse(&long, Format::Json).unwrap_err().message.en.contains("more than"));
        for format in [Format::Toml, Format::Yaml, Format::Json] {
            check(format, " \n", "F1 1:1 there is nothing in it");
        }
    }

    #[test]
    fn a_notation_is_guessed_from_name_or_text() {
        assert_eq!(Format::guess("a.YML", ""), Format::Yaml);
        assert_eq!(Format::guess("-", "# a comment\nid: bank\n"), Format::Yaml);
        assert_eq!(Format::guess("-", "[customer]\n"), Format::Toml);
        assert_eq!(Format::guess("-", "\n  {}"), Format::Json);
    }
}
