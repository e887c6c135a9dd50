//! The quote as plain text of at most 80 columns, to be pasted into a mail.

use mru_core::{Lang, Quote};

use super::{
    offer_view::{OfferDocument, OfferView},
    quote_view::{FindingView, PlaceView, QuoteView, Row, ZeroGroup, ZeroItem},
    text_layout::{self as layout, heading, paragraph, table, titled},
    wording::Wording,
};

/// Writes a quote as plain text in one language, no line longer than 80 columns.
///
/// The same quote gives the same bytes.
pub fn quote_text(quote: &Quote, lang: Lang) -> String {
    let words = Wording::new(lang);
    written(&QuoteView::new(quote, &words), &words)
}

/// Writes a draft or an issued quote as plain text in one language, no line longer than 80 columns.
pub fn offer_text(document: &OfferDocument<'_>, lang: Lang) -> String {
    let words = Wording::new(lang);
    written(&QuoteView::of_offer(document, &words), &words)
}

fn written(view: &QuoteView, words: &Wording) -> String {
    let mut lines = header(view, words);
    lines.extend(summary(view, words));
    if let Some(offer) = &view.offer {
        lines.extend(self::offer(offer, words));
    }
    lines.extend(included(view, words));
    lines.extend(conditions(view, words));
    lines.push(String::new());
    lines.extend(heading(&words.get("quote-annex-details"), '='));
    for place in &view.places {
        lines.extend(self::place(place, words));
    }
    lines.push(String::new());
    lines.extend(heading(&words.get("quote-annex-technical"), '='));
    lines.extend(layout::facts(&view.identity));
    lines.extend(connections(view, words));
    lines.extend(findings(view, words));
    lines.extend(policies(view, words));
    layout::text(&lines)
}

/// Who quotes to whom, and what a month costs with what the contract adds.
fn offer(offer: &OfferView, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("offer-title"));
    lines.extend(layout::facts(&offer.facts));
    lines.extend(titled(&words.get("offer-cost")));
    let totals = [
        (words.get("offer-monthly"), &offer.monthly),
        (words.get("offer-twelve-months"), &offer.twelve_months),
    ];
    let rows = offer.rows.iter().map(|row| (row.label.clone(), &row.money));
    lines.extend(
        rows.chain(totals).flat_map(|(label, money)| paragraph(&layout::left(money, 20), &label)),
    );
    for (key, said) in [
        ("offer-caveats", &offer.caveats),
        ("offer-assumptions", &offer.assumptions),
        ("offer-excluded", &offer.excluded),
        ("offer-notes", &offer.notes),
    ] {
        if !said.is_empty() {
            lines.extend(titled(&words.get(key)));
            lines.extend(said.iter().flat_map(|it| paragraph("- ", it)));
        }
    }
    lines
}

fn header(view: &QuoteView, words: &Wording) -> Vec<String> {
    let quote = format!("{} {}", words.get("quote").to_uppercase(), view.number);
    let title = format!("{} · {}", quote.trim_end(), words.get("product"));
    let mut lines = heading(&title, '=');
    lines.extend(layout::facts(&view.facts));
    if !view.remark.is_empty() {
        lines.push(String::new());
        lines.extend(paragraph("", &view.remark));
    }
    lines
}

/// The totals of the places, and the grand total.
fn summary(view: &QuoteView, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("quote-summary"));
    let titles =
        [words.get("quote-place"), words.get("quote-mru-month"), words.get("quote-usd-month")];
    let row =
        |place: &PlaceView| [place.name.clone(), place.total.mru.clone(), place.total.usd.clone()];
    let rows: Vec<[String; 3]> = view.places.iter().map(row).collect();
    let total = [words.get("quote-total"), view.total.mru.clone(), view.total.usd.clone()];
    lines.extend(table(0, &titles, &rows, &total));
    if !view.year.is_empty() {
        lines.extend(paragraph("", &format!("{}: {}", words.get("quote-year"), view.year)));
    }
    lines.extend(
        Some(&view.discount).filter(|it| !it.is_empty()).iter().flat_map(|it| paragraph("", it)),
    );
    lines
}

/// What comes at no charge, and what is not a part of the offer.
fn included(view: &QuoteView, words: &Wording) -> Vec<String> {
    let mut lines = Vec::new();
    if !view.included.is_empty() {
        lines.extend(titled(&words.get("quote-what-is-included")));
        lines.extend(paragraph("", &format!("{}.", view.included.join(", "))));
    }
    if !view.outside.is_empty() {
        let said = [words.get("quote-outside"), view.outside.join(", ")].join(": ");
        lines.extend(paragraph("", &format!("{said}. {}", words.get("quote-outside-note"))));
    }
    lines
}

fn place(place: &PlaceView, words: &Wording) -> Vec<String> {
    let title = if place.kind.is_empty() {
        place.name.clone()
    } else {
        format!("{} · {}", place.name, place.kind)
    };
    let mut lines = titled(&title);
    let about = if place.kind.is_empty() {
        words.get("quote-shared-note")
    } else {
        let facts = [
            (words.get("quote-redundancy"), &place.redundancy),
            (words.get("quote-base-tasks"), &place.base_tasks),
            (words.get("quote-max-tasks"), &place.max_tasks),
        ];
        facts.map(|(label, value)| format!("{label}: {value}")).join(" · ")
    };
    lines.extend(paragraph("", &about));
    lines.push(String::new());
    if place.rows.is_empty() {
        lines.push(words.get("quote-nothing-charged"));
    } else {
        lines.extend(charged(place, words));
    }
    lines.extend(zero(&words.get("quote-included"), &place.included));
    lines.extend(zero(&words.get("quote-outside"), &place.outside));
    lines
}

fn charged(place: &PlaceView, words: &Wording) -> Vec<String> {
    let titles = ["quote-line-short", "component", "size", "quote-counted", "mru", "usd"]
        .map(|key| words.get(key));
    let row = |row: &Row| {
        let counted = if row.count == 1 {
            row.counted.clone()
        } else {
            format!("{} × {}", row.count, row.counted)
        };
        let component = labelled(&row.component, &row.names);
        let amounts = &row.amounts;
        [
            row.lines.clone(),
            component,
            row.size.clone(),
            counted.replace(' ', ""),
            amounts.mru.clone(),
            amounts.usd.clone(),
        ]
    };
    let rows: Vec<[String; 6]> = place.rows.iter().map(row).collect();
    let subtotal = words.with("quote-subtotal", &[("place", &place.name)]);
    let total = [
        String::new(),
        subtotal,
        String::new(),
        String::new(),
        place.total.mru.clone(),
        place.total.usd.clone(),
    ];
    table(1, &titles, &rows, &total)
}

/// Puts a name behind what it names, if there is one.
fn labelled(component: &str, name: &str) -> String {
    if name.is_empty() { component.to_owned() } else { format!("{component}: {name}") }
}

/// Says in one paragraph what carries no MRUs.
fn zero(title: &str, groups: &[ZeroGroup]) -> Vec<String> {
    if groups.is_empty() {
        return Vec::new();
    }
    let item = |item: &ZeroItem| match item.names.as_str() {
        "" => item.component.clone(),
        names => format!("{} [{names}]", item.component),
    };
    let group = |group: &ZeroGroup| {
        let items: Vec<String> = group.items.iter().map(item).collect();
        format!("{} – {}", items.join(", "), group.reason)
    };
    let said: Vec<String> = groups.iter().map(group).collect();
    let mut lines = vec![String::new()];
    lines.extend(paragraph("", &format!("{title}: {}.", said.join("; "))));
    lines
}

fn connections(view: &QuoteView, words: &Wording) -> Vec<String> {
    if view.connections.is_empty() {
        return Vec::new();
    }
    let mut lines = titled(&words.get("quote-connections"));
    let [capacity, base, maximum, blue_green] =
        ["quote-capacity", "quote-base", "quote-maximum", "quote-blue-green"]
            .map(|key| words.get(key).to_lowercase());
    for check in &view.connections {
        lines.extend(paragraph(
            "",
            &format!("{} · {} ({})", check.environment, check.database, check.class),
        ));
        let figures = [
            format!("{capacity} {}", check.capacity),
            format!("{base} {}", check.base),
            format!("{maximum} {}", check.maximum),
            format!("{blue_green} {}", check.blue_green),
        ];
        lines.extend(paragraph("    ", &figures.join("; ")));
        lines.extend(paragraph("    ", &check.arithmetic));
    }
    lines
}

fn findings(view: &QuoteView, words: &Wording) -> Vec<String> {
    let groups =
        [("severity-warning", &view.warnings), ("severity-information", &view.information)];
    let shown = groups.into_iter().filter(|(_, findings)| !findings.is_empty());
    shown
        .flat_map(|(key, findings)| {
            titled(&words.get(key)).into_iter().chain(findings.iter().flat_map(finding))
        })
        .collect()
}

fn finding(finding: &FindingView) -> Vec<String> {
    let mut said = format!("{}.", finding.message);
    if !finding.help.is_empty() {
        said.push_str(&format!(" {}.", finding.help));
    }
    if !finding.path.is_empty() {
        said.push_str(&format!(" ({})", finding.path));
    }
    paragraph(&layout::left(finding.rule, 5), &said)
}

fn conditions(view: &QuoteView, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("quote-notes"));
    lines.extend(view.notes.iter().flat_map(|note| paragraph("- ", note)));
    lines.extend(titled(&words.get("quote-acceptance")));
    lines.extend(paragraph("", &view.acceptance));
    for key in
        ["quote-accept-name", "quote-accept-role", "quote-accept-day", "quote-accept-signature"]
    {
        lines.push(String::new());
        lines.push(format!("{} {}", layout::left(&words.get(key), 10), "_".repeat(40)));
    }
    lines
}

fn policies(view: &QuoteView, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("policies"));
    for policy in &view.policies {
        lines.extend(paragraph("- ", &format!("{}: {}", policy.label, policy.value)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sample, text_layout::WIDTH};

    #[test]
    fn no_line_is_wider_than_80_columns() {
        for lang in [Lang::En, Lang::Es] {
            let text = quote_text(&sample::quote(), lang);
            assert!(text.lines().all(|line| layout::width(line) <= WIDTH), "{text}");
        }
    }

    #[test]
    fn equal_neighbours_are_one_row_with_their_sums() {
        let text = quote_text(&sample::quote(), Lang::En);
        let row = text.lines().find(|line| line.contains("container: ms-a-1")).unwrap();
        assert!(row.starts_with("1–3 ") && row.ends_with("3×1×2  19.500    819.00"), "{text}");
        assert!(text.contains("Subtotal production"), "{text}");
        assert!(!text.contains("mru explain"), "{text}");
    }

    #[test]
    fn spanish_numbers_and_dates() {
        let text = quote_text(&sample::quote(), Lang::Es);
        assert!(text.contains("19,500    819,00"), "{text}");
        assert!(text.contains("Válida hasta     21-12-2026"), "{text}");
    }
}
