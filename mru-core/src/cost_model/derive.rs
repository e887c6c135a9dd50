//! From prices and a model to the files of a rate card.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    Model, PriceList, Rule,
    arithmetic::{Assumptions, as_weight},
    causes::{Cause, cause, sizes},
};
use crate::{
    catalogue,
    entry_id::EntryId,
    finding::{Finding, Findings},
    positions::Positions,
    rate_card::Confidence,
    text::{nearest, text},
};

/// One proposed weight.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The entry.
    pub id: EntryId,
    /// MRU per month and piece.
    pub weight_mru: Decimal,
    /// How sure the least sure price is that it rests on.
    pub confidence: Confidence,
    /// The arithmetic, or the reason for a 0.
    pub arithmetic: String,
}

/// A proposed rate card.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The proposals by table, in the order of the rules.
    pub tables: BTreeMap<String, Vec<Proposal>>,
    /// The files of the rate card: names and texts.
    pub files: Vec<(String, String)>,
}

/// Proposes a rate card. The same prices and model give the same bytes.
///
/// # Errors
///
/// All findings at once: M2 a price that no row matches, M3 one that several rows match (never the
/// cheapest, never $0), M4 an entry proposed twice, M6 a number that is not exact or no weight, M7
/// a quantity that is none, T4 an unknown component.
pub fn derive(
    prices: &PriceList,
    model: &Model,
    model_hash: &str,
) -> Result<Derived, Vec<Finding>> {
    let mut findings = Findings::new();
    let mut tables: BTreeMap<String, Vec<Proposal>> = BTreeMap::new();
    let mut seen: BTreeMap<EntryId, usize> = BTreeMap::new();
    let Some(assumptions) = Assumptions::of(model) else {
        findings.error(
            "M1",
            "model",
            text!("the model lacks an assumption", "al modelo le falta un supuesto"),
        );
        return Err(findings.located(&Positions::new()));
    };
    for (index, rule) in model.rules.iter().enumerate() {
        let path = format!("rules[{index}]");
        if catalogue::find(&rule.component).is_none() {
            let component = &rule.component;
            let near = nearest(component, catalogue::KINDS.iter().map(|kind| kind.id));
            findings
                .error(
                    "T4",
                    &path,
                    text!(
                        "the catalogue has no component `{component}`",
                        "el catálogo no tiene el componente `{component}`"
                    ),
                )
                .maybe_help(
                    near.map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?")),
                );
            continue;
        }
        for size in sizes(rule) {
            let id = EntryId::new(&rule.component, &size);
            if let Some(earlier) = seen.insert(id.clone(), index) {
                findings.error(
                    "M4",
                    &path,
                    text!(
                        "entry `{id}` is proposed twice, also by rules[{earlier}]",
                        "la entrada `{id}` se propone dos veces, también por rules[{earlier}]"
                    ),
                );
                continue;
            }
            if let Some(proposal) =
                propose(id, &size, rule, &path, prices, &assumptions, &mut findings)
            {
                tables.entry(rule.table.clone()).or_default().push(proposal);
            }
        }
    }
    if findings.has_errors() {
        return Err(findings.located(&Positions::new()));
    }
    let files = write_files(&tables, model, &prices.hash, model_hash);
    Ok(Derived { tables, files })
}

#[expect(clippy::too_many_arguments, reason = "the context of one rule, used here only")]
fn propose(
    id: EntryId,
    size: &str,
    rule: &Rule,
    path: &str,
    prices: &PriceList,
    assumptions: &Assumptions,
    findings: &mut Findings,
) -> Option<Proposal> {
    if !rule.zero_because.is_empty() {
        let arithmetic = rule.zero_because.clone();
        return Some(Proposal {
            id,
            weight_mru: Decimal::ZERO,
            confidence: Confidence::Assumption,
            arithmetic,
        });
    }
    let causes: Option<Vec<Cause<'_>>> = rule
        .parts
        .iter()
        .enumerate()
        .map(|(at, part)| cause(part, size, &format!("{path}.parts[{at}]"), prices, findings))
        .collect();
    let causes = causes?;
    let confidence =
        causes.iter().map(|cause| cause.price.confidence).max().unwrap_or(Confidence::Assumption);
    match assumptions.weight(&causes, rule) {
        Ok((weight_mru, arithmetic)) if as_weight(weight_mru).is_some() => {
            let arithmetic = if rule.note.is_empty() {
                arithmetic
            } else {
                format!("{arithmetic}; {}", rule.note)
            };
            Some(Proposal { id, weight_mru, confidence, arithmetic })
        }
        Ok((weight_mru, _)) => {
            findings.error(
                "M6",
                path,
                text!(
                    "{weight_mru} MRU for `{id}` is no weight",
                    "{weight_mru} MRU para `{id}` no es un peso"
                ),
            );
            None
        }
        Err(error) => {
            findings.error("M6", path, text!("`{id}`: {error}", "`{id}`: {error}"));
            None
        }
    }
}

fn write_files(
    tables: &BTreeMap<String, Vec<Proposal>>,
    model: &Model,
    prices_hash: &str,
    model_hash: &str,
) -> Vec<(String, String)> {
    let mut files = vec![("card.toml".to_owned(), write_header(model, prices_hash, model_hash))];
    for (table, proposals) in tables {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut rows = vec![
            ["component", "size", "weight_mru", "confidence", "arithmetic"].map(str::to_owned),
        ];
        rows.extend(proposals.iter().map(|proposal| {
            let id = &proposal.id;
            let weight = proposal.weight_mru.normalize().to_string();
            [
                id.component().to_owned(),
                id.size().to_owned(),
                weight,
                proposal.confidence.as_str().to_owned(),
                proposal.arithmetic.clone(),
            ]
        }));
        for row in rows {
            // INVARIANT (writing to memory cannot fail): a Vec takes every byte.
            let _ = writer.write_record(&row);
        }
        let text = writer
            .into_inner()
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_else(String::new);
        files.push((format!("{table}.csv"), text));
    }
    files
}

fn write_header(model: &Model, prices_hash: &str, model_hash: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = vec![
        "# Proposed by `mru rate-card derive` from public AWS prices and a model.".to_owned(),
        "# Published rate cards never change: a new one has a new date.".to_owned(),
        format!("card = {}", quoted(&model.card)),
    ];
    if let (Some(from), Some(price)) = (model.effective_from, model.mru_price_usd) {
        lines.push(format!("effective_from = \"{from}\""));
        lines.push("currency = \"USD\"".to_owned());
        lines.push(format!("mru_price_usd = \"{price}\""));
    }
    lines.push(format!("approved_by = {}", quoted(&model.approved_by)));
    lines.push(format!("provenance = {}", quoted(&model.provenance)));
    lines.push(format!("prices_hash = \"{prices_hash}\""));
    lines.push(format!("model_hash = \"{model_hash}\""));
    if !model.remark.is_empty() {
        lines.push(format!("remark = {}", quoted(&model.remark)));
    }
    if !model.remark_es.is_empty() {
        lines.push(format!("remark_es = {}", quoted(&model.remark_es)));
    }
    if let Some(included) = &model.included_with_container {
        let names: Vec<String> =
            included.iter().map(|name| format!("    {},", quoted(name))).collect();
        lines.push(format!("included_with_container = [\n{}\n]", names.join("\n")));
    }
    lines.push(String::new());
    lines.join("\n")
}
