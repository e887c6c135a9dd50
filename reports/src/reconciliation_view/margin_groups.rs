//! Margins of components together: by kind and size, by kind, and by environment.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use mru_core::reconciliation::{ComponentMargin, CustomerMargin};

use super::{
    MarginTable, ReconciliationError,
    figure::{Writer, seen},
    margin::{Amounts, Named},
};

/// What components of billed customers are together, by two names, and what those of others were.
struct Grouped<'a> {
    of_billed: BTreeMap<(&'a str, &'a str), Vec<Amounts>>,
    others: Vec<Amounts>,
}

impl Writer<'_> {
    /// The margin of components of billed customers, by kind and size: the highest bill first.
    pub(super) fn component_margins(&self) -> Result<MarginTable, ReconciliationError> {
        let Grouped { of_billed, others } = self.grouped(|it| (&it.component, &it.size));
        let mut table = self.of_groups(of_billed, |kind| self.kind(kind))?;
        let mut notes = Vec::new();
        if !table.rows.is_empty() {
            notes.push(self.get("reconciliation-components-note"));
        }
        if !others.is_empty() {
            let usd = self.money(Amounts::sum(&others)?.charged);
            notes.push(self.words.with("reconciliation-components-not-billed", &[("usd", &usd)]));
        }
        table.notes.splice(0..0, notes);
        Ok(table)
    }

    /// The same by kind, whatever the size.
    pub(super) fn kind_margins(&self) -> Result<MarginTable, ReconciliationError> {
        let groups = self.grouped(|it| (&it.component, "")).of_billed;
        self.of_groups(groups, |kind| self.kind(kind))
    }

    /// The same by the name of the environment, whosever it is.
    pub(super) fn environment_margins(&self) -> Result<MarginTable, ReconciliationError> {
        let groups = self.grouped(|it| (&it.environment, "")).of_billed;
        self.of_groups(groups, seen)
    }

    fn grouped<'a>(
        &'a self,
        key: impl Fn(&'a ComponentMargin) -> (&'a str, &'a str),
    ) -> Grouped<'a> {
        let unknown = |it: &&CustomerMargin| it.billed_usd.is_none();
        let not_billed: BTreeSet<&str> =
            self.reconciliation.customers.iter().filter(unknown).map(|it| &*it.customer).collect();
        let mut grouped = Grouped { of_billed: BTreeMap::new(), others: Vec::new() };
        for it in &self.reconciliation.components {
            if not_billed.contains(it.customer.as_str()) {
                grouped.others.push(Amounts { billed: None, ..Amounts::of_component(it) });
            } else {
                grouped.of_billed.entry(key(it)).or_default().push(Amounts::of_component(it));
            }
        }
        grouped
    }

    /// A table of groups: the highest bill first.
    fn of_groups(
        &self,
        groups: BTreeMap<(&str, &str), Vec<Amounts>>,
        name: impl Fn(&str) -> String,
    ) -> Result<MarginTable, ReconciliationError> {
        let named = |((group, size), amounts): ((&str, &str), Vec<Amounts>)| {
            Named::new(name(group), size, Amounts::sum(&amounts)?)
        };
        let mut all: Vec<Named> = groups.into_iter().map(named).collect::<Result<_, _>>()?;
        all.sort_by_key(|it| Reverse((it.amounts.billed, it.amounts.charged)));
        let amounts: Vec<Amounts> = all.iter().map(|it| it.amounts).collect();
        self.margin_table(&all, &[("reconciliation-all", Amounts::sum(&amounts)?)], false)
    }
}

#[cfg(test)]
mod tests {
    use mru_core::Lang;

    use crate::{
        reconciliation_view::ReconciliationView, sample_reconciliation as sample, wording::Wording,
    };

    #[test]
    fn every_way_of_grouping_comes_to_the_same_sum() {
        for month in [sample::october(), sample::quiet(), sample::crowded()] {
            let view = ReconciliationView::new(&month, &Wording::new(Lang::En)).unwrap();
            let [by_size, by_kind, by_place] =
                [&view.components, &view.kinds, &view.environments].map(|it| it.sums.last());
            let sum = by_size.map(|it| (&it.billed, &it.charged, &it.margin));
            assert_eq!(by_kind.map(|it| (&it.billed, &it.charged, &it.margin)), sum);
            assert_eq!(by_place.map(|it| (&it.billed, &it.charged, &it.margin)), sum);
        }
    }

    #[test]
    fn a_kind_is_one_row_and_a_picture_says_its_figures() {
        let view = ReconciliationView::new(&sample::october(), &Wording::new(Lang::En)).unwrap();
        let mut names: Vec<&str> = view.kinds.rows.iter().map(|it| it.name.as_str()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(view.environments.rows.iter().any(|it| it.name == "production"));
        for row in view.kinds.rows.iter().chain(&view.environments.rows) {
            assert!(row.bar.is_some() && row.said.contains(&row.margin), "{row:?}");
        }
    }
}
