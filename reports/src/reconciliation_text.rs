//! The reconciliation of a month as plain text of at most 80 columns, for a terminal.

use mru_core::Lang;

use super::{
    figures::Fact,
    reconciliation_view::{
        BucketRow, BucketTable, Evidence, EvidenceRow, Ledger, LedgerRow, MarginRow, MarginTable,
        ReconciliationDocument, ReconciliationError, ReconciliationView, WithoutCostRow,
        WithoutCostTable,
    },
    text_layout::{self as layout, Group, grouped, heading, paragraph, titled},
    wording::Wording,
};

/// Writes a reconciliation as plain text in one language, no line longer than 80 columns.
///
/// The same reconciliation gives the same bytes.
///
/// # Errors
///
/// [`ReconciliationError::Sum`] when a sum needs more than 38 digits.
pub fn reconciliation_text<'a>(
    document: impl Into<ReconciliationDocument<'a>>,
    lang: Lang,
) -> Result<String, ReconciliationError> {
    let words = Wording::new(lang);
    let view = ReconciliationView::new(document, &words)?;
    let mut lines = header(&view, &words);
    lines.extend(buckets(&view.buckets, &words));
    lines.extend(view.evidence.iter().flat_map(|it| evidence(it, &words)));
    lines.extend(without_cost(&view.without_cost, &words));
    lines.extend(view.ledgers.iter().flat_map(ledger));
    lines.extend(customers(&view.customers, &words));
    lines.extend(groups(&view.kinds, "reconciliation-kinds", "reconciliation-column-kind", &words));
    let (title, column) = ("reconciliation-environments", "reconciliation-column-environment");
    lines.extend(groups(&view.environments, title, column, &words));
    lines.extend(components(&view.components, &words));
    lines.extend(titled(&words.get("reconciliation-sources")));
    lines.extend(layout::facts(&view.sources));
    lines.extend(titled(&words.get("reconciliation-notes")));
    lines.extend(listed(&view.notes));
    Ok(layout::text(&lines))
}

fn header(view: &ReconciliationView, words: &Wording) -> Vec<String> {
    let title = format!("{} · {}", view.title.to_uppercase(), words.get("product"));
    let mut lines = heading(&title, '=');
    lines.extend(paragraph("", &view.lead));
    lines.push(String::new());
    let charged = Fact { label: words.get("reconciliation-charged"), value: view.charged.clone() };
    let all: Vec<Fact> = std::iter::once(charged).chain(view.facts.iter().cloned()).collect();
    lines.extend(layout::facts(&all));
    lines.push(String::new());
    lines.extend(paragraph("", &view.verdict.badge.to_uppercase()));
    lines.extend(paragraph("", &view.verdict.sentence));
    lines
}

fn buckets(table: &BucketTable, words: &Wording) -> Vec<String> {
    let row = |row: &BucketRow| {
        let parts = [row.name.as_str(), row.meaning.as_str()];
        let name = parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(": ");
        [name, row.usd.clone(), row.percent.clone(), row.count.clone()]
    };
    let group = |rows: &[BucketRow], sums: &[&BucketRow]| Group {
        rows: rows.iter().map(row).collect(),
        sums: sums.iter().copied().map(row).collect(),
    };
    let groups = [
        group(&table.explained, &[&table.explained_sum]),
        group(&table.to_look_at, &[&table.to_look_at_sum, &table.total]),
    ];
    let titles = [
        words.get("reconciliation-column-bucket"),
        words.get("usd"),
        String::from("%"),
        words.get("reconciliation-column-count"),
    ];
    let mut lines = titled(&words.get("reconciliation-buckets"));
    lines.extend(grouped(0, 1, &titles, &groups));
    lines.extend(remarks(&table.notes));
    lines
}

fn ledger(ledger: &Ledger) -> Vec<String> {
    let mut lines = titled(&ledger.title);
    if !ledger.lead.is_empty() {
        lines.extend(paragraph("", &ledger.lead));
        lines.push(String::new());
    }
    lines.extend(match ledger.heads.len() {
        0..3 => ledger_table::<2>(ledger),
        3 => ledger_table::<3>(ledger),
        4 => ledger_table::<4>(ledger),
        _ => ledger_table::<5>(ledger),
    });
    lines.extend(remarks(&ledger.notes));
    lines
}

fn ledger_table<const N: usize>(ledger: &Ledger) -> Vec<String> {
    let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let cells = |row: &LedgerRow| {
        let all: Vec<String> =
            std::iter::once(row.words()).chain(row.figures.iter().cloned()).collect();
        std::array::from_fn(|at| cell(&all, at))
    };
    let mut rows: Vec<[String; N]> = ledger.rows.iter().map(cells).collect();
    if !ledger.rest.is_empty() {
        let rest = LedgerRow { name: ledger.rest.clone(), ..LedgerRow::default() };
        rows.push(cells(&rest));
    }
    let titles = std::array::from_fn(|at| cell(&ledger.heads, at));
    grouped(0, 1, &titles, &[Group { rows, sums: ledger.sums.iter().map(cells).collect() }])
}

fn evidence(evidence: &Evidence, words: &Wording) -> Vec<String> {
    let row = |row: &EvidenceRow| {
        let label = |key: &str, value: &str| format!("{} {value}", words.get(key).to_lowercase());
        let charged = label("reconciliation-column-charged", &row.charged);
        let rate = label("reconciliation-column-rate", &row.rate);
        let compared = [
            label("reconciliation-column-metered", &row.metered),
            label("reconciliation-column-list", &row.list_price),
        ];
        let [metered, list] =
            compared.map(|it| if evidence.is_compared { it } else { String::new() });
        let parts = [row.what.clone(), row.place.clone(), charged, metered, list, rate];
        let parts = parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
        [format!("{}: {}", row.customer, parts.join("; ")), row.usd.clone()]
    };
    let rows = evidence.rows.iter().map(row).collect();
    let titles = [words.get("reconciliation-column-customer"), words.get("usd")];
    let mut lines = titled(&evidence.name);
    lines.extend(paragraph("", &evidence.remedy));
    lines.push(String::new());
    let rest = (evidence.rest.as_str(), evidence.rest_usd.as_str());
    lines.extend(list(&titles, rows, rest, (evidence.name.as_str(), evidence.usd.as_str())));
    lines.extend(remarks(&evidence.notes));
    lines
}

fn without_cost(table: &WithoutCostTable, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("reconciliation-without-cost"));
    if table.rows.is_empty() {
        lines.extend(paragraph("", &words.get("reconciliation-without-cost-none")));
        return lines;
    }
    let row = |row: &WithoutCostRow| {
        let events = format!("{}: {}", words.get("reconciliation-column-events"), row.events);
        let parts = [row.component.clone(), row.what.clone(), events];
        [format!("{}: {}", row.customer, parts.join("; ")), row.usd.clone()]
    };
    let rows = table.rows.iter().map(row).collect();
    let titles = ["reconciliation-column-customer", "reconciliation-column-expected"]
        .map(|it| words.get(it));
    lines.extend(paragraph("", &words.get("reconciliation-without-cost-lead")));
    lines.push(String::new());
    let name = words.get("reconciliation-without-cost");
    lines.extend(list(
        &titles,
        rows,
        (table.rest.as_str(), table.rest_usd.as_str()),
        (name.as_str(), table.usd.as_str()),
    ));
    lines.extend(remarks(&table.notes));
    lines
}

/// Rows with an amount each, what is not shown, and the sum.
fn list(
    titles: &[String; 2],
    mut rows: Vec<[String; 2]>,
    (rest, rest_usd): (&str, &str),
    (name, usd): (&str, &str),
) -> Vec<String> {
    if !rest.is_empty() {
        rows.push([rest.to_owned(), rest_usd.to_owned()]);
    }
    let sums = vec![[name.to_owned(), usd.to_owned()]];
    grouped(0, 1, titles, &[Group { rows, sums }])
}

fn customers(table: &MarginTable, words: &Wording) -> Vec<String> {
    let titles = [
        words.get("reconciliation-column-customer"),
        words.get("reconciliation-column-billed"),
        words.get("reconciliation-column-aws"),
        words.get("reconciliation-column-shared"),
        words.get("reconciliation-column-margin"),
        String::from("%"),
    ];
    let row = |row: &MarginRow| {
        let MarginRow { name, billed, charged, shared, margin, percent, .. } = row.clone();
        [name, billed, charged, shared, margin, percent]
    };
    let mut lines = titled(&words.get("reconciliation-customers"));
    lines.extend(margins(table, &titles, row));
    lines
}

fn components(table: &MarginTable, words: &Wording) -> Vec<String> {
    if !table.rows.is_empty() {
        return groups(table, "reconciliation-components", "component", words);
    }
    let mut lines = titled(&words.get("reconciliation-components"));
    lines.extend(paragraph("", &words.get("reconciliation-components-none")));
    lines.extend(remarks(&table.notes));
    lines
}

/// Margins of components together; nothing when there are none.
fn groups(table: &MarginTable, title: &str, column: &str, words: &Wording) -> Vec<String> {
    if table.rows.is_empty() {
        return Vec::new();
    }
    let titles = [
        words.get(column),
        words.get("reconciliation-column-billed"),
        words.get("reconciliation-column-aws"),
        words.get("reconciliation-column-margin"),
        String::from("%"),
    ];
    let row = |row: &MarginRow| {
        let MarginRow { name, size, billed, charged, margin, percent, .. } = row.clone();
        [format!("{name} {size}").trim_end().to_owned(), billed, charged, margin, percent]
    };
    let mut lines = titled(&words.get(title));
    lines.extend(margins(table, &titles, row));
    lines
}

fn margins<const N: usize>(
    table: &MarginTable,
    titles: &[String; N],
    row: impl Fn(&MarginRow) -> [String; N],
) -> Vec<String> {
    let cells = |rows: &[MarginRow]| rows.iter().map(&row).collect();
    let group = Group { rows: cells(&table.rows), sums: cells(&table.sums) };
    let mut lines = grouped(0, 1, titles, &[group]);
    lines.extend(remarks(&table.notes));
    lines
}

/// Notes under a table.
fn remarks(notes: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    if !notes.is_empty() {
        lines.push(String::new());
        lines.extend(listed(notes));
    }
    lines
}

fn listed(notes: &[String]) -> Vec<String> {
    notes.iter().flat_map(|note| paragraph("- ", note)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sample_reconciliation as sample, text_layout::WIDTH};

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for month in [sample::october(), sample::quiet(), sample::crowded()] {
            for lang in [Lang::En, Lang::Es] {
                for line in reconciliation_text(&month, lang).unwrap().lines() {
                    assert!(layout::width(line) <= WIDTH, "{line}");
                }
            }
        }
    }

    #[test]
    fn nothing_hidden_reaches_a_terminal() {
        let text = reconciliation_text(&sample::crowded(), Lang::En).unwrap();
        assert!(!text.contains('\u{202e}'));
        assert!(text.contains("\\u{202e}"), "it is named instead");
    }
}
