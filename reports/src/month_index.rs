//! The index of a month that was written as files: which document is in which file.

use askama::Template;
use chrono::NaiveDate;
use mru_core::{
    Lang,
    calendar::Period,
    invoice::{DocumentKind, Statement, Totals},
    units::Usd,
};

use super::{
    billing_document::Balance,
    figures::amount,
    invoice_html::{BILLING_LOOK, LOOK},
    spreadsheet::{self, Cell},
    wording::Wording,
};

/// A document of the month, and its file.
#[derive(Clone, Debug)]
pub struct Indexed {
    /// Its number.
    pub number: String,
    /// Id of the customer.
    pub customer: String,
    /// Legal name of the customer.
    pub name: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Language of the file.
    pub lang: Lang,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// The day until which it is to be paid, if anything of it is.
    pub due_on: Option<NaiveDate>,
    /// Its sums.
    pub totals: Totals,
    /// Name of the file.
    pub file: String,
}

impl Indexed {
    /// The row of an issued statement.
    pub fn of(
        statement: &Statement,
        number: &str,
        [issued_on, due_on]: [NaiveDate; 2],
        file: String,
    ) -> Indexed {
        Indexed {
            number: number.to_owned(),
            customer: statement.customer.clone(),
            name: statement.bill_to.name.clone(),
            kind: statement.kind,
            lang: statement.language.into(),
            issued_on,
            due_on: Balance::of(statement).due(due_on),
            totals: statement.totals,
            file,
        }
    }
}

const COLUMNS: [&str; 11] = [
    "number",
    "customer",
    "name",
    "kind",
    "language",
    "issued_on",
    "due_on",
    "net_usd",
    "tax_usd",
    "total_usd",
    "file",
];

/// Writes the index as CSV, one row a document.
///
/// # Errors
///
/// When a row cannot be written, which does not happen in memory.
pub fn index_csv(rows: &[Indexed]) -> Result<String, csv::Error> {
    let cells = |row: &Indexed| {
        vec![
            Cell::text(&row.number),
            Cell::text(&row.customer),
            Cell::text(&row.name),
            Cell::choice(row.kind),
            Cell::choice(row.lang),
            Cell::day(row.issued_on),
            Cell::of(row.due_on, Cell::day),
            Cell::plain(row.totals.net_usd),
            Cell::plain(row.totals.tax_usd),
            Cell::plain(row.totals.total_usd),
            Cell::text(&row.file),
        ]
    };
    spreadsheet::write_cells(&COLUMNS, rows.iter().map(cells))
}

/// A row as the page shows it.
struct Shown<'a> {
    row: &'a Indexed,
    issued: String,
    due: String,
    sums: [String; 3],
}

impl Shown<'_> {
    fn of<'a>(row: &'a Indexed, words: &Wording) -> Shown<'a> {
        let Totals { net_usd, tax_usd, total_usd, .. } = row.totals;
        Shown {
            row,
            issued: words.day(row.issued_on),
            due: row.due_on.map(|day| words.day(day)).unwrap_or_default(),
            sums: [net_usd, tax_usd, total_usd].map(|usd| amount(usd, words.lang())),
        }
    }
}

#[derive(Template)]
#[template(path = "index.html")]
struct Page<'a> {
    words: &'a Wording,
    title: String,
    rows: Vec<Shown<'a>>,
    sums: [String; 3],
    look: &'static str,
    billing_look: &'static str,
}

/// Writes the index as an HTML page in one language, with a link to each file.
///
/// # Errors
///
/// None that a month can cause; the template engine's type allows for a failing writer.
pub fn index_html(period: Period, rows: &[Indexed], lang: Lang) -> Result<String, askama::Error> {
    let words = Wording::new(lang);
    let sum = |of: fn(&Totals) -> Usd| {
        let sum = rows.iter().try_fold(Usd::ZERO, |sum, row| sum.plus(of(&row.totals)));
        sum.map_or_else(|_| String::new(), |usd| amount(usd, lang))
    };
    let sums = [sum(|it| it.net_usd), sum(|it| it.tax_usd), sum(|it| it.total_usd)];
    let title = words.with("billing-index", &[("period", &words.period(period))]);
    let rows = rows.iter().map(|row| Shown::of(row, &words)).collect();
    let (look, billing_look) = (LOOK, BILLING_LOOK);
    Page { words: &words, title, rows, sums, look, billing_look }.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_billing as sample;

    #[test]
    fn an_index_names_every_file_and_its_sums_add_up() {
        let statement = sample::april();
        let days = ["2026-05-01", "2026-05-31"].map(|day| day.parse().unwrap());
        let row = |n: &str| Indexed::of(&statement, n, days, format!("{n}-insurer.pdf"));
        let rows = [row("INV-000012"), row("INV-000013")];
        let csv = index_csv(&rows).unwrap();
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains("INV-000013,insurer,"), "{csv}");
        let page = index_html(statement.period, &rows, Lang::En).unwrap();
        assert!(page.contains("<a href=\"INV-000012-insurer.pdf\">INV-000012</a>"));
        let twice = statement.totals.total_usd.plus(statement.totals.total_usd).unwrap();
        assert!(page.contains(&format!(">{}<", amount(twice, Lang::En))));
    }
}
