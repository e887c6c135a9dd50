//! The priced change as JSON, in the order of the alphabet, decimals as texts.

use serde_json::{Value as Json, json};

use super::{Decision, PricedChange, Side, line::ChangedLine};
use crate::{finding::Finding, pricing::Total, quote::findings_json, text::Lang};

/// A change that was checked: what it costs and what it needs.
#[derive(Clone, Copy, Debug)]
pub struct PricedState<'a> {
    /// What it costs.
    pub change: &'a PricedChange,
    /// What it needs.
    pub decision: &'a Decision,
}

impl PricedState<'_> {
    /// The document, with its sentences in `lang`.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    /// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
    /// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
    /// # let day = "2026-11-21".parse().unwrap();
    /// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
    /// # use mru_core::{Deployment, Format, Quote, change::{ChangeAsked, Decision, PricedChange}};
    /// # let target = Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap();
    /// # let change = PricedChange::of(&ChangeAsked { base: None, target: &target, order: None,
    /// #     starts_on: day, prorating: Default::default() }).unwrap();
    /// # let decision = Decision::of(&change, None, Default::default());
    ///
    /// use mru_core::{Lang, change::PricedState};
    ///
    /// let json = PricedState { change: &change, decision: &decision }.to_json(Lang::En);
    /// assert_eq!(json["decision"]["outcome"], "approval");
    /// assert_eq!(json["difference"]["usd"], "273.00");
    /// ```
    pub fn to_json(&self, lang: Lang) -> Json {
        let (change, decision) = (self.change, self.decision);
        let terms = &change.terms;
        let brought: Vec<Finding> = change.new_findings().cloned().collect();
        let stay = change.findings.iter().filter(|(_, is_new)| !is_new);
        let stay: Vec<Finding> = stay.map(|(finding, _)| finding.clone()).collect();
        json!({
            "after": total(&change.after),
            "base_state": change.base_state,
            "before": total(&change.before),
            "contract": terms.contract,
            "currency": "USD",
            "decision": {
                "because": decision.because.iter().map(|it| json!({
                    "outcome": it.outcome,
                    "reason": it.reason.get(lang),
                    "rule": it.rule,
                })).collect::<Vec<_>>(),
                "effective_from": decision.effective_from,
                "outcome": decision.outcome,
                "policy_hash": decision.policy_hash,
            },
            "difference": total(&change.difference),
            "document": "priced-change",
            "findings": findings_json(&stay, lang),
            "hash": change.hash(),
            "language": lang,
            "lines": change.lines.iter().map(|it| line(it, lang)).collect::<Vec<_>>(),
            "missing_fields": change.missing,
            "month": {
                "after_usd": change.month.after,
                "before_usd": change.month.before,
                "difference_usd": change.month.difference,
                "period": change.month.period,
            },
            "mru_price_usd": terms.price,
            "needs": change.needs,
            "new_findings": findings_json(&brought, lang),
            "rate_card": {
                "effective_from": terms.card.effective_from,
                "hash": terms.card.hash,
                "id": terms.card.header.card,
            },
            "starts_on": change.starts_on,
            "target_state": change.target_state,
            "unchanged_lines": change.unchanged,
        })
    }
}

fn total(total: &Total) -> Json {
    json!({ "mru": total.mru, "usd": total.usd })
}

fn line(line: &ChangedLine, lang: Lang) -> Json {
    let side = |side: &Side| {
        json!({
            "charge": side.charge,
            "entry": side.entry,
            "explanation": side.explanation.get(lang),
            "max_tasks": side.max_tasks,
            "mru": side.mru,
            "multiplier": side.multiplier,
            "quantity": side.quantity.to_string(),
            "size": side.size,
            "unit": side.unit.get(lang),
            "usd": side.usd,
            "weight_mru": side.weight.map(|(weight, _)| weight),
            "weight_source": side.weight.map(|(_, source)| source),
        })
    };
    json!({
        "after": line.after.as_ref().map(side),
        "before": line.before.as_ref().map(side),
        "change": line.change,
        "component": line.component,
        "environment": line.environment,
        "month_usd": line.month_usd,
        "mru": line.mru,
        "name": line.name,
        "role": line.role,
        "starts_on": line.starts_on,
        "usd": line.usd,
    })
}
