//! What each metered kind is in a deployment file: one arm a kind.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{
    assumed::Assumption,
    copied_place::{Place, assume, example, is_own, plain, whole},
};
use crate::{
    catalogue::{
        compute::{container, sso},
        data::{cache, database, database_storage, global_database, object_storage, queue, search},
        development::{artifact_repository, developer, pipeline, repository},
        messaging, monitoring,
        network::{
            api_gateway, cdn, custom_domain, dns_zone, environment, fixed_address, load_balancer,
            vpc_peering, vpn,
        },
        security::{audit_user, certificate, external_key, secret, waf},
    },
    metering::Interval,
    rate_card::GatewayPolicy,
    text::text,
};

/// Whether a component is a part of another one, which must be there first.
pub(super) fn belongs(interval: &Interval) -> bool {
    let id = interval.slot.component.as_str();
    let parts = [
        global_database::KIND.id,
        database_storage::KIND.id,
        search::STORAGE.id,
        sso::KIND.id,
        pipeline::KIND.id,
        api_gateway::KIND.id,
    ];
    let beyond = (id == cdn::KIND.id && interval.size.size != "tier-1")
        || (id == external_key::KIND.id && interval.size.size == "extra-hsm");
    parts.contains(&id) || !is_own(interval) || beyond || is_sign_on(interval)
}

/// Whether a container is that of Single Sign-On, which has its name and needs a database.
pub(super) fn is_sign_on(interval: &Interval) -> bool {
    let name = interval.slot.name.as_str();
    // A second one in an environment is told from the first by its size or a number.
    let is_one = name == "sso"
        || name
            .strip_prefix("sso ")
            .is_some_and(|it| it == interval.size.size || it.starts_with('('));
    interval.slot.component == container::KIND.id && is_one
}

/// Copies a component; false when the file cannot state it.
pub(super) fn component(
    place: &mut Place<'_>,
    interval: &Interval,
    all: &mut Vec<Assumption>,
) -> bool {
    let id = interval.slot.component.as_str();
    if place.kind.is_some() {
        of_environment(place, interval, id, all)
    } else {
        shared(place, interval, id, all)
    }
}

fn of_environment(
    place: &mut Place<'_>,
    interval: &Interval,
    id: &str,
    all: &mut Vec<Assumption>,
) -> bool {
    let (name, size) = (interval.slot.name.as_str(), interval.size.size.as_str());
    let count = whole(interval.size.quantity);
    if id == environment::KIND.id || id == fixed_address::NAT.id {
        // They come with the environment.
    } else if id == container::KIND.id {
        return tasks(place, interval, all);
    } else if id == database::KIND.id {
        let Some(nodes) = nodes(place, count, all) else { return false };
        let (class, storage) = size.split_once('/').unwrap_or((size, "standard"));
        let path = place.add(
            "databases",
            json!({
                "name": name, "class": class, "nodes": nodes, "schemas": [name], "storage": storage,
            }),
        );
        example(all, "R53", &format!("{path}.schemas"), "schemas", "los esquemas");
    } else if id == cache::KIND.id {
        let Some(nodes) = nodes(place, count, all) else { return false };
        place.add("caches", json!({ "name": name, "node_type": size, "nodes": nodes }));
    } else if id == search::KIND.id {
        let Some(nodes) = nodes(place, count, all) else { return false };
        place.add("search", json!({ "name": name, "node_type": size, "nodes": nodes }));
    } else if id == object_storage::KIND.id {
        let path = place.add(
            "object_storage",
            json!({
                "name": name, "storage": "simple", "access": "private", "lifecycle": "permanent",
            }),
        );
        example(
            all,
            "V66",
            &path,
            "versions, access and life cycle",
            "versiones, acceso y ciclo de vida",
        );
    } else if id == queue::KIND.id {
        place.add("queues", json!({ "name": name, "type": size }));
    } else if id == monitoring::LOG_RETENTION.id {
        let path = place.add("monitoring", json!({ "log_retention_days": 365 }));
        example(all, "R59", &path, "for how long logs are kept", "cuánto se conservan los logs");
    } else {
        return edge(place, interval, id, all);
    }
    true
}

/// What stands at the edge of an environment.
fn edge(place: &mut Place<'_>, interval: &Interval, id: &str, all: &mut Vec<Assumption>) -> bool {
    let (name, size) = (interval.slot.name.as_str(), interval.size.size.as_str());
    let count = whole(interval.size.quantity);
    if id == load_balancer::KIND.id {
        place.add("load_balancers", json!({ "domain": name, "use": "as metered" }));
    } else if id == cdn::KIND.id {
        let path = place.add(
            "cdn",
            json!({
                "origin": name, "avg_object_kb": 100, "monthly_tb": decimal(interval.size.quantity),
                "main_locations": ["all"], "cache_rules": "as metered", "edge_functions": false,
            }),
        );
        example(
            all,
            "V39",
            &path,
            "objects, places and rules of a CDN",
            "objetos, lugares y reglas de una CDN",
        );
    } else if id == vpn::KIND.id {
        let at = place.count("vpn").saturating_add(1);
        let path = place.add("vpn", json!({ "name": name, "peer_ip": format!("203.0.113.{at}") }));
        example(
            all,
            "V36",
            &format!("{path}.peer_ip"),
            "the address of the other side",
            "la dirección del otro lado",
        );
    } else if id == vpc_peering::KIND.id {
        place.add("vpc_peering", json!({ "name": name }));
    } else if id == fixed_address::EXTRA.id {
        let Some(count) = count else { return false };
        place.add("fixed_addresses", json!({ "extra": count }));
    } else if id == custom_domain::KIND.id {
        place.add("custom_domains", json!({ "name": name }));
    } else if id == certificate::KIND.id {
        place.add("certificates", json!({ "domains": [name] }));
    } else if id == secret::KIND.id {
        place.add("secrets", json!({ "name": name, "store": "aws", "delivery": "as metered" }));
    } else if id == waf::CUSTOM_RULE.id {
        let Some(count) = count else { return false };
        place.add("waf", json!({ "custom_rules": count }));
    } else if id == external_key::KIND.id {
        place.add("external_keys", json!({ "reason": "as metered", "plan": "as metered" }));
    } else if id == messaging::DIRECT.id {
        place.add(
            "messaging",
            json!({
                "mode": size, "use_case": "as metered", "technical_contact": "as metered",
                "commercial_contact": "as metered", "approval": "as metered",
            }),
        );
    } else {
        return false;
    }
    true
}

fn shared(place: &mut Place<'_>, interval: &Interval, id: &str, all: &mut Vec<Assumption>) -> bool {
    let name = interval.slot.name.as_str();
    let count = whole(interval.size.quantity);
    if id == developer::KIND.id {
        let Some(count) = count else { return false };
        place.add("developers", json!({ "count": count }));
    } else if id == repository::KIND.id {
        let path = place.add("repositories", json!({ "name": name, "type": "micro-frontend" }));
        example(
            all,
            "V45",
            &format!("{path}.type"),
            "what a repository holds",
            "qué contiene un repositorio",
        );
    } else if id == artifact_repository::KIND.id {
        let path = place.add("artifact_repositories", json!({ "name": name, "format": "npm" }));
        example(
            all,
            "V48",
            &format!("{path}.format"),
            "the format of libraries",
            "el formato de las bibliotecas",
        );
    } else if id == dns_zone::KIND.id {
        place.add("dns_zones", json!({ "domain": name }));
    } else if id == audit_user::KIND.id {
        let Some(count) = count else { return false };
        place.add("audit_users", json!({ "count": count }));
    } else {
        return false;
    }
    true
}

/// Copies a part of a component that is there; false when it is not, or the file cannot state it.
pub(super) fn part(place: &mut Place<'_>, interval: &Interval, all: &mut Vec<Assumption>) -> bool {
    let (id, size) = (interval.slot.component.as_str(), interval.size.size.as_str());
    let name = plain(&interval.slot, size);
    let quantity = interval.size.quantity;
    if is_sign_on(interval) {
        return tasks(place, interval, all);
    }
    if id == sso::KIND.id {
        return place.first("sso").is_some();
    }
    if id == cdn::KIND.id {
        return tier(place, interval);
    }
    if id == api_gateway::KIND.id {
        gateway(place);
        return true;
    }
    let Some(count) = whole(quantity) else { return false };
    if id == global_database::KIND.id {
        let path = format!("{}.databases", place.path);
        let class = size.split_once('/').map_or(size, |it| it.0);
        let Some(fields) = place.named("databases", name) else { return false };
        let replica = json!({ "region": "us-west-1", "nodes": count, "class": class });
        fields.insert(String::from("global_replica"), replica);
        place.has_replica = true;
        example(all, "V24", &path, "the region of a replica", "la región de una réplica");
        return true;
    }
    if id == pipeline::KIND.id {
        if !place.has("repositories", name) {
            return false;
        }
        place.add("pipelines", json!({ "repository": name }));
        return true;
    }
    let (list, field, value) = if id == database_storage::KIND.id {
        let gb = count.saturating_mul(10).saturating_add(place.policies.storage_allowance_gb());
        ("databases", "storage_gb", json!(gb))
    } else if id == search::STORAGE.id {
        ("search", "storage_gb", json!(count.saturating_mul(10)))
    } else if id == search::KIND.id {
        ("search", "master_nodes", json!({ "node_type": size, "nodes": count }))
    } else if id == external_key::KIND.id {
        ("external_keys", "hsm_count", json!(count.saturating_add(2)))
    } else {
        return false;
    };
    let Some(fields) = place.named(list, name) else { return false };
    fields.insert(field.to_owned(), value);
    true
}

/// Adds a gateway that is charged; where the first one is not, that one stands before it.
fn gateway(place: &mut Place<'_>) {
    let has_containers = place.count("containers") > 0;
    let policies = place.policies;
    let first_is_free = if has_containers {
        policies.includes(api_gateway::KIND.id)
    } else {
        policies.api_gateway == GatewayPolicy::Free
    };
    if first_is_free && place.count("api_gateway") == 0 {
        place.add("api_gateway", json!({}));
    }
    place.add("api_gateway", json!({ "exception": "as metered" }));
}

/// Adds the terabytes of a tier to those of the tiers below it, which must be full.
fn tier(place: &mut Place<'_>, interval: &Interval) -> bool {
    let name = plain(&interval.slot, &interval.size.size);
    let at = cdn::TIERS.iter().position(|it| it.0 == interval.size.size);
    let below = at.and_then(|at| cdn::TIERS.get(at.checked_sub(1)?)).and_then(|it| it.1);
    let Some(fields) = place.named("cdn", name) else { return false };
    let before = fields.get("monthly_tb").and_then(number).unwrap_or_default();
    let sum = before.checked_add(interval.size.quantity);
    let (Some(sum), true) = (sum, below.map(Decimal::from) == Some(before)) else { return false };
    fields.insert(String::from("monthly_tb"), decimal(sum));
    true
}

/// Copies the tasks of a container, or of Single Sign-On, whose container is metered by its name.
fn tasks(place: &mut Place<'_>, interval: &Interval, all: &mut Vec<Assumption>) -> bool {
    let size = &interval.size;
    let Some((vcpu, memory)) = size.size.split_once('x') else { return false };
    let (Ok(vcpu), Ok(memory)) = (vcpu.parse::<u32>(), memory.parse::<u32>()) else { return false };
    let Some(instances) = whole(size.quantity) else { return false };
    let mut fields = json!({ "vcpu": vcpu, "memory_gb": memory, "instances": instances });
    if let Some(most) = size.max_tasks {
        state(&mut fields, "max_tasks", json!(most));
    }
    if size.redundancy >= 2 && place.factor != Some(size.redundancy) {
        state(&mut fields, "redundancy", json!(size.redundancy));
    }
    let name = interval.slot.name.as_str();
    if is_sign_on(interval) {
        let base = place.first("databases").and_then(|it| it.get("name")).cloned();
        if let Some(base) = base {
            state(&mut fields, "database", base);
            state(&mut fields, "connection_pool", json!(1));
        }
        let path = place.add("sso", fields);
        example(
            all,
            "V50",
            &format!("{path}.database"),
            "which database is used, and how many connections",
            "qué base de datos se usa, y cuántas conexiones",
        );
        return true;
    }
    let branch = if place.is_production() { "main".to_owned() } else { branch_of(&place.path) };
    state(&mut fields, "name", json!(name));
    state(
        &mut fields,
        "repository",
        json!(place.repositories.get(name).map_or(name, String::as_str)),
    );
    state(&mut fields, "branch", json!(branch));
    place.add("containers", fields);
    let said = text!(
        "metering does not know repositories of containers, so each has one of its name, with a branch an environment",
        "la medición no conoce los repositorios de los contenedores, así que cada uno tiene uno con su nombre, con una rama por ambiente"
    );
    assume(all, "R31", &format!("{}.containers", place.path), said);
    true
}

/// States a field of a component.
fn state(component: &mut Json, field: &str, value: Json) {
    if let Some(fields) = component.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

/// A branch that no other environment has.
fn branch_of(path: &str) -> String {
    let at: String = path.chars().filter(char::is_ascii_digit).collect();
    format!("environment-{at}")
}

/// Nodes of a cluster: what is metered, or in production two where the policy counts clusters.
fn nodes(place: &Place<'_>, count: Option<u32>, all: &mut Vec<Assumption>) -> Option<u32> {
    let count = count?;
    if count >= 2 || !place.is_production() {
        return Some(count);
    }
    let said = text!(
        "the contract counts clusters, and not nodes; production has two at least",
        "el contrato cuenta clústeres, y no nodos; producción tiene al menos dos"
    );
    assume(all, "R20", &place.path, said);
    Some(2)
}

fn decimal(value: Decimal) -> Json {
    whole(value).map_or_else(|| json!(value.normalize().to_string()), |it| json!(it))
}

fn number(value: &Json) -> Option<Decimal> {
    value.as_str().map_or_else(|| value.as_u64().map(Decimal::from), |it| it.parse().ok())
}
