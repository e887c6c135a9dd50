//! A priced change as plain text of at most 80 columns, and as Markdown for a pull request.

use mru_core::{Lang, change::PricedState};

use super::{
    change_view::{ChangeAbout, ChangeRow, ChangeView},
    mail::BudgetCrossed,
    text_layout::{self as layout, heading, paragraph, table, titled},
    wording::Wording,
};

/// Writes a priced change as plain text in one language, no line longer than 80 columns.
///
/// The same change gives the same bytes.
pub fn change_text(state: &PricedState<'_>, about: &ChangeAbout, lang: Lang) -> String {
    let words = Wording::new(lang);
    let view = ChangeView::new(state, about, &words);
    let mut lines = heading(&format!("{} · {}", view.title, words.get("product")), '=');
    lines.extend(layout::facts(&view.facts));
    lines.push(String::new());
    lines.extend(summary(&view, &words).into_iter().flat_map(|it| paragraph("", &it)));
    lines.extend(changes(&view, &words));
    for (key, said) in sections(&view) {
        if !said.is_empty() {
            lines.extend(titled(&words.get(key)));
            lines.extend(said.iter().flat_map(|it| paragraph("- ", it)));
        }
    }
    lines.extend(titled(&words.get("change-decision")));
    lines.extend(paragraph("", &view.verdict));
    lines.extend(view.because.iter().flat_map(|it| paragraph("- ", it)));
    lines.push(String::new());
    lines.extend(paragraph(&format!("{}: ", words.get("change-next")), &view.next));
    layout::text(&lines)
}

/// The amounts in two sentences.
fn summary(view: &ChangeView, words: &Wording) -> [String; 2] {
    let more = match view.percent.as_str() {
        "" => view.more.clone(),
        percent => format!("{} ({percent})", view.more),
    };
    let month = words.with(
        "change-per-month",
        &[("before", &view.before), ("after", &view.after), ("more", &more), ("mru", &view.mru)],
    );
    let (before, after) = &view.month_totals;
    let first = words.with(
        "change-first-month",
        &[("month", &view.month), ("before", before), ("after", after), ("more", &view.month_more)],
    );
    [month, first]
}

fn changes(view: &ChangeView, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("change-what"));
    if view.rows.is_empty() {
        lines.push(words.get("change-nothing"));
    } else {
        let titles = ["change-change", "component", "mru", "change-usd-month", "change-first"]
            .map(|key| words.get(key));
        let cells = |row: &ChangeRow| {
            [&row.change, &row.what, &row.mru, &row.usd, &row.month].map(String::clone)
        };
        let rows: Vec<[String; 5]> = view.rows.iter().map(cells).collect();
        lines.extend(table(1, &titles, &rows, &cells(&view.sum)));
    }
    if !view.free.is_empty() {
        lines.push(String::new());
        lines.extend(paragraph("", &view.free));
    }
    lines
}

/// Lists with their headings.
fn sections(view: &ChangeView) -> [(&'static str, Vec<String>); 3] {
    let brought = view.brought.iter().map(|(rule, said)| format!("{rule}: {said}")).collect();
    [
        ("change-missing", view.missing.clone()),
        ("change-needs", view.needs.clone()),
        ("change-brought", brought),
    ]
}

/// Writes a priced change as Markdown for a comment, with what to do next.
///
/// What people wrote cannot become markup: letters that Markdown reads are escaped.
pub fn change_markdown(state: &PricedState<'_>, about: &ChangeAbout, lang: Lang) -> String {
    let words = Wording::new(lang);
    let view = ChangeView::new(state, about, &words);
    let mut text = format!("### {}\n\n", escaped(&view.title));
    text.push_str(&format!("**{}**\n\n", escaped(&view.verdict)));
    for sentence in summary(&view, &words) {
        text.push_str(&format!("{}\n\n", escaped(&sentence)));
    }
    if view.rows.is_empty() {
        text.push_str(&format!("{}\n\n", words.get("change-nothing")));
    } else {
        let titles = ["change-change", "component", "mru", "change-usd-month", "change-first"];
        let titles: Vec<String> = titles.iter().map(|key| words.get(key)).collect();
        text.push_str(&format!("| {} |\n|---|---|--:|--:|--:|\n", titles.join(" | ")));
        for row in view.rows.iter().chain([&view.sum]) {
            let cells = [&row.change, &row.what, &row.mru, &row.usd, &row.month];
            text.push_str(&format!("| {} |\n", cells.map(|it| escaped(it)).join(" | ")));
        }
        text.push('\n');
    }
    if !view.free.is_empty() {
        text.push_str(&format!("{}\n\n", escaped(&view.free)));
    }
    for (key, said) in sections(&view) {
        if !said.is_empty() {
            text.push_str(&format!("**{}**\n\n", words.get(key)));
            said.iter().for_each(|it| text.push_str(&format!("- {}\n", escaped(it))));
            text.push('\n');
        }
    }
    text.push_str(&format!("**{}**\n\n", words.get("change-decision")));
    view.because.iter().for_each(|it| text.push_str(&format!("- {}\n", escaped(it))));
    text.push_str(&format!("\n**{}:** {}\n\n", words.get("change-next"), escaped(&view.next)));
    let facts: Vec<String> =
        view.facts.iter().map(|it| format!("{}: {}", it.label, it.value)).collect();
    text.push_str(&format!("<sub>{}</sub>\n", escaped(&facts.join(" · "))));
    text
}

/// Adds the budgets that a change crosses to what is said of it.
pub fn with_budgets(
    mut said: String,
    crossed: &[BudgetCrossed<'_>],
    (markdown, lang): (bool, Lang),
) -> String {
    if crossed.is_empty() {
        return said;
    }
    let words = Wording::new(lang);
    let title = words.get("budget-title");
    if markdown {
        said.push_str(&format!("\n**{}**\n\n", escaped(&title)));
        crossed.iter().for_each(|it| said.push_str(&format!("- {}\n", escaped(&it.line(&words)))));
        return said;
    }
    let mut lines = titled(&title);
    lines.extend(crossed.iter().flat_map(|it| paragraph("- ", &it.line(&words))));
    said.push_str(&layout::text(&lines));
    said
}

/// A text without anything that Markdown or HTML would read as markup, on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '<' | '>' | '#' | '~' | '!' => {
                shown.push('\\');
                shown.push(letter);
            }
            '&' => shown.push_str("&amp;"),
            // A mention would send somebody a message.
            '@' => shown.push_str("&#64;"),
            letter if letter.is_whitespace() => shown.push(' '),
            letter => shown.push(letter),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_change;

    #[test]
    fn no_line_is_wider_than_80_columns() {
        sample_change::each(|state, about| {
            for lang in [Lang::En, Lang::Es] {
                let text = change_text(state, about, lang);
                assert!(text.lines().all(|line| layout::width(line) <= layout::WIDTH), "{text}");
                assert!(!text.contains("change-"), "{text}");
            }
        });
    }

    #[test]
    fn markdown_says_what_to_do_next_and_takes_no_markup() {
        sample_change::each(|state, about| {
            let text = change_markdown(state, about, Lang::En);
            assert!(text.contains("**Next:** ") && !text.contains("change-"), "{text}");
            assert!(text.contains("\\<b\\>\\*ticket\\*") && !text.contains("<b>"), "{text}");
            assert!(!text.contains('@'), "{text}");
        });
    }

    #[test]
    fn figures_of_a_change_have_signs_and_the_marks_of_the_language() {
        sample_change::each(|state, about| {
            let text = change_text(state, about, Lang::Es);
            assert!(text.contains("+136,50"), "{text}");
            assert!(text.contains("US$ +136,50"), "{text}");
        });
    }
}
