//! C21: the elasticity range, stated with its container and free inside its bounds.

use crate::{
    catalogue::{ChargedBy, Charging, Counted, Kind, Naming, Scope, Service, SizeRule, Unit},
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C21",
    id: "elasticity-range",
    name: words!("elasticity range", "rango de elasticidad"),
    listed_in: "environments[].containers[].max_tasks",
    scope: Scope::Environment,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::INSTANCE,
    naming: Naming::Free,
    service: Service::CONTAINERS,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R60"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R60", "R61", "R62", "V9", "V10"],
    notes: &[words!(
        "Tasks above the base are metered and shown at zero price unless the contract says otherwise (R60).",
        "Las tareas sobre la base se miden y se muestran a precio cero, salvo que el contrato diga otra cosa (R60)."
    )],
};
