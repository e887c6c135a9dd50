//! Lines under their headings: environment by environment, then what is no component.

use mru_core::invoice::{InvoiceLine, LineKind};
use serde::Serialize;

use super::{Row, Writer, exact_mru, is_usage, sum};
use crate::figures::Amounts;

/// Lines under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct SectionView {
    /// The heading: an environment, or what the lines are.
    pub title: String,
    /// Whether its lines are components of an environment.
    pub is_place: bool,
    /// Whether its lines have MRUs.
    pub has_mru: bool,
    /// Its lines, those alike in one row.
    pub rows: Vec<Row>,
    /// Their sum; MRUs are empty where there are none.
    pub subtotal: Amounts,
}

impl Writer<'_> {
    /// Puts the lines of chosen kinds under headings, in the order of the document.
    pub(super) fn sections(&self, chosen: impl Fn(LineKind) -> bool) -> Vec<SectionView> {
        let mut groups: Vec<(String, Vec<&InvoiceLine>)> = Vec::new();
        for line in self.document.statement.lines.iter().filter(|line| chosen(line.kind())) {
            let Some(title) = self.heading(line) else { continue };
            match groups.iter_mut().find(|(known, lines)| {
                *known == title && lines.first().is_some_and(|first| first.kind() == line.kind())
            }) {
                Some((_, lines)) => lines.push(line),
                None => groups.push((title, vec![line])),
            }
        }
        groups.into_iter().map(|(title, lines)| self.section(title, &lines)).collect()
    }

    fn section(&self, title: String, lines: &[&InvoiceLine]) -> SectionView {
        let kind = lines.first().map(|line| line.kind());
        let mru = kind.is_some_and(is_usage).then(|| exact_mru(lines));
        SectionView {
            title,
            is_place: kind == Some(LineKind::Component),
            has_mru: mru.is_some(),
            rows: self.rows(lines),
            subtotal: self.amounts(mru, sum(lines)),
        }
    }

    /// The heading that a line stands under; none for what stands in the summary only.
    fn heading(&self, line: &InvoiceLine) -> Option<String> {
        match line.kind() {
            LineKind::Component => Some(self.place(line)),
            LineKind::Elasticity => Some(self.words.get("billing-elasticity")),
            LineKind::OneOff => Some(self.words.get("billing-one-off")),
            LineKind::Correction => Some(self.words.get("billing-corrections")),
            LineKind::Credit => Some(self.words.get("billing-credits")),
            LineKind::Debit => Some(self.words.get("billing-debits")),
            LineKind::Commitment | LineKind::Minimum | LineKind::Discount | LineKind::Tax => None,
        }
    }

    /// The environment of a line, with its deployment if there are several.
    pub(super) fn place(&self, line: &InvoiceLine) -> String {
        let environment = match line.environment() {
            "shared" => self.words.get("shared"),
            name => name.to_owned(),
        };
        if self.several_deployments && !line.deployment().is_empty() {
            format!("{} · {environment}", line.deployment())
        } else {
            environment
        }
    }
}
