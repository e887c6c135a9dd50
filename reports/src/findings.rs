//! Findings as a person reads them on a terminal: place, excerpt, sentence, help.

use std::fmt::Write as _;

use mru_core::{
    Finding, Lang, Severity,
    text::{is_hidden, printable},
};

/// Width of a terminal line.
const WIDTH: usize = 80;

/// Writes findings about a text, each with the line it is about, and a count at the end.
pub fn findings_text(file: &str, text: &str, findings: &[Finding], lang: Lang) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut shown = String::new();
    for finding in findings {
        write_finding(&mut shown, file, &lines, finding, lang);
    }
    shown.push_str(&count(findings, lang));
    shown.push('\n');
    shown
}

fn write_finding(shown: &mut String, file: &str, lines: &[&str], finding: &Finding, lang: Lang) {
    let place =
        finding.position.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    let severity = severity_word(finding.severity, lang);
    // INVARIANT (writing to a String cannot fail): the results below carry nothing.
    let first = format!("{severity}[{}] {}{place}", finding.rule, printable(file));
    let _ = writeln!(shown, "{}", first.trim_end());
    if !finding.path.is_empty() {
        let _ = writeln!(shown, "  {}", printable(&finding.path));
    }
    if let Some(at) = finding.position
        && let Some(line) = at.line.checked_sub(1).and_then(|index| lines.get(index))
        && !line.trim().is_empty()
    {
        write_excerpt(shown, line, at.line, at.column);
    }
    write_wrapped(shown, finding.message.get(lang), "  ", "  ");
    if let Some(help) = &finding.help {
        let word = match lang {
            Lang::En => "  help: ",
            Lang::Es => "  ayuda: ",
        };
        write_wrapped(shown, help.get(lang), word, "        ");
    }
    shown.push('\n');
}

/// Writes the line of the text and marks the column, both cut to the width.
fn write_excerpt(shown: &mut String, line: &str, number: usize, column: usize) {
    let margin = number.to_string().len();
    let room = WIDTH.saturating_sub(margin + 5);
    let characters: Vec<char> = line.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    let at = column.saturating_sub(1);
    let start = at.saturating_sub(room / 2).min(characters.len().saturating_sub(room));
    let cut: String = characters.iter().skip(start).take(room).collect();
    let caret = " ".repeat(at.saturating_sub(start).min(room.saturating_sub(1)));
    let _ = writeln!(shown, "  {number} | {}", cut.trim_end());
    let _ = writeln!(shown, "  {} | {caret}^", " ".repeat(margin));
}

/// Wraps a sentence at the width, with a first and a following indentation.
pub fn write_wrapped(shown: &mut String, sentence: &str, first: &str, following: &str) {
    let sentence = printable(sentence);
    let mut line = String::from(first);
    let mut empty = true;
    for word in sentence.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            shown.push_str(line.trim_end());
            shown.push('\n');
            line = String::from(following);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    shown.push_str(line.trim_end());
    shown.push('\n');
}

fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, _) => "error",
        (Severity::Warning, Lang::En) => "warning",
        (Severity::Warning, Lang::Es) => "advertencia",
        (Severity::Information, Lang::En) => "information",
        (Severity::Information, Lang::Es) => "información",
    }
}

/// Counts the findings: `2 errors, 1 warning`, or says that there is nothing.
fn count(findings: &[Finding], lang: Lang) -> String {
    let words = match lang {
        Lang::En => [("error", "errors"), ("warning", "warnings"), ("remark", "remarks")],
        Lang::Es => [
            ("error", "errores"),
            ("advertencia", "advertencias"),
            ("observación", "observaciones"),
        ],
    };
    let severities = [Severity::Error, Severity::Warning, Severity::Information];
    let parts: Vec<String> = severities
        .iter()
        .zip(words)
        .filter_map(|(severity, (one, many))| {
            let number = findings.iter().filter(|finding| finding.severity == *severity).count();
            (number > 0).then(|| format!("{number} {}", if number == 1 { one } else { many }))
        })
        .collect();
    match (parts.is_empty(), lang) {
        (false, _) => parts.join(", "),
        (true, Lang::En) => "no findings".to_owned(),
        (true, Lang::Es) => "sin hallazgos".to_owned(),
    }
}
