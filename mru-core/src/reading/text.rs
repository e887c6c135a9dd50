//! Texts: in one form of Unicode, and without letters that cannot be seen (N12).

use serde_json::{Value as Json, json};

use super::{FieldType, Node, Reading, Value, wrong_form};
use crate::text::{Text, composed, is_hidden, shortened, text};

/// The longest text of a field, in characters.
const MAX_CHARACTERS: usize = 200;

impl FieldType for String {
    fn read(node: &Node, path: &str, _rule: &'static str, reading: &mut Reading) -> Option<String> {
        let (Value::Text(text) | Value::Plain(text)) = &node.value else {
            wrong_form(node, path, "F3", Text::new("a text", "un texto"), reading);
            return None;
        };
        if text.len() <= MAX_CHARACTERS && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Some(text.trim().to_owned());
        }
        let field = path.rsplit('.').next().unwrap_or(path);
        let characters = text.chars().count();
        if characters > MAX_CHARACTERS {
            let shown = shortened(text);
            reading
                .findings
                .error(
                    "F4",
                    path,
                    text!(
                        "`{field}` has {characters} characters: `{shown}`",
                        "`{field}` tiene {characters} caracteres: `{shown}`"
                    ),
                )
                .help(text!(
                    "at most {MAX_CHARACTERS} characters",
                    "a lo más {MAX_CHARACTERS} caracteres"
                ));
            return None;
        }
        if let Some((hidden, at)) = text.chars().zip(1_usize..).find(|(c, _)| is_hidden(*c)) {
            let (code, shown) = (u32::from(hidden), shortened(text));
            reading
                .findings
                .error(
                    "F4",
                    path,
                    text!(
                        "character {at} of `{field}` is U+{code:04X}, which cannot be seen: `{shown}`",
                        "el carácter {at} de `{field}` es U+{code:04X}, que no se ve: `{shown}`"
                    ),
                )
                .help(text!(
                    "remove it: two names that look alike would be two components",
                    "quítelo: dos nombres que se ven iguales serían dos componentes"
                ));
            return None;
        }
        Some(composed(text.trim()))
    }

    fn absent() -> String {
        String::new()
    }

    fn is_unset(&self) -> bool {
        self.is_empty()
    }

    fn schema() -> Json {
        json!({ "type": "string", "maxLength": MAX_CHARACTERS })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::positions::Position;

    fn read(text: &str) -> Result<String, String> {
        let node =
            Node { position: Position { line: 1, column: 1 }, value: Value::Text(text.to_owned()) };
        let mut reading = Reading::default();
        String::read(&node, "name", "F6", &mut reading).ok_or_else(|| {
            let finding = &reading.findings.located(&reading.positions)[0];
            format!("{} {}", finding.rule, finding.message.en)
        })
    }

    #[test]
    fn names_are_composed_and_hidden_letters_refused() {
        assert_eq!(read("cre\u{301}dito"), Ok("cr\u{e9}dito".to_owned()));
        assert_eq!(read(" 信用 ñ "), Ok("信用 ñ".to_owned()));
        for (text, said) in [
            ("ms\u{200b}a", "character 3 of `name` is U+200B"),
            ("\u{202e}ms", "character 1 of `name` is U+202E"),
            ("ms\u{feff}", "character 3 of `name` is U+FEFF"),
            ("a\u{a0}b", "character 2 of `name` is U+00A0"),
            ("a\u{ad}b", "character 2 of `name` is U+00AD"),
            ("a\u{1b}[31m", "character 2 of `name` is U+001B"),
            ("a\u{9b}", "character 2 of `name` is U+009B"),
            ("a\nb", "character 2 of `name` is U+000A"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.starts_with(&format!("F4 {said}")), "{found}");
            assert!(!found.contains(text), "not written raw: {found:?}");
        }
        assert!(read(&"a".repeat(201)).unwrap_err().contains("201 characters"));
    }
}
