//! What a deployment file says of a component: its fields, and an example that pastes.

use mru_core::{Deployment, catalogue::Kind};
use serde_json::Value as Json;

/// A field that a file may or must have.
#[derive(Clone, Debug)]
pub struct FileField {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in English.
    pub meaning: String,
}

/// The fields of a component in a deployment file, those that must be there first; none for what is a
/// plain value, or comes with something else.
pub fn file_fields(kind: &Kind) -> Vec<FileField> {
    let schema = Deployment::json_schema();
    let mut place = Some(&schema);
    for name in kind.listed_in.split('.').filter(|name| !name.is_empty()) {
        let name = name.trim_end_matches("[]");
        place = place.and_then(table).and_then(|table| table["properties"].get(name));
    }
    let Some(table) = place.filter(|_| !kind.listed_in.is_empty()).and_then(table) else {
        return Vec::new();
    };
    let required = |name: &str| {
        table["required"].as_array().into_iter().flatten().any(|it| it.as_str() == Some(name))
    };
    let field = |(name, schema): (&String, &Json)| FileField {
        name: name.clone(),
        required: required(name),
        meaning: schema["description"].as_str().unwrap_or_default().to_owned(),
    };
    let properties = table["properties"].as_object().into_iter().flatten();
    let mut fields: Vec<FileField> = properties.map(field).collect();
    fields.sort_by_key(|field| !field.required);
    fields
}

/// The table within a schema of one or of a list of them.
fn table(schema: &Json) -> Option<&Json> {
    if schema.get("properties").is_some() {
        return Some(schema);
    }
    let choices = schema["anyOf"].as_array().into_iter().flatten();
    choices.chain(schema.get("items")).find_map(table)
}

/// What a file says of a component, as YAML below `shared` or an environment; empty where there is no
/// example.
pub fn file_example(kind: &Kind) -> &'static str {
    EXAMPLES.iter().find(|(id, _)| *id == kind.id).map_or("", |(_, example)| example)
}

const EXAMPLES: [(&str, &str); 25] = [
    (
        "container",
        "containers:\n  - {name: ms-loans, vcpu: 1, memory_gb: 2, max_tasks: 4, repository: ms-loans, branch: main}",
    ),
    ("sso", "sso: {vcpu: 1, memory_gb: 2, connection_pool: 10, database: core}"),
    (
        "database",
        "databases:\n  - {name: core, class: db.r6g.large, nodes: 2, schemas: [loans, keycloak]}",
    ),
    ("cache", "caches:\n  - {name: sessions, engine: redis, node_type: cache.t3.medium, nodes: 2}"),
    (
        "search",
        "search:\n  - {name: products, node_type: r6g.large.search, nodes: 3, use_case: product index}",
    ),
    ("queue", "queues:\n  - {name: payments.fifo, type: fifo}"),
    (
        "object-storage",
        "object_storage:\n  - {name: spa-assets, storage: versioned, access: private, lifecycle: permanent}",
    ),
    (
        "cdn",
        "cdn:\n  - {origin: spa-assets, avg_object_kb: 120, monthly_tb: 4, main_locations: [CL], cache_rules: by-extension, edge_functions: false}",
    ),
    ("api-gateway", "api_gateway: {jwt_auth: false}"),
    ("load-balancer", "load_balancers:\n  - {domain: www.store.example, use: ms-loans}"),
    ("vpn", "vpn:\n  - {name: core, peer_ip: 203.0.113.10}"),
    ("vpc-peering", "vpc_peering:\n  - {name: analytics-account}"),
    ("certificate", "certificates: [api.company.example]"),
    ("waf", "waf: default"),
    ("waf-custom-rule", "waf: {custom_rules: 5}"),
    ("external-key", "external_keys:\n  - {module: cloudhsm, reason: regulator, plan: attached}"),
    ("messaging-customers-api", "messaging: {mode: customers-api}"),
    (
        "messaging-direct",
        "messaging:\n  - {mode: direct-smtp, use_case: account statements by mail, technical_contact: mail operations, commercial_contact: customer communications, approval: platform review board}",
    ),
    ("developer-access", "developers: 5"),
    ("code-repository", "repositories:\n  - {name: ms-loans, type: microservice}"),
    ("continuous-integration", "pipelines: [ms-loans]"),
    ("artifact-repository", "artifact_repositories:\n  - {name: commons, format: maven}"),
    ("dns-zone", "dns_zones: [bank.example]"),
    ("widget", "widgets: {widget_builder: 6, cli_hosted_in_connect: 0, cli_hosted_elsewhere: 4}"),
    ("audit-user", "audit_users: 1"),
];

#[cfg(test)]
mod tests {
    use mru_core::{Format, catalogue};

    use super::*;

    /// Every example reads, where its kind is listed, in a file that has nothing else of it.
    #[test]
    fn every_example_pastes() {
        for (id, example) in EXAMPLES {
            let kind = catalogue::find(id).unwrap_or_else(|| panic!("{id} is no kind"));
            let below = |indent: &str| {
                example.lines().map(|line| format!("{indent}{line}\n")).collect::<String>()
            };
            let mut text = String::from("id: pasted\nshared:\n  developers: 5\n");
            if kind.listed_in.starts_with("shared") {
                text = format!("id: pasted\nshared:\n{}", below("  "));
            }
            text.push_str(
                "environments:\n  - name: production\n    kind: production\n    redundancy: 2\n",
            );
            if kind.listed_in.starts_with("environments") {
                text.push_str(&below("    "));
            }
            let parsed = Deployment::parse(&text, Format::Yaml);
            assert!(parsed.deployment.is_some(), "{text}");
            let findings = parsed.findings();
            let misread = findings.iter().find(|it| it.rule.starts_with('F'));
            assert!(misread.is_none(), "{text}{misread:?}");
        }
    }

    #[test]
    fn a_container_has_its_fields_with_those_needed_first() {
        let container = catalogue::find("container").unwrap();
        let fields = file_fields(container);
        let first = fields.first().unwrap();
        assert!(first.required && !fields.last().unwrap().required);
        assert!(fields.iter().any(|it| it.name == "memory_gb" && it.required));
        assert!(fields.iter().all(|it| !it.meaning.is_empty()));
    }
}
