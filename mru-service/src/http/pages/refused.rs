//! What a page says when it cannot be shown: what is the matter, what was not done, where to go on.

use askama::Template;
use mru_core::Lang;

use super::{
    super::{answer::Answer, problem::Problem, reply::Asked},
    figures::capital,
    frame::{self, Frame, Section},
    visit::Visit,
};
use crate::callers::Caller;

#[derive(Template)]
#[template(path = "refused.html")]
struct Page<'a> {
    frame: Frame,
    detail: String,
    findings: Vec<FindingRow>,
    request: &'a str,
    is_ours: bool,
}

/// What is wrong with what was sent, as a page shows it.
pub(super) struct FindingRow {
    /// The rule that it breaks.
    pub(super) rule: String,
    /// `bad`, `warn` or `calm`.
    pub(super) class: &'static str,
    /// What is wrong.
    pub(super) message: String,
    /// What would be right.
    pub(super) help: String,
    /// Where.
    pub(super) path: String,
}

impl FindingRow {
    /// Shows a finding in a language.
    pub(super) fn of(finding: &mru_core::Finding, lang: Lang) -> FindingRow {
        let class = match finding.severity {
            mru_core::Severity::Error => "bad",
            mru_core::Severity::Warning => "warn",
            mru_core::Severity::Information => "calm",
        };
        let place = finding.position.map(|at| match lang {
            Lang::En => format!("line {}", at.line),
            Lang::Es => format!("línea {}", at.line),
        });
        let path = [finding.path.clone(), place.unwrap_or_default()];
        FindingRow {
            rule: finding.rule.to_string(),
            class,
            message: sentence(finding.message.get(lang)),
            help: finding.help.as_ref().map(|it| sentence(it.get(lang))).unwrap_or_default(),
            path: path.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · "),
        }
    }
}

/// A sentence with a capital at its beginning, unless that is the name of something, and a stop at its
/// end.
pub(super) fn sentence(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let is_name = first.contains(['/', '`', '@', '_']);
    let mut sentence = if is_name { text.to_owned() } else { capital(text) };
    if !sentence.ends_with(['.', '?']) {
        sentence.push('.');
    }
    sentence
}

/// The page of a problem.
pub(super) fn page(
    problem: &Problem,
    asked: &Asked,
    visit: &Visit,
    caller: Option<&Caller>,
) -> Result<Answer, Problem> {
    let lang = asked.lang;
    let title = problem.title().get(lang).to_owned();
    let page = Page {
        frame: Frame::new(lang, visit, caller, Section::Elsewhere, title),
        detail: sentence(problem.detail().get(lang)),
        findings: problem.found().iter().map(|it| FindingRow::of(it, lang)).collect(),
        request: &asked.request,
        is_ours: problem.status.is_server_error(),
    };
    frame::with_status(&page, problem.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_with_a_capital_and_names_stay_as_they_are() {
        for (text, said) in [
            ("add `repository`", "Add `repository`."),
            ("main/production/cache/x is removed", "main/production/cache/x is removed."),
            ("`size` is missing.", "`size` is missing."),
            ("ésta", "Ésta."),
        ] {
            assert_eq!(sentence(text), said);
        }
    }
}
