//! A plan as `terraform show -json` writes it: what stands after it, what goes, and what is not known yet.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::{
    refused::{self, What},
    steps::{Step, steps},
};
use crate::finding::Finding;

/// A plan, as far as it is read.
#[derive(Debug)]
pub(super) struct Plan {
    /// The version of Terraform that made it; may be empty.
    pub(super) terraform_version: String,
    /// What stands after it, in the order of the plan.
    pub(super) resources: Vec<Planned>,
    /// What does not.
    pub(super) left_out: Vec<LeftOut>,
    /// How its files refer to each other.
    pub(super) configuration: Module,
}

/// A resource that stands after the plan.
#[derive(Debug)]
pub(super) struct Planned {
    /// Its name in the plan: `module.web[0].aws_ecs_service.api`.
    pub(super) address: String,
    /// The module that it is in.
    pub(super) module: Vec<Step>,
    /// Its type: `aws_ecs_service`.
    pub(super) kind: String,
    /// Its name in its module.
    pub(super) name: String,
    /// Its index or key, of several.
    pub(super) key: Option<String>,
    /// Whether it only reads what exists.
    pub(super) is_data: bool,
    values: Json,
    unknown: Json,
    sensitive: Json,
}

/// A resource that does not stand after the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name in the plan.
    pub address: String,
    /// Its type.
    pub kind: String,
    /// Why.
    pub because: Gone,
}

/// Why a resource does not stand after a plan, or is not of it any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The plan destroys it.
    Destroyed,
    /// An earlier one of the same name, which the plan destroys.
    Replaced,
    /// It stays in AWS, but Terraform does not manage it any more.
    Forgotten,
}

/// What a plan says of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen<'a> {
    /// Its value.
    Known(&'a Json),
    /// Nothing.
    Absent,
    /// That it is known only after the plan is applied.
    Unknown,
    /// That it is a secret, which is not looked at.
    Secret,
}

impl Planned {
    /// What the plan says of an attribute; of one in blocks, by the way to it: `cluster_config`, `0`.
    pub(super) fn seen(&self, path: &[&str]) -> Seen<'_> {
        if marked(&self.sensitive, path) {
            return Seen::Secret;
        }
        let value = path.iter().try_fold(&self.values, |value, step| child(value, step));
        match value {
            Some(value) if !value.is_null() => Seen::Known(value),
            _ if marked(&self.unknown, path) => Seen::Unknown,
            _ => Seen::Absent,
        }
    }

    /// A text that is known, and not empty.
    pub(super) fn text(&self, path: &[&str]) -> Option<&str> {
        match self.seen(path) {
            Seen::Known(value) => value.as_str().filter(|it| !it.is_empty()),
            Seen::Absent | Seen::Unknown | Seen::Secret => None,
        }
    }

    /// A list or block that is known; empty when it is not.
    pub(super) fn list(&self, path: &[&str]) -> &[Json] {
        match self.seen(path) {
            Seen::Known(value) => value.as_array().map(Vec::as_slice).unwrap_or_default(),
            Seen::Absent | Seen::Unknown | Seen::Secret => &[],
        }
    }

    /// Whether something is known and true.
    pub(super) fn is_true(&self, path: &[&str]) -> bool {
        self.seen(path) == Seen::Known(&Json::Bool(true))
    }
}

/// What a way of names and places leads to.
pub(super) fn child<'a>(value: &'a Json, step: &str) -> Option<&'a Json> {
    match value {
        Json::Array(items) => items.get(step.parse::<usize>().ok()?),
        Json::Object(fields) => fields.get(step),
        _ => None,
    }
}

/// Whether a tree of marks has `true` on the way.
fn marked(marks: &Json, path: &[&str]) -> bool {
    let mut at = marks;
    for step in path {
        if at == &Json::Bool(true) {
            return true;
        }
        let Some(next) = child(at, step) else { return false };
        at = next;
    }
    at == &Json::Bool(true)
}

/// A module of the files that the plan was made of.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Module {
    /// What it declares.
    #[serde(default)]
    pub(super) resources: Vec<Declared>,
    /// The modules that it calls, by name.
    #[serde(default)]
    pub(super) module_calls: BTreeMap<String, Called>,
    /// What it hands to its caller, by name.
    #[serde(default)]
    pub(super) outputs: BTreeMap<String, Json>,
}

/// A resource that a module declares.
#[derive(Debug, Deserialize)]
pub(super) struct Declared {
    /// Its type.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// Its name.
    pub(super) name: String,
    /// What its attributes are made of.
    #[serde(default)]
    pub(super) expressions: Json,
}

/// A call of a module.
#[derive(Debug, Deserialize)]
pub(super) struct Called {
    /// What its variables are made of.
    #[serde(default)]
    pub(super) expressions: Json,
    /// What is called.
    #[serde(default)]
    pub(super) module: Module,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    terraform_version: String,
    planned_values: Values,
    #[serde(default)]
    resource_changes: Vec<Changed>,
    #[serde(default)]
    configuration: Configuration,
}

#[derive(Deserialize)]
struct Values {
    #[serde(default)]
    root_module: Valued,
}

#[derive(Default, Deserialize)]
struct Valued {
    #[serde(default)]
    address: String,
    #[serde(default)]
    resources: Vec<Stands>,
    #[serde(default)]
    child_modules: Vec<Valued>,
}

#[derive(Deserialize)]
struct Stands {
    address: String,
    #[serde(default)]
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    index: Json,
    #[serde(default)]
    values: Json,
}

#[derive(Default, Deserialize)]
struct Configuration {
    #[serde(default)]
    root_module: Module,
}

#[derive(Deserialize)]
struct Changed {
    address: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    mode: String,
    #[serde(default)]
    deposed: Option<String>,
    change: Change,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default)]
    after_unknown: Json,
    #[serde(default)]
    after_sensitive: Json,
}

impl Plan {
    /// Reads the bytes of a plan.
    pub(super) fn read(bytes: &[u8]) -> Result<Plan, Finding> {
        let written: Written = refused::read(bytes)?;
        let mut marks: BTreeMap<String, Change> = BTreeMap::new();
        let mut left_out = Vec::new();
        for Changed { address, kind, mode, deposed, change } in written.resource_changes {
            let does = |action: &str| change.actions.iter().any(|it| it == action);
            let because = match deposed {
                Some(_) if does("delete") => Some(Gone::Replaced),
                _ if does("forget") => Some(Gone::Forgotten),
                _ if does("delete") && !does("create") => Some(Gone::Destroyed),
                _ => None,
            };
            match because {
                Some(because) if mode != "data" => {
                    left_out.push(LeftOut { address, kind, because })
                }
                Some(_) => {}
                None => {
                    marks.insert(address, change);
                }
            }
        }
        let mut resources = Vec::new();
        stand(written.planned_values.root_module, &mut marks, &mut resources);
        let mut known: Vec<&str> = resources.iter().map(|it| it.address.as_str()).collect();
        known.sort_unstable();
        let mut pairs = known.iter().zip(known.iter().skip(1));
        if let Some((twice, _)) = pairs.find(|(one, next)| one == next) {
            return Err(refused::finding(&What::Twice((*twice).to_owned())));
        }
        Ok(Plan {
            terraform_version: written.terraform_version,
            resources,
            left_out,
            configuration: written.configuration.root_module,
        })
    }
}

/// Lists what stands in a module and those below it.
fn stand(module: Valued, marks: &mut BTreeMap<String, Change>, all: &mut Vec<Planned>) {
    let place = steps(&module.address);
    for Stands { address, mode, kind, name, index, values } in module.resources {
        let change = marks.remove(&address);
        let (unknown, sensitive) =
            change.map(|it| (it.after_unknown, it.after_sensitive)).unwrap_or_default();
        let key = match index {
            Json::Null => None,
            Json::String(key) => Some(key),
            other => Some(other.to_string()),
        };
        let is_data = mode == "data";
        let module = place.clone();
        all.push(Planned { address, module, kind, name, key, is_data, values, unknown, sensitive });
    }
    for below in module.child_modules {
        stand(below, marks, all);
    }
}
