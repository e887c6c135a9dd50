//! Whether what is left to look at is tolerated, and what the report is about.

use std::collections::BTreeSet;

use mru_core::text::number;
use serde::Serialize;

use super::{ReconciliationError, figure::Writer};
use crate::figures::Fact;

/// Whether what is left to look at is tolerated.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// Whether it is.
    pub is_within: bool,
    /// The same in two words.
    pub badge: String,
    /// How much is left, and how much is tolerated.
    pub sentence: String,
}

impl Writer<'_> {
    pub(super) fn verdict(&self) -> Result<Verdict, ReconciliationError> {
        let it = self.reconciliation;
        let (left, percent) = (it.to_look_at_usd()?, it.to_look_at_percent()?);
        let is_within = it.is_within_tolerance()?;
        let lang = self.words.lang();
        let tolerated = format!("{}\u{a0}%", number(it.tolerance_percent, lang));
        let of_total = percent.map(|percent| format!("{}\u{a0}%", number(percent, lang)));
        let key = match &of_total {
            _ if left.is_zero() => "reconciliation-nothing-left",
            Some(_) => "reconciliation-left",
            None => "reconciliation-left-of-nothing",
        };
        let arguments = [
            ("usd", self.money(left)),
            ("percent", of_total.unwrap_or_default()),
            ("tolerated", tolerated),
        ];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        let badge = if is_within { "reconciliation-within" } else { "reconciliation-outside" };
        let mut sentence = self.words.with(key, &arguments);
        let apart = it.invoices.iter().filter(|it| it.state().is_to_look_at()).count();
        if it.is_tied() == Some(false) {
            let key = match apart {
                1 => "reconciliation-invoice-left",
                _ => "reconciliation-invoices-left",
            };
            let said = self.words.with(key, &[("count", &self.count(apart))]);
            sentence = format!("{sentence} {said}");
        }
        Ok(Verdict { is_within, badge: self.get(badge), sentence })
    }

    /// What was compared, and how much there is of everything.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let it = self.reconciliation;
        let accounts: BTreeSet<&str> =
            it.attributions.iter().map(|it| it.charged_for.account.as_str()).collect();
        let customers = it.customers.iter().filter(|it| !it.customer.is_empty()).count();
        let state = match it.is_final {
            true => "reconciliation-final-why",
            false => "reconciliation-provisional-why",
        };
        let facts = [
            ("reconciliation-fact-basis", it.basis.words().get(self.words.lang()).to_owned()),
            ("reconciliation-fact-state", self.get(state)),
            ("reconciliation-fact-accounts", self.count(accounts.len())),
            ("reconciliation-fact-customers", self.count(customers)),
        ];
        facts.map(|(key, value)| Fact { label: self.get(key), value }).into()
    }
}
