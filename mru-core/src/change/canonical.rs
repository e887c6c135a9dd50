//! The written form of a priced change, which approvals bind by its hash: of what is priced, and of
//! nothing else. Order, comments, notation and fields without a price leave it as it is.

use serde_json::{Value as Json, json};

use super::{
    PricedChange,
    line::{ChangedLine, Side},
};
use crate::digest::sha256;

impl PricedChange {
    /// The change in its one written form: what an approval is of. The day on which it begins and what
    /// its month costs are not in it; an approval bounds the month by an amount.
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
    /// # use mru_core::{Deployment, Format, Quote, change::{ChangeAsked, PricedChange}};
    /// # let target = Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap();
    /// let change = PricedChange::of(&ChangeAsked {
    ///     base: None,
    ///     target: &target,
    ///     order: None,
    ///     starts_on: day,
    ///     prorating: Default::default(),
    /// }).unwrap();
    /// assert!(change.canonical().contains("\"component\":\"container\""));
    /// assert!(!change.canonical().contains("code-repository"), "it comes with the container");
    /// ```
    pub fn canonical(&self) -> String {
        let mut lines: Vec<String> =
            self.lines.iter().filter_map(written).map(|line| line.to_string()).collect();
        lines.sort_unstable();
        let lines: Vec<Json> =
            lines.iter().map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
        let terms = &self.terms;
        json!({
            "document": "priced-change",
            "format": 1,
            "base": self.base_state,
            "target": self.target_state,
            "contract": terms.contract,
            "rate_card": terms.card.hash,
            "mru_price_usd": terms.price,
            "rounding": terms.policies.rounding,
            "lines": lines,
            "before": { "mru": self.before.mru, "usd": self.before.usd },
            "after": { "mru": self.after.mru, "usd": self.after.usd },
        })
        .to_string()
    }

    /// Hash of [`PricedChange::canonical`].
    pub fn hash(&self) -> String {
        sha256(self.canonical().as_bytes())
    }
}

/// A line that changes, when either side of it has a price.
fn written(line: &ChangedLine) -> Option<Json> {
    let priced = |side: &Option<Side>| {
        side.as_ref().is_some_and(|it| matches!(it.charge, "weight" | "outside-mrus"))
    };
    if !priced(&line.before) && !priced(&line.after) {
        return None;
    }
    Some(json!({
        "environment": line.environment,
        "kind": line.environment_kind,
        "component": line.component,
        "name": line.name,
        "role": line.role,
        "before": line.before.as_ref().map(side),
        "after": line.after.as_ref().map(side),
    }))
}

fn side(side: &Side) -> Json {
    json!({
        "size": side.size,
        "quantity": side.quantity.to_string(),
        "multiplier": side.multiplier,
        "max_tasks": side.max_tasks,
        "charge": side.charge,
        "entry": side.entry,
        "weight_mru": side.weight.map(|(weight, _)| weight),
        "mru": side.mru,
        "usd": side.usd,
    })
}
