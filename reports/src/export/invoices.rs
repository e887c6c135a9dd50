//! The lines of issued documents, for spreadsheets.

use mru_core::{
    Lang,
    invoice::{Corrects, InvoiceLine, Pricing, Statement},
};

use super::{CURRENCY, ExportError, Exported};
use crate::spreadsheet::{self, Cell, Column};

struct Row<'a> {
    document: &'a Exported<'a>,
    line: &'a InvoiceLine,
}

impl<'a> Row<'a> {
    fn statement(&self) -> &'a Statement {
        self.document.statement
    }

    fn corrects(&self) -> Option<&'a Corrects> {
        self.line.corrects()
    }

    fn pricing(&self) -> &'a Pricing {
        self.statement().pricing_of(self.line)
    }

    /// The card with the weights: the one that the contract locked, or the one in force.
    fn weights(&self) -> (&'a str, &'a str) {
        let pricing = self.pricing();
        match &pricing.weights {
            Some(locked) => (&locked.rate_card, &locked.rate_card_hash),
            None => (&pricing.rate_card, &pricing.rate_card_hash),
        }
    }

    /// What the line says, or for a correction what all lines say alike that the month should have
    /// had.
    fn alike<T: PartialEq>(&self, of: impl Fn(&'a InvoiceLine) -> Option<T>) -> Option<T> {
        let right = self.corrects().map_or(&[][..], |it| &it.right);
        let lines = if right.is_empty() { std::slice::from_ref(self.line) } else { right };
        let mut values = lines.iter().map(of);
        let first = values.next()?;
        values.all(|value| value == first).then_some(first).flatten()
    }

    fn explanation(&self) -> String {
        self.line.explanation(self.pricing(), Lang::from(self.statement().language))
    }
}

impl<'a> Row<'a> {
    const COLUMNS: &'a [Column<Row<'a>>] = &[
        ("document", |it| Cell::text(it.document.number)),
        ("document_kind", |it| Cell::choice(it.statement().kind)),
        ("state", |it| Cell::text(it.document.state)),
        ("issued_on", |it| Cell::day(it.document.issued_on)),
        ("early_reason", |it| Cell::text(it.document.early_reason)),
        ("due_on", |it| Cell::of(it.document.due_on, Cell::day)),
        ("tax_document_kind", |it| Cell::of(it.document.tax, |tax| Cell::text(&tax.kind))),
        ("tax_document_folio", |it| Cell::of(it.document.tax, |tax| Cell::text(&tax.folio))),
        ("tax_document_dated", |it| Cell::of(it.document.tax, |tax| Cell::day(tax.dated))),
        ("tax_document_state", |it| Cell::of(it.document.tax, |tax| Cell::choice(tax.state))),
        ("period", |it| Cell::plain(it.statement().period)),
        ("time_zone", |it| Cell::plain(it.statement().time_zone)),
        ("supplier", |it| Cell::text(&it.statement().supplier.name)),
        ("supplier_tax_id", |it| Cell::text(&it.statement().supplier.tax_id)),
        ("customer", |it| Cell::text(&it.statement().customer)),
        ("bill_to", |it| Cell::text(&it.statement().bill_to.name)),
        ("bill_to_tax_id", |it| Cell::text(&it.statement().bill_to.tax_id)),
        ("tax_exemption", |it| Cell::text(it.statement().exemption_of(it.line))),
        ("credits", |it| Cell::text(&it.statement().credits)),
        ("reason", |it| Cell::text(&it.statement().reason)),
        ("contract", |it| Cell::text(&it.pricing().contract)),
        ("rate_card", |it| Cell::text(&it.pricing().rate_card)),
        ("rate_card_hash", |it| Cell::text(&it.pricing().rate_card_hash)),
        ("weights_rate_card", |it| Cell::text(it.weights().0)),
        ("weights_rate_card_hash", |it| Cell::text(it.weights().1)),
        ("mru_price_usd", |it| Cell::number(it.pricing().mru_price_usd)),
        ("price_source", |it| Cell::choice(it.pricing().price_source)),
        ("proration", |it| Cell::choice(it.pricing().proration)),
        ("line", |it| Cell::plain(it.line.line)),
        ("kind", |it| Cell::choice(it.line.kind())),
        ("deployment", |it| Cell::text(it.line.deployment())),
        ("environment", |it| Cell::text(it.line.environment())),
        ("component", |it| Cell::text(it.line.component())),
        ("name", |it| Cell::text(it.line.name())),
        ("size", |it| Cell::text(it.line.size())),
        ("description", |it| Cell::text(it.line.description())),
        ("from", |it| Cell::of(it.line.days().map(|it| it.0), Cell::day)),
        ("until", |it| Cell::of(it.line.days().and_then(|it| it.1), Cell::day)),
        ("quantity", |it| {
            Cell::of(it.alike(|it| it.weighed().map(|it| it.quantity)), Cell::number)
        }),
        ("redundancy", |it| {
            Cell::of(it.alike(|it| it.weighed().map(|it| it.redundancy)), Cell::plain)
        }),
        ("weight_mru", |it| {
            Cell::of(it.alike(|it| it.weighed().map(|it| it.weight.as_decimal())), Cell::number)
        }),
        ("weight_source", |it| Cell::of(it.alike(InvoiceLine::weight_source), Cell::choice)),
        ("share_parts", |it| {
            Cell::of(it.alike(InvoiceLine::share), |share| Cell::plain(share.parts()))
        }),
        ("share_whole", |it| {
            Cell::of(it.alike(InvoiceLine::share), |share| Cell::plain(share.whole()))
        }),
        ("excess_seconds", |it| {
            Cell::of(it.line.elastic(), |elastic| Cell::plain(elastic.excess_seconds))
        }),
        ("allowance_seconds", |it| {
            Cell::of(it.line.elastic(), |elastic| Cell::plain(elastic.allowance_seconds))
        }),
        ("percent", |it| Cell::of(it.line.percent(), Cell::number)),
        ("base", |it| Cell::of(it.line.base(), Cell::number)),
        ("mru", |it| Cell::number(it.line.mru())),
        ("usd", |it| Cell::plain(it.line.usd)),
        ("currency", |_| Cell::plain(CURRENCY)),
        ("corrects_document", |it| Cell::of(it.corrects(), |it| Cell::text(&it.document))),
        ("corrects_line", |it| Cell::of(it.corrects(), |it| Cell::plain(it.line))),
        ("corrects_period", |it| Cell::of(it.corrects(), |it| Cell::plain(it.period))),
        ("billed_usd", |it| Cell::of(it.corrects(), |it| Cell::plain(it.billed_usd))),
        ("right_usd", |it| Cell::of(it.corrects(), |it| Cell::plain(it.right_usd))),
        ("entry", |it| Cell::text(it.line.entry())),
        ("ticket", |it| Cell::text(it.line.ticket())),
        ("rules", |it| Cell::texts(&it.line.rules)),
        ("events", |it| Cell::texts(it.line.events())),
        ("explanation", |it| Cell::text(&it.explanation())),
    ];
}

pub(super) fn heading() -> Result<String, csv::Error> {
    spreadsheet::heading(Row::COLUMNS)
}

pub(super) fn rows(document: &Exported<'_>) -> Result<String, ExportError> {
    let rows = document.statement.lines.iter().map(|line| Row { document, line });
    Ok(spreadsheet::rows(Row::COLUMNS, rows)?)
}
