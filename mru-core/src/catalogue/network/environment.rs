//! C10: the environment itself, with a weight of its own that is 0 unless a rate card says otherwise.

use crate::{
    bill::{Bill, Unit},
    catalogue::{ChargedBy, Charging, Kind, Scope, Site},
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C10",
    id: "environment",
    name: words!("environment", "ambiente"),
    listed_in: "environments",
    scope: Scope::Environment,
    charging: Charging::Weighted,
    sizes: "production, pre-production",
    ticket: &["kind", "name"],
    unit: Unit::PIECE,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R8", "R9"]),
    rules: &["R2", "R8", "R9", "R25", "R26", "V28", "V29", "V30"],
    notes: &[words!(
        "At most two pre-productive environments a deployment (R25).",
        "A lo más dos ambientes pre-productivos por despliegue (R25)."
    )],
};

/// Adds the environment's own line (R9).
pub(crate) fn charge(site: &Site<'_>, bill: &mut Bill) {
    let Some(environment) = site.environment else { return };
    let Some(kind) = environment.kind else { return };
    bill.row(&KIND, &environment.name).size(kind.as_str()).charged();
}
