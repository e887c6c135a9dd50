//! What a ticket must contain for what it adds, and does not (domain, appendix A).

use serde_json::Value as Json;

use super::{ChangeOrder, order::ChangeItem};
use crate::{
    catalogue::{ListPlace, Listed},
    deployment::Deployment,
};

/// A field that a ticket lacks.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MissingField {
    /// Name of the environment, or `shared`; empty when it is about the whole ticket.
    pub environment: String,
    /// Kind of component; empty when it is about the whole ticket.
    pub component: String,
    /// Its name.
    pub name: String,
    /// The field, as the appendix names it.
    pub field: String,
}

/// Fields of tickets whose values a deployment file has under another name.
const WRITTEN_AS: [(&str, &str); 20] = [
    ("administration_access_or_realms", "administration"),
    ("automation_type", "automation"),
    ("avg_object_size", "avg_object_kb"),
    ("branch_per_environment", "branch"),
    ("day", "when"),
    ("dns_technical_contact", "dns_contact"),
    ("env_vars_per_environment", "variables"),
    ("hour", "when"),
    ("instance_size", "node_type"),
    ("instance_type", "class"),
    ("lifecycle_policy", "lifecycle"),
    ("management_plan", "plan"),
    ("pre_post_functions", "edge_functions"),
    ("repository_name_and_location", "repository"),
    ("root_domain", "domain"),
    ("schema_name", "schemas"),
    ("secure_delivery_method", "delivery"),
    ("storage_type", "storage"),
    ("use_case_and_service", "use"),
    ("type", "format"),
];

/// What the ticket of a change lacks, for each component that comes.
pub(super) fn missing(
    base: Option<&Deployment>,
    target: &Deployment,
    order: Option<&ChangeOrder>,
) -> Vec<MissingField> {
    let mut missing = order.map(of_ticket).unwrap_or_default();
    let whole = serde_json::to_value(target).unwrap_or_default();
    let environments = target.environments.iter().zip(
        whole.get("environments").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default(),
    );
    for (environment, written) in environments {
        let was = base.and_then(|it| it.environments.iter().find(|it| it.name == environment.name));
        let had = was.map(|it| it.components()).unwrap_or_default();
        let place = (environment.name.as_str(), written);
        of_place(place, &had, &environment.components(), order, &mut missing);
    }
    let had = base.map(|it| it.shared.components()).unwrap_or_default();
    let written = whole.get("shared").unwrap_or(&Json::Null);
    let place = ("shared", written);
    of_place(place, &had, &target.shared.components(), order, &mut missing);
    missing
}

/// What every ticket must say.
fn of_ticket(order: &ChangeOrder) -> Vec<MissingField> {
    let of = |field: &str| MissingField {
        environment: String::new(),
        component: String::new(),
        name: String::new(),
        field: field.to_owned(),
    };
    let mut missing = Vec::new();
    if !order.requested_by.contains('@') {
        missing.push(of("requester_corporate_email"));
    }
    if order.urgent && order.urgency_justification.is_empty() {
        missing.push(of("urgency_justification"));
    }
    missing
}

type Components<'a> = [(ListPlace, &'a dyn Listed)];

fn of_place(
    (place, written): (&str, &Json),
    had: &Components<'_>,
    has: &Components<'_>,
    order: Option<&ChangeOrder>,
    missing: &mut Vec<MissingField>,
) {
    let same = |list: &str, name: &str, of: &Components<'_>| {
        of.iter().filter(|(at, it)| at.list == list && it.name() == name).count()
    };
    for (index, (at, component)) in has.iter().enumerate() {
        let (kind, name) = (component.kind(), component.name());
        let until = has.get(..=index).unwrap_or_default();
        if same(at.list, name, until) <= same(at.list, name, had) {
            continue;
        }
        let fields = written.get(at.list).and_then(|list| list.get(at.index));
        let item = order.and_then(|order| order.item(place, kind.id, name));
        for stated in kind.ticket.iter().filter(|it| !it.ends_with('?')) {
            let field = stated.split('(').next().unwrap_or(stated);
            if !is_said(field, fields, item) {
                missing.push(MissingField {
                    environment: place.to_owned(),
                    component: kind.id.to_owned(),
                    name: name.to_owned(),
                    field: field.to_owned(),
                });
            }
        }
    }
}

/// Whether a field is in the ticket, or in the component itself.
fn is_said(field: &str, component: Option<&Json>, item: Option<&ChangeItem>) -> bool {
    if item.is_some_and(|item| item.ticket.says(field)) {
        return true;
    }
    // The kind of the component says it, or it is needed only when nobody manages the zone.
    if matches!(field, "solution_type" | "dns_addresses_unless_managed") {
        return true;
    }
    // A plain value stands for the whole component.
    let Some(Json::Object(fields)) = component else { return component.is_some() };
    let has = |name: &str| fields.contains_key(name);
    // Developers may be a plain number of people, whose names come later.
    has(field)
        || has("count")
        || WRITTEN_AS.iter().any(|(asked, written)| *asked == field && has(written))
}
