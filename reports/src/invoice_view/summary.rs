//! The end of a document: sums, commitment, minimum, discount, net and tax, in printed order.

use mru_core::{
    invoice::{InvoiceLine, LineKind},
    text::number,
    units::Usd,
};
use serde::Serialize;

use super::{Writer, not_none, row::names_it};
use crate::figures::Amounts;

/// One row of the summary.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryRow {
    /// Number of the line; empty for a sum.
    pub line: String,
    /// What it is.
    pub label: String,
    /// The arithmetic; empty for a sum.
    pub explanation: String,
    /// MRUs, empty where there are none, and the amount.
    pub amounts: Amounts,
    /// Whether it is a sum of the rows above.
    pub is_sum: bool,
}

impl Writer<'_> {
    /// The sums of the sections, what is computed from them, and the net amount before the tax.
    ///
    /// The total is not among the rows: it is shown larger.
    pub(super) fn summary(&self) -> Vec<SummaryRow> {
        let statement = self.document.statement;
        let sums = |chosen: fn(LineKind) -> bool| -> Vec<SummaryRow> {
            let sections = self.sections(chosen).into_iter();
            let rows = sections.map(|section| SummaryRow {
                line: String::new(),
                label: section.title,
                explanation: String::new(),
                amounts: section.subtotal,
                is_sum: false,
            });
            rows.collect()
        };
        // Floors and discount are about the month; corrections of other months come after them.
        let mut rows = sums(|kind| kind != LineKind::Correction);
        let of = |kinds: &[LineKind]| -> Vec<SummaryRow> {
            let chosen = statement.lines.iter().filter(|line| kinds.contains(&line.kind()));
            chosen.map(|line| self.summary_line(line)).collect()
        };
        rows.extend(of(&[LineKind::Commitment, LineKind::Minimum, LineKind::Discount]));
        rows.extend(sums(|kind| kind == LineKind::Correction));
        rows.extend(self.taxed(of(&[LineKind::Tax])));
        rows
    }

    /// What is taxed, what is not and why, and the tax; the net amount comes first where it is both.
    fn taxed(&self, taxes: Vec<SummaryRow>) -> Vec<SummaryRow> {
        let statement = self.document.statement;
        let mru = || not_none(statement.totals.mru);
        let sum = |key: &str, mru, amount| SummaryRow {
            line: String::new(),
            label: self.words.get(key),
            explanation: String::new(),
            amounts: self.amounts(mru, amount),
            is_sum: true,
        };
        let lines: Vec<&InvoiceLine> =
            statement.lines.iter().filter(|line| line.kind() == LineKind::Tax).collect();
        let exempt = |line: &&InvoiceLine| !statement.exemption_of(line).is_empty();
        let base =
            |line: &InvoiceLine| line.base().and_then(Usd::new).unwrap_or(statement.totals.net_usd);
        let mut rows = Vec::new();
        let is_mixed = lines.iter().any(exempt) && !lines.iter().all(exempt);
        if is_mixed || !lines.iter().any(exempt) {
            let key = if is_mixed { "billing-subtotal-of-all" } else { "billing-net" };
            rows.push(sum(key, mru(), statement.totals.net_usd));
        }
        for (line, row) in lines.into_iter().zip(taxes) {
            if exempt(&line) {
                let (label, reason) = (line.description(), statement.exemption_of(line));
                let arguments = [("label", label), ("reason", reason)];
                let label = self.words.with("billing-exempt", &arguments);
                let amounts = self.amounts(if is_mixed { None } else { mru() }, base(line));
                rows.push(SummaryRow {
                    line: String::new(),
                    label,
                    amounts,
                    is_sum: !is_mixed,
                    ..row
                });
                continue;
            }
            if is_mixed {
                rows.push(SummaryRow { is_sum: false, ..sum("billing-net", None, base(line)) });
            }
            rows.push(row);
        }
        rows
    }

    fn summary_line(&self, line: &InvoiceLine) -> SummaryRow {
        let statement = self.document.statement;
        let exempt = line.kind() == LineKind::Tax && !statement.exemption_of(line).is_empty();
        SummaryRow {
            line: line.line.to_string(),
            label: self.summary_label(line),
            explanation: if exempt {
                String::new()
            } else {
                line.explanation(statement.pricing_of(line), self.words.lang())
            },
            amounts: self.amounts(None, line.usd),
            is_sum: false,
        }
    }

    fn summary_label(&self, line: &InvoiceLine) -> String {
        let percent = number(line.percent().unwrap_or_default(), self.words.lang());
        let arguments = [("label", line.description()), ("percent", &percent)];
        let label = match line.kind() {
            LineKind::Commitment => self.words.get("billing-commitment"),
            LineKind::Minimum => self.words.get("billing-minimum"),
            LineKind::Discount if line.description().is_empty() => {
                self.words.with("billing-discount-plain", &[("percent", &percent)])
            }
            LineKind::Discount
                if names_it(line.description(), &self.words.get("billing-discount-word")) =>
            {
                self.words.with("billing-tax", &arguments)
            }
            LineKind::Discount => self.words.with("billing-discount", &arguments),
            _ if self.document.statement.exemption_of(line).is_empty() => {
                self.words.with("billing-tax", &arguments)
            }
            _ => line.description().to_owned(),
        };
        // The discount of an earlier month stands beside that of the document's own.
        match line.corrects() {
            Some(corrects) => format!("{label} · {}", self.words.period(corrects.period)),
            None => label,
        }
    }
}
