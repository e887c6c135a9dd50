//! What AWS charges for requests to Cost Explorer, against what this program asked.

use super::{
    ReconciliationError,
    figure::Writer,
    ledger::{Ledger, LedgerRow},
};

impl Writer<'_> {
    /// Requests that AWS charges and that were made, with their difference; nothing when there were none.
    pub(super) fn explorer(&self) -> Result<Vec<Ledger>, ReconciliationError> {
        let Some(requests) = &self.reconciliation.explorer else { return Ok(Vec::new()) };
        let unknown = || self.get("reconciliation-unknown");
        let row = |key: &str, count: String, usd: String| LedgerRow {
            name: self.get(key),
            more: String::new(),
            figures: vec![count, usd],
        };
        let charged = requests.charged.map_or_else(unknown, |it| self.quantity(Some(it), ""));
        let asked = requests.asked.map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        let rows = vec![
            row("reconciliation-charged", charged, self.usd(requests.charged_usd)),
            row(
                "reconciliation-explorer-asked",
                asked.map_or_else(unknown, |it| self.count(it)),
                requests.asked_usd().map_or_else(unknown, |it| self.usd(it)),
            ),
        ];
        let mut ledger = self.cut(rows, "explorer", &["what-part", "requests", "usd"]);
        if let Some(difference) = requests.difference_usd()? {
            let usd = self.usd(difference);
            ledger.sums.push(row("reconciliation-difference", String::new(), usd));
        }
        Ok(vec![ledger])
    }
}

#[cfg(test)]
mod tests {
    use mru_core::Lang;

    use crate::{
        reconciliation_view::ReconciliationView, sample_reconciliation as sample, wording::Wording,
    };

    #[test]
    fn what_is_charged_and_asked_stand_together_with_their_difference() {
        let mut month = sample::october();
        let view = |month: &_| ReconciliationView::new(month, &Wording::new(Lang::En)).unwrap();
        let figures = |view: &ReconciliationView| -> Vec<Vec<String>> {
            let ledger = view.ledgers.iter().find(|it| it.place == "explorer").unwrap();
            ledger.rows.iter().chain(&ledger.sums).map(|row| row.figures.clone()).collect()
        };
        let known = view(&month);
        assert_eq!(figures(&known), [["112", "1.12"], ["108", "1.08"], ["", "0.04"]]);
        if let Some(requests) = &mut month.explorer {
            requests.asked = None;
        }
        assert_eq!(figures(&view(&month)), [["112", "1.12"], ["not known", "not known"]]);
    }
}
