//! A second pricing, independent of the real one: read from the same documents, written in exact
//! rationals on the plain JSON of a deployment.
//!
//! It knows nothing of findings: it prices what it is given, and notes every entry it has no weight
//! for. Policies go by their written names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde_json::Value;

/// An exact number.
pub type Exact = BigRational;

/// The policies, their written names, and the names each may take; the first is the default.
pub const POLICIES: [(&str, &[&str]); 9] = [
    ("redundancy", &["instances-per-zone", "redundancy-is-instances", "larger-of-both"]),
    ("data_services", &["per-node", "per-cluster", "times-redundancy"]),
    ("sso", &["per-environment", "once-per-deployment", "times-redundancy"]),
    ("pipelines", &["per-repository", "per-repository-and-environment"]),
    ("api_gateway", &["charged", "free"]),
    ("nat_gateway", &["included", "per-zone"]),
    ("database_storage", &["included", "per-block", "allowance"]),
    ("global_database", &["per-node", "included-in-subscription"]),
    ("rounding", &["half-away-from-zero", "half-to-even"]),
];

/// What comes with a container at no charge, unless a rate card or contract says otherwise.
pub const INCLUDED: [&str; 9] = [
    "code-repository",
    "continuous-integration",
    "image-registry",
    "application-metrics",
    "log-registry",
    "api-gateway",
    "waf",
    "custom-domain",
    "certificate",
];

/// The policies that hold, by their written names.
#[derive(Clone, Debug)]
pub struct Rules {
    chosen: BTreeMap<String, String>,
    allowance_gb: u64,
    included: BTreeSet<String>,
}

impl Default for Rules {
    fn default() -> Rules {
        let first = |(name, names): &(&str, &[&str])| ((*name).to_owned(), names[0].to_owned());
        Rules {
            chosen: POLICIES.iter().map(first).collect(),
            allowance_gb: 0,
            included: INCLUDED.map(str::to_owned).into(),
        }
    }
}

impl Rules {
    /// Takes over what the header of a rate card or a contract states.
    pub fn apply(&mut self, document: &Value) {
        for (name, choice) in document["policies"].as_object().into_iter().flatten() {
            if name == "database_storage_allowance_gb" {
                self.allowance_gb = choice.as_u64().expect("an allowance is a whole number");
                continue;
            }
            let choice = choice.as_str().expect("a policy is a name");
            let known = POLICIES.iter().find(|policy| policy.0 == name);
            assert!(known.is_some_and(|policy| policy.1.contains(&choice)), "{name} = {choice}");
            self.chosen.insert(name.clone(), choice.to_owned());
        }
        if let Some(list) = document["included_with_container"].as_array() {
            self.included = list.iter().map(|name| text(name).to_owned()).collect();
        }
    }

    fn is(&self, policy: &str, choice: &str) -> bool {
        let known = POLICIES.iter().any(|(name, names)| *name == policy && names.contains(&choice));
        assert!(known, "no policy {policy} = {choice}");
        self.chosen[policy] == choice
    }

    fn includes(&self, component: &str) -> bool {
        self.included.contains(component)
    }
}

/// Weights, price and policies.
#[derive(Clone, Debug)]
pub struct Pricing {
    /// Weight of each entry, as written.
    pub weights: BTreeMap<String, String>,
    /// Price of one MRU in USD, as written.
    pub price: String,
    /// The policies.
    pub rules: Rules,
}

impl Pricing {
    /// Applies a contract on a day, `2026-11-21`.
    pub fn agree(&mut self, contract: &Value, day: &str) {
        let locked = &contract["price_lock"];
        // ISO days order as text.
        if locked["until"].as_str().is_some_and(|until| day < until) {
            self.price = text(&locked["mru_price_usd"]).to_owned();
        } else if let Some(price) = contract["mru_price_usd"].as_str() {
            self.price = price.to_owned();
        }
        for agreed in many(&contract["weights"]) {
            let weight = text(&agreed["weight_mru"]).to_owned();
            self.weights.insert(text(&agreed["entry"]).to_owned(), weight);
        }
        self.rules.apply(contract);
    }

    /// Prices a deployment.
    pub fn bill(&self, deployment: &Value) -> Bill {
        let mut clerk = Clerk { pricing: self, lines: Vec::new(), missing: BTreeSet::new() };
        clerk.environments(deployment);
        clerk.shared(deployment);
        Bill { lines: clerk.lines, missing: clerk.missing }
    }
}

/// One charged line; orders and compares by all that it holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Charged {
    /// Position of its environment in the file; nothing when shared.
    pub environment: Option<usize>,
    /// Id of the component.
    pub component: String,
    /// The entry it is charged by.
    pub entry: String,
    /// How many.
    pub quantity: Exact,
    /// What the quantity is multiplied by.
    pub multiplier: u64,
    /// MRUs.
    pub mru: Exact,
    /// Whole cents.
    pub cents: BigInt,
}

impl fmt::Debug for Charged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Charged { environment, component, entry, quantity, multiplier, mru, cents } = self;
        write!(f, "{environment:?} {component} by {entry}: ")?;
        write!(f, "{quantity} × {multiplier} = {mru} MRU, {cents} cents")
    }
}

/// A sum of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// MRUs.
    pub mru: Exact,
    /// Whole cents.
    pub cents: BigInt,
}

/// The charged lines of a deployment.
#[derive(Clone, Debug)]
pub struct Bill {
    /// Lines of which there is at least a part of one piece.
    pub lines: Vec<Charged>,
    /// Entries that have no weight.
    pub missing: BTreeSet<String>,
}

impl Bill {
    /// Sums an environment, or what is shared.
    pub fn sum_of(&self, environment: Option<usize>) -> Sum {
        sum(self.lines.iter().filter(|line| line.environment == environment))
    }

    /// Sums all lines.
    pub fn total(&self) -> Sum {
        sum(self.lines.iter())
    }
}

fn sum<'a>(lines: impl Iterator<Item = &'a Charged>) -> Sum {
    lines.fold(Sum::default(), |sum, line| Sum {
        mru: sum.mru + &line.mru,
        cents: sum.cents + &line.cents,
    })
}

/// Reads a decimal number, `-12.50`.
pub fn exact(written: &str) -> Exact {
    let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
    let places = u32::try_from(fraction.len()).expect("few decimal places");
    let digits: BigInt = format!("{whole}{fraction}").parse().expect("a decimal number");
    Exact::new(digits, BigInt::from(10).pow(places))
}

/// Rounds an amount in USD to whole cents.
pub fn to_cents(usd: &Exact, half_to_even: bool) -> BigInt {
    let cents = usd * Exact::from_integer(BigInt::from(100));
    let below = cents.floor().to_integer();
    let rest = &cents - Exact::from_integer(below.clone());
    let half = Exact::new(BigInt::from(1), BigInt::from(2));
    let up = if rest != half {
        rest > half
    } else if half_to_even {
        (&below % BigInt::from(2)) != BigInt::zero()
    } else {
        !cents.is_negative()
    };
    if up { below + 1 } else { below }
}

/// What is known of the environment that is being charged.
#[derive(Clone, Copy)]
struct Zone<'a> {
    index: usize,
    production: bool,
    /// 1 in pre-production.
    factor: u64,
    value: &'a Value,
}

impl Zone<'_> {
    /// The redundancy of a component, which may have its own.
    fn factor_of(&self, component: &Value) -> u64 {
        match component["redundancy"].as_u64() {
            Some(own) if self.production => own,
            _ => self.factor,
        }
    }

    fn has_containers(&self) -> bool {
        !many(&self.value["containers"]).is_empty()
    }
}

/// Writes the lines.
struct Clerk<'a> {
    pricing: &'a Pricing,
    lines: Vec<Charged>,
    missing: BTreeSet<String>,
}

impl Clerk<'_> {
    fn is(&self, policy: &str, choice: &str) -> bool {
        self.pricing.rules.is(policy, choice)
    }

    fn charge(&mut self, environment: Option<usize>, entry: &str, quantity: u64, multiplier: u64) {
        let component = entry.split('/').next().unwrap_or(entry);
        let quantity = Exact::from_integer(BigInt::from(quantity));
        self.charge_as(environment, component, entry, quantity, multiplier);
    }

    fn charge_as(
        &mut self,
        environment: Option<usize>,
        component: &str,
        entry: &str,
        quantity: Exact,
        multiplier: u64,
    ) {
        if quantity.is_zero() {
            return;
        }
        let Some(weight) = self.pricing.weights.get(entry) else {
            self.missing.insert(entry.to_owned());
            return;
        };
        let mru = exact(weight) * &quantity * Exact::from_integer(BigInt::from(multiplier));
        let half_to_even = self.is("rounding", "half-to-even");
        let cents = to_cents(&(&mru * exact(&self.pricing.price)), half_to_even);
        let (component, entry) = (component.to_owned(), entry.to_owned());
        self.lines.push(Charged {
            environment,
            component,
            entry,
            quantity,
            multiplier,
            mru,
            cents,
        });
    }

    fn environments(&mut self, deployment: &Value) {
        let mut sso_charged = false;
        for (index, value) in many(&deployment["environments"]).into_iter().enumerate() {
            let production = text(&value["kind"]).to_lowercase().starts_with("produc");
            let factor = if production { whole(&value["redundancy"], 1) } else { 1 };
            let zone = Zone { index, production, factor, value };
            let kind = if production { "production" } else { "pre-production" };
            self.charge(Some(index), &format!("environment/{kind}"), 1, 1);
            if self.is("nat_gateway", "per-zone") {
                // One billable piece per zone (R28).
                self.charge(Some(index), "nat-gateway", factor, 1);
            }
            self.compute(zone);
            self.sso(zone, &mut sso_charged);
            self.databases(zone);
            self.caches_and_search(zone);
            self.gateways(zone);
            self.pieces(zone);
            self.security(zone);
            self.content_delivery(zone);
        }
    }

    fn compute(&mut self, zone: Zone<'_>) {
        for container in many(&zone.value["containers"]) {
            self.tasks(zone, container);
        }
        if zone.has_containers() && !self.pricing.rules.includes("application-metrics") {
            self.charge(Some(zone.index), "application-metrics", 1, 1);
        }
    }

    /// Charges the tasks of a container, or of Single Sign-On, that always run (R13, R15, R17).
    fn tasks(&mut self, zone: Zone<'_>, tasks: &Value) {
        let entry = format!("container/{}x{}", number(&tasks["vcpu"]), number(&tasks["memory_gb"]));
        let (instances, factor) = (whole(&tasks["instances"], 1), zone.factor_of(tasks));
        let (quantity, multiplier) = if self.is("redundancy", "instances-per-zone") {
            (instances, factor)
        } else if self.is("redundancy", "redundancy-is-instances") {
            (1, factor)
        } else {
            (instances.max(factor), 1)
        };
        self.charge(Some(zone.index), &entry, quantity, multiplier);
    }

    fn sso(&mut self, zone: Zone<'_>, charged: &mut bool) {
        for sso in many(&zone.value["sso"]) {
            self.tasks(zone, sso);
            if self.is("sso", "once-per-deployment") && *charged {
                continue;
            }
            *charged = true;
            let multiplier = if self.is("sso", "times-redundancy") { zone.factor } else { 1 };
            self.charge(Some(zone.index), "sso", 1, multiplier);
        }
    }

    /// Charges nodes as the policy counts them (R20).
    fn nodes(&mut self, zone: Zone<'_>, entry: &str, nodes: u64) {
        let (quantity, multiplier) = if self.is("data_services", "per-node") {
            (nodes, 1)
        } else if self.is("data_services", "per-cluster") {
            (1, 1)
        } else {
            (1, zone.factor)
        };
        self.charge(Some(zone.index), entry, quantity, multiplier);
    }

    fn databases(&mut self, zone: Zone<'_>) {
        for database in many(&zone.value["databases"]) {
            let storage = text(&database["storage"]);
            let suffix = if matches!(storage, "" | "standard") { "" } else { "/io-optimized" };
            let class = canonical(text(&database["class"]));
            self.nodes(zone, &format!("database/{class}{suffix}"), whole(&database["nodes"], 1));
            self.database_storage(zone, database);
            let replica = &database["global_replica"];
            if replica.is_object() && self.is("global_database", "per-node") {
                let class = replica["class"].as_str().map_or(class, canonical);
                let entry = format!("database/{class}{suffix}");
                let nodes = Exact::from_integer(BigInt::from(whole(&replica["nodes"], 1)));
                self.charge_as(Some(zone.index), "global-database", &entry, nodes, 1);
            }
        }
    }

    fn database_storage(&mut self, zone: Zone<'_>, database: &Value) {
        let Some(gb) = database["storage_gb"].as_u64() else { return };
        let free = if self.is("database_storage", "allowance") {
            self.pricing.rules.allowance_gb
        } else {
            0
        };
        if !self.is("database_storage", "included") {
            let blocks = gb.saturating_sub(free).div_ceil(10);
            self.charge(Some(zone.index), "database-storage", blocks, 1);
        }
    }

    fn caches_and_search(&mut self, zone: Zone<'_>) {
        for cache in many(&zone.value["caches"]) {
            let entry = format!("cache/{}", text(&cache["node_type"]).to_lowercase());
            self.nodes(zone, &entry, whole(&cache["nodes"], 1));
        }
        for search in many(&zone.value["search"]) {
            let entry = format!("search/{}", text(&search["node_type"]).to_lowercase());
            self.nodes(zone, &entry, whole(&search["nodes"], 1));
            let masters = &search["master_nodes"];
            if masters.is_object() {
                let entry = format!("search/{}", text(&masters["node_type"]).to_lowercase());
                self.charge(Some(zone.index), &entry, whole(&masters["nodes"], 1), 1);
            }
            let blocks = whole(&search["storage_gb"], 0).div_ceil(10);
            self.charge(Some(zone.index), "search-storage", blocks, 1);
        }
    }

    /// Charges gateways: with containers the first is included, without them a policy decides.
    fn gateways(&mut self, zone: Zone<'_>) {
        for position in 0..many(&zone.value["api_gateway"]).len() {
            let free = if position > 0 {
                false
            } else if zone.has_containers() {
                self.pricing.rules.includes("api-gateway")
            } else {
                self.is("api_gateway", "free")
            };
            if !free {
                self.charge(Some(zone.index), "api-gateway", 1, 1);
            }
        }
    }

    /// Charges what is counted by the piece, whatever it holds.
    fn pieces(&mut self, zone: Zone<'_>) {
        let lists = [
            ("object_storage", "object-storage"),
            ("load_balancers", "load-balancer"),
            ("vpn", "vpn"),
            ("vpc_peering", "vpc-peering"),
            ("secrets", "secret"),
        ];
        let by_piece = |list: &str| many(&zone.value[list]).len();
        for (list, entry) in lists {
            (0..by_piece(list)).for_each(|_| self.charge(Some(zone.index), entry, 1, 1));
        }
        for (list, entry) in [("custom_domains", "custom-domain"), ("certificates", "certificate")]
        {
            if !self.pricing.rules.includes(entry) {
                (0..by_piece(list)).for_each(|_| self.charge(Some(zone.index), entry, 1, 1));
            }
        }
        for queue in many(&zone.value["queues"]) {
            let fifo = text(&queue["type"]).eq_ignore_ascii_case("fifo");
            let entry = if fifo { "queue/fifo" } else { "queue/standard" };
            self.charge(Some(zone.index), entry, 1, 1);
        }
        for message in many(&zone.value["messaging"]) {
            let mode = message.as_str().unwrap_or_else(|| text(&message["mode"]));
            if mode != "customers-api" {
                self.charge(Some(zone.index), &format!("messaging-direct/{mode}"), 1, 1);
            }
        }
        for monitoring in many(&zone.value["monitoring"]) {
            if monitoring["log_retention_days"].is_u64() {
                self.charge(Some(zone.index), "log-retention", 1, 1);
            }
        }
    }

    fn security(&mut self, zone: Zone<'_>) {
        for waf in many(&zone.value["waf"]) {
            let rules = whole(&waf["custom_rules"], 0);
            self.charge(Some(zone.index), "waf-custom-rule", rules, 1);
        }
        for key in many(&zone.value["external_keys"]) {
            self.charge(Some(zone.index), "external-key/cloudhsm", 1, 1);
            let extra = whole(&key["hsm_count"], 2).saturating_sub(2);
            self.charge(Some(zone.index), "external-key/extra-hsm", extra, 1);
        }
        for address in many(&zone.value["fixed_addresses"]) {
            let extra = address.as_u64().unwrap_or_else(|| whole(&address["extra"], 0));
            self.charge(Some(zone.index), "fixed-address", extra, 1);
        }
    }

    /// Charges the traffic of content delivery in graduated tiers.
    fn content_delivery(&mut self, zone: Zone<'_>) {
        for cdn in many(&zone.value["cdn"]) {
            let mut rest = exact(&number(&cdn["monthly_tb"]));
            let widths = [("cdn/tier-1", 10), ("cdn/tier-2", 40), ("cdn/tier-3", 100)];
            for (entry, width) in widths {
                let within = rest.clone().min(Exact::from_integer(BigInt::from(width)));
                rest -= &within;
                self.charge_as(Some(zone.index), "cdn", entry, within, 1);
            }
            self.charge_as(Some(zone.index), "cdn", "cdn/tier-4", rest, 1);
        }
    }

    fn shared(&mut self, deployment: &Value) {
        let shared = &deployment["shared"];
        self.development(deployment);
        for developer in many(&shared["developers"]) {
            let count = developer.as_u64().unwrap_or_else(|| whole(&developer["count"], 1));
            self.charge(None, "developer-access", count, 1);
        }
        for users in many(&shared["audit_users"]) {
            let count = users.as_u64().unwrap_or_else(|| whole(&users["count"], 1));
            self.charge(None, "audit-user", count, 1);
        }
        for (list, entry) in
            [("artifact_repositories", "artifact-repository"), ("dns_zones", "dns-zone")]
        {
            many(&shared[list]).iter().for_each(|_| self.charge(None, entry, 1, 1));
        }
    }

    /// Charges repositories, pipelines and images (R22, R23, R31, R33, R34).
    fn development(&mut self, deployment: &Value) {
        let (shared, rules) = (&deployment["shared"], &self.pricing.rules);
        let owned = owned_repositories(deployment);
        let listed: BTreeSet<&str> =
            many(&shared["repositories"]).into_iter().map(|entry| text(&entry["name"])).collect();
        let every: BTreeSet<&str> = listed.union(&owned).copied().collect();
        let free = rules.includes("code-repository");
        for name in every {
            if !(free && owned.contains(name)) {
                self.charge(None, "code-repository", 1, 1);
            }
        }
        let free = rules.includes("continuous-integration");
        let environments = many(&deployment["environments"]).len() as u64;
        let each = self.is("pipelines", "per-repository-and-environment");
        for pipeline in many(&shared["pipelines"]) {
            let repository = pipeline.as_str().unwrap_or_else(|| text(&pipeline["repository"]));
            // R23 tells no difference between charged pipelines: stand-alone, or not included.
            if !(free && owned.contains(repository)) {
                self.charge(None, "continuous-integration", if each { environments } else { 1 }, 1);
            }
        }
        if !rules.includes("image-registry") {
            self.charge(None, "image-registry", owned.len() as u64, 1);
        }
    }
}

/// The repositories that belong to a container.
fn owned_repositories(deployment: &Value) -> BTreeSet<&str> {
    let entries = many(&deployment["shared"]["repositories"]);
    let mut owned = BTreeSet::new();
    for environment in many(&deployment["environments"]) {
        for container in many(&environment["containers"]) {
            let name = text(&container["name"]);
            let named = container["repository"].as_str();
            let entry = entries.iter().find(|entry| text(&entry["container"]) == name);
            owned.extend(named.or_else(|| entry.map(|entry| text(&entry["name"]))));
        }
    }
    owned
}

/// The class as it is stored: lower case, `r6` spelt out as `r6g` (D1).
fn canonical(class: &str) -> String {
    class.to_lowercase().replace("db.r6.", "db.r6g.")
}

/// A list, or the single element that stands for a list of one.
fn many(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(elements) => elements.iter().collect(),
        single => vec![single],
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn whole(value: &Value, default: u64) -> u64 {
    value.as_u64().unwrap_or(default)
}

/// A number, or the text of one, in its shortest form.
fn number(value: &Value) -> String {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match written.split_once('.') {
        Some((whole, fraction)) if fraction.chars().all(|digit| digit == '0') => whole.to_owned(),
        _ => written,
    }
}
