//! C41: encryption at rest (KMS), active without anybody asking.

use crate::{
    catalogue::{ChargedBy, Charging, Counted, Kind, Naming, Scope, Service, SizeRule, Unit},
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C41",
    id: "encryption-kms",
    name: words!("encryption at rest (KMS)", "encriptación en reposo (KMS)"),
    listed_in: "",
    scope: Scope::Environment,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::KEYS,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R56"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R21", "R56", "V61"],
    notes: &[words!("Cannot be turned off (V61).", "No se puede desactivar (V61).")],
};
