//! The end of a document: sums, commitment, minimum, discount, net and tax, in printed order.

use mru_core::{
    invoice::{InvoiceLine, LineKind},
    text::number,
};
use serde::Serialize;

use super::{Writer, not_none};
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
        let mru = not_none(statement.totals.mru);
        rows.push(SummaryRow {
            line: String::new(),
            label: self.words.get("billing-net"),
            explanation: String::new(),
            amounts: self.amounts(mru, statement.totals.net_usd),
            is_sum: true,
        });
        rows.extend(of(&[LineKind::Tax]));
        rows
    }

    fn summary_line(&self, line: &InvoiceLine) -> SummaryRow {
        let statement = self.document.statement;
        let exemption = statement.exemption_of(line);
        let exempt = line.kind() == LineKind::Tax && !exemption.is_empty();
        SummaryRow {
            line: line.line.to_string(),
            label: self.summary_label(line),
            explanation: if exempt {
                self.words.with("billing-tax-exempt", &[("reason", exemption)])
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
