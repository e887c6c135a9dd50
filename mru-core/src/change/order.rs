//! A change order: what a ticket asks to be added, resized and removed, and the deployment that it
//! makes of another one.

use chrono::NaiveDate;

use super::table::{Fields, list_in, node, put, table_in};
use crate::{
    catalogue,
    deployment::{Deployment, Parsed},
    finding::{Finding, Findings},
    kind::{Kind, Scope},
    positions::Positions,
    reading::{self, FieldType as _, Format, Node, Reading, Value, choice, record},
    text::{Text, nearest, shortened, text},
};

choice! {
    /// What is done to a component.
    pub enum Operation {
        /// It comes.
        Add = "add",
        /// It stays, with other fields.
        Resize = "resize",
        /// It goes.
        Remove = "remove",
    }
}

record! {
    /// One thing that a change order asks for.
    pub struct ChangeItem ["a change", "un cambio", "A1"] {
        required {
            /// What is done.
            op: Option<Operation>,
            /// Kind of component, such as `container`, or the list that it stands in.
            component: String,
        }
        optional {
            /// Name of the environment; `shared` when absent.
            environment: String,
            /// Name of the component that is resized or removed; the only one of its kind when absent.
            name: String,
            /// Fields of the component as a deployment file has them; of a resize, those that change.
            fields: Fields,
            /// What the ticket says besides, such as contacts and use cases.
            ticket: Fields,
            /// The day on which it changes; that of the order when absent.
            starts_on: Option<NaiveDate>,
        }
    }
}

record! {
    /// A change order.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format, change::ChangeOrder};
    ///
    /// let base = "environments: [{name: qa, kind: pre-production}]";
    /// let base = Deployment::parse(base, Format::Yaml).deployment.unwrap();
    /// let order = ChangeOrder::read(r#"
    ///     ticket: REQ-412
    ///     requested_by: lead@insurer.example
    ///     changes:
    ///       - {op: add, component: queue, environment: qa, fields: {name: bills, type: standard}}
    /// "#, Format::Yaml).unwrap();
    /// let target = order.apply(&base).unwrap().deployment.unwrap();
    /// assert_eq!(target.environments[0].queues[0].name, "bills");
    /// ```
    pub struct ChangeOrder ["a change order", "una orden de cambio", "A1"] {
        required {
            /// What changes.
            changes: Vec<ChangeItem>,
        }
        optional {
            /// The ticket behind it.
            ticket: String,
            /// What it is about, in words.
            title: String,
            /// Mail address of who asks for it.
            requested_by: String,
            /// The day on which it changes; today when absent.
            starts_on: Option<NaiveDate>,
            /// Whether it is urgent.
            urgent: bool,
            /// Why it is urgent.
            urgency_justification: String,
        }
    }
}

/// A deployment on the way to its target.
#[derive(Debug)]
struct Working<'a> {
    base: &'a Deployment,
    tree: Node,
    findings: Findings,
}

impl ChangeOrder {
    /// Reads a change order from TOML, YAML or JSON.
    ///
    /// # Errors
    ///
    /// All findings at once: F1–F6 for the form, A1 for what a change lacks.
    pub fn read(text: &str, format: Format) -> Result<ChangeOrder, Vec<Finding>> {
        let (order, mut reading) = reading::read_text::<ChangeOrder>(text, format);
        if let Some(order) = &order {
            let what = Text::new("the change order", "la orden de cambio");
            let needed = [("changes", !order.changes.is_empty())];
            reading.findings.require("A1", "", &what, &needed);
            for (index, item) in order.changes.iter().enumerate() {
                let what = Text::new("the change", "el cambio");
                let needed = reading::Record::required(item);
                reading.findings.require("A1", &format!("changes[{index}]"), &what, &needed);
            }
        }
        match order {
            Some(order) if !reading.findings.has_errors() => Ok(order),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    /// Describes a change order as JSON Schema.
    ///
    /// # Example
    ///
    /// ```
    /// let schema = mru_core::change::ChangeOrder::json_schema();
    /// assert_eq!(schema["title"], "Change order");
    /// ```
    pub fn json_schema() -> serde_json::Value {
        reading::json_schema::<ChangeOrder>("Change order")
    }

    /// The item that is about a component.
    pub(super) fn item(&self, environment: &str, kind: &str, name: &str) -> Option<&ChangeItem> {
        self.changes.iter().find(|item| {
            let stated = item.fields.entries.iter().find(|(key, _)| key.name == "name");
            let stated = stated.and_then(|(_, node)| node.value.written()).unwrap_or_default();
            place(item) == environment
                && list_of(&item.component).is_some_and(|it| it.id == kind)
                && (item.name == name
                    || stated == name
                    || (item.name.is_empty() && stated.is_empty()))
        })
    }

    /// Makes the target of a deployment: every change in the order in which they stand.
    ///
    /// # Errors
    ///
    /// A2 for what is not there, or is there more than once; nothing is applied then. What is wrong
    /// with the target itself is among the findings of what is returned.
    pub fn apply(&self, base: &Deployment) -> Result<Parsed, Vec<Finding>> {
        let tree = node(&serde_json::to_value(base).unwrap_or_default());
        let mut working = Working { base, tree, findings: Findings::new() };
        for (index, item) in self.changes.iter().enumerate() {
            working.apply(item, &format!("changes[{index}]"));
        }
        if working.findings.has_errors() {
            return Err(working.findings.located(&Positions::new()));
        }
        let mut reading = Reading::default();
        let deployment = Deployment::read(&working.tree, "", "F6", &mut reading);
        Ok(Parsed { deployment, findings: reading.findings, positions: Positions::new() })
    }
}

/// The place of a change.
fn place(item: &ChangeItem) -> &str {
    if item.environment.is_empty() { "shared" } else { &item.environment }
}

/// The kind that a change names, by its id or its list.
fn list_of(component: &str) -> Option<&'static Kind> {
    let listed = |kind: &&&Kind| {
        let list = kind.listed_in.rsplit('.').next().unwrap_or_default();
        !list.is_empty() && (kind.id == component || list == component)
    };
    catalogue::KINDS.iter().find(listed).copied()
}

impl Working<'_> {
    fn apply(&mut self, item: &ChangeItem, path: &str) {
        let Some(kind) = list_of(&item.component) else {
            let listed = catalogue::KINDS.iter().filter(|kind| !kind.listed_in.is_empty());
            let near = nearest(&item.component, listed.map(|kind| kind.id));
            let shown = shortened(&item.component);
            let message = text!(
                "a deployment lists no component `{shown}`",
                "un despliegue no lista ningún componente `{shown}`"
            );
            self.refuse(&format!("{path}.component"), message, near);
            return;
        };
        let list = kind.listed_in.rsplit('.').next().unwrap_or_default();
        let place = place(item);
        if (kind.scope == Scope::Shared) != (place == "shared") {
            let id = kind.id;
            let message = text!(
                "a component `{id}` does not stand in `{place}`",
                "un componente `{id}` no está en `{place}`"
            );
            self.refuse(&format!("{path}.environment"), message, None);
            return;
        }
        let Some(holder) = self.holder(place, path) else { return };
        let Some(items) = list_in(holder, list) else { return };
        if item.op == Some(Operation::Add) {
            let position = crate::positions::Position { line: 1, column: 1 };
            let added = Node { position, value: Value::Table(item.fields.entries.clone()) };
            items.push(added);
            return;
        }
        let names: Vec<String> = items.iter().map(name_of).collect();
        let Some(at) = self.find(&names, (list, place), item, path) else { return };
        let Some(holder) = self.holder(place, path) else { return };
        let Some(items) = list_in(holder, list) else { return };
        if item.op == Some(Operation::Remove) {
            remove(items, at);
        } else if let Some(found) = items.get_mut(at) {
            for (key, value) in &item.fields.entries {
                put(found, key, value);
            }
        }
    }

    /// The table of an environment, or of what is shared.
    fn holder(&mut self, place: &str, path: &str) -> Option<&mut Node> {
        if place == "shared" {
            return table_in(&mut self.tree, "shared");
        }
        let names: Vec<&str> = self.base.environments.iter().map(|it| it.name.as_str()).collect();
        let Some(at) = names.iter().position(|name| *name == place) else {
            let shown = shortened(place);
            let message = text!(
                "the deployment has no environment `{shown}`",
                "el despliegue no tiene el ambiente `{shown}`"
            );
            let near = nearest(place, names.iter().copied());
            self.findings
                .error("A2", &format!("{path}.environment"), message)
                .maybe_help(near.map(did_you_mean));
            return None;
        };
        list_in(&mut self.tree, "environments")?.get_mut(at)
    }

    /// Which of a list is meant.
    fn find(
        &mut self,
        names: &[String],
        (list, place): (&str, &str),
        item: &ChangeItem,
        path: &str,
    ) -> Option<usize> {
        let name = item.name.as_str();
        let mut found = names.iter().enumerate().filter(|(_, it)| *it == name);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => return Some(at),
            // The only one of its list needs no name, nor has one who is counted with others.
            (None, _) if names.len() == 1 && (name.is_empty() || names.concat().is_empty()) => {
                return Some(0);
            }
            _ => {}
        }
        let shown = shortened(name);
        let message = match (name.is_empty(), names.contains(&item.name)) {
            (true, _) => text!(
                "`{place}` has several `{list}`, and the change names none",
                "`{place}` tiene varios `{list}`, y el cambio no nombra ninguno"
            ),
            (false, true) => text!(
                "`{place}` has several `{list}` with the name `{shown}`",
                "`{place}` tiene varios `{list}` con el nombre `{shown}`"
            ),
            (false, false) => text!(
                "`{place}` has no `{shown}` among its `{list}`",
                "`{place}` no tiene `{shown}` entre sus `{list}`"
            ),
        };
        let near = nearest(name, names.iter().map(String::as_str).filter(|it| !it.is_empty()));
        self.refuse(&format!("{path}.name"), message, near);
        None
    }

    fn refuse(&mut self, path: &str, message: Text, near: Option<&str>) {
        self.findings.error("A2", path, message).maybe_help(near.map(did_you_mean));
    }
}

fn did_you_mean(near: &str) -> Text {
    text!("did you mean `{near}`?", "¿quiso decir `{near}`?")
}

/// The name of a component in a list.
fn name_of(node: &Node) -> String {
    let Value::Table(entries) = &node.value else {
        return node.value.written().unwrap_or_default();
    };
    let of = |field: &str| {
        let found = entries.iter().find(|(key, _)| key.name == field);
        found.and_then(|(_, node)| node.value.written())
    };
    of("name").or_else(|| of("domain")).or_else(|| of("origin")).unwrap_or_default()
}

/// Takes a component out of its list; of several that are counted together, one.
fn remove(items: &mut Vec<Node>, at: usize) {
    let counted = items.get_mut(at).and_then(|item| {
        let Value::Table(entries) = &mut item.value else { return None };
        let (_, count) = entries.iter_mut().find(|(key, _)| key.name == "count")?;
        let pieces: u32 = count.value.written()?.parse().ok()?;
        (pieces > 1).then_some((count, pieces))
    });
    match counted {
        Some((count, pieces)) => {
            count.value = Value::Number(pieces.saturating_sub(1).to_string());
        }
        None => {
            items.remove(at);
        }
    }
}
