//! What a month is beside earlier ones: what changed, and what newer cost data says of closed months.

use std::{cmp::Reverse, collections::BTreeMap};

use mru_core::{
    calendar::Period,
    catalogue,
    costs::CostAmount,
    reconciliation::{Adjustment, Change, Changes, Driver},
};

use super::{
    ReconciliationError,
    figure::{Writer, seen, sum},
    ledger::{Ledger, LedgerRow},
};

impl Writer<'_> {
    /// What changed against the month before: by driver, and the largest parts of it.
    pub(super) fn changes(&self) -> Result<Vec<Ledger>, ReconciliationError> {
        let Some(changes) = &self.reconciliation.changes else { return Ok(Vec::new()) };
        let mut ledgers = vec![self.drivers(changes)?];
        let mut parts: Vec<&Change> = changes.parts.iter().collect();
        parts.sort_by_key(|it| Reverse(it.usd.size()));
        let rows: Vec<LedgerRow> = parts.into_iter().map(|it| self.change(it)).collect();
        if !rows.is_empty() {
            let columns = ["change", "before", "now", "part"];
            ledgers.push(self.cut(rows, "change-parts", &columns));
        }
        Ok(ledgers)
    }

    fn drivers(&self, changes: &Changes) -> Result<Ledger, ReconciliationError> {
        let lang = self.words.lang();
        let mut rows = Vec::new();
        for driver in Driver::ALL {
            let usd = changes.driver_usd(driver)?;
            let count = changes.parts.iter().filter(|it| it.driver == driver).count();
            if count > 0 {
                rows.push(LedgerRow {
                    name: driver.name().get(lang).to_owned(),
                    more: driver.meaning().get(lang).to_owned(),
                    figures: vec![self.count(count), self.usd(usd)],
                });
            }
        }
        let (then, now) = (changes.charged_usd, self.reconciliation.charged_usd);
        let difference = now.less(then)?;
        let month = self.words.period(changes.month);
        let mut ledger = self.cut(rows, "changes", &["driver", "count", "usd"]);
        ledger.title = self.words.with("reconciliation-changes", &[("month", &month)]);
        let arguments = [("month", month), ("then", self.money(then)), ("now", self.money(now))];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        ledger.lead = self.words.with("reconciliation-changes-lead", &arguments);
        ledger.sums.push(LedgerRow {
            name: self.get("reconciliation-difference"),
            more: String::new(),
            figures: vec![self.count(changes.parts.len()), self.usd(difference)],
        });
        ledger.notes.push(self.get("reconciliation-changes-note"));
        Ok(ledger)
    }

    fn change(&self, it: &Change) -> LedgerRow {
        let lang = self.words.lang();
        let kind = |kind: &String| {
            catalogue::find(kind).map_or_else(|| seen(kind), |it| it.name.get(lang).to_owned())
        };
        let mut more = vec![it.driver.name().get(lang).to_owned()];
        more.extend(it.kinds.iter().map(kind));
        let amount = |usd: Option<CostAmount>| self.usd(usd.unwrap_or_default());
        LedgerRow {
            name: self.charged_to(&it.customer, [&it.service, &it.usage_type, &it.line]),
            more: more.join(" · "),
            figures: vec![amount(it.before_usd), amount(it.after_usd), self.usd(it.usd)],
        }
    }

    /// Customer, service, and usage type or line.
    fn charged_to(&self, customer: &str, [service, usage_type, line]: [&String; 3]) -> String {
        let what = if usage_type.is_empty() { line } else { usage_type };
        let what = format!("{} {}", seen(service), seen(what));
        format!("{}: {}", self.customer(customer), what.trim())
    }

    /// What newer cost data says of closed months: by customer, and the largest parts of it.
    pub(super) fn adjustments(&self) -> Result<Vec<Ledger>, ReconciliationError> {
        let all = &self.reconciliation.adjustments;
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let mut by_customer: BTreeMap<(Period, &str), Vec<&Adjustment>> = BTreeMap::new();
        for it in all {
            by_customer.entry((it.month, &it.customer)).or_default().push(it);
        }
        let row = |((month, customer), of): (&(Period, &str), &Vec<&Adjustment>)| {
            Ok::<_, ReconciliationError>(LedgerRow {
                name: self.customer(customer),
                more: self.words.period(*month),
                figures: vec![self.count(of.len()), self.usd(sum(of.iter().map(|it| it.usd))?)],
            })
        };
        let rows = by_customer.iter().map(row).collect::<Result<_, _>>()?;
        let mut ledger = self.cut(rows, "adjustments", &["customer", "count", "usd"]);
        ledger.sums.push(LedgerRow {
            name: self.get("reconciliation-all"),
            more: String::new(),
            figures: vec![self.count(all.len()), self.usd(sum(all.iter().map(|it| it.usd))?)],
        });
        if all.iter().any(|it| it.month == self.reconciliation.month) {
            ledger.lead = self.get("reconciliation-adjustments-of-itself");
        }
        let mut parts: Vec<&Adjustment> = all.iter().collect();
        parts.sort_by_key(|it| Reverse(it.usd.size()));
        let part = |it: &Adjustment| LedgerRow {
            name: self.charged_to(&it.customer, [&it.service, &it.usage_type, &it.line]),
            more: format!("{} · {}", self.words.period(it.month), self.rows_of(&it.rows)),
            figures: vec![self.usd(it.before_usd), self.usd(it.after_usd), self.usd(it.usd)],
        };
        let rows = parts.into_iter().map(part).collect();
        let columns = ["change", "closed", "newer", "part"];
        Ok(vec![ledger, self.cut(rows, "adjustment-parts", &columns)])
    }
}

#[cfg(test)]
mod tests {
    use mru_core::Lang;

    use crate::{
        reconciliation_view::ReconciliationView, sample_reconciliation as sample, wording::Wording,
    };

    #[test]
    fn drivers_sum_to_the_difference_and_adjustments_stand_beside_the_buckets() {
        let view = ReconciliationView::new(&sample::october(), &Wording::new(Lang::En)).unwrap();
        let ledger = |place: &str| view.ledgers.iter().find(|it| it.place == place).unwrap();
        let changes = ledger("changes");
        assert_eq!(changes.title, "What changed against September 2026");
        let cents = |text: &str| text.replace([',', '.'], "").parse::<i64>().unwrap();
        let sum: i64 = changes.rows.iter().map(|row| cents(&row.figures[1])).sum();
        assert!((sum - cents(&changes.sums[0].figures[1])).abs() <= 2, "{changes:?}");
        assert_eq!(ledger("change-parts").rows[0].more, "New");
        assert_eq!(ledger("adjustments").sums[0].figures, ["2", "-248.80"]);
        let parts = &ledger("adjustment-parts").rows;
        assert_eq!(parts[0].name, "banco-ejemplo: AmazonRDS Credit");
        assert_eq!(parts[0].figures, ["0.00", "-250.00", "-250.00"]);
        assert_eq!(parts[0].more, "September 2026 · row 9 of cur-2026-09-late.csv.gz");
    }
}
