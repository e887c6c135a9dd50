//! The journal of issued documents, for the general ledger.

use mru_core::invoice::{Entry, Side, journal};

use super::{CURRENCY, ExportError, Exported};
use crate::spreadsheet::{self, Cell, Column};

struct Row<'a> {
    document: &'a Exported<'a>,
    entry: Entry,
}

impl Row<'_> {
    fn amount(&self, side: Side) -> Cell {
        if self.entry.side == side { Cell::plain(self.entry.usd) } else { Cell::NONE }
    }
}

impl<'a> Row<'a> {
    const COLUMNS: &'a [Column<Row<'a>>] = &[
        ("date", |it| Cell::day(it.document.issued_on)),
        ("document", |it| Cell::text(it.document.number)),
        ("customer", |it| Cell::text(&it.document.statement.customer)),
        ("account", |it| Cell::plain(it.entry.account)),
        ("debit", |it| it.amount(Side::Debit)),
        ("credit", |it| it.amount(Side::Credit)),
        ("currency", |_| Cell::plain(CURRENCY)),
    ];
}

pub(super) fn heading() -> Result<String, csv::Error> {
    spreadsheet::heading(Row::COLUMNS)
}

pub(super) fn rows(document: &Exported<'_>) -> Result<String, ExportError> {
    let entries = journal(document.statement)?.into_iter();
    Ok(spreadsheet::rows(Row::COLUMNS, entries.map(|entry| Row { document, entry }))?)
}
