//! Where the money of a month goes, kind of component by kind, as a picture.

use mru_core::{
    catalogue,
    invoice::{DocumentKind, InvoiceLine, LineKind},
    units::Usd,
};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Writer, head::tenths, is_usage, sum};
use crate::figures::{Amounts, padded};

/// The most rows of the picture; what is less than these is one row of its own.
const ROWS: usize = 6;

/// A kind of component, and what it costs.
#[derive(Clone, Debug, Serialize)]
pub struct Spending {
    /// What it is.
    pub label: String,
    /// What its lines come to.
    pub amounts: Amounts,
    /// Per cent of all, with one decimal place.
    pub percent: String,
    /// Length of its bar, in per cent of the longest; decimals have a point.
    pub width: String,
}

impl Writer<'_> {
    /// The kinds of components of the month with what each costs, the most first; nothing where there
    /// is nothing to compare.
    pub(super) fn spending(&self) -> Vec<Spending> {
        let statement = self.document.statement;
        if statement.kind != DocumentKind::Invoice {
            return Vec::new();
        }
        let counts = |line: &&InvoiceLine| {
            (is_usage(line.kind()) || line.kind() == LineKind::OneOff) && !line.usd.is_zero()
        };
        let mut kinds: Vec<(String, Vec<&InvoiceLine>)> = Vec::new();
        for line in statement.lines.iter().filter(counts) {
            let label = self.kind_of(line);
            match kinds.iter_mut().find(|(known, _)| *known == label) {
                Some((_, lines)) => lines.push(line),
                None => kinds.push((label, vec![line])),
            }
        }
        let mut all: Vec<(String, i64)> = kinds
            .into_iter()
            .filter_map(|(label, lines)| Some((label, sum(&lines).cents()?)))
            .collect();
        all.sort_by_key(|(_, cents)| std::cmp::Reverse(*cents));
        if all.len() > ROWS {
            let rest = all.split_off(ROWS.saturating_sub(1));
            let cents = rest.iter().map(|(_, cents)| *cents).fold(0, i64::saturating_add);
            let count = rest.len().to_string();
            all.push((self.words.with("billing-spending-others", &[("count", &count)]), cents));
        }
        self.drawn(&all)
    }

    /// The kind of component of a line, as a heading; what is charged once has its own.
    fn kind_of(&self, line: &InvoiceLine) -> String {
        if line.kind() == LineKind::OneOff {
            return self.words.get("billing-one-off");
        }
        let kind = catalogue::find(line.component())
            .map_or(line.component(), |kind| kind.name.get(self.words.lang()));
        let mut letters = kind.chars();
        letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
    }

    fn drawn(&self, all: &[(String, i64)]) -> Vec<Spending> {
        let whole = all.iter().map(|(_, cents)| *cents).fold(0, i64::saturating_add);
        let longest = all.iter().map(|(_, cents)| *cents).max().unwrap_or(0);
        if all.len() < 2 || all.iter().any(|(_, cents)| *cents < 0) {
            return Vec::new();
        }
        let row = |(label, cents): &(String, i64)| {
            let percent = Decimal::new(tenths(*cents, whole)?, 1);
            let width = Decimal::new(tenths(*cents, longest)?, 1);
            Some(Spending {
                label: label.clone(),
                amounts: self.amounts(None, Usd::of_cents(*cents)),
                percent: padded(percent, 1, self.words.lang()),
                width: width.to_string(),
            })
        };
        all.iter().filter_map(row).collect()
    }
}
