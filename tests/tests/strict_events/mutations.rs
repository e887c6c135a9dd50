//! Changes of a component that a quote refuses, with the same change of the event that states it.

use serde_json::{Value, json};

use super::set;

/// One change of a component of a deployment and of the event that states it.
pub(super) struct Mutation {
    /// List of the component in its environment.
    list: &'static str,
    /// Component of the event.
    pub(super) component: &'static str,
    /// Fields of the deployment that change.
    pub(super) fields: Value,
    /// Fields of the event that change.
    pub(super) event: Value,
    production: bool,
}

/// Changes that a quote refuses by the default policies.
pub(super) fn mutations() -> Vec<Mutation> {
    let of = |list, component, production, fields, event| Mutation {
        list,
        component,
        fields,
        event,
        production,
    };
    let pair = json!({ "vcpu": 2, "memory_gb": 3 });
    let masters = json!({ "nodes": 1 });
    vec![
        of("containers", "container", true, pair.clone(), json!({ "size": "2x3" })),
        of("containers", "container", false, pair, json!({ "size": "2x3" })),
        of("containers", "container", true, json!({ "vcpu": 3 }), json!({ "size": "3x8" })),
        of(
            "containers",
            "container",
            true,
            json!({ "redundancy": 1, "max_tasks": null }),
            json!({ "redundancy": 1, "max_tasks": null }),
        ),
        of(
            "containers",
            "container",
            false,
            json!({ "redundancy": 2, "max_tasks": null }),
            json!({ "redundancy": 2, "max_tasks": null }),
        ),
        of("containers", "container", true, json!({ "max_tasks": 1 }), json!({ "max_tasks": 1 })),
        of(
            "containers",
            "container",
            false,
            json!({ "instances": 3, "max_tasks": 2 }),
            json!({ "quantity": "3", "max_tasks": 2 }),
        ),
        of("databases", "database", true, masters.clone(), json!({ "quantity": "1" })),
        of("caches", "cache", true, masters.clone(), json!({ "quantity": "1" })),
        of("search", "search", true, masters, json!({ "quantity": "1" })),
        of(
            "databases",
            "database",
            true,
            json!({ "class": "db.r6g.lrge", "global_replica": null }),
            json!({ "size": "db.r6g.lrge" }),
        ),
        of(
            "caches",
            "cache",
            false,
            json!({ "node_type": "cache.t3.huge" }),
            json!({ "size": "cache.t3.huge" }),
        ),
        of("queues", "queue", false, json!({ "type": "filo" }), json!({ "size": "filo" })),
        of("queues", "queue", true, json!({ "name": "a b" }), json!({ "name": "a b" })),
        of(
            "object_storage",
            "object-storage",
            true,
            json!({ "name": "UPPER" }),
            json!({ "name": "UPPER" }),
        ),
    ]
}

/// A deployment in which every environment has a component of each list that mutations name.
pub(super) fn complete(deployment: &mut Value) {
    for environment in deployment["environments"].as_array_mut().into_iter().flatten() {
        let production = is_production(environment);
        let nodes = if production { 2 } else { 1 };
        let name = environment["name"].as_str().unwrap_or_default().to_owned();
        for (list, component) in [
            (
                "containers",
                json!({ "name": "added", "vcpu": 1, "memory_gb": 2, "branch": name, "repository": "code-added" }),
            ),
            (
                "databases",
                json!({ "name": "added", "class": "db.t3.medium", "nodes": nodes, "schemas": ["a"] }),
            ),
            (
                "caches",
                json!({ "name": "added", "node_type": "cache.t3.micro", "nodes": nodes, "use_case": "x" }),
            ),
            (
                "search",
                json!({ "name": "added", "node_type": "t3.small.search", "nodes": nodes, "use_case": "x" }),
            ),
            ("queues", json!({ "name": "added", "type": "standard" })),
            (
                "object_storage",
                json!({ "name": "added", "storage": "simple", "access": "private", "lifecycle": "permanent" }),
            ),
        ] {
            mru_tests::generate::push(&mut environment[list], component);
        }
    }
    mru_tests::generate::push(
        &mut deployment["shared"]["pipelines"],
        mru_tests::generate::pipeline("code-added"),
    );
}

fn is_production(environment: &Value) -> bool {
    environment["kind"].as_str().is_some_and(|kind| kind.starts_with("prod"))
}

/// Applies a mutation to the added component of an environment of its kind, if there is one.
pub(super) fn mutate(deployment: &Value, mutation: &Mutation) -> Option<(Value, String)> {
    let mut mutated = deployment.clone();
    let mut environments = mutated["environments"].as_array_mut()?.iter_mut();
    let environment = environments.find(|it| is_production(it) == mutation.production)?;
    let name = environment["name"].as_str()?.to_owned();
    let mut components = environment[mutation.list].as_array_mut()?.iter_mut();
    set(components.find(|it| it["name"] == "added")?, &mutation.fields);
    Some((mutated, name))
}
