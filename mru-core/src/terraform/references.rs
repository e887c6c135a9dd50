//! Which resource another one means, when the value that says so is known only after the plan is
//! applied: by the references of the files, through variables and outputs of modules.

use serde_json::Value as Json;

use super::{
    plan::{Module, Plan, Planned, Seen},
    steps::{Step, words},
};

/// The deepest way through modules that is followed.
const DEEPEST: usize = 12;

/// How another resource was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meant {
    /// Its place among the resources.
    pub(super) at: usize,
    /// Whether it is only the one of its type in its module, because the plan does not say which.
    pub(super) is_assumed: bool,
}

impl Plan {
    /// The resource of one of some types that an attribute means.
    pub(super) fn meant(&self, from: usize, attribute: &str, kinds: &[&str]) -> Option<Meant> {
        let planned = self.resources.get(from)?;
        let is_one = |it: &Planned| kinds.contains(&it.kind.as_str()) && !it.is_data;
        let all = || self.resources.iter().enumerate().filter(|(_, it)| is_one(it));
        if let Some(value) = planned.text(&[attribute])
            && let Some((at, _)) = all().find(|(_, it)| is_known_as(it, value))
        {
            return Some(Meant { at, is_assumed: false });
        }
        let mut found = Vec::new();
        self.follow(planned, attribute, &mut found);
        let referred: Vec<usize> = all()
            .filter(|(_, it)| found.iter().any(|word| word.fits(it)))
            .map(|(at, _)| at)
            .collect();
        let said = (planned.seen(&[attribute]), referred.as_slice());
        match said {
            (_, [one]) => Some(Meant { at: *one, is_assumed: false }),
            (_, [_, ..]) => self.beside(planned, &referred),
            (Seen::Unknown, []) => {
                let beside: Vec<usize> =
                    all().filter(|(_, it)| it.module == planned.module).map(|(at, _)| at).collect();
                match beside.as_slice() {
                    [one] => Some(Meant { at: *one, is_assumed: true }),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// All resources of a type whose attribute means one.
    pub(super) fn meaning(&self, to: usize, kind: &str, attribute: &str) -> Vec<usize> {
        let Some(target) = self.resources.get(to) else { return Vec::new() };
        let of_kind = self.resources.iter().enumerate().filter(|(_, it)| it.kind == kind);
        let means = |at: usize| {
            self.meant(at, attribute, &[target.kind.as_str()]).is_some_and(|it| it.at == to)
        };
        of_kind.map(|(at, _)| at).filter(|at| means(*at)).collect()
    }

    /// Of several, the one with the same key, or in the same module.
    fn beside(&self, planned: &Planned, referred: &[usize]) -> Option<Meant> {
        let of = |at: &usize| self.resources.get(*at);
        let same_key =
            |at: &usize| of(at).is_some_and(|it| it.key == planned.key && it.key.is_some());
        let same_module = |at: &usize| of(at).is_some_and(|it| it.module == planned.module);
        let tests: [&dyn Fn(&usize) -> bool; 3] =
            [&|at| same_key(at) && same_module(at), &same_key, &same_module];
        let mut fitting = tests.iter().filter_map(|test| {
            let fitting: Vec<usize> = referred.iter().copied().filter(|at| test(at)).collect();
            match fitting.as_slice() {
                [one] => Some(*one),
                _ => None,
            }
        });
        fitting.next().map(|at| Meant { at, is_assumed: false })
    }

    /// Collects what an attribute of a resource refers to.
    fn follow(&self, planned: &Planned, attribute: &str, found: &mut Vec<Word>) {
        let Some(module) = self.module(&planned.module) else { return };
        let declared =
            module.resources.iter().find(|it| it.kind == planned.kind && it.name == planned.name);
        let Some(expression) = declared.and_then(|it| it.expressions.get(attribute)) else {
            return;
        };
        for reference in references(expression) {
            self.resolve(&planned.module, &reference, DEEPEST, found);
        }
    }

    /// The declaration of a module.
    fn module(&self, place: &[Step]) -> Option<&Module> {
        place.iter().try_fold(&self.configuration, |module, step| {
            module.module_calls.get(&step.name).map(|it| &it.module)
        })
    }

    /// Follows one reference: to a resource, through a variable to the caller, through an output.
    fn resolve(&self, place: &[Step], reference: &str, left: usize, found: &mut Vec<Word>) {
        let Some(left) = left.checked_sub(1) else { return };
        let parts = words(reference);
        let (Some(first), Some(second)) = (parts.first(), parts.get(1)) else { return };
        match first.name.as_str() {
            "var" => {
                let Some((call, above)) = place.split_last() else { return };
                let caller = self.module(above).and_then(|it| it.module_calls.get(&call.name));
                let Some(expression) = caller.and_then(|it| it.expressions.get(&second.name))
                else {
                    return;
                };
                for reference in references(expression) {
                    self.resolve(above, &reference, left, found);
                }
            }
            "module" => {
                let below: Vec<Step> = place.iter().chain([second]).cloned().collect();
                let output = parts.get(2).and_then(|it| self.module(&below)?.outputs.get(&it.name));
                for reference in output.map(references).unwrap_or_default() {
                    self.resolve(&below, &reference, left, found);
                }
            }
            "local" | "each" | "count" | "data" | "path" | "self" | "terraform" => {}
            kind => {
                let word = Word {
                    place: place.to_vec(),
                    kind: kind.to_owned(),
                    name: second.name.clone(),
                    key: second.key.clone(),
                };
                if !found.contains(&word) {
                    found.push(word);
                }
            }
        }
    }
}

/// A resource as a file refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    place: Vec<Step>,
    kind: String,
    name: String,
    key: Option<String>,
}

impl Word {
    fn fits(&self, planned: &Planned) -> bool {
        let same_key = |one: &Option<String>, other: &Option<String>| one.is_none() || one == other;
        let same_step = |(one, other): (&Step, &Step)| {
            one.name == other.name && (same_key(&one.key, &other.key) || other.key.is_none())
        };
        self.kind == planned.kind
            && self.name == planned.name
            && same_key(&self.key, &planned.key)
            && self.place.len() == planned.module.len()
            && self.place.iter().zip(&planned.module).all(same_step)
    }
}

/// Whether a resource is known by a value: its id, address in AWS, or name.
fn is_known_as(planned: &Planned, value: &str) -> bool {
    const NAMES: [&str; 9] = [
        "id",
        "arn",
        "cluster_identifier",
        "replication_group_id",
        "bucket",
        "name",
        "family",
        "domain_name",
        "allocation_id",
    ];
    NAMES.iter().any(|name| planned.text(&[name]) == Some(value))
}

/// All references below an expression.
fn references(expression: &Json) -> Vec<String> {
    let mut all = Vec::new();
    collect(expression, &mut all);
    all
}

fn collect(expression: &Json, all: &mut Vec<String>) {
    match expression {
        Json::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Json::Array(items) if name == "references" => {
                        all.extend(items.iter().filter_map(Json::as_str).map(str::to_owned));
                    }
                    Json::String(_) | Json::Null | Json::Bool(_) | Json::Number(_) => {}
                    value => collect(value, all),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|it| collect(it, all)),
        _ => {}
    }
}
