//! Plans of Terraform: what becomes of every resource, what stays open, and what is refused.

use std::{collections::BTreeSet, fs};

use mru_core::{
    Deployment, EnvironmentKind, Format,
    terraform::{FromPlan, Said, Verdict, Why, from_plan},
};
use mru_tests::{
    run::{compare, root, run},
    store::Store,
};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::{Json as _, PROGRAM, begun, issued};

const SHOP: &str = "fixtures/terraform/shop/plan.json";
const PORTAL: &str = "fixtures/terraform/portal/plan.json";

/// What the program says of a plan.
fn told(arguments: &[&str]) -> (i32, String) {
    let more = ["--as-of", "2026-11-21"];
    let run = run(PROGRAM, &[&["quote", "terraform"], arguments, &more].concat(), "");
    assert_eq!(run.stderr, "", "{arguments:?}");
    (run.code, run.stdout)
}

#[test]
fn plans_become_what_is_committed() {
    let completed = ["--next-size", "--monthly-tb", "2.5"];
    let none: [&str; 0] = [];
    let mut differences = Vec::new();
    for (plan, more, name, code) in [
        (SHOP, &none[..], "shop/quote", 0),
        (PORTAL, &none[..], "portal/quote", 2),
        (PORTAL, &completed[..], "portal/next-size", 2),
    ] {
        for (lang, format, ending) in [
            ("en", "text", "en.txt"),
            ("es", "text", "es.txt"),
            ("en", "json", "en.json"),
            ("en", "yaml", "en.yaml"),
        ] {
            let options = [&[plan, "--lang", lang, "--format", format], more].concat();
            let (found, said) = told(&options);
            assert_eq!(found, if format == "yaml" { 0 } else { code }, "{name} {ending}: {said}");
            let committed = root().join(format!("fixtures/terraform/{name}.{ending}"));
            differences.extend(compare(&committed, &said).err());
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The shop by hand: two services in two zones, three tasks in three; two nodes each of database and
/// cache; what a plan marks as secret stands nowhere.
#[test]
fn the_shop_is_counted_as_by_hand() {
    let (_, said) = told(&[SHOP, "--format", "json"]);
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["counts"]["left_out"], 3);
    let deployment = &said["deployment"]["environments"][0];
    let container = |at: usize, field: &str| deployment["containers"][at][field].clone();
    assert_eq!(container(0, "name"), "orders");
    assert_eq!((container(0, "instances"), container(0, "max_tasks")), (json!(1), json!(6)));
    assert_eq!((container(1, "instances"), container(1, "redundancy")), (json!(1), json!(3)));
    assert_eq!((container(1, "vcpu"), container(1, "memory_gb")), (json!(2), json!(4)));
    assert_eq!(deployment["databases"][0]["nodes"], 2);
    assert_eq!(deployment["caches"][0]["nodes"], 2);
    assert_eq!(deployment["object_storage"][0]["storage"], "versioned");
    assert_eq!(deployment["object_storage"][0]["lifecycle"], "delete-after-365d");
    assert_eq!(deployment["queues"][1]["name"], "failed.fifo");
    assert_eq!(deployment["waf"][0]["custom_rules"], 1);
    assert!(deployment.get("fixed_addresses").is_none(), "those of NAT gateways are free");
    // The same file, priced by itself, costs the same.
    let file = Store::sqlite(PROGRAM);
    let yaml = file.file("shop.yaml", &told(&[SHOP, "--format", "yaml"]).1);
    let priced = run(PROGRAM, &["quote", &yaml, "--as-of", "2026-11-21", "--format", "json"], "");
    let priced: Value = serde_json::from_str(&priced.stdout).expect("JSON");
    assert_eq!(priced["total_usd"], said["quote"]["total_usd"]);
    for format in ["text", "json", "yaml"] {
        assert!(!told(&[SHOP, "--format", format]).1.contains("not for anybody"), "{format}");
    }
}

#[test]
fn a_draft_names_what_was_assumed_and_what_is_not_in_it() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let saved = store.json_of(&["quote", "terraform", SHOP, "--save", "--customer", "retail"]);
    let number = issued(&store, saved["draft"].as_str().expect("an id"), "2026-11-02");
    let shown = store.json_of(&["quote", "show", &number]);
    let excluded: Vec<&str> = shown["excluded"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(
        excluded,
        ["aws_instance.bastion", "aws_sns_topic.alerts", "aws_lambda_function.resize"]
    );
    assert!(shown["assumptions"].as_array().is_some_and(|it| it.len() > 4), "{shown:#}");
}

/// A plan of resources, each a type, a name and values; what is `"?"` is known after the plan is applied.
fn plan(resources: &[(&str, &str, Value)]) -> Value {
    let stands = |(kind, name, values): &(&str, &str, Value)| {
        let known: serde_json::Map<String, Value> = values
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| *value != "?")
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect();
        json!({ "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": known })
    };
    let changes = |(kind, name, values): &(&str, &str, Value)| {
        let unknown: serde_json::Map<String, Value> = values
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| *value == "?")
            .map(|(field, _)| (field.clone(), json!(true)))
            .collect();
        json!({ "address": format!("{kind}.{name}"), "type": kind, "change": { "actions": ["create"], "after_unknown": unknown } })
    };
    json!({
        "format_version": "1.2",
        "planned_values": { "root_module": { "resources": resources.iter().map(stands).collect::<Vec<_>>() } },
        "resource_changes": resources.iter().map(changes).collect::<Vec<_>>(),
    })
}

fn made(plan: &Value, said: &Said) -> FromPlan {
    from_plan(plan.to_string().as_bytes(), said).unwrap_or_else(|it| panic!("{it:#?}"))
}

/// Resources of a plan, what the last of them becomes (component, rule, or nothing), fields of the first
/// component of its list, and the field that is open.
type Case =
    (Vec<(&'static str, &'static str, Value)>, &'static str, &'static str, Value, &'static str);

fn service(more: &Value) -> Vec<(&'static str, &'static str, Value)> {
    let task = json!({ "arn": "t:1", "cpu": "1024", "memory": "2048", "requires_compatibilities": ["FARGATE"] });
    let mut values = json!({ "name": "a", "task_definition": "t:1", "desired_count": 4 });
    values.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
    vec![("aws_ecs_task_definition", "t", task), ("aws_ecs_service", "s", values)]
}

fn cluster(engine: &str, class: &Value) -> Vec<(&'static str, &'static str, Value)> {
    let version = "5.7.mysql_aurora.2.11.1";
    let values = json!({ "cluster_identifier": "c", "engine": engine, "engine_version": version });
    let instance = json!({ "cluster_identifier": "c", "instance_class": class });
    vec![("aws_rds_cluster", "c", values), ("aws_rds_cluster_instance", "n", instance)]
}

fn one(kind: &'static str, values: Value) -> Vec<(&'static str, &'static str, Value)> {
    vec![(kind, "x", values)]
}

fn types_of_containers() -> Vec<Case> {
    vec![
        (service(&json!({})), "container", "containers", json!({ "instances": 2, "vcpu": 1 }), ""),
        (
            service(&json!({ "desired_count": 1 })),
            "container",
            "containers",
            json!({ "instances": 1 }),
            "",
        ),
        (service(&json!({ "desired_count": 0 })), "-", "", json!({}), ""),
        (
            service(&json!({ "desired_count": "?" })),
            "container",
            "containers",
            json!({ "vcpu": 1 }),
            "instances",
        ),
        (service(&json!({ "launch_type": "EC2" })), "-", "", json!({}), ""),
        (
            service(
                &json!({ "capacity_provider_strategy": [{ "capacity_provider": "FARGATE_SPOT" }] }),
            ),
            "container",
            "containers",
            json!({ "memory_gb": 2 }),
            "",
        ),
        (
            cluster("aurora-mysql", &json!("db.r6g.large")),
            "database",
            "databases",
            json!({ "class": "db.r6g.large", "nodes": 1, "engine_version": "2", "schemas": ["c"] }),
            "",
        ),
        (
            cluster("aurora-mysql", &json!("?")),
            "database",
            "databases",
            json!({ "nodes": 1 }),
            "class",
        ),
        (cluster("aurora-postgresql", &json!("db.r6g.large")), "-", "", json!({}), ""),
        (cluster("aurora-mysql", &json!("db.serverless")), "-", "", json!({}), ""),
        (
            one(
                "aws_elasticache_replication_group",
                json!({ "replication_group_id": "r", "node_type": "cache.t3.medium", "num_node_groups": 2, "replicas_per_node_group": 1 }),
            ),
            "cache",
            "caches",
            json!({ "nodes": 4 }),
            "",
        ),
    ]
}

fn types_of_databases() -> Vec<Case> {
    vec![
        (
            one(
                "aws_elasticache_replication_group",
                json!({ "replication_group_id": "r", "node_type": "?", "num_cache_clusters": 2 }),
            ),
            "cache",
            "caches",
            json!({ "nodes": 2 }),
            "node_type",
        ),
        (
            one("aws_elasticache_cluster", json!({ "cluster_id": "r", "engine": "memcached" })),
            "-",
            "",
            json!({}),
            "",
        ),
        (
            one(
                "aws_elasticache_cluster",
                json!({ "cluster_id": "r", "engine": "redis", "node_type": "cache.t3.micro", "num_cache_nodes": 1 }),
            ),
            "cache",
            "caches",
            json!({ "nodes": 1 }),
            "",
        ),
        (
            one(
                "aws_opensearch_domain",
                json!({ "domain_name": "o", "cluster_config": [{ "instance_type": "r6g.large.search", "instance_count": 3, "dedicated_master_enabled": true, "dedicated_master_type": "m6g.large.search", "dedicated_master_count": 3 }], "ebs_options": [{ "volume_size": 20 }] }),
            ),
            "search",
            "search",
            json!({ "nodes": 3, "storage_gb": 60, "master_nodes": { "node_type": "m6g.large.search", "nodes": 3 } }),
            "",
        ),
        (
            one("aws_s3_bucket", json!({ "bucket": "b-1", "acl": "public-read" })),
            "object-storage",
            "object_storage",
            json!({ "access": "public", "storage": "simple", "lifecycle": "permanent" }),
            "",
        ),
        (
            one("aws_s3_bucket", json!({ "bucket": "?" })),
            "object-storage",
            "object_storage",
            json!({ "access": "private" }),
            "",
        ),
    ]
}

fn types_of_data() -> Vec<Case> {
    vec![
        (
            one("aws_sqs_queue", json!({ "name": "q.fifo", "fifo_queue": true })),
            "queue",
            "queues",
            json!({ "name": "q.fifo", "type": "fifo" }),
            "",
        ),
        (
            one("aws_lb", json!({ "name": "l" })),
            "load-balancer",
            "load_balancers",
            json!({ "domain": "l" }),
            "",
        ),
        (
            one(
                "aws_lb",
                json!({ "name": "l", "load_balancer_type": "network", "internal": true }),
            ),
            "R21",
            "",
            json!({}),
            "",
        ),
        (
            one("aws_lb", json!({ "name": "l", "load_balancer_type": "network" })),
            "-",
            "",
            json!({}),
            "",
        ),
        (one("aws_apigatewayv2_api", json!({})), "api-gateway", "api_gateway", json!({}), ""),
        (one("aws_apigatewayv2_route", json!({})), "R35", "", json!({}), ""),
        (
            one(
                "aws_cloudfront_distribution",
                json!({ "origin": [{ "domain_name": "o.example" }] }),
            ),
            "cdn",
            "cdn",
            json!({ "origin": "o.example" }),
            "monthly_tb",
        ),
        (
            one("aws_api_gateway_domain_name", json!({ "domain_name": "api.example" })),
            "custom-domain",
            "custom_domains",
            json!({ "name": "api.example" }),
            "",
        ),
    ]
}

fn types_of_networks() -> Vec<Case> {
    vec![
        (
            one("aws_route53domains_registered_domain", json!({ "domain_name": "a.example" })),
            "domain-registration",
            "domains",
            json!({ "name": "a.example" }),
            "",
        ),
        (
            one("aws_route53_zone", json!({ "name": "a.example." })),
            "dns-zone",
            "dns_zones",
            json!({ "domain": "a.example" }),
            "",
        ),
        (
            one("aws_route53_zone", json!({ "name": "?" })),
            "dns-zone",
            "dns_zones",
            json!({}),
            "domain",
        ),
        (
            one("aws_acm_certificate", json!({ "domain_name": "a.example" })),
            "certificate",
            "certificates",
            json!({ "domains": ["a.example"] }),
            "",
        ),
        (
            one("aws_vpn_connection", json!({ "customer_gateway_id": "?" })),
            "vpn",
            "vpn",
            json!({ "name": "the-x" }),
            "peer_ip",
        ),
        (
            one("aws_vpc_peering_connection", json!({ "tags": { "Name": "partner" } })),
            "vpc-peering",
            "vpc_peering",
            json!({ "name": "partner" }),
            "",
        ),
        (one("aws_eip", json!({})), "fixed-address", "fixed_addresses", json!({ "extra": 1 }), ""),
        (
            one("aws_secretsmanager_secret", json!({ "name": "s" })),
            "secret",
            "secrets",
            json!({ "name": "s", "store": "aws" }),
            "",
        ),
    ]
}

fn types_of_security() -> Vec<Case> {
    vec![
        (
            one(
                "aws_wafv2_web_acl",
                json!({ "rule": [{ "statement": [{ "managed_rule_group_statement": [{}] }] }] }),
            ),
            "R57",
            "",
            json!({}),
            "",
        ),
        (
            one(
                "aws_wafv2_web_acl",
                json!({ "rule": [{ "statement": [{ "rate_based_statement": [{}] }] }] }),
            ),
            "waf-custom-rule",
            "waf",
            json!({ "custom_rules": 1 }),
            "",
        ),
        (one("aws_codepipeline", json!({ "name": "p" })), "-", "", json!({}), ""),
        (one("aws_ecs_task_definition", json!({})), "-", "", json!({}), ""),
        (one("aws_kms_key", json!({})), "R56", "", json!({}), ""),
        (one("aws_ecr_repository", json!({})), "R31", "", json!({}), ""),
        (one("aws_cloudwatch_log_group", json!({})), "R58", "", json!({}), ""),
        (one("aws_subnet", json!({})), "R9", "", json!({}), ""),
        (one("aws_nat_gateway", json!({})), "R28", "", json!({}), ""),
        (one("random_password", json!({})), "R7", "", json!({}), ""),
        (one("aws_msk_cluster", json!({})), "-", "", json!({}), ""),
        (one("aws_mq_broker", json!({})), "-", "", json!({}), ""),
        (one("aws_dynamodb_table", json!({})), "-", "", json!({}), ""),
        (one("azurerm_storage_account", json!({})), "-", "", json!({}), ""),
    ]
}

/// What becomes of one resource of a type.
#[test]
fn every_type_becomes_what_the_table_says() {
    let cases = [
        types_of_containers(),
        types_of_databases(),
        types_of_data(),
        types_of_networks(),
        types_of_security(),
    ];
    for (resources, expected, list, fields, open) in cases.into_iter().flatten() {
        let made = made(&plan(&resources), &Said::default());
        let last = made.resources.last().expect("a resource");
        let shown = format!("{resources:?}: {made:#?}");
        let became = match &last.verdict {
            Verdict::Estimated { component, .. } => component,
            Verdict::Free { rule, .. } => rule,
            Verdict::NotSupported { .. } => "-",
        };
        assert_eq!(became, expected, "{shown}");
        let place =
            made.deployment["environments"][0].get(list).or(made.deployment["shared"].get(list));
        for (field, value) in fields.as_object().expect("fields") {
            assert_eq!(&place.expect("a list")[0][field], value, "{field}: {shown}");
        }
        let found: Vec<&str> = made.open().map(|it| it.2.field).collect();
        assert_eq!(found, if open.is_empty() { vec![] } else { vec![open] }, "{shown}");
        assert!(made.open().all(|it| it.2.because != Why::Secret), "{shown}");
    }
}

/// Options say what a plan cannot; what they say is not assumed.
#[test]
fn what_is_said_is_not_assumed() {
    let service = [
        (
            "aws_ecs_task_definition",
            "t",
            json!({ "arn": "t", "cpu": "256", "memory": "512", "requires_compatibilities": ["FARGATE"] }),
        ),
        (
            "aws_ecs_service",
            "s",
            json!({ "name": "a", "task_definition": "t", "desired_count": 3 }),
        ),
    ];
    let said = Said {
        environment: Some("qa".to_owned()),
        kind: Some(EnvironmentKind::PreProduction),
        next_size: true,
        ..Said::default()
    };
    let made = made(&plan(&service), &said);
    let environment = &made.deployment["environments"][0];
    assert_eq!(
        (&environment["name"], &environment["kind"]),
        (&json!("qa"), &json!("pre-production"))
    );
    assert_eq!(environment["containers"][0]["instances"], 3);
    assert_eq!(
        (&environment["containers"][0]["vcpu"], &environment["containers"][0]["memory_gb"]),
        (&json!(1), &json!(2))
    );
    let rules: Vec<&str> = made.assumptions.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(rules, ["R30", "R31"], "{made:#?}");
    let refused = |said: Said| from_plan(b"{}", &said).expect_err("a refusal")[0].rule;
    assert_eq!(refused(Said { redundancy: Some(2), ..said }), "V8");
    assert_eq!(refused(Said { monthly_tb: Some(0.into()), ..Said::default() }), "V39");
}

#[test]
fn what_is_no_plan_is_told_what_it_is() {
    let store = Store::sqlite(PROGRAM);
    let whole = fs::read_to_string(root().join(SHOP)).expect("the plan");
    let twice = plan(&[("aws_vpc", "a", json!({})), ("aws_vpc", "a", json!({}))]).to_string();
    let cases: [(&str, Vec<u8>, &str, &str); 9] = [
        (
            "tfplan",
            b"PK\x03\x04\x14\x00\xff\xfe".to_vec(),
            "as Terraform keeps it",
            "como Terraform lo guarda",
        ),
        (
            "cut.json",
            whole.as_bytes()[..whole.len() / 2].to_vec(),
            "breaks off before its end",
            "se corta antes de su fin",
        ),
        (
            "plan.txt",
            b"Terraform will perform the following actions:".to_vec(),
            "is not JSON",
            "no es JSON",
        ),
        (
            "state.tfstate",
            br#"{"version": 4, "serial": 3, "lineage": "x", "resources": []}"#.to_vec(),
            "a state of Terraform",
            "un estado de Terraform",
        ),
        (
            "state.json",
            br#"{"format_version": "1.0", "values": {"root_module": {}}}"#.to_vec(),
            "a state of Terraform",
            "un estado de Terraform",
        ),
        (
            "messages.json",
            b"{\"@level\": \"info\"}\n{\"@level\": \"info\"}\n".to_vec(),
            "the messages of",
            "los mensajes de",
        ),
        ("other.json", b"[1, 2]".to_vec(), "no `planned_values`", "no tiene `planned_values`"),
        (
            "later.json",
            br#"{"format_version": "2.0", "planned_values": {}}"#.to_vec(),
            "format `2.0`",
            "formato `2.0`",
        ),
        ("twice.json", twice.into_bytes(), "`aws_vpc.a` twice", "`aws_vpc.a` dos veces"),
    ];
    for (name, bytes, en, es) in cases {
        let file = store.folder.path().join(name);
        fs::write(&file, bytes).expect("a file");
        let file = file.display().to_string();
        for (lang, expected) in [("en", en), ("es", es)] {
            let run = run(PROGRAM, &["quote", "terraform", &file, "--lang", lang], "");
            let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(run.code, 2, "{name}: {said}");
            assert!(said.contains("error[F9]") || said.contains("[F9]"), "{name}: {said}");
            assert!(said.contains(expected), "{name}: `{expected}` is not in {said}");
            let remedy = if name == "later.json" { "Terraform" } else { "terraform show -json" };
            assert!(said.contains(remedy), "{name}: {said}");
        }
    }
    let malformed = json!({ "format_version": "1.0", "planned_values": { "root_module": { "resources": "none" } } });
    let refused =
        from_plan(malformed.to_string().as_bytes(), &Said::default()).expect_err("a refusal");
    assert!(refused[0].message.en.contains("not of its form"), "{refused:?}");
}

/// Types of the table, and others.
const TYPES: [&str; 29] = [
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_appautoscaling_target",
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_elasticache_replication_group",
    "aws_elasticache_cluster",
    "aws_opensearch_domain",
    "aws_s3_bucket",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_acl",
    "aws_sqs_queue",
    "aws_lb",
    "aws_apigatewayv2_api",
    "aws_apigatewayv2_authorizer",
    "aws_cloudfront_distribution",
    "aws_route53_zone",
    "aws_acm_certificate",
    "aws_vpn_connection",
    "aws_customer_gateway",
    "aws_eip",
    "aws_nat_gateway",
    "aws_secretsmanager_secret",
    "aws_wafv2_web_acl",
    "aws_codepipeline",
    "aws_kms_key",
    "aws_instance",
    "google_x",
    "null_resource",
];

/// Types of the table and others, with values that may be anything.
fn resource() -> impl Strategy<Value = (&'static str, Value)> {
    let kinds = select(TYPES.to_vec());
    let fields = select(vec![
        "name",
        "bucket",
        "arn",
        "cpu",
        "memory",
        "desired_count",
        "launch_type",
        "engine",
        "instance_class",
        "cluster_identifier",
        "task_definition",
        "resource_id",
        "max_capacity",
        "fifo_queue",
        "node_type",
        "num_cache_clusters",
        "domain_name",
        "rule",
        "origin",
        "acl",
        "requires_compatibilities",
        "replication_group_id",
        "customer_gateway_id",
        "api_id",
    ]);
    let value = select(vec![
        json!("a"),
        json!("b"),
        json!("?"),
        json!(null),
        json!(0),
        json!(3),
        json!("1024"),
        json!("FARGATE"),
        json!(["FARGATE"]),
        json!("aurora-mysql"),
        json!("redis"),
        json!(true),
        json!([]),
        json!([{}]),
        json!({}),
        json!("db.r6g.large"),
        json!("a.example"),
        json!("public-read"),
        json!("línea\nnueva\u{202e}"),
    ]);
    let values = prop::collection::btree_map(fields, value, 0..8);
    (kinds, values.prop_map(|it| json!(it)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a plan holds, each of its resources is counted once; what is estimated stands where it
    /// is said to stand, and every component is of a resource.
    #[test]
    fn every_resource_is_counted_exactly_once(resources in prop::collection::vec(resource(), 0..24)) {
        let names: Vec<String> = (0..resources.len()).map(|at| format!("r{at}")).collect();
        let listed: Vec<(&str, &str, Value)> =
            resources.iter().zip(&names).map(|((kind, values), name)| (*kind, name.as_str(), values.clone())).collect();
        let given: Vec<String> = listed.iter().map(|(kind, name, _)| format!("{kind}.{name}")).collect();
        let made = made(&plan(&listed), &Said::default());
        let counted: Vec<&String> = made.resources.iter().map(|it| &it.address).collect();
        prop_assert_eq!(counted, given.iter().collect::<Vec<_>>());
        let counts = made.counts();
        prop_assert_eq!(counts.estimated + counts.free + counts.not_supported, given.len());
        let mut paths = BTreeSet::new();
        for resource in &made.resources {
            let Verdict::Estimated { path, missing, .. } = &resource.verdict else { continue };
            let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
            let component = made.deployment.pointer(&pointer);
            prop_assert!(component.is_some(), "{path} is not in {:#}", made.deployment);
            for open in missing {
                prop_assert!(component.and_then(|it| it.get(open.field)).is_none() || open.because != Why::AfterApply, "{path} {open:?} is guessed");
            }
            paths.insert(path.clone());
        }
        // Repositories and pipelines of services are assumed; all else is of a resource.
        let lists = made.deployment["environments"][0].as_object().into_iter().flatten();
        let shared = made.deployment["shared"].as_object().into_iter().flatten();
        let assumed = |list: &str| ["repositories", "pipelines"].contains(&list);
        let components: usize = lists
            .chain(shared)
            .filter(|(list, _)| !assumed(list))
            .filter_map(|(_, it)| it.as_array().map(Vec::len))
            .sum();
        prop_assert_eq!(components, paths.len());
        // The file reads: nothing in it is of a wrong form or of an unknown name.
        let parsed = Deployment::parse(&made.written(mru_core::Lang::Es), Format::Yaml);
        for finding in parsed.findings() {
            prop_assert!(!["F1", "F2", "F5"].contains(&finding.rule), "{finding:?}");
        }
    }
}
