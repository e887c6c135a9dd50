//! The quote as JSON: decimals are strings, dates ISO 8601.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::Quote;
use crate::{
    finding::Finding,
    materials::{Charge, NoCharge, Place},
    pricing::{Line, Total},
    text::{Lang, printable},
};

#[derive(Serialize)]
struct LineDocument<'a> {
    line: usize,
    environment: &'a str,
    component: &'a str,
    name: &'a str,
    size: &'a str,
    quantity: String,
    unit: &'a str,
    multiplier: u32,
    weight_mru: Option<String>,
    weight_source: Option<crate::rate_card::Source>,
    mru: String,
    usd: String,
    rules: &'a [&'static str],
    entry: Option<&'a str>,
    charge: &'static str,
    explanation: String,
    remark: Option<&'static str>,
    path: &'a str,
}

impl Quote {
    /// Returns the quote as a JSON document with its sentences in `lang`.
    pub fn to_json(&self, lang: Lang) -> Json {
        let deployment = &self.deployment;
        let environments: Vec<Json> = deployment
            .environments
            .iter()
            .zip(&self.priced.environments)
            .map(|(environment, total)| {
                json!({
                    "name": environment.name,
                    "kind": environment.kind,
                    "redundancy": environment.redundancy_factor(),
                    "total_mru": total.mru,
                    "total_usd": total.usd,
                })
            })
            .collect();
        let lines: Vec<LineDocument<'_>> = self
            .priced
            .lines()
            .enumerate()
            .map(|(index, line)| self.line(index, line, lang))
            .collect();
        json!({
            "document": "quote",
            "language": lang,
            "deployment": { "id": deployment.id, "hash": self.deployment_hash, "customer": deployment.customer.name },
            "rate_card": {
                "id": self.terms.card.header.card,
                "effective_from": self.terms.card.effective_from,
                "hash": self.terms.card.hash,
                "proposal": self.terms.card.is_proposal,
            },
            "contract": self.terms.contract,
            "as_of": self.as_of,
            "valid_until": self.valid_until,
            "currency": "USD",
            "mru_price_usd": self.terms.price,
            "mru_price_source": self.terms.price_source,
            "policies": self.terms.policies,
            "total_mru": self.priced.total.mru,
            "total_usd": self.priced.total.usd,
            "environments": environments,
            "shared": total(&self.priced.shared),
            "lines": lines,
            "connections": self.connections,
            "findings": findings_json(&self.findings, lang),
        })
    }

    /// Returns the name of the place of a line: its environment's, or `shared`.
    pub fn place_name(&self, place: Place) -> &str {
        match place {
            Place::Shared => "shared",
            Place::Environment(index) => self
                .deployment
                .environments
                .get(index)
                .map_or("", |environment| environment.name.as_str()),
        }
    }

    fn line<'a>(&'a self, index: usize, line: Line<'a>, lang: Lang) -> LineDocument<'a> {
        let item = line.item;
        let charge = match &item.charge {
            Charge::Entry(_) => "weight",
            Charge::None(reason) => match reason.class {
                NoCharge::Included => "included",
                NoCharge::Free => "free",
                NoCharge::OutsideMrus => "outside-mrus",
            },
        };
        LineDocument {
            line: index.saturating_add(1),
            environment: self.place_name(item.place),
            component: item.kind.id,
            name: &item.name,
            size: &item.size,
            quantity: item.quantity.normalize().to_string(),
            unit: item.unit.one.get(lang),
            multiplier: item.multiplier,
            weight_mru: line.weight.map(|weight| weight.to_string()),
            weight_source: line.weight.map(|_| line.weight_source),
            mru: line.mru.to_string(),
            usd: line.usd.to_string(),
            rules: &item.rules,
            entry: line.entry(),
            charge,
            explanation: line.explanation(lang),
            remark: item.remark.map(|remark| remark.get(lang)),
            path: &item.path,
        }
    }
}

fn total(total: &Total) -> Json {
    json!({ "total_mru": total.mru, "total_usd": total.usd })
}

/// Returns findings as JSON with `message` and `help` in one language.
///
/// What a terminal would obey or not show is escaped as in [`printable`]: JSON leaves most of it as
/// it is, and an input may have it in the name of a field.
pub fn findings_json(findings: &[Finding], lang: Lang) -> Json {
    findings
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule,
                "severity": finding.severity,
                "path": printable(&finding.path),
                "line": finding.position.map(|position| position.line),
                "column": finding.position.map(|position| position.column),
                "message": printable(finding.message.get(lang)),
                "help": finding.help.as_ref().map(|help| printable(help.get(lang))),
            })
        })
        .collect()
}
