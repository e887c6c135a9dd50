//! Gross, corrections, discounts, credits and net together, and what is put right of which month.

use std::cmp::Reverse;

use mru_core::{
    costs::CostAmount,
    reconciliation::{Attribution, Bucket},
};

use super::{
    ReconciliationError,
    figure::{Writer, seen},
    ledger::{Ledger, LedgerRow},
};

impl Writer<'_> {
    /// Gross and net, and the largest corrections behind them, when there are any.
    pub(super) fn summary(&self) -> Result<Vec<Ledger>, ReconciliationError> {
        let summary = self.reconciliation.summary()?;
        let parts = [
            ("gross", summary.gross),
            ("corrections", summary.corrections),
            ("discounts", summary.discounts),
            ("credits", summary.credits),
        ];
        let row = |(key, usd): (&str, Option<CostAmount>)| LedgerRow {
            name: self.get(&format!("reconciliation-{key}")),
            more: String::new(),
            figures: vec![self.usd(usd.unwrap_or_default())],
        };
        let mut net =
            self.cut(parts.into_iter().map(row).collect(), "summary", &["what-part", "usd"]);
        net.sums.push(row(("net-charged", summary.net)));
        let usd = |(_, usd): (&str, Option<CostAmount>)| usd.unwrap_or_default();
        let charged = self.reconciliation.charged_usd;
        let apart = self.apart(
            &self.get("reconciliation-net-charged"),
            parts.into_iter().map(usd),
            charged,
        )?;
        net.notes.extend(self.apart_note(apart));
        let mut corrections: Vec<&Attribution> =
            self.reconciliation.of_bucket(Bucket::Corrections).collect();
        if corrections.is_empty() {
            return Ok(vec![net]);
        }
        corrections.sort_by_key(|it| Reverse(it.usd.size()));
        let rows = corrections.into_iter().map(|it| self.correction(it)).collect();
        let mut table = self.cut(rows, "correction-parts", &["change", "usd"]);
        let sum = summary.corrections.unwrap_or_default();
        let name = self.get("reconciliation-corrections");
        let figures = vec![self.usd(sum)];
        table.sums.push(LedgerRow { name, more: String::new(), figures });
        Ok(vec![net, table])
    }

    fn correction(&self, it: &Attribution) -> LedgerRow {
        let of = &it.charged_for;
        let what = if of.usage_type.is_empty() { &of.line } else { &of.usage_type };
        let month = of.corrects.map(|month| self.words.period(month));
        let said = [month.unwrap_or_default(), seen(&of.line), self.rows_of(&it.rows)];
        LedgerRow {
            name: format!("{}: {} {}", self.customer(&it.customer), seen(&of.service), seen(what)),
            more: said.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · "),
            figures: vec![self.usd(it.usd)],
        }
    }
}

#[cfg(test)]
mod tests {
    use mru_core::Lang;

    use crate::{
        reconciliation_view::ReconciliationView, sample_reconciliation as sample, wording::Wording,
    };

    #[test]
    fn gross_and_net_stand_together_and_corrections_name_their_month() {
        let view = ReconciliationView::new(&sample::october(), &Wording::new(Lang::En)).unwrap();
        let ledger = |place: &str| view.ledgers.iter().find(|it| it.place == place).unwrap();
        let figures: Vec<&str> =
            ledger("summary").rows.iter().map(|row| row.figures[0].as_str()).collect();
        assert_eq!(figures[1..], ["-18.60", "-31.23", "-480.00"]);
        assert!(view.charged.ends_with(&ledger("summary").sums[0].figures[0]));
        let corrections = ledger("correction-parts");
        assert_eq!(corrections.rows[0].name, "cooperativa-del-sur: AmazonVPC VPN-Usage-Hours");
        assert!(corrections.rows[0].more.starts_with("September 2026 · Usage · row "));
        let quiet = ReconciliationView::new(&sample::quiet(), &Wording::new(Lang::Es)).unwrap();
        assert!(quiet.ledgers.iter().any(|it| it.place == "summary"));
    }
}
