//! A deployment that is being made of a plan, and what becomes of each resource.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::{
    options::Said,
    piece::{Missing, Piece, Source},
    plan::{Plan, Planned},
};
use crate::{
    kind::{EnvironmentKind, Kind, Scope},
    offer::Assumption,
    text::{Text, Words, text, words},
};

/// What is not in the catalogue.
pub(super) const NO_COMPONENT: Words =
    words!("Connect has no component for it", "Connect no tiene un componente para él");

/// What became of a resource: each is counted once, as one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is, or is a part of, a component of the deployment.
    Estimated {
        /// The kind of the component: `container`.
        component: &'static str,
        /// Its place in the deployment: `environments[0].containers[0]`.
        path: String,
        /// The fields that this resource says.
        fields: Vec<Source>,
        /// The fields that it leaves open; until somebody fills them in, there is no total.
        missing: Vec<Missing>,
    },
    /// It carries no MRU.
    Free {
        /// The rule: `R56`.
        rule: &'static str,
        /// Why.
        because: Text,
    },
    /// It is in no total, and somebody must look at it.
    NotSupported {
        /// Why.
        because: Text,
    },
}

/// The deployment in the making.
pub(super) struct Making<'a> {
    /// The plan.
    pub(super) plan: &'a Plan,
    /// What is said beside it.
    pub(super) said: &'a Said,
    /// What was assumed.
    pub(super) assumptions: Vec<Assumption>,
    verdicts: Vec<Option<Verdict>>,
    environment: BTreeMap<&'static str, Vec<Json>>,
    shared: BTreeMap<&'static str, Vec<Json>>,
    names: BTreeMap<&'static str, Vec<String>>,
}

impl<'a> Making<'a> {
    pub(super) fn of(plan: &'a Plan, said: &'a Said) -> Making<'a> {
        Making {
            plan,
            said,
            assumptions: Vec::new(),
            verdicts: vec![None; plan.resources.len()],
            environment: BTreeMap::new(),
            shared: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    /// Whether it is known what becomes of a resource.
    pub(super) fn is_decided(&self, at: usize) -> bool {
        self.verdicts.get(at).is_none_or(Option::is_some)
    }

    fn decide(&mut self, at: usize, verdict: Verdict) {
        if let Some(open @ None) = self.verdicts.get_mut(at) {
            *open = Some(verdict);
        }
    }

    /// A resource that carries no MRU.
    pub(super) fn free(&mut self, at: usize, rule: &'static str, because: impl Into<Text>) {
        self.decide(at, Verdict::Free { rule, because: because.into() });
    }

    /// A resource that is in no total.
    pub(super) fn unsupported(&mut self, at: usize, because: impl Into<Text>) {
        self.decide(at, Verdict::NotSupported { because: because.into() });
    }

    /// Notes an assumption.
    pub(super) fn assume(&mut self, rule: &str, path: &str, said: Text) {
        let assumption = Assumption { rule: rule.to_owned(), path: path.to_owned(), said };
        if !self.assumptions.contains(&assumption) {
            self.assumptions.push(assumption);
        }
    }

    /// The list in which components of a piece stand, and its path.
    fn list(piece: &Piece) -> (Scope, &'static str) {
        (piece.kind.scope, list_of(piece.kind))
    }

    /// Where the next component of a piece's kind will stand.
    pub(super) fn next_path(&self, piece: &Piece) -> String {
        let (scope, list) = Making::list(piece);
        let (lists, place) = match scope {
            Scope::Shared => (&self.shared, "shared"),
            Scope::Environment => (&self.environment, "environments[0]"),
        };
        let index = lists.get(list).map_or(0, Vec::len);
        format!("{place}.{list}[{index}]")
    }

    /// Whether a component of a kind has a name.
    pub(super) fn has(&self, kind: &Kind, name: &str) -> bool {
        self.names.get(list_of(kind)).is_some_and(|names| names.iter().any(|it| it == name))
    }

    /// Whether a name of a list is still free; afterwards it is taken.
    pub(super) fn takes(&mut self, list: &'static str, name: &str) -> bool {
        let taken = self.names.entry(list).or_default();
        let is_free = !taken.iter().any(|it| it == name);
        if is_free {
            taken.push(name.to_owned());
        }
        is_free
    }

    /// Gives a piece its name: what an attribute says, or that of the resource, which is then said.
    pub(super) fn name(&mut self, piece: &mut Piece, field: &'static str, attributes: &[&str]) {
        let Some(planned) = self.plan.resources.get(piece.at) else { return };
        let path = self.next_path(piece);
        let (_, list) = Making::list(piece);
        let said = attributes.iter().find_map(|it| {
            let way: Vec<&str> = it.split('.').collect();
            Some((*it, planned.text(&way)?))
        });
        let taken = self.names.entry(list).or_default();
        let is_free = |name: &str| !taken.iter().any(|it| it == name);
        let name = match said {
            Some((attribute, name)) if is_free(name) => {
                piece.said(field, name, (piece.at, attribute));
                name.to_owned()
            }
            _ => {
                let address = &planned.address;
                let stem = plain(planned);
                let ending = if planned.is_true(&["fifo_queue"]) { ".fifo" } else { "" };
                let first = format!("{stem}{ending}");
                let others = (2_u32..).map(|number| format!("{stem}-{number}{ending}"));
                let name = std::iter::once(first).chain(others).find(|it| is_free(it));
                let name = name.unwrap_or_else(|| address.clone());
                piece.set(field, name.as_str());
                self.assumptions.push(Assumption {
                    rule: String::from("R99"),
                    path: format!("{path}.{field}"),
                    said: text!(
                        "`{address}` has no name of its own in the plan, and is called `{name}` here",
                        "`{address}` no tiene un nombre propio en el plan, y aquí se llama `{name}`"
                    ),
                });
                name
            }
        };
        if let Some(taken) = self.names.get_mut(list) {
            taken.push(name);
        }
    }

    /// Puts a finished piece into the deployment; its resources are then decided.
    pub(super) fn put(&mut self, piece: Piece) -> String {
        let path = self.next_path(&piece);
        let (scope, list) = Making::list(&piece);
        let Piece { kind, at, fields, sources, missing, parts } = piece;
        let lists = match scope {
            Scope::Shared => &mut self.shared,
            Scope::Environment => &mut self.environment,
        };
        lists.entry(list).or_default().push(Json::Object(fields));
        // A resource that two components share is a part of the first; the second speaks for itself.
        let taken: Vec<usize> = parts.iter().copied().filter(|it| self.is_decided(*it)).collect();
        for resource in std::iter::once(at).chain(parts) {
            let own = |of: usize| of == resource || (resource == at && taken.contains(&of));
            let fields = sources.iter().filter(|it| own(it.0)).map(|it| it.1.clone()).collect();
            let missing = missing.iter().filter(|it| own(it.0)).map(|it| it.1.clone()).collect();
            let path = path.clone();
            self.decide(resource, Verdict::Estimated { component: kind.id, path, fields, missing });
        }
        path
    }

    /// Adds to what is shared without a resource that says it.
    pub(super) fn share(&mut self, list: &'static str, value: Json) {
        self.shared.entry(list).or_default().push(value);
    }

    /// The deployment, and the verdict on every resource in the order of the plan.
    pub(super) fn finish(self) -> (Json, Vec<Assumption>, Vec<Verdict>) {
        let mut environment = Map::new();
        environment.insert(String::from("name"), json!(self.said.name()));
        environment.insert(String::from("kind"), json!(self.said.kind().as_str()));
        if self.said.kind() == EnvironmentKind::Production {
            environment.insert(String::from("redundancy"), json!(self.said.factor()));
        }
        let fields = |lists: BTreeMap<&'static str, Vec<Json>>| -> Map<String, Json> {
            lists.into_iter().map(|(list, values)| (list.to_owned(), Json::Array(values))).collect()
        };
        environment.extend(fields(self.environment));
        let mut deployment = json!({ "id": "terraform", "environments": [environment] });
        if let Some(whole) = deployment.as_object_mut() {
            let shared = fields(self.shared);
            if !shared.is_empty() {
                whole.insert(String::from("shared"), Json::Object(shared));
            }
            if !self.said.customer.is_empty() {
                whole.insert(String::from("customer"), json!({ "name": self.said.customer }));
            }
        }
        let open = || Verdict::NotSupported { because: NO_COMPONENT.into() };
        let verdicts = self.verdicts.into_iter().map(|it| it.unwrap_or_else(open)).collect();
        (deployment, self.assumptions, verdicts)
    }
}

/// The list of a kind: `waf` of `environments[].waf.custom_rules`.
fn list_of(kind: &Kind) -> &'static str {
    kind.listed_in.split('.').nth(1).unwrap_or_default()
}

/// Where a resource stands and what it is called, as a name that every kind of component accepts.
fn plain(planned: &Planned) -> String {
    let modules = planned.module.iter().flat_map(|it| [Some(&it.name), it.key.as_ref()]);
    let parts = modules.chain([Some(&planned.name), planned.key.as_ref()]).flatten();
    let mut name = String::new();
    for c in parts.flat_map(|part| part.chars().chain(['-'])) {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let short: String = name.trim_matches('-').chars().take(50).collect();
    let short = short.trim_matches('-');
    if short.len() < 3 { format!("the-{short}") } else { short.to_owned() }
}
