//! C23: Single Sign-On, a weight of its own plus the containers it runs on.

use rust_decimal::Decimal;

use super::{container, tasks::Tasks};
use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, data::database, identify,
    },
    finding::Findings,
    kind::Redundancy,
    materials::BillOfMaterials,
    policies::SsoPolicy,
    reading::{MemoryGb, record},
    text::{Text, text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C23",
    id: "sso",
    name: words!("Single Sign-On", "Single Sign-On"),
    listed_in: "environments[].sso",
    scope: Scope::Environment,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &["administration_access_or_realms"],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::SIGN_ON,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R24", "R45"]),
    counted: Counted::SignOn,
    size_rule: SizeRule::None,
    rules: &["R24", "R45", "R46", "V50"],
    notes: &[
        words!(
            "Its containers are charged as containers, besides its own weight (R45).",
            "Sus contenedores se cobran como contenedores, además de su propio peso (R45)."
        ),
        words!(
            "A database must exist first; a schema of an existing one is enough (R46, V50).",
            "Antes debe existir una base de datos; basta un esquema de una existente (R46, V50)."
        ),
        words!(
            "Customising Keycloak is the customer's, and never an MRU line (R47, V52).",
            "La personalización de Keycloak es del cliente y nunca es una línea de MRU (R47, V52)."
        ),
    ],
};

record! {
    /// Single Sign-On: Keycloak on containers of a size.
    pub struct Sso ["Single Sign-On", "Single Sign-On", "F6"] {
        required {
            /// Number of vCPU of one task: 1, 2, 4, 8 or 16.
            vcpu: Option<Decimal>,
            /// Memory of one task in GB.
            memory_gb: Option<MemoryGb>,
        }
        optional {
            /// Instances per zone that always run.
            instances: u32 = 1,
            /// All tasks at the top of the elasticity range; the base capacity when absent.
            max_tasks: Option<u32>,
            /// Redundancy factor of these containers, when it differs from the environment's.
            redundancy: Option<Redundancy>,
            /// Connections of one task to its database.
            connection_pool: Option<u32>,
            /// Name of the database it uses, in the same environment.
            database: String,
            /// What the customer administers: `administration` or `realms`.
            administration: String,
        }
    }
}

impl Sso {
    /// Its tasks.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format};
    ///
    /// let text = "environments: [{sso: [{vcpu: 2, memory_gb: 4, instances: 1}]}]";
    /// let deployment = Deployment::parse(text, Format::Yaml).deployment.unwrap();
    /// assert_eq!(deployment.environments[0].sso[0].tasks().size().unwrap().to_string(), "2x4");
    /// ```
    pub fn tasks(&self) -> Tasks<'_> {
        Tasks {
            vcpu: self.vcpu,
            memory_gb: self.memory_gb,
            instances: self.instances,
            max_tasks: self.max_tasks,
            redundancy: self.redundancy,
            connection_pool: self.connection_pool,
            database: &self.database,
        }
    }
}

impl Component for Sso {
    identify!(&KIND, self => "sso");

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        self.tasks().check(site, findings);
        let named = !self.database.is_empty() || findings.mentions(&site.at("database"));
        if !named || !site.has(database::KIND.id) {
            let known = site.environment.map(|it| it.names(database::KIND.id)).unwrap_or_default();
            let (message, help) = lacks_database(&known);
            findings.error("V50", &site.path, message).help(help);
        }
        let stated = self.administration.as_str();
        if !["", "administration", "realms"].contains(&stated) {
            findings.error("V51", &site.at("administration"), text!("`administration` must be `administration` or `realms`, but was `{stated}`", "`administration` debe ser `administration` o `realms`, pero era `{stated}`"))
                .help(text!("`administration` is the whole application, `realms` are user realms alone", "`administration` es la aplicación completa, `realms` son solo reinos de usuarios"));
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let own = materials.row(&KIND, "sso").rules(&["R24", "R45"]);
        match site.policies.sso {
            SsoPolicy::PerEnvironment => own.charged(),
            SsoPolicy::TimesRedundancy => own.times(site.redundancy()).charged(),
            SsoPolicy::OncePerDeployment if is_first(site) => own.charged(),
            SsoPolicy::OncePerDeployment => {
                own.included(words!(
                    "Single Sign-On is counted once for the deployment",
                    "Single Sign-On se cuenta una vez por despliegue"
                ));
            }
        }
        self.tasks().charge(&container::KIND, "sso", &["R45", "R17", "R29"], site, materials);
    }
}

/// What is wrong with one that names no database, and what to write: the name of one that there is.
fn lacks_database(known: &[&str]) -> (Text, Text) {
    let names = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match known {
        [] => (
            text!(
                "Single Sign-On needs a database in the same environment",
                "Single Sign-On necesita una base de datos en el mismo ambiente"
            ),
            text!(
                "add a database to the environment, and name it in `database`",
                "agregue una base de datos al ambiente y nómbrela en `database`"
            ),
        ),
        [only] => (
            text!(
                "Single Sign-On does not say which database it uses",
                "Single Sign-On no indica qué base de datos usa"
            ),
            text!(
                "name `{only}` in `database`, and add a schema for it there",
                "nombre `{only}` en `database` y agregue allí un esquema para él"
            ),
        ),
        _ => (
            text!(
                "Single Sign-On does not say which database it uses",
                "Single Sign-On no indica qué base de datos usa"
            ),
            text!("name one in `database`: {names}", "nombre una en `database`: {names}"),
        ),
    }
}

/// Whether this is the first Single Sign-On of the deployment, in the order of the file.
fn is_first(site: &Site<'_>) -> bool {
    let environments = site.deployment.environments();
    let first = environments.iter().position(|environment| environment.has(KIND.id));
    first.is_some_and(|index| site.path == format!("environments[{index}].sso[0]"))
}
