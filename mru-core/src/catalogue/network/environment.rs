//! C10: the environment itself, with a weight of its own that is 0 unless a rate card says otherwise.

use crate::{
    catalogue::{
        ChargedBy, Charging, Counted, Kind, Naming, Neighbours, Scope, Service, Site, SizeRule,
        Stated, Unit,
    },
    finding::Findings,
    kind::EnvironmentKind,
    materials::BillOfMaterials,
    text::{shortened, text, words},
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
    naming: Naming::None,
    service: Service::PLATFORM,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R8", "R9"]),
    counted: Counted::Single,
    size_rule: SizeRule::By(judge_size),
    rules: &["R2", "R8", "R9", "R25", "R26", "V28", "V29", "V30"],
    notes: &[words!(
        "At most two pre-productive environments a deployment (R25).",
        "A lo más dos ambientes pre-productivos por despliegue (R25)."
    )],
};

/// Adds the environment's own line (R9).
pub(crate) fn charge(site: &Site<'_>, materials: &mut BillOfMaterials) {
    let Some(environment) = site.environment else { return };
    let Some(kind) = environment.kind() else { return };
    materials.row(&KIND, environment.name()).size(kind.as_str()).charged();
}

/// Judges that an event states of an environment the kind that it has.
fn judge_size(stated: &Stated<'_>, findings: &mut Findings) {
    let kind = stated.site.environment.and_then(Neighbours::kind);
    let Some(kind) = kind.map(EnvironmentKind::as_str).filter(|kind| *kind != stated.size) else {
        return;
    };
    let (shown, name) = (shortened(stated.size), shortened(stated.name));
    findings
        .error(
            "U14",
            &stated.site.at("size"),
            text!(
                "environment `{name}` is of kind `{kind}`, not `{shown}`",
                "el ambiente `{name}` es de tipo `{kind}`, no `{shown}`"
            ),
        )
        .help(text!("write `{kind}`", "escriba `{kind}`"));
}
