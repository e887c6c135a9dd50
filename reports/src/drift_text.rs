//! How far the weights of a rate card are from what its model gives, as plain text of at most 80 columns.

use mru_core::{
    Lang,
    calendar::Period,
    cost_model::{Because, Drift, Steps},
    text::number,
    units::{Weight, percent_of_change},
};
use rust_decimal::Decimal;

use super::{
    figures::{Fact, signed},
    spreadsheet::{self, Cell},
    text_layout::{self as layout, Group, grouped, heading, paragraph, titled},
    wording::Wording,
};

/// A reconciled month.
#[derive(Clone, Copy, Debug)]
pub struct DriftMonth {
    /// The month.
    pub month: Period,
    /// Whether every charge is on an invoice of AWS.
    pub is_final: bool,
    /// Whether it is closed.
    pub is_closed: bool,
}

/// The drift of a card, and what it was found on.
#[derive(Clone, Copy, Debug)]
pub struct DriftDocument<'a> {
    /// Name and first day of the card.
    pub rate_card: &'a str,
    /// The reconciled months.
    pub months: &'a [DriftMonth],
    /// Hours of a month by the model, and those that were taken.
    pub hours: [Decimal; 2],
    /// Whether the prices are others than those behind the card.
    pub other_prices: bool,
    /// Whether monthly quantities are those that AWS charged.
    pub with_usage: bool,
    /// By entry.
    pub entries: &'a [Drift],
}

/// Writes a drift as plain text in one language, no line longer than 80 columns: the entries that moved,
/// the largest drift first, and why.
pub fn drift_text(document: &DriftDocument<'_>, lang: Lang) -> String {
    let words = Wording::new(lang);
    let mut moved: Vec<&Drift> =
        document.entries.iter().filter(|it| it.mru().is_some_and(|mru| !mru.is_zero())).collect();
    moved.sort_by_key(|it| std::cmp::Reverse(percent(it).map(|it| it.abs())));
    let mut lines = header(document, &moved, &words);
    lines.extend(table(&moved, &words));
    lines.extend(reasons(&moved, &words));
    lines.extend(unknown(document, &words));
    layout::text(&lines)
}

fn percent(it: &Drift) -> Option<Decimal> {
    percent_of_change(it.published?.as_decimal(), it.derived?.as_decimal())
}

fn header(document: &DriftDocument<'_>, moved: &[&Drift], words: &Wording) -> Vec<String> {
    let lang = words.lang();
    let title = words.with("drift-title", &[("card", document.rate_card)]);
    let mut lines = heading(&title, '=');
    lines.extend(paragraph("", &words.get("drift-lead")));
    lines.push(String::new());
    let prices = if document.other_prices { "drift-prices-other" } else { "drift-prices-same" };
    let usage = if document.with_usage { "drift-usage-measured" } else { "drift-usage-model" };
    let hours = match document.hours {
        [before, after] if before == after => number(after, lang),
        [before, after] => format!("{} → {}", number(before, lang), number(after, lang)),
    };
    let (count, all) = (moved.len().to_string(), document.entries.len().to_string());
    let facts = [
        Fact::new(words.get("drift-fact-months"), months(document, words)),
        Fact::new(words.get("drift-fact-prices"), words.get(prices)),
        Fact::new(words.get("drift-fact-hours"), hours),
        Fact::new(words.get("drift-fact-usage"), words.get(usage)),
        Fact::new(
            words.get("drift-fact-entries"),
            words.with("drift-entries", &[("count", &count), ("all", &all)]),
        ),
    ];
    lines.extend(layout::facts(&facts));
    lines
}

fn months(document: &DriftDocument<'_>, words: &Wording) -> String {
    let said = |it: &DriftMonth| {
        let key = match (it.is_closed, it.is_final) {
            (true, _) => "drift-month-closed",
            (false, true) => "drift-month-final",
            (false, false) => "drift-month-provisional",
        };
        words.with(key, &[("month", &words.period(it.month))])
    };
    document.months.iter().map(said).collect::<Vec<_>>().join(", ")
}

fn table(moved: &[&Drift], words: &Wording) -> Vec<String> {
    let lang = words.lang();
    let mut lines = titled(&words.get("drift-moved"));
    if moved.is_empty() {
        lines.extend(paragraph("", &words.get("drift-moved-none")));
        return lines;
    }
    let titles = [
        words.get("drift-column-entry"),
        words.get("drift-column-published"),
        words.get("drift-column-model"),
        words.get("drift-column-drift"),
        String::from("%"),
    ];
    let row = |it: &&Drift| {
        let weight = |weight: Option<Weight>| {
            weight.map_or_else(String::new, |it| number(it.as_decimal(), lang))
        };
        [
            it.entry.to_string(),
            weight(it.published),
            weight(it.derived),
            it.mru().map_or_else(String::new, |mru| signed(mru, 0, lang)),
            percent(it).map_or_else(String::new, |percent| signed(percent, 2, lang)),
        ]
    };
    let rows = moved.iter().map(row).collect();
    lines.extend(grouped(0, 1, &titles, &[Group { rows, sums: Vec::new() }]));
    lines.extend(paragraph("", &words.get("drift-moved-note")));
    lines
}

fn reasons(moved: &[&Drift], words: &Wording) -> Vec<String> {
    if moved.is_empty() {
        return Vec::new();
    }
    let mut lines = titled(&words.get("drift-reasons"));
    for it in moved {
        let said: Vec<String> = it.reasons.iter().map(|it| because(it, words)).collect();
        let said = format!("{}. {}", steps(it, words), said.join("; "));
        lines.extend(paragraph(&format!("{}: ", it.entry), &said));
    }
    lines
}

/// The steps of a drift that are not 0: `price +1.45, hours +0.05`.
fn steps(it: &Drift, words: &Wording) -> String {
    let Some(Steps { own, price, hours, usage }) = it.steps else { return String::new() };
    let all = [
        ("drift-step-own", own),
        ("drift-step-price", price),
        ("drift-step-hours", hours),
        ("drift-step-usage", usage),
    ];
    let some = all.into_iter().filter(|(_, step)| !step.is_zero());
    let said =
        some.map(|(key, step)| format!("{} {}", words.get(key), signed(step, 0, words.lang())));
    said.collect::<Vec<_>>().join(", ")
}

/// A reason in words.
fn because(because: &Because, words: &Wording) -> String {
    let number = |value: &Decimal| number(*value, words.lang());
    let change = |key: &str, of: &str, before: &Decimal, after: &Decimal| {
        let (before, after) = (number(before), number(after));
        words.with(key, &[("of", of), ("before", &before), ("after", &after)])
    };
    match because {
        Because::Own { derived } => words.with("drift-because-own", &[("mru", &number(derived))]),
        Because::Price { usage_type, before, after } => {
            change("drift-because-price", usage_type, before, after)
        }
        Because::Hours { before, after } => {
            let (before, after) = (number(before), number(after));
            words.with("drift-because-hours", &[("before", &before), ("after", &after)])
        }
        Because::Usage { usage_type, before, after } => {
            change("drift-because-usage", usage_type, before, after)
        }
        Because::NotMeasured { usage_type } => {
            words.with("drift-because-not-measured", &[("of", usage_type)])
        }
    }
}

/// Entries whose drift is not known, and prices whose usage was not measured.
fn unknown(document: &DriftDocument<'_>, words: &Wording) -> Vec<String> {
    let of = |is: fn(&Drift) -> bool| -> Vec<String> {
        let all = document.entries.iter().filter(|it| is(it));
        all.map(|it| it.entry.to_string()).collect()
    };
    let mut notes = Vec::new();
    let without_rule = of(|it| it.derived.is_none());
    if !without_rule.is_empty() {
        let entries = without_rule.join(", ");
        notes.push(words.with("drift-without-rule", &[("entries", &entries)]));
    }
    let without_weight = of(|it| it.published.is_none());
    if !without_weight.is_empty() {
        let entries = without_weight.join(", ");
        notes.push(words.with("drift-without-weight", &[("entries", &entries)]));
    }
    let mut not_measured: Vec<&str> = document
        .entries
        .iter()
        .flat_map(|it| &it.reasons)
        .filter_map(|it| match it {
            Because::NotMeasured { usage_type } => Some(usage_type.as_str()),
            _ => None,
        })
        .collect();
    not_measured.sort_unstable();
    not_measured.dedup();
    if !not_measured.is_empty() {
        let of = not_measured.join(", ");
        notes.push(words.with("drift-not-measured", &[("of", &of)]));
    }
    if notes.is_empty() {
        return Vec::new();
    }
    let mut lines = titled(&words.get("drift-unknown"));
    lines.extend(notes.iter().flat_map(|note| paragraph("- ", note)));
    lines
}

/// Writes the drift of every entry as CSV, with its reasons in one language; what is not known is empty.
///
/// # Errors
///
/// When a row cannot be written, which does not happen in memory.
pub fn drift_csv(document: &DriftDocument<'_>, lang: Lang) -> Result<String, csv::Error> {
    let words = Wording::new(lang);
    let heading = [
        "rate_card",
        "entry",
        "component",
        "published_mru",
        "derived_mru",
        "drift_mru",
        "drift_percent",
        "own_mru",
        "price_mru",
        "hours_mru",
        "usage_mru",
        "reasons",
        "arithmetic",
    ];
    let row = |it: &Drift| {
        let weight = |it: Weight| Cell::number(it.as_decimal());
        let step = |of: fn(&Steps) -> Decimal| Cell::of(it.steps.as_ref().map(of), Cell::number);
        let reasons: Vec<String> = it.reasons.iter().map(|it| because(it, &words)).collect();
        vec![
            Cell::text(document.rate_card),
            Cell::text(it.entry.as_str()),
            Cell::text(it.entry.component()),
            Cell::of(it.published, weight),
            Cell::of(it.derived, weight),
            Cell::of(it.mru(), Cell::number),
            Cell::of(percent(it), Cell::number),
            step(|it| it.own),
            step(|it| it.price),
            step(|it| it.hours),
            step(|it| it.usage),
            Cell::text(&reasons.join("; ")),
            Cell::text(&it.arithmetic),
        ]
    };
    spreadsheet::write_cells(&heading, document.entries.iter().map(row))
}

#[cfg(test)]
mod tests {
    use mru_core::rate_card::EntryId;

    use super::*;

    fn decimal(written: &str) -> Decimal {
        written.parse().unwrap()
    }

    fn drift(entry: &str, weights: [Option<&str>; 2], reasons: Vec<Because>) -> Drift {
        let [published, derived] = weights.map(|it| it.map(|it| Weight::new(decimal(it)).unwrap()));
        let steps = published.zip(derived).map(|(published, derived)| Steps {
            price: derived.as_decimal() - published.as_decimal(),
            ..Steps::default()
        });
        let (component, size) = entry.split_once('/').unwrap_or((entry, ""));
        let entry = EntryId::new(component, size);
        Drift { entry, published, derived, steps, reasons, arithmetic: String::from("=1+1") }
    }

    fn entries() -> Vec<Drift> {
        let usage_type = String::from("InstanceUsage:db.r6g.2xlarge (Aurora MySQL, Standard)");
        let price = Because::Price { usage_type, before: decimal("1.038"), after: decimal("1.1") };
        let usage_type = String::from("DataProcessing-Bytes");
        let unmeasured = Because::NotMeasured { usage_type };
        vec![
            drift("database/db.r6g.2xlarge", [Some("23.35"), Some("24.8")], vec![price]),
            drift("container/1x2", [Some("1.65"), Some("1.65")], vec![unmeasured]),
            drift("sso", [Some("2"), None], Vec::new()),
            drift("widget", [None, Some("2")], Vec::new()),
        ]
    }

    fn document(entries: &[Drift]) -> DriftDocument<'_> {
        DriftDocument {
            rate_card: "reference@2026-10-01",
            months: &[],
            hours: [decimal("730"), decimal("744")],
            other_prices: true,
            with_usage: true,
            entries,
        }
    }

    #[test]
    fn both_languages_fit_80_columns_and_tell_what_is_not_known() {
        let entries = entries();
        for lang in [Lang::En, Lang::Es] {
            let text = drift_text(&document(&entries), lang);
            assert!(text.lines().all(|line| layout::width(line) <= layout::WIDTH), "{text}");
            assert!(!text.contains("drift-"), "a message is missing: {text}");
            for part in ["sso", "widget", "DataProcessing-Bytes", "db.r6g.2xlarge"] {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
        let text = drift_text(&document(&entries), Lang::En);
        assert!(text.contains("+1.45") && text.contains("+6.21"), "{text}");
    }

    #[test]
    fn every_entry_is_a_row_and_what_is_not_known_is_empty() {
        let entries = entries();
        let text = drift_csv(&document(&entries), Lang::En).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), entries.len());
        assert_eq!((&rows[0][5], &rows[0][8], &rows[0][12]), ("1.45", "1.45", "'=1+1"));
        assert!((4..11).all(|at| rows[2][at].is_empty()), "no rule: {:?}", rows[2]);
        assert!(rows[3][3].is_empty() && rows[3][5].is_empty(), "no weight: {:?}", rows[3]);
    }
}
