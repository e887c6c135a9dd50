//! AWS's invoices against the rows of cost data and their buckets.

use std::cmp::Reverse;

use mru_core::{
    costs::{AwsInvoiceKind, CostAmount},
    reconciliation::{InvoiceTie, Rows, TieState, TiedLine},
};

use super::{
    ReconciliationError,
    figure::{Writer, seen, sum},
    ledger::{Ledger, LedgerRow},
};

/// How many rows of a table are shown; the rest is counted.
const SHOWN: usize = 50;

impl Writer<'_> {
    /// The tie of each invoice, the lines of those that do not tie, and the buckets of each when there
    /// are several.
    pub(super) fn invoices(&self) -> Result<Vec<Ledger>, ReconciliationError> {
        let all = &self.reconciliation.invoices;
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let mut ledgers = vec![self.ties(all)?];
        let given = self.reconciliation.is_tied().is_some();
        let apart = || all.iter().filter(|it| given && it.state().is_to_look_at());
        let tells = apart().flat_map(|it| &it.lines).any(|line| line.stated_usd.is_some());
        let lines: Vec<LedgerRow> = apart().flat_map(|it| self.apart_lines(it, tells)).collect();
        if !lines.is_empty() {
            let columns: &[&str] = match tells {
                true => &["line", "stated", "rows", "difference"],
                false => &["line", "rows"],
            };
            ledgers.push(self.cut(lines, "invoice-lines", columns));
        }
        if all.len() > 1 {
            let rows = all.iter().flat_map(|tie| {
                tie.buckets.iter().map(|it| LedgerRow {
                    name: format!(
                        "{} {}",
                        self.invoice_name(tie),
                        it.bucket.name().get(self.words.lang())
                    ),
                    more: String::new(),
                    figures: vec![self.usd(it.usd)],
                })
            });
            ledgers.push(self.cut(rows.collect(), "invoice-buckets", &["bucket", "usd"]));
        }
        Ok(ledgers)
    }

    fn ties(&self, all: &[InvoiceTie]) -> Result<Ledger, ReconciliationError> {
        let given = self.reconciliation.is_tied();
        let columns: &[&str] = match given {
            Some(_) => &["invoice", "stated", "rows", "rounding", "difference"],
            None => &["invoice", "rows"],
        };
        let row = |tie: &InvoiceTie| LedgerRow {
            name: self.invoice_name(tie),
            more: self.invoice_state(tie, given.is_some()),
            figures: self.tie_figures(tie, given.is_some()),
        };
        let total = InvoiceTie {
            stated_usd: all
                .iter()
                .map(|it| it.stated_usd)
                .try_fold(Some(CostAmount::ZERO), CostAmount::plus_known)?,
            rows_usd: sum(all.iter().map(|it| it.rows_usd))?,
            rounding_usd: sum(all.iter().map(|it| it.rounding_usd))?,
            difference_usd: sum(all.iter().map(|it| it.difference_usd))?,
            ..InvoiceTie::default()
        };
        let lead = match given {
            None => "reconciliation-invoices-not-given",
            Some(true) => "reconciliation-invoices-tied",
            Some(false) => "reconciliation-invoices-untied",
        };
        let sums = vec![LedgerRow {
            name: self.get("reconciliation-all"),
            more: String::new(),
            figures: self.tie_figures(&total, given.is_some()),
        }];
        let rows = all.iter().map(row).collect();
        let mut ledger = self.cut(rows, "invoices", columns);
        ledger.lead = self.get(lead);
        if ledger.rest.is_empty() || given.is_some() {
            ledger.sums = sums;
        }
        ledger.notes.extend(given.map(|_| self.get("reconciliation-invoices-note")));
        Ok(ledger)
    }

    /// A table of which the first rows are shown.
    pub(super) fn cut(
        &self,
        mut rows: Vec<LedgerRow>,
        place: &'static str,
        columns: &[&str],
    ) -> Ledger {
        let left_out = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        let head = |column: &&str| match *column {
            "usd" => self.get("usd"),
            column => self.get(&format!("reconciliation-column-{column}")),
        };
        Ledger {
            place,
            title: self.get(&format!("reconciliation-{place}")),
            lead: self.get(&format!("reconciliation-{place}-lead")),
            heads: columns.iter().map(head).collect(),
            rows,
            rest: self.more(left_out),
            sums: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn tie_figures(&self, tie: &InvoiceTie, given: bool) -> Vec<String> {
        let rows = self.usd(tie.rows_usd);
        if !given {
            return vec![rows];
        }
        let stated = match tie.stated_usd {
            Some(usd) => self.usd(usd),
            None => self.get("reconciliation-unknown"),
        };
        vec![stated, rows, self.fine(tie.rounding_usd), self.usd(tie.difference_usd)]
    }

    fn invoice_name(&self, tie: &InvoiceTie) -> String {
        if tie.invoice.is_empty() {
            self.get("reconciliation-invoice-none")
        } else {
            seen(&tie.invoice)
        }
    }

    fn invoice_state(&self, tie: &InvoiceTie, given: bool) -> String {
        let kind = match tie.kind {
            Some(AwsInvoiceKind::CreditMemo) => self.get("reconciliation-invoice-credit-memo"),
            Some(AwsInvoiceKind::Invoice) | None => String::new(),
        };
        let state = match tie.state() {
            TieState::Tied => "reconciliation-invoice-tied",
            TieState::Apart => "reconciliation-invoice-apart",
            TieState::WithoutRows => "reconciliation-invoice-without-rows",
            TieState::NotGiven if given => "reconciliation-invoice-not-given",
            TieState::NotGiven | TieState::NotInvoiced => "",
        };
        let state = if state.is_empty() { String::new() } else { self.get(state) };
        [kind, state].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The lines of an invoice that are apart, or, when it is not known which, all of them, the largest
    /// first.
    fn apart_lines(&self, tie: &InvoiceTie, tells: bool) -> Vec<LedgerRow> {
        let is_apart = |line: &&TiedLine| line.difference_usd().is_some();
        let mut lines: Vec<&TiedLine> = tie.lines.iter().filter(is_apart).collect();
        if lines.is_empty() {
            lines = tie.lines.iter().collect();
        }
        lines.sort_by_key(|line| Reverse(line.difference_usd().unwrap_or(line.rows_usd).size()));
        let known = |usd: Option<CostAmount>| {
            usd.map_or_else(|| self.get("reconciliation-unknown"), |usd| self.usd(usd))
        };
        let figures = |line: &TiedLine| match tells {
            true => vec![
                known(line.stated_usd),
                self.usd(line.rows_usd),
                known(line.difference_usd().or(line.stated_usd.map(|_| CostAmount::ZERO))),
            ],
            false => vec![self.usd(line.rows_usd)],
        };
        let row = |line: &TiedLine| LedgerRow {
            name: format!("{} {}", self.invoice_name(tie), seen(&line.line)).trim_end().to_owned(),
            more: self.rows_of(&line.rows),
            figures: figures(line),
        };
        lines.into_iter().map(row).collect()
    }

    /// Where rows stand.
    pub(super) fn rows_of(&self, rows: &Rows) -> String {
        if rows.count == 0 {
            return self.get("reconciliation-invoice-without-rows");
        }
        let more = usize::try_from(rows.count.saturating_sub(1)).unwrap_or(usize::MAX);
        let (count, row, file) = (self.count(more), rows.first.to_string(), seen(&rows.file));
        let arguments = [("count", count.as_str()), ("file", &file), ("row", &row)];
        let key = if more == 0 { "reconciliation-row-of" } else { "reconciliation-rows-of" };
        self.words.with(key, &arguments)
    }
}

#[cfg(test)]
mod tests {
    use mru_core::Lang;

    use crate::{
        reconciliation_view::ReconciliationView, sample_reconciliation as sample, wording::Wording,
    };

    #[test]
    fn an_invoice_that_does_not_tie_shows_its_lines() {
        let view = ReconciliationView::new(&sample::october(), &Wording::new(Lang::En)).unwrap();
        let at = view.ledgers.iter().position(|it| it.place.starts_with("invoice")).unwrap();
        let [ties, lines, buckets] = &view.ledgers[at..at + 3] else { panic!("three tables") };
        assert_eq!(ties.rows.len(), sample::october().invoices.len());
        let apart = ties.rows.iter().find(|row| row.more.contains("does not tie")).unwrap();
        assert_eq!(apart.figures[3], "12.00", "{apart:?}");
        assert!(lines.rows[0].name.starts_with(&apart.name), "{lines:?}");
        assert_eq!(lines.rows[0].more, "row 14 of other.csv.gz and 63,984 more");
        assert!(buckets.rows.iter().any(|row| row.name.ends_with("Credits and refunds")));
        assert!(view.verdict.sentence.contains("1 invoice"), "{}", view.verdict.sentence);
    }
}
