//! From the six criteria of an estimate (R97) to a deployment, with every assumption named (R99).
//!
//! What an answer does not say is assumed, never left out: sizes, instances, redundancy, classes,
//! addresses. The deployment is priced as any other.

use serde_json::{Value as Json, json};

use super::assumed::{Assumption, annotated};
use crate::{
    finding::{Finding, Findings},
    reading::{self, Format, choice, record},
    text::{Lang, Text, Words, text, words},
};

choice! {
    /// How much traffic production is expected to have.
    pub enum Traffic {
        /// A first product, or an internal one.
        Low = "low",
        /// A product in use; the default.
        Medium = "medium",
        /// Campaigns and peaks.
        High = "high",
    }
}

impl Traffic {
    /// In words, as an adjective of it.
    const fn words(self) -> Words {
        match self {
            Traffic::Low => words!("low", "bajo"),
            Traffic::Medium => words!("medium", "medio"),
            Traffic::High => words!("high", "alto"),
        }
    }
}

choice! {
    /// What the microservices keep.
    pub enum Persistence {
        /// Nothing.
        None = "none",
        /// Data in a relational database.
        Relational = "relational",
    }
}

record! {
    /// The answers to the six criteria of an estimate.
    pub struct Criteria ["an estimate", "una estimación", "R97"] {
        required {
            /// How many microservices there will be.
            microservices: Option<u32>,
        }
        optional {
            /// For whom it is.
            customer: String,
            /// How much traffic production is expected to have.
            traffic: Traffic = Traffic::Medium,
            /// Whether Single Sign-On is needed.
            sso: bool,
            /// What the microservices keep.
            persistence: Persistence = Persistence::None,
            /// How many environments there are before production.
            pre_productions: u32 = 1,
            /// How many VPN links there are.
            vpn: u32,
            /// How many developers have access; assumed when absent.
            developers: Option<u32>,
        }
    }
}

/// The most microservices and links that an estimate is made of.
const MOST: u32 = 200;

/// Developers that are assumed when nothing is said.
const DEVELOPERS: u32 = 2;

/// A deployment made of criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The deployment file, as JSON.
    pub deployment: Json,
    /// What was assumed, each with its rule and place.
    pub assumptions: Vec<Assumption>,
}

impl Estimate {
    /// The deployment file with its assumptions as comments: YAML, of which JSON is a part.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format, Lang, offer::estimate};
    ///
    /// let made = estimate("microservices = 2", Format::Toml).unwrap();
    /// let file = made.written(Lang::En);
    /// assert!(file.starts_with("# assumed (R62,"));
    /// assert!(Deployment::parse(&file, Format::Yaml).findings().is_empty());
    /// ```
    pub fn written(&self, lang: Lang) -> String {
        annotated(&self.deployment, &self.assumptions, [], lang)
    }
}

/// Makes a deployment of the answers to the criteria, which may be TOML, YAML or JSON.
///
/// # Errors
///
/// All findings at once: F1–F6 for the form, R97 for a number that is missing or makes no estimate.
///
/// # Example
///
/// ```
/// use mru_core::{Format, offer::estimate};
///
/// let made = estimate("microservices = 4\nsso = true\npersistence = \"relational\"", Format::Toml);
/// let made = made.unwrap();
/// assert_eq!(made.deployment["environments"][0]["databases"][0]["class"], "db.r6g.large");
/// assert!(made.assumptions.iter().any(|it| it.rule == "R13"));
/// assert_eq!(estimate("microservices = 0", Format::Toml).unwrap_err()[0].rule, "R97");
/// ```
///
/// # Source
///
/// R97, R99; sizes are ours until real consumption changes them (R62, R101).
pub fn estimate(text: &str, format: Format) -> Result<Estimate, Vec<Finding>> {
    let (criteria, mut reading) = reading::read_text::<Criteria>(text, format);
    if let Some(criteria) = &criteria {
        check(criteria, &mut reading.findings);
    }
    match criteria {
        Some(criteria) if !reading.findings.has_errors() => Ok(made(&criteria)),
        _ => Err(reading.findings.located(&reading.positions)),
    }
}

fn check(criteria: &Criteria, findings: &mut Findings) {
    let counts = [
        ("microservices", criteria.microservices.unwrap_or(0), 1, MOST),
        ("pre_productions", criteria.pre_productions, 0, 2),
        ("vpn", criteria.vpn, 0, MOST),
        ("developers", criteria.developers.unwrap_or(0), 0, 100_000),
    ];
    for (field, count, least, most) in counts {
        if (least..=most).contains(&count) || findings.mentions(field) {
            continue;
        }
        findings.error(
            "R97",
            field,
            text!(
                "`{field}` must be {least} to {most}, but was {count}",
                "`{field}` debe ser de {least} a {most}, pero fue {count}"
            ),
        );
    }
}

/// Containers as an estimate has them until real consumption says otherwise (R62): all of them our choice.
#[derive(Clone, Copy)]
struct Size {
    vcpu: u32,
    memory_gb: u32,
    /// Per zone.
    instances: u32,
    /// The most tasks.
    most: u32,
}

impl Size {
    /// Those of production, by its traffic.
    const fn of(traffic: Traffic) -> Size {
        let (vcpu, memory_gb, instances, most) = match traffic {
            Traffic::Low => (1, 2, 1, 4),
            Traffic::Medium => (2, 4, 1, 6),
            Traffic::High => (4, 8, 2, 12),
        };
        Size { vcpu, memory_gb, instances, most }
    }
}

/// Those before production: once, without redundancy (R15).
const BEFORE: Size = Size { vcpu: 1, memory_gb: 2, instances: 1, most: 1 };
/// Those of Single Sign-On in production; before it the same, once.
const SIGN_ON: Size = Size { vcpu: 1, memory_gb: 2, instances: 1, most: 4 };
/// The zones of production: the least redundancy there is (R14).
const ZONES: u32 = 2;
/// Connections that a task opens, in production and before it.
const POOLS: [u32; 2] = [10, 5];
/// Class and nodes of the database, in production, of which R20 wants two nodes at least, and before it.
const DATABASES: [(&str, u32); 2] = [("db.r6g.large", 2), ("db.t3.medium", 1)];

fn made(criteria: &Criteria) -> Estimate {
    let keeps = criteria.persistence == Persistence::Relational;
    let has_database = keeps || criteria.sso;
    let mut environments = vec![environment(criteria, None, has_database)];
    for number in 1..=criteria.pre_productions {
        environments.push(environment(criteria, Some(number), has_database));
    }
    let names: Vec<String> = names(criteria).collect();
    let repositories: Vec<Json> =
        names.iter().map(|name| json!({ "name": name, "type": "microservice" })).collect();
    let deployment = json!({
        "id": "estimate",
        "customer": { "name": criteria.customer },
        "shared": {
            "developers": criteria.developers.unwrap_or(DEVELOPERS),
            "repositories": repositories,
            "pipelines": names,
        },
        "environments": environments,
    });
    Estimate { deployment, assumptions: assumptions(criteria, has_database) }
}

fn names(criteria: &Criteria) -> impl Iterator<Item = String> {
    (1..=criteria.microservices.unwrap_or(0)).map(|number| format!("ms-{number}"))
}

/// Production, or one of the environments before it.
fn environment(criteria: &Criteria, before: Option<u32>, has_database: bool) -> Json {
    let Size { vcpu, memory_gb, instances, most } = match before {
        None => Size::of(criteria.traffic),
        Some(_) => BEFORE,
    };
    let (name, kind) = match before {
        None => (String::from("production"), "production"),
        Some(1) => (String::from("certification"), "pre-production"),
        Some(_) => (String::from("staging"), "pre-production"),
    };
    let branch = if before.is_none() { "main" } else { name.as_str() };
    let [in_production, before_it] = POOLS;
    let pool = if before.is_none() { in_production } else { before_it };
    let keeps = criteria.persistence == Persistence::Relational;
    let container = |service: String| {
        let mut container = json!({
            "name": service, "repository": service, "branch": branch,
            "vcpu": vcpu, "memory_gb": memory_gb, "instances": instances, "max_tasks": most,
        });
        if keeps && let Some(fields) = container.as_object_mut() {
            fields.insert("connection_pool".to_owned(), json!(pool));
            fields.insert("database".to_owned(), json!("main"));
        }
        container
    };
    let containers: Vec<Json> = names(criteria).map(container).collect();
    let mut fields =
        vec![("name", json!(name)), ("kind", json!(kind)), ("containers", json!(containers))];
    if before.is_none() {
        fields.push(("redundancy", json!(ZONES)));
        let links = (1..=criteria.vpn).map(|number| {
            json!({ "name": format!("link-{number}"), "peer_ip": format!("203.0.113.{number}") })
        });
        fields.push(("vpn", links.collect()));
    }
    if has_database {
        fields.push(("databases", json!([database(criteria, before.is_none())])));
    }
    if criteria.sso {
        let Size { vcpu, memory_gb, instances, most } = SIGN_ON;
        let most = if before.is_none() { most } else { BEFORE.most };
        fields.push((
            "sso",
            json!({
                "vcpu": vcpu, "memory_gb": memory_gb, "instances": instances, "max_tasks": most,
                "connection_pool": pool, "database": "main",
            }),
        ));
    }
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The one database of an environment.
fn database(criteria: &Criteria, is_production: bool) -> Json {
    let keeps = criteria.persistence == Persistence::Relational;
    let mut schemas: Vec<String> = if keeps { names(criteria).collect() } else { Vec::new() };
    schemas.extend(criteria.sso.then(|| String::from("keycloak")));
    let [in_production, before_it] = DATABASES;
    let (class, nodes) = if is_production { in_production } else { before_it };
    json!({ "name": "main", "class": class, "nodes": nodes, "schemas": schemas })
}

fn assumptions(criteria: &Criteria, has_database: bool) -> Vec<Assumption> {
    let mut all = Vec::new();
    let mut assume = |rule: &str, path: &str, said: Text| {
        all.push(Assumption { rule: rule.to_owned(), path: path.to_owned(), said });
    };
    let Size { vcpu, memory_gb: memory, instances, most } = Size::of(criteria.traffic);
    let traffic = criteria.traffic.words();
    let (traffic_en, traffic_es) = (traffic.en, traffic.es);
    assume(
        "R62",
        "environments[0].containers",
        text!(
            "for {traffic_en} traffic each container has {vcpu} vCPU, {memory} GB, {instances} per zone and {most} tasks at most",
            "para tráfico {traffic_es} cada contenedor tiene {vcpu} vCPU, {memory} GB, {instances} por zona y {most} tareas como máximo"
        ),
    );
    assume(
        "R13",
        "environments[0].redundancy",
        text!("production runs in {ZONES} zones", "producción opera en {ZONES} zonas"),
    );
    if criteria.pre_productions > 0 {
        let Size { vcpu, memory_gb, .. } = BEFORE;
        assume(
            "R15",
            "environments[1].containers",
            text!(
                "before production each container has {vcpu} vCPU and {memory_gb} GB, once, without redundancy",
                "antes de producción cada contenedor tiene {vcpu} vCPU y {memory_gb} GB, una vez, sin redundancia"
            ),
        );
    }
    data(criteria, has_database, &mut assume);
    access(criteria, &mut assume);
    all
}

/// What notes an assumption: its rule, its place, what it says.
type Assume<'a> = dyn FnMut(&str, &str, Text) + 'a;

fn data(criteria: &Criteria, has_database: bool, assume: &mut Assume<'_>) {
    if has_database {
        let [(class, nodes), (class_before, nodes_before)] = DATABASES;
        assume(
            "R20",
            "environments[0].databases",
            text!(
                "production has one database of {class} with {nodes} nodes, the others {class_before} with {nodes_before}",
                "producción tiene una base {class} con {nodes} nodos, los demás {class_before} con {nodes_before}"
            ),
        );
        let [in_production, before_it] = POOLS;
        assume(
            "V16",
            "environments[0].containers",
            text!(
                "each task opens {in_production} connections in production and {before_it} before it",
                "cada tarea abre {in_production} conexiones en producción y {before_it} antes de ella"
            ),
        );
    }
    if criteria.sso {
        let Size { vcpu, memory_gb, .. } = SIGN_ON;
        assume(
            "R45",
            "environments[0].sso",
            text!(
                "Single Sign-On runs on containers of {vcpu} vCPU and {memory_gb} GB, in every environment, with a schema of its own",
                "Single Sign-On opera en contenedores de {vcpu} vCPU y {memory_gb} GB, en cada ambiente, con un esquema propio"
            ),
        );
    }
}

fn access(criteria: &Criteria, assume: &mut Assume<'_>) {
    if criteria.vpn > 0 {
        assume(
            "V36",
            "environments[0].vpn",
            text!(
                "VPN links end in production; their addresses are examples until the customer states them",
                "los enlaces VPN terminan en producción; sus direcciones son ejemplos hasta que el cliente las indique"
            ),
        );
    }
    if criteria.developers.is_none() {
        assume(
            "R98",
            "shared.developers",
            text!(
                "{DEVELOPERS} developers have access",
                "{DEVELOPERS} desarrolladores tienen acceso"
            ),
        );
    }
    assume(
        "R31",
        "shared.repositories",
        text!(
            "each microservice has one repository and one pipeline",
            "cada microservicio tiene un repositorio y un pipeline"
        ),
    );
}
