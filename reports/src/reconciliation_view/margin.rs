//! Margins: what was billed against what AWS charged, by customer and by component.

use mru_core::{
    catalogue,
    costs::CostAmount,
    reconciliation::{ComponentMargin, CustomerMargin},
};
use serde::Serialize;

use super::{
    ReconciliationError,
    figure::{Writer, hundredths, seen, size, sum},
    picture::{Bar, written},
};

/// What was billed against what AWS charged.
#[derive(Clone, Debug, Serialize)]
pub struct MarginTable {
    /// One row a customer, or a kind and size of component.
    pub rows: Vec<MarginRow>,
    /// What they come to; the last is all of it.
    pub sums: Vec<MarginRow>,
    /// Where a margin of nothing lies in the pictures, which are 100 wide.
    pub zero: String,
    /// What is in no sum, and where rounding shows.
    pub notes: Vec<String>,
}

/// A margin.
#[derive(Clone, Debug, Serialize)]
pub struct MarginRow {
    /// Whose margin it is.
    pub name: String,
    /// Size of the components; often empty.
    pub size: String,
    /// What was billed, in cents, or that nothing was.
    pub billed: String,
    /// What AWS charged for it, in cents.
    pub charged: String,
    /// Its part of shared cost, in cents; empty for components.
    pub shared: String,
    /// What is left of the bill, in cents; a word when it was not billed.
    pub margin: String,
    /// The same in per cent of the bill; empty when it was not billed.
    pub percent: String,
    /// Its picture, when it is known.
    pub bar: Option<Bar>,
    /// What the picture shows, with its figures.
    pub said: String,
    /// Whether more was charged than billed.
    pub is_loss: bool,
}

/// Amounts of a margin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Amounts {
    pub(super) billed: Option<CostAmount>,
    pub(super) charged: CostAmount,
    pub(super) shared: CostAmount,
}

impl Amounts {
    fn of_customer(it: &CustomerMargin) -> Amounts {
        let billed = it.billed_usd.map(|usd| CostAmount::from(usd.as_decimal()));
        Amounts { billed, charged: it.charged_usd, shared: it.shared_usd }
    }

    pub(super) fn of_component(it: &ComponentMargin) -> Amounts {
        let billed = Some(CostAmount::from(it.billed_usd.as_decimal()));
        Amounts { billed, charged: it.charged_usd, shared: CostAmount::ZERO }
    }

    fn cost(self) -> Result<CostAmount, ReconciliationError> {
        Ok(self.charged.plus(self.shared)?)
    }

    fn margin(self) -> Result<Option<CostAmount>, ReconciliationError> {
        let cost = self.cost()?;
        Ok(self.billed.map(|billed| billed.less(cost)).transpose()?)
    }

    /// Adds up; what was billed is the sum of what is known, and nothing when nothing is.
    pub(super) fn sum(all: &[Amounts]) -> Result<Amounts, ReconciliationError> {
        let billed: Vec<CostAmount> = all.iter().filter_map(|it| it.billed).collect();
        let any = !billed.is_empty();
        Ok(Amounts {
            billed: any.then(|| sum(billed)).transpose()?,
            charged: sum(all.iter().map(|it| it.charged))?,
            shared: sum(all.iter().map(|it| it.shared))?,
        })
    }
}

/// The word for what was not billed.
const NOT_BILLED: &str = "reconciliation-not-billed";

/// A margin with its name, size and amounts.
pub(super) struct Named {
    /// What stands where no bill does: the key of a word.
    unbilled: &'static str,
    name: String,
    size: String,
    pub(super) amounts: Amounts,
    margin: Option<CostAmount>,
}

impl Named {
    pub(super) fn new(
        name: String,
        size: &str,
        amounts: Amounts,
    ) -> Result<Named, ReconciliationError> {
        let unbilled = NOT_BILLED;
        Ok(Named { unbilled, name, size: seen(size), amounts, margin: amounts.margin()? })
    }
}

/// The range of the pictures: the lowest and the highest margin, with nothing between them.
#[derive(Clone, Copy)]
struct Scale {
    lowest: CostAmount,
    range: CostAmount,
}

impl Scale {
    fn of(all: &[Named]) -> Result<Scale, ReconciliationError> {
        let margins = || all.iter().filter_map(|it| it.margin).chain([CostAmount::ZERO]);
        let lowest = margins().min().unwrap_or_default();
        let highest = margins().max().unwrap_or_default();
        Ok(Scale { lowest, range: highest.less(lowest)? })
    }

    /// Where a margin lies, in hundredths of the width.
    fn at(self, margin: CostAmount) -> Option<i128> {
        hundredths(margin.less(self.lowest).ok()?, self.range)
    }

    fn zero(self) -> i128 {
        self.at(CostAmount::ZERO).unwrap_or(0)
    }

    fn bar(self, margin: CostAmount) -> Option<Bar> {
        let (zero, end) = (self.zero(), self.at(margin)?);
        Some(Bar::between(zero.min(end), zero.max(end)))
    }
}

impl Writer<'_> {
    /// The margin of each customer: what was billed first, the highest margin first.
    pub(super) fn customer_margins(&self) -> Result<MarginTable, ReconciliationError> {
        let named = |it: &CustomerMargin| {
            let name = self.customer(&it.customer);
            let named = Named::new(name, "", Amounts::of_customer(it))?;
            let unbilled = if it.is_set_aside { "reconciliation-set-aside" } else { NOT_BILLED };
            Ok::<_, ReconciliationError>(Named { unbilled, ..named })
        };
        let mut all: Vec<Named> =
            self.reconciliation.customers.iter().map(named).collect::<Result<_, _>>()?;
        all.sort_by(|a, b| {
            let cost = |it: &Named| size(it.amounts.charged);
            b.margin.cmp(&a.margin).then_with(|| cost(b).cmp(&cost(a)))
        });
        let amounts: Vec<Amounts> = all.iter().map(|it| it.amounts).collect();
        let (billed, others): (Vec<Amounts>, Vec<Amounts>) =
            amounts.iter().partition(|it| it.billed.is_some());
        let mut sums = Vec::new();
        let mut notes = Vec::new();
        if !others.is_empty() && !billed.is_empty() {
            sums.push(("reconciliation-billed-customers", Amounts::sum(&billed)?));
            sums.push(("reconciliation-not-billed-customers", Amounts::sum(&others)?));
            notes.push(self.get("reconciliation-not-billed-note"));
        }
        sums.push(("reconciliation-all", Amounts::sum(&amounts)?));
        let mut table = self.margin_table(&all, &sums, true)?;
        table.notes.splice(0..0, notes);
        Ok(table)
    }

    /// The name of a kind of component, as a head of a row.
    pub(super) fn kind(&self, kind: &str) -> String {
        let lang = self.words.lang();
        let name = catalogue::find(kind).map_or_else(|| seen(kind), |it| it.name.get(lang).into());
        let mut letters = name.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    pub(super) fn margin_table(
        &self,
        all: &[Named],
        sums: &[(&str, Amounts)],
        is_shared: bool,
    ) -> Result<MarginTable, ReconciliationError> {
        let scale = Scale::of(all)?;
        let row = |it: &Named| MarginRow {
            bar: it.margin.and_then(|margin| scale.bar(margin)),
            ..self.margin_row(it, is_shared)
        };
        let sum_row = |(key, amounts): &(&str, Amounts)| {
            Ok(self.margin_row(&Named::new(self.get(key), "", *amounts)?, is_shared))
        };
        Ok(MarginTable {
            rows: all.iter().map(row).collect(),
            sums: sums.iter().map(sum_row).collect::<Result<_, ReconciliationError>>()?,
            zero: written(scale.zero()),
            notes: self.columns_apart(all, sums)?,
        })
    }

    /// Says which columns do not add up to their last sum because each figure is rounded.
    fn columns_apart(
        &self,
        all: &[Named],
        sums: &[(&str, Amounts)],
    ) -> Result<Vec<String>, ReconciliationError> {
        let Some((first, last)) = sums.first().zip(sums.last()) else { return Ok(Vec::new()) };
        let (billed, last) = (first.1, last.1);
        let margin = billed.margin()?.unwrap_or_default();
        let column = |of: fn(&Named) -> Option<CostAmount>| all.iter().filter_map(of).collect();
        let columns: [(&str, Vec<CostAmount>, CostAmount); 3] = [
            ("reconciliation-column-aws", column(|it| Some(it.amounts.charged)), last.charged),
            ("reconciliation-column-shared", column(|it| Some(it.amounts.shared)), last.shared),
            ("reconciliation-column-margin", column(|it| it.margin), margin),
        ];
        let mut apart = Vec::new();
        for (key, parts, total) in columns {
            apart.extend(self.apart(&self.get(key), parts, total)?);
        }
        Ok(self.apart_note(apart).into_iter().collect())
    }

    fn margin_row(&self, it: &Named, is_shared: bool) -> MarginRow {
        let Named { amounts, margin, .. } = it;
        let known = |usd: Option<CostAmount>, word: &str| {
            usd.map_or_else(|| self.get(word), |usd| self.usd(usd))
        };
        let percent = amounts.billed.zip(*margin);
        let percent = percent.map(|(billed, margin)| self.percent(margin, billed, 1));
        let percent = percent.unwrap_or_default();
        MarginRow {
            said: self.said(*amounts, *margin, &percent),
            name: it.name.clone(),
            size: it.size.clone(),
            billed: known(amounts.billed, it.unbilled),
            charged: self.usd(amounts.charged),
            shared: if is_shared { self.usd(amounts.shared) } else { String::new() },
            margin: known(*margin, "reconciliation-unknown"),
            percent,
            bar: None,
            is_loss: margin.is_some_and(|margin| margin < CostAmount::ZERO),
        }
    }

    /// What the picture of a margin shows; nothing when there is none.
    fn said(&self, amounts: Amounts, margin: Option<CostAmount>, percent: &str) -> String {
        let (Some(billed), Some(margin), Ok(cost)) = (amounts.billed, margin, amounts.cost())
        else {
            return String::new();
        };
        let [billed, cost, margin] = [billed, cost, margin].map(|usd| self.money(usd));
        let values =
            [("billed", &*billed), ("cost", &*cost), ("margin", &*margin), ("percent", percent)];
        self.words.with("reconciliation-margin-said", &values)
    }
}

#[cfg(test)]
mod tests {
    use mru_core::{Lang, reconciliation::Reconciliation};

    use super::*;
    use crate::{
        reconciliation_view::ReconciliationView, sample_reconciliation as sample, wording::Wording,
    };

    fn view(month: &Reconciliation) -> ReconciliationView {
        ReconciliationView::new(month, &Wording::new(Lang::En)).unwrap()
    }

    #[test]
    fn who_was_not_billed_is_in_no_margin() {
        let mut month = sample::october();
        let bank = month.customers.iter_mut().find(|it| it.customer == "banco-ejemplo").unwrap();
        bank.billed_usd = None;
        let view = view(&month);
        let row = view.customers.rows.iter().find(|row| row.name == "banco-ejemplo").unwrap();
        assert_eq!((row.billed.as_str(), row.margin.as_str()), ("not billed", "not known"));
        assert!(row.percent.is_empty() && row.bar.is_none());
        // 36,069.60 without 16,854.60 of the bank.
        assert_eq!(view.customers.sums[2].billed, "19,215.00");
        assert_eq!(view.components.sums[0].billed, "19,215.00");
        let said = "Components of customers that were not billed are left out: AWS charged";
        assert!(view.components.notes.iter().any(|note| note.starts_with(said)));
    }

    #[test]
    fn margins_below_nothing_lie_left_of_it() {
        let mut month = sample::october();
        month.customers.retain(|it| ["cotiza", "inicia"].contains(&it.customer.as_str()));
        month.customers[1].shared_usd = month.customers[1].shared_usd.plus(205_i64.into()).unwrap();
        let table = view(&month).customers;
        let bars: Vec<&Bar> = table.rows.iter().map(|row| row.bar.as_ref().unwrap()).collect();
        assert_eq!(table.rows.iter().map(|row| row.is_loss).collect::<Vec<_>>(), [false, true]);
        assert_eq!(bars[1].x, "0.00");
        assert_eq!(bars[1].width, table.zero);
        assert_eq!(bars[0].x, table.zero);
    }
}
