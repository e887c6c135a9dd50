//! What is wrong or remarkable in an input: one finding a rule, all of them at once.

use std::fmt;

use serde::Serialize;

use crate::{
    positions::{Position, Positions},
    text::{Lang, Text, listed, printable, text},
};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Blocks every total (R110).
    Error,
    /// Allowed, shown, and to be acknowledged by the customer.
    Warning,
    /// Worth knowing.
    Information,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        })
    }
}

/// One thing found in an input.
///
/// `rule` is stable: `V1`…`V80` are the rules of validation, `R1` a missing weight, `R102` what
/// must be quoted by hand, and `F1`…`F7` concern the form of the file (see `docs/rules.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule, for example `V2`.
    pub rule: &'static str,
    /// Whether it blocks a total.
    pub severity: Severity,
    /// Where in the value, for example `environments[0].containers[2].memory_gb`.
    pub path: String,
    /// Where in the text, when the value was read from one.
    pub position: Option<Position>,
    /// What is the matter, one sentence.
    pub message: Text,
    /// What would be right.
    pub help: Option<Text>,
}

/// Findings that are kept of one input; of more, only their number (F8).
pub const MOST_FINDINGS: usize = 1000;

/// Findings being collected.
///
/// # Example
///
/// ```
/// use mru_core::{Findings, Positions};
///
/// let findings = Findings::new();
/// assert!(!findings.has_errors());
/// assert_eq!(findings.located(&Positions::new()), []);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    /// How many were left out, and how many of them are errors.
    more: (usize, usize),
}

impl Findings {
    /// Starts an empty collection.
    pub fn new() -> Findings {
        Findings::default()
    }

    /// Notes an error; the returned finding takes a help text.
    pub(crate) fn error(&mut self, rule: &'static str, path: &str, message: Text) -> Help<'_> {
        self.add(Severity::Error, rule, path, message)
    }

    /// Notes a warning.
    pub(crate) fn warn(&mut self, rule: &'static str, path: &str, message: Text) -> Help<'_> {
        self.add(Severity::Warning, rule, path, message)
    }

    /// Notes something worth knowing.
    pub(crate) fn inform(&mut self, rule: &'static str, path: &str, message: Text) -> Help<'_> {
        self.add(Severity::Information, rule, path, message)
    }

    fn add(
        &mut self,
        severity: Severity,
        rule: &'static str,
        path: &str,
        message: Text,
    ) -> Help<'_> {
        let path = path.to_owned();
        let kept = self.keep(Finding { rule, severity, path, position: None, message, help: None });
        Help(if kept { self.list.last_mut() } else { None })
    }

    /// Keeps a finding while there are few, or counts it.
    fn keep(&mut self, finding: Finding) -> bool {
        if self.list.len() < MOST_FINDINGS {
            self.list.push(finding);
            return true;
        }
        let (all, errors) = self.more;
        let error = usize::from(finding.severity == Severity::Error);
        self.more = (all.saturating_add(1), errors.saturating_add(error));
        false
    }

    /// Notes one error for all required fields that `path` lacks.
    ///
    /// Fields whose value was given but could not be read already have a finding of their own.
    pub(crate) fn require(
        &mut self,
        rule: &'static str,
        path: &str,
        what: &Text,
        fields: &[(&str, bool)],
    ) {
        self.require_at(rule, path, '.', what, fields);
    }

    /// As [`Findings::require`], where something else joins a path to its fields.
    pub(crate) fn require_at(
        &mut self,
        rule: &'static str,
        path: &str,
        join: char,
        what: &Text,
        fields: &[(&str, bool)],
    ) {
        let missing: Vec<&str> = fields
            .iter()
            .filter(|(field, present)| !present && !self.mentions(&format!("{path}{join}{field}")))
            .map(|(field, _)| *field)
            .collect();
        if missing.is_empty() {
            return;
        }
        let (names_en, names_es) = (listed(&missing, Lang::En), listed(&missing, Lang::Es));
        let (en, es) = (&what.en, &what.es);
        let lacks = if missing.len() == 1 { "falta" } else { "faltan" };
        self.error(
            rule,
            path,
            Text::new(
                format!("{en} lacks {names_en}"),
                format!("a {es} le {lacks} {names_es}").replace("a el ", "al "),
            ),
        )
        .help(Text::new(format!("add {names_en}"), format!("agregue {names_es}")));
    }

    /// Whether the value at a path could not be read at all, so that nothing else can be said of it.
    pub(crate) fn unreadable(&self, path: &str) -> bool {
        self.list.iter().any(|finding| finding.rule == "F3" && finding.path == path)
    }

    /// Whether something at or below a path has a finding already.
    pub(crate) fn mentions(&self, path: &str) -> bool {
        self.list.iter().any(|finding| {
            finding
                .path
                .strip_prefix(path)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    }

    /// Returns whether any finding blocks a total.
    pub fn has_errors(&self) -> bool {
        self.more.1 > 0 || self.list.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Returns the findings, located in the text they came from, in the order of the text.
    pub fn located(mut self, positions: &Positions) -> Vec<Finding> {
        for finding in &mut self.list {
            finding.position = finding.position.or_else(|| positions.nearest(&finding.path));
        }
        self.list.sort_by(|a, b| {
            let order = |f: &Finding| (f.position.is_none(), f.position, f.severity);
            order(a)
                .cmp(&order(b))
                .then_with(|| a.path.cmp(&b.path))
                .then_with(|| rule_order(a.rule).cmp(&rule_order(b.rule)))
        });
        self.list.extend(left_out(self.more));
        self.list
    }

    /// Adds a finding that is already complete.
    pub(crate) fn push(&mut self, finding: Finding) {
        self.keep(finding);
    }
}

/// Says how many findings are not shown.
fn left_out((all, errors): (usize, usize)) -> Option<Finding> {
    let severity = if errors > 0 { Severity::Error } else { Severity::Information };
    (all > 0).then(|| Finding {
        rule: "F8",
        severity,
        path: String::new(),
        position: None,
        message: text!(
            "there are {all} more findings, {errors} of them errors",
            "hay {all} hallazgos más, {errors} de ellos errores"
        ),
        help: Some(text!(
            "correct those that are shown first",
            "corrija primero los que se muestran"
        )),
    })
}

/// Locates findings that have no place yet in the text that they are about.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, Format, check_deployment, locate, rate_card::Policies};
///
/// let parsed = Deployment::parse("environments:\n  - kind: production\n", Format::Yaml);
/// // Judged as a value, nobody knows where it stood.
/// let mut findings = check_deployment(&parsed.deployment.unwrap(), &Policies::default());
/// locate(&mut findings, &parsed.positions);
/// let name = findings.iter().find(|finding| finding.rule == "V29").unwrap();
/// assert_eq!(name.position.unwrap().line, 2);
/// ```
pub fn locate(findings: &mut [Finding], positions: &Positions) {
    for finding in findings {
        finding.position = finding.position.or_else(|| positions.nearest(&finding.path));
    }
}

/// Orders `V2` before `V10`.
fn rule_order(rule: &str) -> (&str, usize) {
    let digits = rule.find(|c: char| c.is_ascii_digit()).unwrap_or(rule.len());
    let (letters, number) = rule.split_at(digits);
    (letters, number.parse().unwrap_or(usize::MAX))
}

/// Lets the finding just noted say what would be right.
#[derive(Debug)]
pub(crate) struct Help<'a>(Option<&'a mut Finding>);

impl Help<'_> {
    /// Says what would be right.
    pub(crate) fn help(self, help: Text) {
        if let Some(finding) = self.0 {
            finding.help = Some(help);
        }
    }

    /// Says where it is, when no value that was read has its path.
    pub(crate) fn at(mut self, position: Position) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.position = Some(position);
        }
        self
    }

    /// Says what would be right, when something is known.
    pub(crate) fn maybe_help(self, help: Option<Text>) {
        if let Some(help) = help {
            self.help(help);
        }
    }
}

impl Serialize for Finding {
    /// Serialises with the sentences of both languages, as the JSON documents show them.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            rule: &'a str,
            severity: Severity,
            path: &'a str,
            line: Option<usize>,
            column: Option<usize>,
            message: Text,
            help: Option<Text>,
        }
        let text = |text: &Text| Text::new(printable(&text.en), printable(&text.es));
        Shown {
            rule: self.rule,
            severity: self.severity,
            path: &printable(&self.path),
            line: self.position.map(|p| p.line),
            column: self.position.map(|p| p.column),
            message: text(&self.message),
            help: self.help.as_ref().map(text),
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_beyond_a_thousand_are_counted() {
        let mut findings = Findings::new();
        for at in 0..MOST_FINDINGS {
            findings.warn("V7", &format!("a[{at}]"), Text::new("looks", "parece"));
        }
        assert!(!findings.has_errors());
        findings.error("V1", "b", Text::new("wrong", "mal")).help(Text::new("no", "no"));
        findings.warn("V7", "c", Text::new("looks", "parece"));
        assert!(findings.has_errors(), "also what is not kept counts");
        let located = findings.located(&Positions::new());
        assert_eq!(located.len(), MOST_FINDINGS + 1);
        let last = located.last().unwrap();
        assert_eq!((last.rule, last.severity), ("F8", Severity::Error));
        assert_eq!(last.message.en, "there are 2 more findings, 1 of them errors");
    }
}
