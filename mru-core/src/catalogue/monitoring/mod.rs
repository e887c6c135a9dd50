//! C60 to C63: logs and metrics, on by default; longer retention has a weight.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, data::object_storage, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{text, words},
};

/// Catalogue entry of logs.
pub const LOGS: Kind = Kind {
    code: "C60",
    id: "log-registry",
    name: words!("log registration (CloudWatch Logs)", "registro de logs (CloudWatch Logs)"),
    listed_in: "",
    scope: Scope::Environment,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::OBSERVABILITY,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R39", "R58"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R32", "R39", "R58", "V64"],
    notes: &[words!(
        "The customer obfuscates personal data in logs (V64).",
        "El cliente ofusca los datos personales en los logs (V64)."
    )],
};

/// Catalogue entry of longer retention.
pub const LOG_RETENTION: Kind = Kind {
    id: "log-retention",
    name: words!("extra log retention", "retención adicional de logs"),
    listed_in: "environments[].monitoring.log_retention_days",
    charging: Charging::Weighted,
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::OBSERVABILITY,
    includable: false,
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R59"],
    notes: &[],
    ..LOGS
};

/// Catalogue entry of application metrics.
pub const APPLICATION_METRICS: Kind = Kind {
    code: "C61",
    id: "application-metrics",
    name: words!("application metrics (NewRelic)", "métricas aplicativas (NewRelic)"),
    charging: Charging::IncludedWithContainer,
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::OBSERVABILITY,
    includable: true,
    charged_by: ChargedBy::always(&["R31", "R39"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R31", "R39", "V62", "V63"],
    notes: &[words!(
        "Users are of the basic kind, never full (V62).",
        "Los usuarios son de tipo básico, nunca full (V62)."
    )],
    ..LOGS
};

/// Catalogue entry of infrastructure metrics.
pub const INFRASTRUCTURE_METRICS: Kind = Kind {
    code: "C62",
    id: "infrastructure-metrics",
    name: words!("infrastructure metrics (CloudWatch)", "métricas de infraestructura (CloudWatch)"),
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::OBSERVABILITY,
    includable: false,
    charged_by: ChargedBy::always(&["R39", "R58"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R39", "R58"],
    notes: &[],
    ..LOGS
};

/// Catalogue entry of the export of logs.
pub const LOG_EXPORT: Kind = Kind {
    code: "C63",
    id: "log-export",
    name: words!("log export", "exportación de logs"),
    listed_in: "environments[].monitoring.log_export",
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::OBSERVABILITY,
    includable: false,
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R59"],
    notes: &[words!(
        "Needs an object repository, which is charged as one.",
        "Necesita un repositorio de objetos, que se cobra como tal."
    )],
    ..LOGS
};

record! {
    /// Monitoring beyond the default.
    pub struct Monitoring ["monitoring", "el monitoreo", "F6"] {
        required {}
        optional {
            /// Days logs are kept, when longer than the default.
            log_retention_days: Option<u32>,
            /// The object repository that logs are exported to.
            log_export: String,
            /// Kind of NewRelic users: `basic`.
            newrelic_users: String,
        }
    }
}

impl Component for Monitoring {
    identify!(&LOGS, self => "monitoring");

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        if !["", "basic"].contains(&self.newrelic_users.to_lowercase().as_str()) {
            let users = &self.newrelic_users;
            findings
                .error(
                    "V62",
                    &site.at("newrelic_users"),
                    text!(
                        "NewRelic users are of the basic kind, not `{users}`",
                        "los usuarios de NewRelic son de tipo básico, no `{users}`"
                    ),
                )
                .help(text!("use `basic`", "use `basic`"));
        }
        let target = &self.log_export;
        let exists = site.environment.is_some_and(|environment| {
            environment.names(object_storage::KIND.id).contains(&target.as_str())
        });
        if !target.is_empty() && !exists {
            findings
                .error("V79", &site.at("log_export"), text!("logs cannot be exported to `{target}`, which this environment does not have", "los logs no se pueden exportar a `{target}`, que este ambiente no tiene"))
                .help(text!("add it to `object_storage`", "agréguelo a `object_storage`"));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        if self.log_retention_days.is_some() {
            materials.row(&LOG_RETENTION, "log-retention").charged();
        }
        if !self.log_export.is_empty() {
            materials.row(&LOG_EXPORT, &self.log_export).rules(&["R59"]).included(words!(
                "charged as the object repository it writes to (C63)",
                "se cobra como el repositorio de objetos en que escribe (C63)"
            ));
        }
    }
}
