//! The rows of what is charged: lines, equal neighbours folded into one.

use mru_core::{
    pricing::{Line, Total},
    text::number,
    units::Mru,
};
use serde::Serialize;

use super::{Amounts, Writer, weight_remark, zero::own_name};
use crate::names::{Names, numbers};

/// One line, or several equal ones that follow each other.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its line numbers, as `mru explain` takes them: `12` or `12–17`.
    pub lines: String,
    /// Number of lines in it.
    pub count: usize,
    /// What it is.
    pub component: String,
    /// Names of its lines, the first and the last of many: `ms-edge-01 … ms-edge-06 (6)`.
    pub names: String,
    /// All names, where `names` does not tell them; else empty.
    pub all_names: String,
    /// Size; empty when it has none.
    pub size: String,
    /// Pieces of one line with their unit: `3 nodes`.
    pub quantity: String,
    /// Pieces of one line × redundancy: `1 × 3`, or `3` where redundancy does not count.
    pub counted: String,
    /// Weight of one piece.
    pub weight: String,
    /// Sum of its lines.
    pub amounts: Amounts,
    /// The arithmetic.
    pub explanation: String,
    /// What else is to be known; empty as a rule.
    pub remark: String,
}

/// Lines that are equal but for their names.
struct Fold<'a> {
    first: usize,
    last: usize,
    lines: Vec<Line<'a>>,
    total: Total,
}

impl<'a> Fold<'a> {
    /// Takes a line in, when it is the next one and like the others.
    fn take(&mut self, number: usize, line: Line<'a>) -> bool {
        let alike = self.lines.first().is_some_and(|first| equal(first, &line));
        let (Ok(mru), Ok(usd)) = (self.total.mru.plus(line.mru), self.total.usd.plus(line.usd))
        else {
            return false;
        };
        if !alike || number != self.last.saturating_add(1) {
            return false;
        }
        self.last = number;
        self.lines.push(line);
        self.total = Total { mru, usd };
        true
    }
}

/// Whether two lines differ in nothing that a row shows, except their names.
fn equal(a: &Line<'_>, b: &Line<'_>) -> bool {
    let (left, right) = (&a.item, &b.item);
    std::ptr::eq(left.kind, right.kind)
        && left.size == right.size
        && left.quantity == right.quantity
        && left.unit == right.unit
        && left.multiplier == right.multiplier
        && left.remark == right.remark
        && a.entry() == b.entry()
        && a.weight == b.weight
        && a.weight_source == b.weight_source
}

impl Writer<'_> {
    /// Folds numbered lines into rows.
    pub(super) fn rows(&self, lines: &[(usize, Line<'_>)]) -> Vec<Row> {
        let mut folds: Vec<Fold<'_>> = Vec::new();
        for (number, line) in lines {
            if !folds.last_mut().is_some_and(|fold| fold.take(*number, *line)) {
                let total = Total { mru: line.mru, usd: line.usd };
                folds.push(Fold { first: *number, last: *number, lines: vec![*line], total });
            }
        }
        folds.iter().filter_map(|fold| self.row(fold)).collect()
    }

    fn row(&self, fold: &Fold<'_>) -> Option<Row> {
        let line = fold.lines.first()?;
        let (item, lang, count) = (&line.item, self.words.lang(), fold.lines.len());
        let pieces = number(item.quantity, lang);
        let unit = if item.quantity == rust_decimal::Decimal::ONE {
            item.unit.one
        } else {
            item.unit.many
        };
        let amounts = self.amounts(fold.total);
        let explanation = line.explanation(lang);
        let names: Vec<&str> =
            fold.lines.iter().map(|line| own_name(line)).filter(|name| !name.is_empty()).collect();
        let Names { shown: names, all: all_names } = Names::of(&names);
        let remarks = [
            item.remark.map(|remark| remark.get(lang).to_owned()),
            weight_remark(line, self.words),
        ];
        Some(Row {
            lines: numbers(&fold.first, &fold.last),
            count,
            component: item.kind.name.get(lang).to_owned(),
            all_names,
            names,
            size: item.size.clone(),
            quantity: format!("{pieces} {}", unit.get(lang)),
            counted: if item.multiplier == 1 {
                pieces
            } else {
                format!("{pieces} × {}", item.multiplier)
            },
            weight: line.weight.map(|weight| number(weight.as_decimal(), lang)).unwrap_or_default(),
            explanation: if count == 1 {
                explanation
            } else {
                self.folded(count, line, &fold.total)
            },
            amounts,
            remark: remarks.into_iter().flatten().collect::<Vec<_>>().join("; "),
        })
    }

    /// Says the arithmetic of one of several equal lines, and how their sums come about.
    fn folded(&self, count: usize, line: &Line<'_>, total: &Total) -> String {
        let lang = self.words.lang();
        let mru = |mru: Mru| number(mru.as_decimal(), lang);
        let arguments = [
            ("count", count.to_string()),
            ("explanation", line.explanation(lang)),
            ("one-mru", mru(line.mru)),
            ("mru", mru(total.mru)),
            ("one-usd", self.money(line.usd)),
            ("usd", self.money(total.usd)),
        ];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.words.with("quote-folded", &arguments)
    }
}
