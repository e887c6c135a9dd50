//! What comes along at 0 MRU, against the MRUs that it comes with.

use std::cmp::Reverse;

use mru_core::{costs::CostAmount, reconciliation::IncludedUsage, text::number};

use super::{
    ReconciliationError,
    figure::{Writer, seen, sum},
    ledger::{Ledger, LedgerRow},
};

impl Writer<'_> {
    /// Usage by customer and type, what is out of proportion first; nothing when nothing comes along.
    pub(super) fn included(&self) -> Result<Vec<Ledger>, ReconciliationError> {
        let mut all: Vec<&IncludedUsage> = self.reconciliation.included.iter().collect();
        if all.is_empty() {
            return Ok(Vec::new());
        }
        all.sort_by_key(|it| (Reverse(it.is_out_of_proportion), Reverse(it.usd.size())));
        let usd = sum(all.iter().map(|it| it.usd))?;
        let rows = all.into_iter().map(|it| self.included_row(it)).collect();
        let columns = ["change", "charged", "per-mru", "usd"];
        let mut ledger = self.cut(rows, "included", &columns);
        ledger.sums.push(LedgerRow {
            name: self.get("reconciliation-all"),
            more: String::new(),
            figures: vec![String::new(), String::new(), self.usd(usd)],
        });
        ledger.notes.push(self.get("reconciliation-included-note"));
        Ok(vec![ledger])
    }

    fn included_row(&self, it: &IncludedUsage) -> LedgerRow {
        let lang = self.words.lang();
        let more = match (it.is_out_of_proportion, it.times) {
            (false, _) => String::new(),
            (true, None) => self.get("reconciliation-included-alone"),
            (true, Some(times)) => {
                let times = number(times.normalize(), lang);
                self.words.with("reconciliation-included-too-much", &[("times", &times)])
            }
        };
        let per_mru = it.quantity_per_mru().map(CostAmount::from);
        let name = format!(
            "{}: {} {}",
            self.customer(&it.customer),
            seen(&it.service),
            seen(&it.usage_type)
        );
        LedgerRow {
            name: name.trim_end().to_owned(),
            more,
            figures: vec![
                self.quantity(it.quantity, &it.unit),
                per_mru.map_or_else(|| self.get("none"), |it| self.quantity(Some(it), "")),
                self.usd(it.usd),
            ],
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
    fn what_is_out_of_proportion_stands_first_and_says_by_how_much() {
        let view = ReconciliationView::new(&sample::october(), &Wording::new(Lang::En)).unwrap();
        let ledger = view.ledgers.iter().find(|it| it.place == "included").unwrap();
        let first = &ledger.rows[0];
        assert_eq!(first.name, "inicia: AmazonEC2 NatGateway-Hours");
        assert!(first.more.starts_with("out of proportion: 4.5 times"), "{first:?}");
        assert_eq!(first.figures[1], "180");
        assert!(ledger.rows[1].more.is_empty());
    }
}
