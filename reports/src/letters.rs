//! Letters that a PDF could not show: found before a document is issued, and named (R84).

use std::collections::BTreeSet;

use mru_core::{Finding, Severity, text::Text};
use serde::Serialize;
use serde_json::Value as Json;

use super::fonts::Fonts;

/// How many letters a finding names.
const NAMED: usize = 12;

/// Notes each text of a value with letters that a PDF cannot show here: neither the fonts of the
/// program have them, nor those of the machine.
///
/// The path of a finding is the place of the text within the value, such as `bill_to.name`. Only
/// letters among `shown` count, when those are given: a document does not show all that it keeps.
pub fn unreadable(value: &impl Serialize, shown: Option<&BTreeSet<char>>) -> Vec<Finding> {
    findings(value, |letters| {
        let shown = |letter: &char| shown.is_none_or(|it| it.contains(letter));
        let letters: BTreeSet<char> = letters.into_iter().filter(shown).collect();
        let missing = Fonts::with(&letters).lacking(letters.into_iter()).collect();
        (missing, Severity::Error)
    })
}

/// Notes each text of a value with letters that the fonts of the program lack, before any document
/// shows it: a warning, or a remark where this machine has fonts for them.
pub fn foreign(value: &impl Serialize) -> Vec<Finding> {
    findings(value, |letters| {
        let foreign: BTreeSet<char> = Fonts::embedded().lacking(letters.into_iter()).collect();
        let missing: BTreeSet<char> =
            Fonts::with(&foreign).lacking(foreign.iter().copied()).collect();
        if missing.is_empty() {
            (foreign, Severity::Information)
        } else {
            (missing, Severity::Warning)
        }
    })
}

/// Notes each text with letters that `judge` picks among all letters of a value.
fn findings(
    value: &impl Serialize,
    judge: impl FnOnce(BTreeSet<char>) -> (BTreeSet<char>, Severity),
) -> Vec<Finding> {
    // INVARIANT (records of texts and numbers): everything that is shown can be serialised.
    let value = serde_json::to_value(value).unwrap_or_default();
    let mut texts = Vec::new();
    collect(&value, String::new(), &mut texts);
    let (missing, severity) = judge(texts.iter().flat_map(|(_, text)| text.chars()).collect());
    let finding = |(path, text): &(String, &str)| {
        let letters: BTreeSet<char> = text.chars().filter(|it| missing.contains(it)).collect();
        (!letters.is_empty()).then(|| finding(path.clone(), text, &letters, severity))
    };
    texts.iter().filter_map(finding).collect()
}

/// Finds all texts of a value, with their places.
fn collect<'a>(value: &'a Json, path: String, texts: &mut Vec<(String, &'a str)>) {
    match value {
        Json::String(text) => texts.push((path, text)),
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{path}[{index}]"), texts);
            }
        }
        Json::Object(fields) => {
            for (name, field) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                collect(field, format!("{path}{dot}{name}"), texts);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn finding(path: String, text: &str, letters: &BTreeSet<char>, severity: Severity) -> Finding {
    let named = |letter: &char| format!("{letter} (U+{:04X})", u32::from(*letter));
    let mut shown = letters.iter().take(NAMED).map(named).collect::<Vec<_>>().join(", ");
    if letters.len() > NAMED {
        shown.push_str(", …");
    }
    let packages: BTreeSet<&str> = letters.iter().copied().map(package).collect();
    let packages = packages.into_iter().collect::<Vec<_>>().join(" ");
    let message = if severity == Severity::Information {
        Text::new(
            format!("`{text}` has letters that the fonts of the program lack: {shown}"),
            format!("`{text}` tiene letras que faltan en las fuentes del programa: {shown}"),
        )
    } else {
        Text::new(
            format!("a PDF cannot show `{text}`: no font has {shown}"),
            format!("un PDF no puede mostrar `{text}`: ninguna fuente tiene {shown}"),
        )
    };
    let help = if severity == Severity::Information {
        Text::new(
            format!(
                "this machine has fonts for them; every machine that makes PDFs needs them (on Debian: apt-get install {packages})"
            ),
            format!(
                "esta máquina tiene fuentes para ellas; toda máquina que genere PDF las necesita (en Debian: apt-get install {packages})"
            ),
        )
    } else {
        Text::new(
            format!(
                "install fonts for them (on Debian: apt-get install {packages}), name a folder of fonts in MRU_FONTS, or write the text in other letters; text and HTML need no fonts of ours"
            ),
            format!(
                "instale fuentes para ellas (en Debian: apt-get install {packages}), indique una carpeta de fuentes en MRU_FONTS, o escriba el texto con otras letras; el texto y el HTML no necesitan fuentes nuestras"
            ),
        )
    };
    Finding { rule: "B40", severity, path, position: None, message, help: Some(help) }
}

/// The package of Debian whose fonts have a letter.
const fn package(letter: char) -> &'static str {
    match letter {
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}' => "fonts-noto-cjk",
        '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' => "fonts-noto-color-emoji",
        _ => "fonts-noto-core",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn letters_are_named_with_place_code_point_and_package() {
        assert_eq!(package('保'), "fonts-noto-cjk");
        assert_eq!(package('한'), "fonts-noto-cjk");
        assert_eq!(package('🏦'), "fonts-noto-color-emoji");
        assert_eq!(package('ع'), "fonts-noto-core");
        let value = json!({ "bill_to": { "name": "S.A. \u{10fffd}", "address": ["Ñuñoa"] } });
        let findings = unreadable(&value, None);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].rule, findings[0].path.as_str()), ("B40", "bill_to.name"));
        assert!(findings[0].message.en.contains("(U+10FFFD)"), "{}", findings[0].message.en);
        assert_eq!(foreign(&value)[0].severity, Severity::Warning);
        assert!(unreadable(&value, Some(&BTreeSet::from(['S', 'ñ']))).is_empty());
    }
}
