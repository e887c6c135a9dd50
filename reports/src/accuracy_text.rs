//! How good a quote was, as plain text of at most 80 columns.

use mru_core::{
    Lang,
    accuracy::{Accuracy, Score},
    catalogue,
    text::{number, usd},
};

use super::{
    figures::{Fact, amount, signed},
    text_layout::{self as layout, Group, grouped, heading, paragraph},
    wording::Wording,
};

/// Writes how good a quote was in one language; `document` is the number of the document that billed
/// the month, or the name of its draft.
///
/// The same score gives the same bytes.
pub fn accuracy_text(accuracy: &Accuracy, document: &str, lang: Lang) -> String {
    let words = Wording::new(lang);
    let (quoted, month) = (words.date(accuracy.as_of), words.period(accuracy.month));
    let title = words.with("accuracy-title", &[("quoted", &quoted), ("month", &month)]);
    let mut lines = heading(&title, '=');
    lines.extend(layout::facts(&[
        Fact::new(words.get("accuracy-document"), document.to_owned()),
        Fact::new(words.get("accuracy-deployment"), accuracy.deployment.clone()),
    ]));
    lines.push(String::new());
    lines.extend(scores(accuracy, &words));
    lines.push(String::new());
    lines.extend(paragraph("", &summary(accuracy, &words)));
    if !accuracy.besides_usd.is_zero() {
        let besides = usd(accuracy.besides_usd.as_decimal(), lang);
        lines.extend(paragraph("", &words.with("accuracy-besides", &[("usd", &besides)])));
    }
    layout::text(&lines)
}

/// The kinds that cost anything; what comes along at USD 0.00 on both sides says nothing.
fn scores(accuracy: &Accuracy, words: &Wording) -> Vec<String> {
    let titles = [
        words.get("accuracy-component"),
        words.get("accuracy-quoted"),
        words.get("accuracy-billed"),
        words.get("accuracy-difference"),
        String::from("%"),
    ];
    let name =
        |id: &str| catalogue::find(id).map_or(id, |kind| kind.name.get(words.lang())).to_owned();
    let in_money = |score: &Score| !(score.quoted.usd.is_zero() && score.billed.usd.is_zero());
    let scores = accuracy.components.iter().filter(|(_, score)| in_money(score));
    let rows: Vec<[String; 5]> =
        scores.map(|(id, score)| row(name(id), score, words.lang())).collect();
    let total = row(words.get("accuracy-total"), &accuracy.total, words.lang());
    grouped(0, 1, &titles, &[Group { rows, sums: vec![total] }])
}

fn row(name: String, score: &Score, lang: Lang) -> [String; 5] {
    [
        name,
        amount(score.quoted.usd, lang),
        amount(score.billed.usd, lang),
        signed(score.difference_usd.as_decimal(), 2, lang),
        score.difference_percent.map_or(String::from("–"), |it| signed(it, 2, lang)),
    ]
}

fn summary(accuracy: &Accuracy, words: &Wording) -> String {
    match accuracy.error_percent {
        None => words.get("accuracy-nothing-quoted"),
        Some(percent) if percent.is_zero() => words.get("accuracy-exact"),
        Some(percent) => {
            words.with("accuracy-error", &[("percent", &number(percent, words.lang()))])
        }
    }
}
