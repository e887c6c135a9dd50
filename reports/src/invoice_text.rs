//! The invoice or credit note as plain text of at most 80 columns, for a terminal.

use mru_core::Lang;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    billing_document::BillingDocument,
    figures::{Amounts, Fact},
    invoice_view::{InvoiceView, PartyView, Row, SectionView, Spending, SummaryRow},
    text_layout::{self as layout, heading, list, paragraph, table, titled},
    wording::Wording,
};

/// Writes an invoice or credit note as plain text in one language, no line longer than 80 columns.
///
/// The same document gives the same bytes.
pub fn invoice_text(document: &BillingDocument<'_>, lang: Lang) -> String {
    let words = Wording::new(lang);
    let view = InvoiceView::new(document, &words);
    let mut lines = header(&view, &words);
    lines.extend(summary(&view, &words));
    lines.extend(spending(&view, &words));
    lines.extend(to_do(&view, &words));
    lines.push(String::new());
    lines.extend(heading(&words.get("billing-annex"), '='));
    lines.push(format!("{}:", words.get("billing-notes")));
    lines.extend(view.notes.iter().flat_map(|note| paragraph("- ", note)));
    for section in &view.sections {
        lines.extend(self::section(section, &words));
    }
    layout::text(&lines)
}

fn header(view: &InvoiceView, words: &Wording) -> Vec<String> {
    let parts = [&view.title.to_uppercase(), &view.number, &view.draft.to_uppercase()];
    let parts: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let mut lines = heading(&format!("{} · {}", parts.join(" "), words.get("product")), '=');
    if !view.draft.is_empty() {
        lines.extend(paragraph("", &words.get("billing-draft-note")));
    }
    if !view.not_tax.is_empty() {
        lines.extend(paragraph("", &view.not_tax));
    }
    lines.push(String::new());
    let facts = view.facts.iter().cloned();
    let parties =
        [(words.get("billing-from"), &view.supplier), (view.bill_to_label.clone(), &view.bill_to)];
    let parties = parties.map(|(label, party)| Fact::new(label, self::party(party)));
    let all: Vec<Fact> = facts.chain(parties).collect();
    lines.extend(layout::facts(&all));
    lines
}

fn party(party: &PartyView) -> String {
    let parts = [&party.name, &party.tax_id].into_iter().chain(&party.lines);
    parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
}

fn section(section: &SectionView, words: &Wording) -> Vec<String> {
    let mut lines = titled(&section.title);
    let subtotal = words.with("billing-subtotal", &[("place", &section.title)]);
    if section.is_place {
        lines.extend(components(section, &subtotal, words));
    } else {
        lines.extend(others(section, &subtotal, words));
    }
    lines
}

/// The components of a place.
fn components(section: &SectionView, subtotal: &str, words: &Wording) -> Vec<String> {
    let titles = [
        "billing-line",
        "component",
        "billing-days",
        "billing-quantity-short",
        "weight",
        "mru",
        "usd",
    ]
    .map(|key| words.get(key));
    let row = |row: &Row| {
        [
            row.line.clone(),
            described(row),
            row.days.clone(),
            row.counted.replace(' ', ""),
            row.weight.clone(),
            row.amounts.mru.clone(),
            row.amounts.usd.clone(),
        ]
    };
    let rows: Vec<[String; 7]> = section.rows.iter().map(row).collect();
    let empty = String::new;
    let total = [
        empty(),
        subtotal.to_owned(),
        empty(),
        empty(),
        empty(),
        section.subtotal.mru.clone(),
        section.subtotal.usd.clone(),
    ];
    table(1, &titles, &rows, &total)
}

/// What is no component: each with its arithmetic.
fn others(section: &SectionView, subtotal: &str, words: &Wording) -> Vec<String> {
    let said = |row: &Row| {
        let parts = [described(row), row.days.clone(), row.explanation.clone()];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("; ")
    };
    let amounts = &section.subtotal;
    if !section.has_mru {
        let titles = ["billing-line", "billing-concept", "usd"].map(|key| words.get(key));
        let row = |row: &Row| [row.line.clone(), said(row), row.amounts.usd.clone()];
        let rows: Vec<[String; 3]> = section.rows.iter().map(row).collect();
        let total = [String::new(), subtotal.to_owned(), amounts.usd.clone()];
        return table(1, &titles, &rows, &total);
    }
    let titles = ["billing-line", "billing-concept", "mru", "usd"].map(|key| words.get(key));
    let row = |row: &Row| {
        let Amounts { mru, usd, .. } = row.amounts.clone();
        [row.line.clone(), said(row), mru, usd]
    };
    let rows: Vec<[String; 4]> = section.rows.iter().map(row).collect();
    let total = [String::new(), subtotal.to_owned(), amounts.mru.clone(), amounts.usd.clone()];
    table(1, &titles, &rows, &total)
}

/// What a row is, in one phrase: `Container: ms-a 1x2`.
fn described(row: &Row) -> String {
    let about = if row.about.is_empty() { String::new() } else { format!("{}: ", row.about) };
    format!("{about}{} {}", row.name, row.size).trim_end().to_owned()
}

fn summary(view: &InvoiceView, words: &Wording) -> Vec<String> {
    let mut lines = titled(&words.get("billing-summary"));
    let titles = ["billing-line", "billing-concept", "mru", "usd"].map(|key| words.get(key));
    let row = |row: &SummaryRow| {
        let label = match row.explanation.as_str() {
            "" => row.label.clone(),
            explanation => format!("{}; {explanation}", row.label),
        };
        [row.line.clone(), label, row.amounts.mru.clone(), row.amounts.usd.clone()]
    };
    let rows: Vec<[String; 4]> = view.summary.iter().map(row).collect();
    let label = format!("{} ({})", view.total_label, words.get("usd"));
    let total = [String::new(), label, String::new(), view.total.usd.clone()];
    lines.extend(table(1, &titles, &rows, &total));
    lines
}

/// The picture of where the money goes, in signs.
fn spending(view: &InvoiceView, words: &Wording) -> Vec<String> {
    /// The longest bar.
    const LONGEST: usize = 20;
    if view.spending.is_empty() {
        return Vec::new();
    }
    let bar = |row: &Spending| {
        let width: Decimal = row.width.parse().unwrap_or_default();
        let signs =
            width.checked_mul(Decimal::from(LONGEST)).and_then(|it| it.checked_div(100.into()));
        let signs = signs.and_then(|it| it.trunc().to_usize()).unwrap_or(0).max(1);
        "#".repeat(signs.min(LONGEST))
    };
    let row = |row: &Spending| {
        [bar(row), row.label.clone(), format!("{} %", row.percent), row.amounts.usd.clone()]
    };
    let rows: Vec<[String; 4]> = view.spending.iter().map(row).collect();
    let mut lines = titled(&words.get("billing-spending"));
    let titles = [String::new(), words.get("component"), String::from("%"), words.get("usd")];
    lines.extend(list(1, 2, &titles, &rows));
    lines
}

/// How to pay, and whom to ask.
fn to_do(view: &InvoiceView, words: &Wording) -> Vec<String> {
    let parts = [("billing-payment", &view.payment), ("billing-questions", &view.questions)];
    let there = parts.into_iter().filter(|(_, said)| !said.is_empty());
    there
        .flat_map(|(key, said)| titled(&words.get(key)).into_iter().chain(paragraph("", said)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sample_billing as sample, text_layout::WIDTH};

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for statement in
            [sample::april(), sample::credit_note(), sample::one_line(), sample::many_lines()]
        {
            for lang in [Lang::En, Lang::Es] {
                let text = invoice_text(&sample::issued(&statement), lang);
                let draft = invoice_text(&BillingDocument::draft(&statement), lang);
                for line in text.lines().chain(draft.lines()) {
                    assert!(layout::width(line) <= WIDTH, "{line}");
                }
            }
        }
    }

    #[test]
    fn the_total_is_shown_in_both_languages() {
        let statement = sample::april();
        let total = statement.totals.total_usd.as_decimal();
        for (lang, label) in [(Lang::En, "Total to pay"), (Lang::Es, "Total a pagar")] {
            let text = invoice_text(&sample::issued(&statement), lang);
            let line = text.lines().find(|line| line.contains(label)).unwrap();
            let amount = mru_core::text::usd(total, lang);
            assert!(line.ends_with(amount.split_once(' ').unwrap().1), "{line}");
        }
    }

    #[test]
    fn what_is_in_favour_of_the_customer_is_neither_due_nor_negative() {
        let statement = sample::credit_note();
        assert!(statement.totals.total_usd.is_negative());
        let total = statement.totals.total_usd.negated().as_decimal();
        for (lang, label) in [(Lang::En, "Total in your favour"), (Lang::Es, "Total a su favor")] {
            let document = BillingDocument {
                due_on: Some("2026-05-31".parse().unwrap()),
                ..sample::issued(&statement)
            };
            let text = invoice_text(&document, lang);
            let line = text.lines().find(|line| line.contains(label)).unwrap();
            let amount = mru_core::text::usd(total, lang);
            let amount = amount.split_once(' ').unwrap().1;
            assert!(line.ends_with(&format!(" {amount}")), "{line}");
            let words = Wording::new(lang);
            for absent in [words.get("billing-payment"), words.get("billing-fact-due")] {
                assert!(!text.contains(&absent), "{absent}");
            }
        }
    }

    #[test]
    fn a_draft_says_so() {
        let statement = sample::april();
        let text = invoice_text(&BillingDocument::draft(&statement), Lang::Es);
        assert!(text.starts_with("DOCUMENTO DE COBRO BORRADOR · Modyo Connect\n"), "{text}");
    }
}
