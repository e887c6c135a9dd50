//! C20: a container, the unit that everything else comes with.

use rust_decimal::Decimal;

use super::tasks::{self, Tasks};
use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    kind::Redundancy,
    materials::BillOfMaterials,
    reading::{MemoryGb, record},
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C20",
    id: "container",
    name: words!("container", "contenedor"),
    listed_in: "environments[].containers",
    scope: Scope::Environment,
    charging: Charging::Sized,
    sizes: "1x2 (1 vCPU, 2 GB) to 16x120, 67 pairs",
    ticket: &["repository_name_and_location", "branch_per_environment", "env_vars_per_environment"],
    unit: Unit::INSTANCE,
    naming: Naming::Unique,
    service: Service::CONTAINERS,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy { production: &["R13", "R17", "R29"], elsewhere: &["R15", "R17", "R29"] },
    counted: Counted::Tasks,
    size_rule: SizeRule::By(tasks::judge_size),
    rules: &[
        "R13", "R14", "R15", "R17", "R29", "R30", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8",
        "V9", "V10", "V11", "V12", "V16", "V63",
    ],
    notes: &[
        words!(
            "Its repository, pipeline, image storage, monitoring and logs are included.",
            "Incluye su repositorio, pipeline, almacenamiento de imágenes, monitoreo y logs."
        ),
        words!(
            "The example image gives the JVM 75 % of the memory (V13).",
            "La imagen de ejemplo entrega a la JVM el 75 % de la memoria (V13)."
        ),
        words!(
            "Initial sizes may change with real consumption (R101).",
            "Los tamaños iniciales pueden cambiar con el consumo real (R101)."
        ),
    ],
};

record! {
    /// A container: one Fargate service of a size, a base capacity and an elasticity range.
    pub struct Container ["a container", "un contenedor", "F6"] {
        required {
            /// Name of the microservice.
            name: String,
            /// Number of vCPU of one task: 1, 2, 4, 8 or 16.
            vcpu: Option<Decimal>,
            /// Memory of one task in GB; what is valid depends on the vCPU.
            memory_gb: Option<MemoryGb>,
        }
        optional {
            /// Instances per zone that always run.
            instances: u32 = 1,
            /// All tasks at the top of the elasticity range; the base capacity when absent.
            max_tasks: Option<u32>,
            /// Redundancy factor of this container, when it differs from its environment's.
            redundancy: Option<Redundancy>,
            /// Connections of one task to its database.
            connection_pool: Option<u32>,
            /// Name of the database it uses, in the same environment.
            database: String,
            /// Its code repository.
            repository: String,
            /// The branch that feeds this environment.
            branch: String,
            /// Names of its environment variables, never their values.
            variables: Vec<String>,
            /// Processes it runs; one is expected.
            processes: Option<u32>,
            /// Runtime, when it is not Spring Boot on a JVM.
            runtime: String,
            /// Whether its image holds the NewRelic Java agent; assumed when absent.
            newrelic_agent: Option<bool>,
        }
    }
}

impl Container {
    /// Its tasks.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format};
    ///
    /// let text = "environments: [{containers: [{name: a, vcpu: 1, memory_gb: 2048 MB}]}]";
    /// let deployment = Deployment::parse(text, Format::Yaml).deployment.unwrap();
    /// let tasks = deployment.environments[0].containers[0].tasks();
    /// assert_eq!(tasks.size().unwrap().to_string(), "1x2");
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

impl Component for Container {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        self.tasks().check(site, findings);
        for (index, variable) in self.variables.iter().enumerate() {
            let upper = variable.to_uppercase();
            if ["PASSWORD", "PASSWD", "TOKEN", "SECRET", "KEY"]
                .iter()
                .any(|word| upper.contains(word))
            {
                findings
                    .warn(
                        "V7",
                        &site.at(&format!("variables[{index}]")),
                        text!(
                            "variable `{variable}` looks like a secret",
                            "la variable `{variable}` parece un secreto"
                        ),
                    )
                    .help(text!("list it under `secrets`", "regístrela en `secrets`"));
            }
        }
        if let Some(processes) = self.processes.filter(|processes| *processes != 1) {
            findings
                .warn(
                    "V11",
                    &site.at("processes"),
                    text!(
                        "a container should run one process, but runs {processes}",
                        "un contenedor debería ejecutar un proceso, pero ejecuta {processes}"
                    ),
                )
                .help(text!(
                    "split it into one container for each process",
                    "divídalo en un contenedor por proceso"
                ));
        }
        let runtime = self.runtime.to_lowercase();
        if !runtime.is_empty()
            && !["spring", "java", "jvm"].iter().any(|word| runtime.contains(word))
        {
            let runtime = &self.runtime;
            findings
                .warn(
                    "V12",
                    &site.at("runtime"),
                    text!(
                        "containers are developed with Spring Boot, but this one uses `{runtime}`",
                        "los contenedores se desarrollan con Spring Boot, pero este usa `{runtime}`"
                    ),
                )
                .help(text!(
                    "agree on it with the solutions architect first",
                    "acuérdelo antes con el arquitecto de soluciones"
                ));
        }
        if self.newrelic_agent == Some(false) {
            findings
                .warn(
                    "V63",
                    &site.at("newrelic_agent"),
                    text!(
                        "without the NewRelic agent there are no application metrics",
                        "sin el agente de NewRelic no hay métricas aplicativas"
                    ),
                )
                .help(text!(
                    "add the Java agent to the image",
                    "agregue el agente Java a la imagen"
                ));
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let rules = KIND.charged_by.rules(site.in_production());
        self.tasks().charge(&KIND, &self.name, rules, site, materials);
    }
}
