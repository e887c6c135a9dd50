//! Generators: valid deployments with every kind of component, rate cards with arbitrary weights,
//! contracts, and the writing of a deployment in each notation.

use std::{collections::BTreeMap, fmt};

use mru_core::{
    Deployment, Finding, Format, Lang, Quote, Severity,
    rate_card::{Contract, RateCard, Terms},
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
    test_runner::TestCaseError,
};
use serde_json::{Map, Value, json};

use crate::oracle::{INCLUDED, POLICIES, Pricing, Rules};

/// The day everything is quoted for.
pub const DAY: &str = "2026-11-21";

/// The classes of databases of the documents, as they are stored.
pub const CLASSES: [&str; 9] = [
    "db.t3.small",
    "db.t3.medium",
    "db.r6g.large",
    "db.r6g.xlarge",
    "db.r6g.2xlarge",
    "db.r6g.4xlarge",
    "db.r6g.8xlarge",
    "db.r6g.12xlarge",
    "db.r6g.16xlarge",
];

/// The types of cache nodes of the rate cards used here.
pub const CACHE_NODES: [&str; 3] = ["cache.t3.micro", "cache.t3.medium", "cache.r6g.large"];
/// The types of search nodes of the rate cards used here.
pub const SEARCH_NODES: [&str; 3] = ["t3.small.search", "r6g.large.search", "m6g.large.search"];

const PLAIN_ENTRIES: [&str; 34] = [
    "environment/production",
    "environment/pre-production",
    "nat-gateway",
    "sso",
    "database-storage",
    "search-storage",
    "api-gateway",
    "application-metrics",
    "image-registry",
    "object-storage",
    "load-balancer",
    "vpn",
    "vpc-peering",
    "secret",
    "custom-domain",
    "certificate",
    "queue/standard",
    "queue/fifo",
    "messaging-direct/direct-smtp",
    "messaging-direct/direct-sms",
    "log-retention",
    "waf-custom-rule",
    "external-key/cloudhsm",
    "external-key/extra-hsm",
    "fixed-address",
    "cdn/tier-1",
    "cdn/tier-2",
    "cdn/tier-3",
    "cdn/tier-4",
    "developer-access",
    "audit-user",
    "artifact-repository",
    "dns-zone",
    "code-repository",
];

/// Returns the 67 sizes of a container, vCPU and GB.
pub fn sizes() -> Vec<(u32, u32)> {
    let rows = [(1, 2, 8, 1), (2, 4, 16, 1), (4, 8, 30, 1), (8, 16, 60, 4), (16, 32, 120, 8)];
    let row = |(vcpu, from, to, step): (u32, u32, u32, usize)| {
        (from..=to).step_by(step).map(move |memory| (vcpu, memory))
    };
    rows.into_iter().flat_map(row).collect()
}

/// Returns every entry a deployment of these generators can need.
pub fn entries() -> Vec<String> {
    let mut entries: Vec<String> = PLAIN_ENTRIES.map(str::to_owned).into();
    entries.push("continuous-integration".to_owned());
    entries.extend(sizes().into_iter().map(|(vcpu, memory)| format!("container/{vcpu}x{memory}")));
    for class in CLASSES {
        entries.push(format!("database/{class}"));
        entries.push(format!("database/{class}/io-optimized"));
    }
    entries.extend(CACHE_NODES.map(|node| format!("cache/{node}")));
    entries.extend(SEARCH_NODES.map(|node| format!("search/{node}")));
    entries
}

/// What a deployment is priced by.
#[derive(Clone)]
pub struct Agreed {
    /// Weight of each entry.
    pub weights: BTreeMap<String, String>,
    /// Header of the rate card: price, policies, what is included.
    pub header: Value,
    /// The contract.
    pub contract: Option<Value>,
}

/// Leaves out weights of 0, which a shrunk case is full of.
impl fmt::Debug for Agreed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weights = self.weights.iter().filter(|(_, weight)| *weight != "0");
        let header = &self.header;
        f.debug_map().entries(weights).finish()?;
        write!(f, "\nheader {header}\ncontract {:?}", self.contract)
    }
}

impl Agreed {
    /// Makes a rate card of given weights, with default policies and a price of 42 USD.
    pub fn of(weights: BTreeMap<String, String>) -> Agreed {
        Agreed { weights, header: header("42.00", &Value::Null, &Value::Null), contract: None }
    }

    /// Makes a rate card in which every entry has a weight of its own, with default policies.
    pub fn standard() -> Agreed {
        let weight = |(at, entry)| (entry, format!("{}.{:04}", at + 1, (at * 37 + 11) % 10_000));
        Agreed::of(entries().into_iter().enumerate().map(weight).collect())
    }

    /// Sets one policy of the rate card.
    #[must_use]
    pub fn with_policy(mut self, policy: &str, choice: impl Into<Value>) -> Agreed {
        self.header["policies"][policy] = choice.into();
        self
    }

    /// Writes the files of the rate card: header and weights.
    pub fn files(&self) -> [(&'static str, String); 2] {
        let mut rows = "component,size,weight_mru,confidence,arithmetic\n".to_owned();
        for (entry, weight) in &self.weights {
            let (component, size) = entry.split_once('/').unwrap_or((entry, ""));
            rows.push_str(&format!("{component},{size},{weight},assumption,\n"));
        }
        [("card.toml", toml(&self.header)), ("weights.csv", rows)]
    }

    /// Makes the rate card.
    pub fn card(&self) -> RateCard {
        let files = self.files();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        RateCard::read(&files).expect("a valid card")
    }

    /// Makes the terms of the real pricing.
    pub fn terms(&self) -> Terms {
        let contract = self.contract.as_ref().map(|contract| {
            Contract::read(&contract.to_string(), Format::Json).expect("a valid contract")
        });
        Terms::new(self.card(), contract.as_ref(), day()).expect("valid terms")
    }

    /// Makes the pricing of the oracle.
    pub fn pricing(&self) -> Pricing {
        let price = self.header["mru_price_usd"].as_str().expect("a price as text").to_owned();
        let mut rules = Rules::default();
        rules.apply(&self.header);
        let mut pricing = Pricing { weights: self.weights.clone(), price, rules };
        if let Some(contract) = &self.contract {
            pricing.agree(contract, DAY);
        }
        pricing
    }
}

/// The day everything is quoted for, as a date.
pub fn day() -> chrono::NaiveDate {
    DAY.parse().expect("a day")
}

/// Quotes a deployment.
///
/// # Errors
///
/// The deployment and its errors, as a failure of the case.
pub fn quote(deployment: &Value, terms: &Terms) -> Result<Quote, TestCaseError> {
    let parsed = Deployment::parse(&deployment.to_string(), Format::Json);
    Quote::of(&parsed, terms, day()).map_err(|findings| {
        let errors: Vec<String> = errors(&findings);
        TestCaseError::fail(format!("not quoted: {errors:#?}\n{deployment}"))
    })
}

/// Returns the errors among findings, each its rule, path and sentence.
pub fn errors(findings: &[Finding]) -> Vec<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| {
            format!("{} {}: {}", finding.rule, finding.path, finding.message.get(Lang::En))
        })
        .collect()
}

/// A deployment and what it is priced by.
#[derive(Clone)]
pub struct Case {
    /// The deployment, as its JSON file says.
    pub deployment: Value,
    /// Rate card and contract.
    pub agreed: Agreed,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "deployment {}\nagreed {:?}", self.deployment, self.agreed)
    }
}

/// Makes valid deployments under any rate card and contract.
pub fn case() -> impl Strategy<Value = Case> {
    (deployment(), agreed()).prop_map(|(deployment, agreed)| Case { deployment, agreed })
}

/// Makes any rate card and contract that have all entries.
pub fn agreed() -> impl Strategy<Value = Agreed> {
    let entries = entries();
    let weights = vec(decimal(200), entries.len());
    let card = (weights, decimal(99), policies(), included());
    (card, option::of(contract())).prop_map(
        move |((weights, price, policies, included), contract)| Agreed {
            weights: entries.iter().cloned().zip(weights).collect(),
            header: header(&price, &policies, &included),
            contract,
        },
    )
}

fn header(price: &str, policies: &Value, included: &Value) -> Value {
    without_nulls(json!({
        "card": "test",
        "effective_from": "2026-10-01",
        "currency": "USD",
        "mru_price_usd": price,
        "approved_by": "rate-card owner",
        "provenance": "a test",
        "policies": policies,
        "included_with_container": included,
    }))
}

fn contract() -> impl Strategy<Value = Value> {
    let lock = (decimal(99), select(&["2026-11-01", "2026-12-01", "2027-01-01", "2026-01-01"][..]));
    let lock = lock.prop_map(|(price, until)| json!({ "mru_price_usd": price, "until": until }));
    let entries = entries();
    let weights = vec((0..entries.len(), decimal(50)), 0..6).prop_map(move |pairs| {
        let once: BTreeMap<usize, String> = pairs.into_iter().collect();
        let agreed =
            |(at, weight): (usize, String)| json!({ "entry": entries[at], "weight_mru": weight });
        once.into_iter().map(agreed).collect::<Vec<_>>()
    });
    let all = (option::of(decimal(99)), option::of(lock), weights, policies(), included());
    all.prop_map(|(price, lock, weights, policies, included)| {
        without_nulls(json!({
            "id": "C-1",
            "mru_price_usd": price,
            "price_lock": lock,
            "weights": weights,
            "policies": policies,
            "included_with_container": included,
        }))
    })
}

/// Numbers of at most four decimal places, often such that cents end in a half.
fn decimal(below: u32) -> impl Strategy<Value = String> {
    let digits = (0..below, 0..10_000_u32, 0..=4_usize).prop_map(|(whole, fraction, places)| {
        let fraction = format!("{fraction:04}");
        if places == 0 { whole.to_string() } else { format!("{whole}.{}", &fraction[..places]) }
    });
    let halves = select(&["0", "0.005", "0.05", "0.5", "0.125", "1.5", "2.5", "0.25", "0.1"][..]);
    prop_oneof![3 => digits, 2 => halves.prop_map(str::to_owned)]
}

fn policies() -> impl Strategy<Value = Value> {
    let choices: Vec<_> = POLICIES.iter().map(|(_, names)| option::of(select(*names))).collect();
    (choices, option::of(0..60_u32)).prop_map(|(choices, allowance)| {
        let chosen = POLICIES
            .iter()
            .zip(choices)
            .map(|((name, _), choice)| ((*name).to_owned(), json!(choice)));
        let mut policies: Map<String, Value> = chosen.collect();
        policies.insert("database_storage_allowance_gb".to_owned(), json!(allowance));
        Value::Object(policies)
    })
}

fn included() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Null),
        1 => subsequence(INCLUDED.to_vec(), 0..=INCLUDED.len()).prop_map(|list| json!(list)),
    ]
}

/// Makes valid deployments.
pub fn deployment() -> impl Strategy<Value = Value> {
    let (production, other) = (true, false);
    let shapes = prop_oneof![
        3 => Just(vec![production, other]),
        2 => Just(vec![production]),
        2 => Just(vec![other, production, other]),
        1 => Just(vec![other]),
        1 => Just(vec![production, production, other]),
    ];
    let environments = shapes.prop_flat_map(|kinds| {
        let each = |(index, production)| environment(index, production).boxed();
        kinds.into_iter().enumerate().map(each).collect::<Vec<_>>()
    });
    (environments, shared(), vec(0..3_u8, SERVICES), any::<bool>()).prop_map(
        |(environments, shared, styles, single)| {
            let mut deployment = json!({
                "id": "generated",
                "customer": { "name": "Customer", "subscription_allows_global_db": true },
                "shared": shared,
                "environments": environments,
            });
            place_repositories(&mut deployment, &styles);
            let deployment = without_nulls(deployment);
            if single { single_elements(deployment) } else { deployment }
        },
    )
}

/// How many microservices the environments share.
const SERVICES: usize = 4;

fn shared() -> impl Strategy<Value = Value> {
    let person = json!({ "github_user": "someone", "name": "Some One", "email": "one@example.com",
        "may_request_changes": true, "two_factor": true });
    let developers = prop_oneof![
        Just(Value::Null),
        (0..30_u32).prop_map(|count| json!(count)),
        (1..9_u32).prop_map(|count| json!([{ "count": count }])),
        (1..5_usize).prop_map(move |count| people(&person, count)),
    ];
    let audit_users = prop_oneof![
        Just(Value::Null),
        (0..4_u32).prop_map(|count| json!(count)),
        (1..4_u32).prop_map(|count| json!({ "count": count }))
    ];
    let alone = vec(any::<bool>(), 0..4);
    let counts = [0..3_usize, 0..3, 0..2];
    (developers, audit_users, alone, counts).prop_map(|(developers, audit_users, alone, counts)| {
        let [artifacts, zones, domains] = counts;
        let named = |at: usize| format!("alone-{at}");
        let kinds = ["widget", "intermediary-artifact"];
        let repositories =
            several(alone.len(), |at| json!({ "name": named(at), "type": kinds[at % 2] }));
        let piped = alone.iter().enumerate().filter(|(_, piped)| **piped);
        let pipelines: Vec<Value> = piped.map(|(at, _)| pipeline(&named(at))).collect();
        json!({
            "developers": developers,
            "audit_users": audit_users,
            "repositories": repositories,
            "pipelines": pipelines,
            "artifact_repositories": several(artifacts, |at| {
                json!({ "name": format!("lib-{at}"), "format": "npm", "purpose": "shared code" })
            }),
            "dns_zones": several(zones, |at| json!(format!("zone{at}.example.com"))),
            "domains": several(domains, |at| json!({
                "name": format!("domain{at}.com"),
                "alternatives": ["other.com"],
                "dns_addresses": ["ns1.example.com", "ns2.example.com"],
            })),
            "widgets": { "widget_builder": 2, "cli_hosted_elsewhere": 1 },
            "professional_services": ["A migration"],
        })
    })
}

/// Makes a list of numbered elements.
fn several(count: usize, element: impl Fn(usize) -> Value) -> Value {
    (0..count).map(element).collect()
}

/// Makes a pipeline with all that its ticket asks for.
pub fn pipeline(repository: &str) -> Value {
    json!({ "repository": repository, "automation": "build", "instructions": "default" })
}

fn people(person: &Value, count: usize) -> Value {
    let named = |at: usize| {
        let mut person = person.clone();
        person["github_user"] = json!(format!("someone-{at}"));
        person
    };
    (0..count).map(named).collect()
}

/// Gives each container its repository, in one of the ways a file may say so, and a pipeline.
fn place_repositories(deployment: &mut Value, styles: &[u8]) {
    let mut used: Vec<usize> = Vec::new();
    for environment in deployment["environments"].as_array_mut().into_iter().flatten() {
        for container in environment["containers"].as_array_mut().into_iter().flatten() {
            let name = container["name"].as_str().expect("a name").to_owned();
            let at: usize = name.trim_start_matches("ms-").parse().expect("a numbered service");
            if styles[at] != 1 {
                container["repository"] = json!(format!("code-{name}"));
            }
            if !used.contains(&at) {
                used.push(at);
            }
        }
    }
    for at in used {
        let repository = format!("code-ms-{at}");
        let container = (styles[at] == 1).then(|| format!("ms-{at}"));
        let entry = json!({ "name": repository, "type": "microservice", "container": container });
        if styles[at] < 2 {
            push(&mut deployment["shared"]["repositories"], entry);
        }
        let short = at.is_multiple_of(2);
        let pipeline = if short { json!(repository) } else { pipeline(&repository) };
        push(&mut deployment["shared"]["pipelines"], pipeline);
    }
}

/// Adds an element to a list, which may be absent or a single element.
pub fn push(list: &mut Value, element: Value) {
    match list {
        Value::Array(elements) => elements.push(element),
        Value::Null => *list = json!([element]),
        single => {
            let first = single.take();
            *single = json!([first, element]);
        }
    }
}

fn environment(index: usize, production: bool) -> impl Strategy<Value = Value> {
    let kind = if production {
        select(&["production", "productive", "producción"][..])
    } else {
        select(&["pre-production", "preproduction", "preproducción"][..])
    };
    let base = (kind, 2..=4_u64).prop_map(move |(kind, redundancy)| {
        let redundancy = production.then_some(redundancy);
        json!({ "name": format!("environment-{index}"), "kind": kind, "redundancy": redundancy })
    });
    let all = (base, compute(production), data(production), network(), security());
    all.prop_map(move |(base, compute, data, network, security)| {
        let mut environment = Map::new();
        for part in [base, compute, data, network, security] {
            let Value::Object(fields) = part else { continue };
            environment.extend(fields);
        }
        connect(&mut environment, index);
        Value::Object(environment)
    })
}

/// Names branches and databases, and gives each service a range and a pool that fit.
fn connect(environment: &mut Map<String, Value>, index: usize) {
    let factor = environment["redundancy"].as_u64().unwrap_or(1);
    let first = environment["databases"][0].clone();
    let name = first["name"].clone();
    let roomy = first["class"].as_str().is_some_and(|class| class.to_lowercase().contains(".r6"));
    let fit = |service: &mut Value, connected: bool| {
        let base = service["instances"].as_u64().unwrap_or(1)
            * service["redundancy"].as_u64().unwrap_or(factor);
        service["max_tasks"] =
            service["max_tasks"].as_u64().map_or(Value::Null, |more| json!(base + more));
        let pool = if roomy { service["connection_pool"].take() } else { json!(1) };
        service["connection_pool"] = if connected { pool } else { Value::Null };
        service["database"] = if connected { name.clone() } else { Value::Null };
    };
    for container in environment["containers"].as_array_mut().into_iter().flatten() {
        fit(container, roomy);
        container["branch"] = json!(format!("branch-{index}"));
    }
    if name.is_null() {
        environment.insert("sso".to_owned(), Value::Null);
    }
    for sso in environment["sso"].as_array_mut().into_iter().flatten() {
        fit(sso, true);
    }
    let has_sso = environment["sso"].as_array().is_some_and(|list| !list.is_empty());
    for gateway in environment["api_gateway"].as_array_mut().into_iter().flatten() {
        gateway["jwt_auth"] = json!(has_sso && gateway["jwt_auth"] == json!(true));
    }
}

fn tasks(production: bool) -> impl Strategy<Value = Value> {
    let own = if production { option::of(2..=4_u32).boxed() } else { Just(None).boxed() };
    let fields = (
        select(sizes()),
        option::of(1..=3_u32),
        own,
        option::of(0..5_u32),
        1..=8_u32,
        any::<bool>(),
    );
    fields.prop_map(|((vcpu, memory), instances, redundancy, more, pool, written)| {
        json!({
            "vcpu": if written { json!(vcpu.to_string()) } else { json!(vcpu) },
            "memory_gb": memory,
            "instances": instances,
            "redundancy": redundancy,
            "max_tasks": more,
            "connection_pool": pool,
        })
    })
}

fn compute(production: bool) -> impl Strategy<Value = Value> {
    let containers = vec(option::of(tasks(production)), SERVICES);
    let containers = prop_oneof![4 => containers, 1 => Just(Vec::new())];
    let sso = prop_oneof![
        2 => Just(Vec::new()),
        3 => vec(tasks(production), 1..=1),
        1 => vec(tasks(production), 2..=2),
    ];
    (containers, sso).prop_map(|(containers, mut sso)| {
        let named = |(at, container): (usize, Option<Value>)| {
            let mut container = container?;
            container["name"] = json!(format!("ms-{at}"));
            Some(container)
        };
        sso.iter_mut().for_each(|sso| sso["administration"] = json!("realms"));
        let containers: Vec<Value> = containers.into_iter().enumerate().filter_map(named).collect();
        json!({ "containers": containers, "sso": sso })
    })
}

fn data(production: bool) -> impl Strategy<Value = Value> {
    let nodes = if production { 2..=4_u32 } else { 1..=3_u32 };
    let cache = (select(&CACHE_NODES[..]), nodes.clone()).prop_map(
        |(node, nodes)| json!({ "node_type": node, "nodes": nodes, "use_case": "sessions" }),
    );
    let masters = option::of((select(&SEARCH_NODES[..]), 1..=5_u32)).prop_map(|masters| {
        masters.map(|(node, nodes)| json!({ "node_type": node, "nodes": nodes }))
    });
    let search = (select(&SEARCH_NODES[..]), nodes.clone(), option::of(0..200_u32), masters);
    let search = search.prop_map(|(node, nodes, storage, masters)| {
        json!({
            "node_type": node,
            "nodes": nodes,
            "storage_gb": storage,
            "master_nodes": masters,
            "use_case": "index",
        })
    });
    let kinds = select(&["standard", "traditional", "estándar", "fifo", "FIFO"][..]);
    let lists = (
        vec(database(nodes), 0..3),
        vec(cache, 0..3),
        vec(search, 0..3),
        vec(kinds, 0..3),
        0..3_usize,
    );
    lists.prop_map(|(databases, caches, search, queues, buckets)| {
        let queue = |(at, kind): (usize, &str)| {
            let suffix = if kind.eq_ignore_ascii_case("fifo") { ".fifo" } else { "" };
            json!({ "name": format!("queue-{at}{suffix}"), "type": kind })
        };
        let bucket = |at: usize| {
            json!({
                "name": format!("files-{at}"),
                "storage": "simple",
                "access": "private",
                "lifecycle": "permanent",
            })
        };
        json!({
            "databases": numbered("db", databases),
            "caches": numbered("cache", caches),
            "search": numbered("search", search),
            "queues": queues.into_iter().enumerate().map(queue).collect::<Vec<_>>(),
            "object_storage": several(buckets, bucket),
        })
    })
}

fn database(nodes: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = Value> {
    let storage = select(&["standard", "io-optimized", "i/o-optimized", "iopt1"][..]);
    let replica = option::of((option::of(select(&CLASSES[2..])), 1..=3_u32));
    let fields = (
        select(&CLASSES[..]),
        0..3_u8,
        nodes,
        option::of(storage),
        option::of(0..300_u32),
        replica,
    );
    fields.prop_map(|(class, spelling, nodes, storage, storage_gb, replica)| {
        let replica = replica
            .filter(|_| class.contains(".r6"))
            .map(|(class, nodes)| json!({ "region": "us-west-1", "nodes": nodes, "class": class }));
        let class = match spelling {
            0 => class.to_owned(),
            1 => class.replace("r6g", "r6"),
            _ => class.to_uppercase().replace("DB.", "db."),
        };
        json!({
            "class": class,
            "nodes": nodes,
            "schemas": ["main"],
            "storage": storage,
            "storage_gb": storage_gb,
            "global_replica": replica,
        })
    })
}

fn numbered(prefix: &str, list: Vec<Value>) -> Value {
    let named = |(at, mut element): (usize, Value)| {
        element["name"] = json!(format!("{prefix}-{at}"));
        element
    };
    list.into_iter().enumerate().map(named).collect()
}

/// Content delivery in tiers and exactly at their borders, its traffic a number or its text.
fn content_delivery() -> impl Strategy<Value = Value> {
    let borders = select(vec![1, 10_000, 50_000, 150_000]);
    let thousandths = prop_oneof![3 => 1..=300_000_u32, 1 => borders];
    (thousandths, any::<bool>()).prop_map(|(thousandths, written)| {
        let terabytes = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        let number = || serde_json::from_str(&terabytes).expect("a number");
        let monthly: Value = if written { json!(terabytes) } else { number() };
        json!({
            "origin": "files",
            "avg_object_kb": 120,
            "monthly_tb": monthly,
            "main_locations": ["CL", "PE"],
            "cache_rules": "by extension",
            "edge_functions": false,
        })
    })
}

fn gateways() -> impl Strategy<Value = Value> {
    let counts = prop_oneof![1 => Just(0_usize), 4 => Just(1), 1 => 2..4_usize];
    (counts, any::<bool>()).prop_map(|(count, jwt)| {
        let exception = (count > 1).then_some("approved by the architect");
        several(count, |_| json!({ "jwt_auth": jwt, "exception": exception }))
    })
}

fn network() -> impl Strategy<Value = Value> {
    let addresses = prop_oneof![
        Just(Value::Null),
        (0..4_u32).prop_map(|extra| json!(extra)),
        (0..4_u32).prop_map(|extra| json!([{ "extra": extra }]))
    ];
    let counts = [0..3_usize, 0..3, 0..3, 0..3, 0..3];
    let all = (gateways(), vec(content_delivery(), 0..3), addresses, counts);
    all.prop_map(|(gateways, cdn, addresses, [balancers, vpn, peerings, domains, certificates])| {
        json!({
            "api_gateway": gateways,
            "cdn": cdn,
            "fixed_addresses": addresses,
            "load_balancers": several(balancers, |at| json!({
                "domain": format!("lb{at}.example.com"),
                "use": "the site",
                "dns_contact": "dns@example.com",
            })),
            "vpn": several(vpn, |at| json!({
                "name": format!("vpn-{at}"),
                "peer_ip": format!("198.51.100.{}", at + 1),
                "technical_contact": "noc@example.com",
            })),
            "vpc_peering": several(peerings, |at| json!({ "name": format!("peering-{at}") })),
            "custom_domains": several(domains, |at| json!(format!("www{at}.example.com"))),
            "certificates": several(certificates, |at| json!({
                "domains": [format!("a{at}.example.com"), format!("b{at}.example.com")],
            })),
        })
    })
}

fn security() -> impl Strategy<Value = Value> {
    let waf = prop_oneof![
        Just(Value::Null),
        Just(json!("default")),
        (0..7_u32).prop_map(|rules| json!({ "custom_rules": rules }))
    ];
    let key = option::of(2..=5_u32).prop_map(
        |modules| json!({ "hsm_count": modules, "reason": "regulator", "plan": "attached" }),
    );
    let modes = vec(select(&["customers-api", "direct-smtp", "direct-sms"][..]), 0..3);
    let retention = option::of(option::of(31..400_u32)).prop_map(|days| {
        days.map(|days| json!({ "log_retention_days": days, "newrelic_users": "basic" }))
    });
    let all = (0..4_usize, waf, vec(key, 0..2), modes, retention);
    all.prop_map(|(secrets, waf, keys, modes, monitoring)| {
        let message = |mode: &str| match mode {
            "customers-api" => json!(mode),
            _ => json!({
                "mode": mode,
                "use_case": "one-time codes",
                "technical_contact": "it@example.com",
                "commercial_contact": "sales@example.com",
                "approval": "approved",
            }),
        };
        json!({
            "secrets": several(secrets, |at| {
                json!({ "name": format!("secret-{at}"), "store": "aws", "delivery": "in person" })
            }),
            "waf": waf,
            "external_keys": keys,
            "messaging": modes.into_iter().map(message).collect::<Vec<_>>(),
            "monitoring": monitoring,
        })
    })
}

/// Drops what is null, at any depth.
pub fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(elements) => Value::Array(elements.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// Writes lists of one element as that element, which means the same.
pub fn single_elements(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.into_iter().map(|(name, value)| (name, single_elements(value))).collect(),
        ),
        Value::Array(mut elements) if elements.len() == 1 => {
            elements.pop().map_or(Value::Null, single_elements)
        }
        Value::Array(elements) => Value::Array(elements.into_iter().map(single_elements).collect()),
        other => other,
    }
}

/// Writes an object as TOML, with inline tables below the first level.
pub fn toml(value: &Value) -> String {
    let fields = value.as_object().into_iter().flatten();
    fields.map(|(name, value)| format!("{name} = {}\n", inline(value))).collect()
}

fn inline(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, value)| format!("{name} = {}", inline(value)));
            format!("{{ {} }}", joined(parts.collect()))
        }
        Value::Array(elements) => format!("[{}]", joined(elements.iter().map(inline).collect())),
        // Text and numbers of JSON are TOML's too.
        plain => plain.to_string(),
    }
}
