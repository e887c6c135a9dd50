//! What became of a plan, as the command line and the API give it.

use serde_json::{Value as Json, json};

use super::{
    FromPlan, Gone, Resource, Verdict,
    piece::{Missing, Source},
};
use crate::text::Lang;

impl FromPlan {
    /// What became of every resource, in one language: fields of a JSON document.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Lang, terraform::{Said, from_plan}};
    ///
    /// let plan = br#"{"format_version": "1.2", "planned_values": {"root_module": {}}}"#;
    /// let json = from_plan(plan, &Said::default()).unwrap().json(Lang::En);
    /// assert_eq!(json["counts"]["resources"], 0);
    /// ```
    pub fn json(&self, lang: Lang) -> Json {
        let counts = self.counts();
        let assumptions: Vec<Json> = self
            .assumptions
            .iter()
            .map(|it| json!({ "rule": it.rule, "path": it.path, "said": it.said.get(lang) }))
            .collect();
        let left_out: Vec<Json> = self
            .left_out
            .iter()
            .map(|it| {
                let because = it.because.as_str();
                json!({ "address": it.address, "type": it.kind, "because": because })
            })
            .collect();
        json!({
            "terraform_version": self.terraform_version,
            "counts": {
                "resources": self.resources.len(),
                "estimated": counts.estimated,
                "free": counts.free,
                "not_supported": counts.not_supported,
                "left_out": self.left_out.len(),
            },
            "resources": self.resources.iter().map(|it| resource(it, lang)).collect::<Vec<_>>(),
            "left_out": left_out,
            "assumptions": assumptions,
            "deployment": self.deployment,
        })
    }
}

impl Gone {
    /// The written form.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(mru_core::terraform::Gone::Destroyed.as_str(), "destroyed");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Gone::Destroyed => "destroyed",
            Gone::Replaced => "replaced",
            Gone::Forgotten => "forgotten",
        }
    }
}

fn resource(resource: &Resource, lang: Lang) -> Json {
    let Resource { address, kind, verdict } = resource;
    match verdict {
        Verdict::Estimated { component, path, fields, missing } => json!({
            "address": address,
            "type": kind,
            "counted": "estimated",
            "component": component,
            "path": path,
            "fields": fields.iter().map(source).collect::<Vec<_>>(),
            "missing": missing.iter().map(open).collect::<Vec<_>>(),
        }),
        Verdict::Free { rule, because } => json!({
            "address": address,
            "type": kind,
            "counted": "free",
            "rule": rule,
            "because": because.get(lang),
        }),
        Verdict::NotSupported { because } => json!({
            "address": address,
            "type": kind,
            "counted": "not-supported",
            "because": because.get(lang),
        }),
    }
}

fn source(source: &Source) -> Json {
    json!({ "field": source.field, "attribute": source.attribute })
}

fn open(missing: &Missing) -> Json {
    let Missing { field, attribute, because } = missing;
    json!({ "field": field, "attribute": attribute, "because": because.as_str() })
}
