//! What was checked: connections of databases, and findings.

use mru_core::{Connections, Finding, text::number};
use rust_decimal::Decimal;
use serde::Serialize;

use super::Writer;

/// The connection check of one database.
#[derive(Clone, Debug, Serialize)]
pub struct ConnectionView {
    /// Name of the environment.
    pub environment: String,
    /// Name of the database.
    pub database: String,
    /// Its class.
    pub class: String,
    /// Connections it accepts.
    pub capacity: String,
    /// Connections at base capacity, with their share.
    pub base: String,
    /// Connections at the elastic maximum, with their share.
    pub maximum: String,
    /// Connections during a blue/green deployment, with their share.
    pub blue_green: String,
    /// How the maximum adds up.
    pub arithmetic: String,
    /// Whether the elastic maximum is more than the database accepts.
    pub over: bool,
    /// Whether a blue/green deployment is more than the database accepts.
    pub blue_green_over: bool,
}

/// A finding in one language.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// Id of the rule.
    pub rule: &'static str,
    /// Where in the deployment file.
    pub path: String,
    /// What is the matter.
    pub message: String,
    /// What would be right; empty when nothing is known.
    pub help: String,
}

/// A piece of a sentence: words, or what the sentence quotes from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its text, without backticks.
    pub text: &'a str,
    /// Whether it stood in backticks.
    pub quoted: bool,
}

impl FindingView {
    /// The message, split at its backticks.
    pub fn message_pieces(&self) -> Vec<Piece<'_>> {
        pieces(&self.message)
    }

    /// The help, split at its backticks.
    pub fn help_pieces(&self) -> Vec<Piece<'_>> {
        pieces(&self.help)
    }
}

fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let all = sentence.split('`').enumerate();
    all.map(|(index, text)| Piece { text, quoted: index % 2 == 1 })
        .filter(|piece| !piece.text.is_empty())
        .collect()
}

impl Writer<'_> {
    pub(super) fn connection(&self, check: &Connections) -> ConnectionView {
        let share = |connections: u64| {
            let tenths = i64::try_from(check.tenths_of_percent(connections)).unwrap_or(i64::MAX);
            let percent = number(Decimal::new(tenths, 1), self.words.lang());
            let connections = self.count(connections);
            self.words.with("quote-share", &[("connections", &connections), ("percent", &percent)])
        };
        let arithmetic = if check.uses.is_empty() {
            self.words.get("quote-no-use")
        } else {
            let (sum, total) = (check.arithmetic(), self.count(check.maximum));
            self.words.with("quote-sum-at-maximum", &[("sum", &sum), ("total", &total)])
        };
        ConnectionView {
            environment: check.environment.clone(),
            database: check.database.clone(),
            class: check.class.clone(),
            capacity: self.count(u64::from(check.capacity)),
            base: share(check.base),
            maximum: share(check.maximum),
            blue_green: share(check.blue_green),
            arithmetic,
            over: check.maximum > u64::from(check.capacity),
            blue_green_over: check.blue_green > u64::from(check.capacity),
        }
    }

    pub(super) fn finding(&self, finding: &Finding) -> FindingView {
        let lang = self.words.lang();
        FindingView {
            rule: finding.rule,
            path: finding.path.clone(),
            message: capitalised(finding.message.get(lang)),
            help: finding.help.as_ref().map(|help| capitalised(help.get(lang))).unwrap_or_default(),
        }
    }
}

/// Starts a sentence with a capital.
fn capitalised(sentence: &str) -> String {
    let mut rest = sentence.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
