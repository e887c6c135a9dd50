//! Letters that no font of the documents has: said when they are recorded, before paper shows them.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::{Lang, Position, metering::Placed};
use serde_json::{Map, Value};

/// Texts of one file that are remembered: each has a letter that none before it had.
const TEXTS: usize = 100;

/// Says which letters of a record the fonts of the program lack.
pub(super) fn warn(file: &str, record: &impl serde::Serialize, lang: Lang) {
    warn_at(file, "", record, &BTreeMap::new(), lang);
}

/// What is in the texts of events that documents show: the first text with each letter.
#[derive(Debug, Default)]
pub(super) struct Letters {
    met: BTreeSet<char>,
    /// Texts with letters that had not been met, by their paths.
    texts: Map<String, Value>,
    positions: BTreeMap<String, Position>,
}

impl Letters {
    /// Looks at an event that was read.
    pub(super) fn look(&mut self, placed: &Placed) {
        let Placed { event, path, positions } = placed;
        let description = match &event.what {
            mru_core::metering::What::OneOff { description, .. } => description.as_str(),
            _ => "",
        };
        for (field, text) in [
            ("id", event.id.as_str()),
            ("deployment", &event.slot.deployment),
            ("environment", &event.slot.environment),
            ("name", &event.slot.name),
            ("description", description),
            ("ticket", &event.ticket),
        ] {
            if text.is_ascii() || self.texts.len() >= TEXTS {
                continue;
            }
            let before = self.met.len();
            self.met.extend(text.chars());
            if before < self.met.len() {
                let path = format!("{path}.{field}");
                self.positions.extend(positions.get(&path).map(|at| (path.clone(), at)));
                self.texts.insert(path, text.into());
            }
        }
    }

    /// Says which letters of a file the fonts of the program lack.
    pub(super) fn warn(self, file: &str, lang: Lang) {
        if !self.texts.is_empty() {
            warn_at(file, &crate::files::excerpt(file), &self.texts, &self.positions, lang);
        }
    }
}

#[cfg(feature = "pdf")]
fn warn_at(
    file: &str,
    text: &str,
    record: &impl serde::Serialize,
    positions: &BTreeMap<String, Position>,
    lang: Lang,
) {
    let mut findings = reports::letters::foreign(record);
    for finding in &mut findings {
        finding.position = positions.get(&finding.path).copied();
    }
    findings.sort_by_key(|finding| finding.position);
    if !findings.is_empty() {
        crate::tell::tell(&reports::findings::findings_text(file, text, &findings, lang));
    }
}

/// Without PDFs no letters are missing.
#[cfg(not(feature = "pdf"))]
fn warn_at(_: &str, _: &str, _: &impl serde::Serialize, _: &BTreeMap<String, Position>, _: Lang) {}
