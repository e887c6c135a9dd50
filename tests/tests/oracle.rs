//! The real pricing equals the oracle to the last digit, line by line.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::{Deployment, Format, Quote, materials::Place, pricing::Total};
use mru_tests::{
    generate::{self, Agreed, CLASSES, day, errors, quote, sizes},
    oracle::{Bill, Charged, POLICIES, Sum, exact, to_cents},
};
use num_bigint::BigInt;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{TestCaseError, TestRunner},
};
use serde_json::{Value, json};

fn cents(usd: &impl ToString) -> BigInt {
    usd.to_string().replace('.', "").parse().expect("an amount in cents")
}

/// The charged lines of a quote in the words of the oracle.
fn charged(quote: &Quote) -> Vec<Charged> {
    let lines = quote.priced.lines().filter(|line| line.weight.is_some());
    let charged = lines.map(|line| Charged {
        environment: match line.item.place {
            Place::Shared => None,
            Place::Environment(index) => Some(index),
        },
        component: line.item.kind.id.to_owned(),
        entry: line.entry().expect("a line with a weight has an entry").to_owned(),
        quantity: exact(&line.item.quantity.to_string()),
        multiplier: line.item.multiplier.into(),
        mru: exact(&line.mru.to_string()),
        cents: cents(&line.usd),
    });
    let mut charged: Vec<Charged> = charged.filter(|line| line.quantity != exact("0")).collect();
    charged.sort();
    charged
}

fn sum_of(total: &Total) -> Sum {
    Sum { mru: exact(&total.mru.to_string()), cents: cents(&total.usd) }
}

/// Compares line by line, then the sums, then what must cost nothing.
fn compare(deployment: &Value, agreed: &Agreed) -> Result<(), TestCaseError> {
    let quote = quote(deployment, &agreed.terms())?;
    let mut bill: Bill = agreed.pricing().bill(deployment);
    bill.lines.sort();
    let real = charged(&quote);
    for (whose, one, other) in [("quote", &real, &bill.lines), ("oracle", &bill.lines, &real)] {
        if let Some(only) = one.iter().find(|line| !other.contains(line)) {
            let near = other.iter().filter(|line| line.component == only.component);
            let near: Vec<&Charged> = near.collect();
            let message = format!("only the {whose} has {only:#?}; the other has {near:#?}");
            return Err(TestCaseError::fail(message));
        }
    }
    prop_assert_eq!(&real, &bill.lines);
    prop_assert!(bill.missing.is_empty());
    prop_assert_eq!(sum_of(&quote.priced.total), bill.total());
    prop_assert_eq!(sum_of(&quote.priced.shared), bill.sum_of(None));
    for (index, total) in quote.priced.environments.iter().enumerate() {
        prop_assert_eq!(sum_of(total), bill.sum_of(Some(index)));
    }
    for line in quote.priced.lines() {
        let size = line.entry().map(|entry| entry.split_once('/').map_or("", |(_, size)| size));
        prop_assert!(size.is_none_or(|size| size == line.item.size), "{}", line.item.path);
    }
    for line in quote.priced.lines().filter(|line| line.weight.is_none()) {
        prop_assert_eq!(exact(&line.mru.to_string()), exact("0"), "{}", line.item.path);
        prop_assert_eq!(cents(&line.usd), BigInt::ZERO, "{}", line.item.path);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_deployment_costs_what_the_oracle_says(case in generate::case()) {
        compare(&case.deployment, &case.agreed)?;
    }
}

/// Asserts that a deployment costs what the oracle says.
#[track_caller]
fn assert_equal(deployment: &Value, agreed: &Agreed) {
    if let Err(failure) = compare(deployment, agreed) {
        panic!("{failure}");
    }
}

/// A production and a pre-production environment, each with one list of components.
fn both(list: &str, mut component: Value, nodes: bool) -> Value {
    let mut environment = |name: &str, count: u32| {
        if nodes {
            component["nodes"] = json!(count);
        } else {
            component["branch"] = json!(name);
        }
        json!({ "name": name, "kind": name, list: [component] })
    };
    let mut production = environment("production", 2);
    production["redundancy"] = json!(3);
    json!({ "environments": [production, environment("pre-production", 1)] })
}

#[test]
fn every_size_costs_its_weight() {
    assert_eq!(sizes().len(), 67);
    let agreed = Agreed::standard();
    for (vcpu, memory) in sizes() {
        let container = json!({
            "name": "ms", "vcpu": vcpu, "memory_gb": memory, "instances": 2, "repository": "ms",
        });
        let deployment = both("containers", container, false);
        assert_equal(&deployment, &agreed);
        let quote = quote(&deployment, &agreed.terms()).expect("a quote");
        let weight = exact(&agreed.weights[&format!("container/{vcpu}x{memory}")]);
        let containers = charged(&quote).into_iter().filter(|line| line.component == "container");
        let factors: Vec<_> = containers.map(|line| line.mru / &weight).collect();
        assert_eq!(factors, [exact("6"), exact("2")], "{vcpu}x{memory}");
    }
}

#[test]
fn every_class_costs_its_weight() {
    let agreed = Agreed::standard();
    for class in CLASSES {
        for storage in ["standard", "io-optimized"] {
            for written in [class.to_owned(), class.replace("r6g", "r6"), class.to_uppercase()] {
                let database = json!({
                    "name": "main", "class": written, "storage": storage, "schemas": ["main"],
                });
                let deployment = both("databases", database, true);
                assert_equal(&deployment, &agreed);
                let quote = quote(&deployment, &agreed.terms()).expect("a quote");
                let suffix = if storage == "standard" { "" } else { "/io-optimized" };
                let weight = exact(&agreed.weights[&format!("database/{class}{suffix}")]);
                let databases =
                    charged(&quote).into_iter().filter(|line| line.component == "database");
                let factors: Vec<_> = databases.map(|line| line.mru / &weight).collect();
                assert_eq!(factors, [exact("2"), exact("1")], "{written} {storage}");
            }
        }
    }
}

/// A deployment in which every policy has something to decide.
fn telling() -> Value {
    let environment = |name: &str, kind: &str, nodes: u32| {
        json!({
            "name": name,
            "kind": kind,
            "containers": [{
                "name": "ms-loans", "vcpu": 1, "memory_gb": 2, "instances": 2,
                "repository": "ms-loans", "branch": name,
            }],
            "sso": [{
                "vcpu": 1, "memory_gb": 3, "database": "main", "connection_pool": 1,
                "administration": "realms",
            }],
            "databases": [{
                "name": "main", "class": "db.r6.large", "nodes": nodes, "schemas": ["main"],
                "storage_gb": 45,
                "global_replica": { "region": "us-west-1", "nodes": 1, "class": "db.r6g.xlarge" },
            }],
            "caches": [{
                "name": "sessions", "node_type": "cache.t3.micro", "nodes": nodes,
                "use_case": "sessions",
            }],
        })
    };
    let mut production = environment("production", "production", 2);
    production["redundancy"] = json!(3);
    let gateway = json!({
        "name": "staging", "kind": "pre-production", "api_gateway": [{ "jwt_auth": false }],
    });
    json!({
        "customer": { "subscription_allows_global_db": true },
        "shared": {
            "repositories": [{ "name": "widgets", "type": "micro-frontend" }],
            "pipelines": [generate::pipeline("widgets")],
        },
        "environments": [production, environment("certification", "pre-production", 1), gateway],
    })
}

#[test]
fn every_policy_matters_as_the_oracle_says() {
    let standard = Agreed::standard().with_policy("database_storage_allowance_gb", 20);
    for (policy, choices) in POLICIES.iter().filter(|(policy, _)| *policy != "rounding") {
        let mut totals = BTreeSet::new();
        for choice in *choices {
            let agreed = standard.clone().with_policy(policy, *choice);
            assert_equal(&telling(), &agreed);
            let mut by_contract = standard.clone();
            by_contract.contract = Some(json!({ "policies": { *policy: choice } }));
            assert_equal(&telling(), &by_contract);
            let quote = quote(&telling(), &agreed.terms()).expect("a quote");
            totals.insert(quote.priced.total.mru);
        }
        assert_eq!(totals.len(), choices.len(), "{policy}: {totals:?}");
    }
}

#[test]
fn half_a_cent_is_rounded_as_the_policy_says() {
    let vpn = json!({
        "name": "core", "peer_ip": "198.51.100.1", "technical_contact": "noc@example.com",
    });
    let deployment = json!({ "environments": [
        { "name": "certification", "kind": "pre-production", "vpn": [vpn] },
    ] });
    let cases = [
        ("0.0050", "0.01", "0.00"),
        ("0.0150", "0.02", "0.02"),
        ("0.0250", "0.03", "0.02"),
        ("0.0249", "0.02", "0.02"),
    ];
    for (weight, away, even) in cases {
        for (rounding, expected) in [("half-away-from-zero", away), ("half-to-even", even)] {
            let weights = [("vpn", weight), ("environment/pre-production", "0")];
            let mut agreed = Agreed::of(
                weights.map(|(entry, weight)| (entry.to_owned(), weight.to_owned())).into(),
            );
            agreed.header["mru_price_usd"] = json!("1");
            let agreed = agreed.with_policy("rounding", rounding);
            assert_equal(&deployment, &agreed);
            let quote = quote(&deployment, &agreed.terms()).expect("a quote");
            assert_eq!(quote.priced.total.usd.to_string(), expected, "{weight} {rounding}");
        }
    }
    assert_eq!(to_cents(&exact("0.025"), true), BigInt::from(2));
    assert_eq!(to_cents(&exact("-0.025"), false), BigInt::from(-3));
}

#[test]
fn the_generator_reaches_every_entry_that_is_not_a_size() {
    let mut runner = TestRunner::deterministic();
    let mut reached = BTreeSet::new();
    for _ in 0..300 {
        let case = generate::case().new_tree(&mut runner).expect("a case").current();
        reached.extend(
            case.agreed.pricing().bill(&case.deployment).lines.into_iter().map(|line| line.entry),
        );
    }
    let wanted = generate::entries().into_iter().filter(|entry| !entry.starts_with("container/"));
    let unreached: Vec<String> = wanted.filter(|entry| !reached.contains(entry)).collect();
    assert!(unreached.is_empty(), "{unreached:?}");
}

/// Reads a worked example and quotes it by the standard rate card.
fn example(prefix: &str) -> Quote {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/deployments");
    let files = std::fs::read_dir(folder).expect("the folder of worked examples");
    let mut files = files.map(|file| file.expect("a file").path());
    let starts = |name: &std::path::Path| {
        name.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix))
    };
    let path = files.find(|path| starts(path)).unwrap_or_else(|| panic!("no file {prefix}*"));
    let format = match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => Format::Toml,
        Some("json") => Format::Json,
        _ => Format::Yaml,
    };
    let text = std::fs::read_to_string(&path).expect("a readable file");
    if format == Format::Json {
        assert_equal(&serde_json::from_str(&text).expect("JSON"), &Agreed::standard());
    }
    let parsed = Deployment::parse(&text, format);
    Quote::of(&parsed, &Agreed::standard().terms(), day())
        .unwrap_or_else(|findings| panic!("{prefix}: {:#?}", errors(&findings)))
}

/// Counts the weights of a worked example by place and entry, environments themselves aside.
fn counted(quote: &Quote) -> BTreeMap<(String, String), String> {
    let mut counts = BTreeMap::new();
    for line in charged(quote) {
        if line.component == "environment" {
            continue;
        }
        let place =
            line.environment.map_or("shared", |index| &quote.deployment.environments[index].name);
        let count = counts.entry((place.to_owned(), line.entry)).or_insert_with(|| exact("0"));
        *count += line.quantity * exact(&line.multiplier.to_string());
    }
    counts.into_iter().map(|(key, count)| (key, count.to_string())).collect()
}

/// The rows of one place, `entry × count`.
type Rows<'a> = (&'a str, &'a [(&'a str, u32)]);

#[track_caller]
fn assert_example(prefix: &str, expected: &[Rows<'_>]) {
    let quote = example(prefix);
    let rows = expected.iter().flat_map(|(place, rows)| rows.iter().map(move |row| (*place, *row)));
    let rows = rows
        .map(|(place, (entry, count))| ((place.to_owned(), entry.to_owned()), count.to_string()));
    assert_eq!(counted(&quote), rows.collect());
}

#[test]
fn worked_example_1_costs_what_it_says() {
    assert_example(
        "ex1-",
        &[
            ("certification", &[("container/1x2", 1), ("database/db.t3.medium", 1)]),
            ("shared", &[("developer-access", 2)]),
        ],
    );
}

#[test]
fn worked_example_2_costs_what_it_says() {
    assert_example(
        "ex2-",
        &[
            ("production", &[("container/1x2", 2), ("container/1x3", 2), ("object-storage", 1)]),
            ("certification", &[("container/1x2", 2), ("object-storage", 1)]),
            ("shared", &[("developer-access", 3)]),
        ],
    );
}

#[test]
fn worked_example_3_costs_what_it_says() {
    let production = [
        ("container/1x2", 4),
        ("container/1x4", 2),
        ("container/2x4", 4),
        ("sso", 1),
        ("database/db.r6g.large", 2),
        ("cache/cache.t3.medium", 2),
        ("queue/standard", 1),
        ("vpn", 1),
    ];
    let certification = [
        ("container/1x2", 5),
        ("sso", 1),
        ("database/db.t3.medium", 1),
        ("cache/cache.t3.micro", 1),
        ("queue/standard", 1),
        ("vpn", 1),
    ];
    let shared = [
        ("developer-access", 6),
        ("code-repository", 2),
        ("continuous-integration", 2),
        ("artifact-repository", 1),
    ];
    assert_example(
        "ex3-",
        &[("production", &production), ("certification", &certification), ("shared", &shared)],
    );
}

#[test]
fn worked_example_4_costs_what_it_says() {
    let production = [
        ("container/1x2", 6),
        ("container/2x8", 3),
        ("container/4x8", 3),
        ("database/db.r6g.large", 2),
        ("search/r6g.large.search", 3),
        ("queue/fifo", 1),
        ("queue/standard", 1),
        ("object-storage", 1),
        ("cdn/tier-1", 4),
        ("load-balancer", 1),
    ];
    let staging = [
        ("container/1x2", 1),
        ("container/1x4", 1),
        ("container/2x4", 1),
        ("database/db.t3.medium", 1),
        ("search/t3.small.search", 1),
        ("queue/fifo", 1),
        ("queue/standard", 1),
    ];
    let certification = [("container/1x2", 3), ("database/db.t3.small", 1)];
    let shared = [
        ("developer-access", 8),
        ("code-repository", 1),
        ("continuous-integration", 1),
        ("dns-zone", 1),
    ];
    let places: [Rows<'_>; 4] = [
        ("production", &production),
        ("staging", &staging),
        ("certification", &certification),
        ("shared", &shared),
    ];
    assert_example("ex4-", &places);
}

#[test]
fn worked_example_5_costs_what_it_says() {
    let production = [
        ("container/2x4", 18),
        ("container/4x16", 18),
        ("container/8x32", 6),
        ("container/4x8", 3),
        ("sso", 1),
        // Three nodes and one of the global replica.
        ("database/db.r6g.2xlarge", 4),
        ("database/db.r6g.large", 2),
        ("cache/cache.r6g.large", 3),
        ("search/r6g.large.search", 3),
        ("queue/fifo", 1),
        ("queue/standard", 2),
        ("object-storage", 2),
        ("external-key/cloudhsm", 1),
        ("vpn", 3),
        ("vpc-peering", 1),
        ("messaging-direct/direct-smtp", 1),
        ("waf-custom-rule", 5),
    ];
    let staging = [
        ("container/1x2", 6),
        ("container/2x8", 6),
        ("container/4x16", 2),
        ("container/2x4", 1),
        ("sso", 1),
        ("database/db.r6g.large", 1),
        ("cache/cache.t3.medium", 1),
        ("vpn", 1),
    ];
    let certification = [
        ("container/1x2", 7),
        ("container/1x4", 6),
        ("container/2x8", 2),
        ("sso", 1),
        ("database/db.t3.medium", 1),
    ];
    let shared = [
        ("developer-access", 25),
        ("code-repository", 23),
        ("continuous-integration", 23),
        ("artifact-repository", 2),
        ("dns-zone", 1),
        ("audit-user", 1),
    ];
    let places: [Rows<'_>; 4] = [
        ("production", &production),
        ("staging", &staging),
        ("certification", &certification),
        ("shared", &shared),
    ];
    assert_example("ex5-", &places);
}

#[test]
fn worked_example_6_costs_what_it_says() {
    let production =
        [("container/1x3", 2), ("container/1x4", 6), ("sso", 1), ("database/db.r6g.large", 2)];
    let certification = [("container/1x2", 3), ("sso", 1), ("database/db.t3.small", 1)];
    let shared = [("developer-access", 4)];
    assert_example(
        "ex6-",
        &[("production", &production), ("certification", &certification), ("shared", &shared)],
    );
}
