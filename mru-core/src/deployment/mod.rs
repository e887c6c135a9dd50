//! The deployment: everything one customer has, as the deployment file says it.

mod environment;
mod hash;
mod materials;
mod repositories;
mod shared;
mod standing;

pub use environment::Environment;
pub use shared::Shared;

use serde_json::Value as Json;

use crate::{
    finding::{Finding, Findings},
    kind::{Neighbours, Surroundings},
    positions::Positions,
    reading::{self, Format, record},
};

record! {
    /// Who the deployment is for, as far as rules depend on it.
    pub struct Customer ["the customer", "el cliente", "V73"] {
        required {}
        optional {
            /// Name of the customer, for documents.
            name: String,
            /// Whether the customer has Enterprise Cloud (V73); not judged when absent.
            enterprise_cloud: Option<bool>,
            /// Whether a Connect contract or annex exists (V73); not judged when absent.
            connect_annex: Option<bool>,
            /// Whether the subscription level allows a global database (V24).
            subscription_allows_global_db: bool,
            /// Whether the customer runs in several regions (V37).
            multi_region: bool,
        }
        from value "name";
    }
}

record! {
    /// Everything one customer has: the content of a deployment file.
    pub struct Deployment ["a deployment", "un despliegue", "F6"] {
        required {
            /// The environments; at most two of them pre-productive.
            environments: Vec<Environment>,
        }
        optional {
            /// A short name of the deployment, for documents.
            id: String,
            /// Who it is for.
            customer: Customer,
            /// What exists once, whatever the number of environments.
            shared: Shared,
            /// Region that takes over when the primary one fails; informational, 0 MRU (R94).
            contingency_region: String,
            /// The on-premise variant is quoted by hand (R102), so `true` is refused.
            on_premise: bool,
        }
    }
}

/// A deployment read from text, with what was found on the way and where everything stood.
#[derive(Debug)]
pub struct Parsed {
    /// The deployment; absent when the text is not of its notation.
    pub deployment: Option<Deployment>,
    /// Findings about the form of the text; validation adds to them.
    pub(crate) findings: Findings,
    /// Where each value stood.
    pub positions: Positions,
}

impl Deployment {
    /// Reads a deployment file.
    ///
    /// Never fails: mistakes of form are findings, and what could be read is judged all the same
    /// by [`check`](crate::check).
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format};
    ///
    /// let parsed = Deployment::parse("environments: []\nenviroments: []", Format::Yaml);
    /// let findings = parsed.findings();
    /// assert_eq!(findings[0].rule, "F2");
    /// assert_eq!(findings[0].help.as_ref().unwrap().en, "did you mean `environments`?");
    /// ```
    pub fn parse(text: &str, format: Format) -> Parsed {
        let (deployment, reading) = reading::read_text(text, format);
        Parsed { deployment, findings: reading.findings, positions: reading.positions }
    }

    /// Returns the JSON Schema (2020-12) of the deployment file.
    ///
    /// # Example
    ///
    /// ```
    /// let schema = mru_core::Deployment::json_schema();
    /// assert!(schema["properties"]["environments"].is_object());
    /// ```
    pub fn json_schema() -> Json {
        reading::json_schema::<Deployment>("Modyo Connect deployment")
    }
}

impl Surroundings for Deployment {
    fn environments(&self) -> Vec<&dyn Neighbours> {
        self.environments.iter().map(|it| -> &dyn Neighbours { it }).collect()
    }

    fn shared_names(&self, kind: &str) -> Vec<&str> {
        self.shared.names_of(kind)
    }

    fn repository_owner(&self, repository: &str) -> Option<&str> {
        self.repository_owner(repository)
    }

    fn allows_global_database(&self) -> bool {
        self.customer.subscription_allows_global_db
    }
}

impl Parsed {
    /// Returns the findings about the form of the text, in its order.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format};
    ///
    /// let parsed = Deployment::parse("environments: []\non_premise: perhaps", Format::Yaml);
    /// let finding = &parsed.findings()[0];
    /// assert_eq!((finding.rule, finding.position.unwrap().line), ("F3", 2));
    /// ```
    pub fn findings(&self) -> Vec<Finding> {
        self.findings.clone().located(&self.positions)
    }
}
