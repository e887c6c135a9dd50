//! Laws that hold for every deployment and rate card: order, growth, sums, repetition, notation.

use mru_core::{
    Deployment, Format, Lang, Quote, Severity,
    materials::Place,
    pricing::{Line, Total},
    units::Mru,
};
use mru_tests::generate::{self, Agreed, Case, day, push, quote, single_elements, toml};
use proptest::{prelude::*, sample::Index, test_runner::TestCaseError};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The configuration of every law: 256 cases, no files left behind.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

fn hash(text: &str, format: Format) -> Result<String, TestCaseError> {
    let parsed = Deployment::parse(text, format);
    let wrong = || TestCaseError::fail(format!("{:#?}\n{text}", parsed.findings()));
    let errors = parsed.findings().iter().any(|finding| finding.severity == Severity::Error);
    parsed.deployment.as_ref().filter(|_| !errors).map(Deployment::hash).ok_or_else(wrong)
}

fn hash_of(deployment: &Value) -> Result<String, TestCaseError> {
    hash(&deployment.to_string(), Format::Json)
}

fn numbers(total: &Total) -> (Decimal, Decimal) {
    (total.mru.as_decimal(), total.usd.as_decimal())
}

/// The elements of a list, which may be absent or a single element.
fn elements(list: &mut Value) -> Vec<&mut Value> {
    match list {
        Value::Null => Vec::new(),
        Value::Array(elements) => elements.iter_mut().collect(),
        single => vec![single],
    }
}

/// The elements of one list in all environments.
fn all<'a>(deployment: &'a mut Value, list: &str) -> Vec<&'a mut Value> {
    let environments = elements(&mut deployment["environments"]);
    environments.into_iter().flat_map(|environment| elements(&mut environment[list])).collect()
}

/// Drops what limits the growth of a service: its range and its pool.
fn unlimited(deployment: &mut Value) {
    let mut drop = |list, fields: &[&str]| {
        for service in all(deployment, list) {
            let fields = fields.iter().map(|field| (*field).to_owned());
            fields.for_each(|field| drop_field(service, &field));
        }
    };
    drop("containers", &["max_tasks", "connection_pool", "database"]);
    drop("sso", &["max_tasks"]);
}

fn drop_field(value: &mut Value, field: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.remove(field);
    }
}

/// Permutes every list at every depth.
fn permute(value: &mut Value, random: &mut u64) {
    match value {
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| permute(element, random));
            for last in (1..elements.len()).rev() {
                // A linear congruential generator; its high bits are good enough to shuffle.
                *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let other = usize::try_from(*random >> 33).expect("31 bits") % (last + 1);
                elements.swap(last, other);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| permute(value, random)),
        _ => {}
    }
}

/// Grows a deployment in one way; nothing when it has nothing to grow so.
fn grow(deployment: &Value, way: usize, pick: Index) -> Option<Value> {
    let mut grown = deployment.clone();
    unlimited(&mut grown);
    match way {
        0 => add_container(&mut grown, pick, 2).then_some(())?,
        1 => raise(&mut grown, &["containers", "sso"], "instances", pick)?,
        2 => {
            let environments = elements(&mut grown["environments"]).into_iter();
            let productive = environments.filter(|environment| environment["redundancy"].is_u64());
            raise_one(productive.collect(), "redundancy", pick)?;
        }
        3 => raise(&mut grown, &["databases", "caches", "search"], "nodes", pick)?,
        4 => {
            let mut cdn = all(&mut grown, "cdn");
            let more = if cdn.is_empty() { None } else { Some(pick.index(cdn.len())) }?;
            cdn[more]["monthly_tb"] = json!("301.5");
        }
        5 => raise(&mut grown, &["external_keys"], "hsm_count", pick)?,
        6 => {
            let mut environments = elements(&mut grown["environments"]);
            let chosen = pick.index(environments.len());
            let environment = &mut environments[chosen];
            push(&mut environment["queues"], json!({ "name": "another", "type": "standard" }));
            push(&mut environment["caches"], cache("another", 2));
            push(&mut environment["databases"], database("another", "db.r6.large", 2));
        }
        _ => {
            push(
                &mut grown["shared"]["repositories"],
                json!({ "name": "another", "type": "widget" }),
            );
            push(&mut grown["shared"]["pipelines"], generate::pipeline("another"));
        }
    }
    Some(grown)
}

fn raise(deployment: &mut Value, lists: &[&str], field: &str, pick: Index) -> Option<()> {
    let lists = lists.iter().filter(|list| !all(&mut deployment.clone(), list).is_empty());
    let lists: Vec<&&str> = lists.collect();
    let list = lists.get(pick.index(lists.len().max(1)))?;
    raise_one(all(deployment, list), field, pick)
}

/// Raises a number of one of several values by 1; an absent number is 1.
fn raise_one(mut values: Vec<&mut Value>, field: &str, pick: Index) -> Option<()> {
    let chosen = pick.index(values.len().max(1));
    let value = values.get_mut(chosen)?;
    let number = value[field].as_u64().unwrap_or(1);
    value[field] = json!(number + 1);
    Some(())
}

/// Adds a container with its repository to an environment that has containers already: the first
/// one would make an API Gateway free that was charged before (R35).
fn add_container(deployment: &mut Value, pick: Index, instances: u32) -> bool {
    let environments = elements(&mut deployment["environments"]).into_iter();
    let mut with: Vec<&mut Value> = environments
        .filter_map(|environment| {
            (!elements(&mut environment["containers"]).is_empty()).then_some(environment)
        })
        .collect();
    let chosen = pick.index(with.len().max(1));
    let Some(environment) = with.get_mut(chosen) else { return false };
    let mut container = container("ms-another", 2, 4, "main");
    container["instances"] = json!(instances);
    container["repository"] = json!("code-another");
    push(&mut environment["containers"], container);
    push(&mut deployment["shared"]["pipelines"], generate::pipeline("code-another"));
    true
}

/// A container whose repository has its name.
fn container(name: &str, vcpu: u32, memory_gb: u32, branch: &str) -> Value {
    let repository = name;
    json!({
        "name": name, "vcpu": vcpu, "memory_gb": memory_gb, "repository": repository,
        "branch": branch,
    })
}

fn cache(name: &str, nodes: u32) -> Value {
    json!({ "name": name, "node_type": "cache.t3.micro", "nodes": nodes, "use_case": "sessions" })
}

fn database(name: &str, class: &str, nodes: u32) -> Value {
    json!({ "name": name, "class": class, "nodes": nodes, "schemas": ["main"] })
}

fn vpn() -> Value {
    json!({ "name": "core", "peer_ip": "198.51.100.1", "technical_contact": "noc@example.com" })
}

/// The amounts of a line.
fn amounts(line: Line<'_>) -> (Decimal, Decimal) {
    (line.mru.as_decimal(), line.usd.as_decimal())
}

fn is_container(line: &Line<'_>) -> bool {
    line.item.kind.id == "container"
}

/// Writes block YAML.
fn yaml(value: &Value, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let nested = |value: &Value| match value {
        Value::Object(fields) if !fields.is_empty() => format!("\n{}", yaml(value, indent + 2)),
        Value::Array(elements) if !elements.is_empty() => format!("\n{}", yaml(value, indent + 2)),
        plain => format!(" {plain}\n"),
    };
    match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{margin}{name}:{}", nested(value))).collect()
        }
        Value::Array(elements) => {
            elements.iter().map(|value| format!("{margin}-{}", nested(value))).collect()
        }
        plain => plain.to_string(),
    }
}

proptest! {
    #![proptest_config(config())]

    /// R103.
    #[test]
    fn the_order_of_lists_changes_nothing(case in generate::case(), mut random in any::<u64>()) {
        let mut permuted = case.deployment.clone();
        permute(&mut permuted, &mut random);
        let terms = case.agreed.terms();
        let (one, other) = (quote(&case.deployment, &terms)?, quote(&permuted, &terms)?);
        prop_assert_eq!(numbers(&one.priced.total), numbers(&other.priced.total));
        prop_assert_eq!(numbers(&one.priced.shared), numbers(&other.priced.shared));
        prop_assert_eq!(one.deployment_hash, other.deployment_hash);
    }

    /// R104.
    #[test]
    fn what_grows_never_costs_less(
        case in generate::case(),
        way in 0..8_usize,
        pick in any::<Index>(),
    ) {
        let mut before = case.deployment.clone();
        unlimited(&mut before);
        let Some(grown) = grow(&case.deployment, way, pick) else { return Ok(()) };
        let terms = case.agreed.terms();
        let (before, after) = (quote(&before, &terms)?, quote(&grown, &terms)?);
        prop_assert!(after.priced.total.mru >= before.priced.total.mru);
    }

    /// R105.
    #[test]
    fn totals_are_sums(case in generate::case()) {
        let priced = quote(&case.deployment, &case.agreed.terms())?.priced;
        let add = |sum: (Decimal, Decimal), one: (Decimal, Decimal)| (sum.0 + one.0, sum.1 + one.1);
        let of_lines = |place: Option<Place>| {
            let here = |line: &Line<'_>| place.is_none_or(|place| line.item.place == place);
            priced.lines().filter(here).map(amounts).fold(Default::default(), add)
        };
        let places = priced.environments.iter().chain([&priced.shared]).map(numbers);
        prop_assert_eq!(numbers(&priced.total), places.fold(Default::default(), add));
        prop_assert_eq!(numbers(&priced.total), of_lines(None));
        prop_assert_eq!(numbers(&priced.shared), of_lines(Some(Place::Shared)));
        for (index, total) in priced.environments.iter().enumerate() {
            prop_assert_eq!(numbers(total), of_lines(Some(Place::Environment(index))));
        }
    }

    /// R100: what is included stands on the quote as well, each thing on a line of its own.
    #[test]
    fn what_is_included_is_shown(mut case in generate::case()) {
        let priced = quote(&case.deployment, &case.agreed.terms())?.priced;
        let kinds: Vec<&str> = priced.lines().map(|line| line.item.kind.id).collect();
        let lines = |kind: &str| kinds.iter().filter(|id| **id == kind).count();
        for (list, kind) in [
            ("api_gateway", "api-gateway"),
            ("certificates", "certificate"),
            ("custom_domains", "custom-domain"),
        ] {
            prop_assert_eq!(lines(kind), all(&mut case.deployment, list).len(), "{}", kind);
        }
        let pipelines = elements(&mut case.deployment["shared"]["pipelines"]).len();
        prop_assert_eq!(lines("continuous-integration"), pipelines);
    }

    /// R106.
    #[test]
    fn the_same_input_gives_the_same_bytes(case in generate::case()) {
        let (one, other) = (
            quote(&case.deployment, &case.agreed.terms())?,
            quote(&case.deployment, &case.agreed.terms())?,
        );
        for lang in [Lang::En, Lang::Es] {
            // A value has its fields in the order of the alphabet, and so has what is written at once.
            let written = serde_json::to_string(&other.document(lang)).expect("a document");
            prop_assert_eq!(one.to_json(lang).to_string(), written);
        }
    }

    /// R107.
    #[test]
    fn a_container_more_costs_exactly_its_line(
        mut case in generate::case(),
        pick in any::<Index>(),
        instances in 1..4_u32,
    ) {
        drop_field(&mut case.agreed.header, "included_with_container");
        if let Some(contract) = &mut case.agreed.contract {
            drop_field(contract, "included_with_container");
        }
        let mut more = case.deployment.clone();
        if !add_container(&mut more, pick, instances) {
            return Ok(());
        }
        let terms = case.agreed.terms();
        let before = quote(&case.deployment, &terms)?.priced;
        let after = quote(&more, &terms)?.priced;
        let named = after.lines().filter(|line| line.item.name == "ms-another");
        let added: Vec<Line<'_>> = named.filter(is_container).collect();
        prop_assert_eq!(added.len(), 1);
        let (before, after) = (numbers(&before.total), numbers(&after.total));
        prop_assert_eq!((after.0 - before.0, after.1 - before.1), amounts(added[0]));
    }

    /// R109.
    #[test]
    fn production_costs_twice_pre_production(agreed in generate::agreed(), pick in any::<Index>()) {
        let (vcpu, memory) = *pick.get(&generate::sizes());
        let container = |branch| json!([container("ms", vcpu, memory, branch)]);
        let deployment = json!({ "environments": [
            {
                "name": "one", "kind": "production", "redundancy": 2,
                "containers": container("main"),
            },
            { "name": "other", "kind": "pre-production", "containers": container("develop") },
        ] });
        let priced = quote(&deployment, &agreed.terms())?.priced;
        let containers = priced.lines().filter(is_container);
        let containers: Vec<Decimal> = containers.map(|line| line.mru.as_decimal()).collect();
        prop_assert_eq!(containers.len(), 2);
        prop_assert_eq!(containers[0], containers[1] * Decimal::TWO);
    }

    /// R1, R110: every weight that is needed and missing is named, and there is no total.
    #[test]
    fn a_missing_weight_is_an_error(
        mut case in generate::case(),
        picks in proptest::collection::vec(any::<Index>(), 1..20),
    ) {
        case.agreed.contract = None;
        let entries = generate::entries();
        for pick in picks {
            case.agreed.weights.remove(pick.get(&entries));
        }
        let missing = case.agreed.pricing().bill(&case.deployment).missing;
        let parsed = Deployment::parse(&case.deployment.to_string(), Format::Json);
        let Err(findings) = Quote::of(&parsed, &case.agreed.terms(), day()) else {
            prop_assert!(missing.is_empty(), "quoted without {missing:?}");
            return Ok(());
        };
        let errors = generate::errors(&findings);
        prop_assert!(errors.iter().all(|error| error.starts_with("R1 ")), "{errors:#?}");
        for entry in missing {
            let quoted = format!("`{entry}`");
            let named = errors.iter().any(|error| error.contains(&quoted));
            prop_assert!(named, "{entry} is missing in {errors:#?}");
        }
    }

    /// R12: before rounding, twice the weights are twice the MRUs.
    #[test]
    fn mrus_are_linear_in_the_weights(mut case in generate::case()) {
        case.agreed.contract = None;
        let once = quote(&case.deployment, &case.agreed.terms())?.priced;
        for weight in case.agreed.weights.values_mut() {
            *weight = (weight.parse::<Decimal>().expect("a weight") * Decimal::TWO).to_string();
        }
        let twice = quote(&case.deployment, &case.agreed.terms())?.priced;
        prop_assert_eq!(once.total.mru.as_decimal() * Decimal::TWO, twice.total.mru.as_decimal());
        for (once, twice) in once.lines().zip(twice.lines()) {
            prop_assert_eq!(once.mru.as_decimal() * Decimal::TWO, twice.mru.as_decimal());
        }
    }

    /// R20: before rounding, n nodes are n times one node.
    #[test]
    fn mrus_are_linear_in_the_nodes(agreed in generate::agreed(), nodes in 1..200_u32) {
        let agreed = Agreed { contract: None, ..agreed }.with_policy("data_services", "per-node");
        let cost = |nodes: u32| {
            let deployment = small(&json!({ "caches": [cache("sessions", nodes)] }));
            let priced = quote(&deployment, &agreed.terms())?.priced;
            let cache = priced.lines().find(|line| line.item.kind.id == "cache");
            Ok::<_, TestCaseError>(cache.expect("a line").mru.as_decimal())
        };
        prop_assert_eq!(cost(nodes)?, cost(1)? * Decimal::from(nodes));
    }

    /// R81.
    #[test]
    fn rounding_moves_a_line_by_half_a_cent_at_most(case in generate::case()) {
        let quote = quote(&case.deployment, &case.agreed.terms())?;
        for line in quote.priced.lines() {
            let unrounded = line.mru.as_decimal() * quote.terms.price.as_decimal();
            prop_assert!((line.usd.as_decimal() - unrounded).abs() <= Decimal::new(5, 3));
            prop_assert!(line.usd.as_decimal().normalize().scale() <= 2);
        }
    }

    /// The three notations, and a single element for a list of one, say the same.
    #[test]
    fn notations_agree(case in generate::case()) {
        let Case { deployment, .. } = case;
        let expected = hash_of(&deployment)?;
        prop_assert_eq!(&expected, &hash(&deployment.to_string(), Format::Yaml)?);
        prop_assert_eq!(&expected, &hash(&yaml(&deployment, 0), Format::Yaml)?);
        prop_assert_eq!(&expected, &hash(&toml(&deployment), Format::Toml)?);
        prop_assert_eq!(&expected, &hash_of(&single_elements(deployment))?);
    }
}

/// A pre-productive environment with given further fields.
fn small(fields: &Value) -> Value {
    let mut environment = json!({ "name": "one", "kind": "pre-production" });
    for (name, value) in fields.as_object().expect("fields") {
        environment[name] = value.clone();
    }
    json!({ "environments": [environment] })
}

/// R110.
#[test]
fn what_is_unknown_is_named_and_gives_no_total() {
    let container = |vcpu, memory| container("ms", vcpu, memory, "main");
    let node = |kind: &str| json!({ "name": "x", "node_type": kind, "nodes": 1, "use_case": "x" });
    let cases = [
        (json!({ "containers": [container(1, 9)] }), "environments[0].containers[0]"),
        (json!({ "containers": [container(3, 8)] }), "environments[0].containers[0]"),
        (
            json!({ "databases": [database("main", "db.z9.large", 1)] }),
            "environments[0].databases[0]",
        ),
        (json!({ "containerz": [container(1, 2)] }), "environments[0].containerz"),
        (json!({ "caches": [node("cache.z9.large")] }), "environments[0].caches[0]"),
        (json!({ "search": [node("z9.large.search")] }), "environments[0].search[0]"),
        (json!({ "queues": [{ "name": "x", "type": "lifo" }] }), "environments[0].queues[0]"),
        (json!({ "messaging": ["pigeon"] }), "environments[0].messaging[0]"),
    ];
    for (fields, path) in cases {
        let parsed = Deployment::parse(&small(&fields).to_string(), Format::Json);
        let findings = Quote::of(&parsed, &Agreed::standard().terms(), day()).expect_err(path);
        let named = findings
            .iter()
            .any(|finding| finding.severity == Severity::Error && finding.path.starts_with(path));
        assert!(named, "{path}: {:#?}", generate::errors(&findings));
    }
}

/// R1: nothing of a thing costs nothing, an explicit 0 is a weight, a missing weight is neither.
#[test]
fn zero_is_not_missing() {
    let nothing = json!({ "fixed_addresses": 0, "waf": { "custom_rules": 0 } });
    let mut nothing = small(&nothing);
    nothing["shared"] = json!({ "developers": 0, "audit_users": 0 });
    let mut agreed = Agreed::standard();
    let total = |deployment: &Value, agreed: &Agreed| {
        let quote = quote(deployment, &agreed.terms()).expect("a quote");
        quote.priced.total.mru
    };
    assert_eq!(total(&nothing, &agreed), total(&small(&json!({})), &agreed));
    let vpn = small(&json!({ "vpn": [vpn()] }));
    for (entry, weight) in [("vpn", "0"), ("environment/pre-production", "0.0000")] {
        agreed.weights.insert(entry.to_owned(), weight.to_owned());
    }
    assert_eq!(total(&vpn, &agreed), Mru::ZERO);
    agreed.weights.remove("vpn");
    let parsed = Deployment::parse(&vpn.to_string(), Format::Json);
    let findings = Quote::of(&parsed, &agreed.terms(), day()).expect_err("no total");
    assert!(
        findings
            .iter()
            .any(|finding| finding.rule == "R1" && finding.path == "environments[0].vpn[0]"),
        "{findings:#?}"
    );
}
