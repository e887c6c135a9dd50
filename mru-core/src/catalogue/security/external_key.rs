//! C42: a key the customer manages (CloudHSM).

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C42",
    id: "external-key",
    name: words!("customer-managed key (CloudHSM)", "clave administrada por el cliente (CloudHSM)"),
    listed_in: "environments[].external_keys",
    scope: Scope::Environment,
    charging: Charging::Sized,
    sizes: "cloudhsm (a key store with its two modules), extra-hsm (each further module)",
    ticket: &["reason", "management_plan"],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::KEYS,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::OneOf(&["cloudhsm", "extra-hsm"]),
    rules: &["R59", "V60"],
    notes: &[words!(
        "A key store needs two active modules, which its weight covers.",
        "Un almacén de claves necesita dos módulos activos, que su peso cubre."
    )],
};

/// Modules a key store needs at least, in two zones (AWS; domain Q18).
const MODULES: u32 = 2;

record! {
    /// A key managed by the customer in a hardware module.
    pub struct ExternalKey ["an external key", "una clave externa", "V60"] {
        required {
            /// Why the customer manages the key.
            reason: String,
            /// The plan for implementation and renewals.
            plan: String,
        }
        optional {
            /// The module; CloudHSM is the only one.
            module: String,
            /// Number of hardware modules, at least two.
            hsm_count: u32 = MODULES,
        }
    }
}

impl Component for ExternalKey {
    identify!(&KIND, self => "cloudhsm");

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        if !["", "cloudhsm"].contains(&self.module.to_lowercase().as_str()) {
            let module = &self.module;
            findings
                .error(
                    "V60",
                    &site.at("module"),
                    text!(
                        "keys are kept in CloudHSM, not in `{module}`",
                        "las claves se guardan en CloudHSM, no en `{module}`"
                    ),
                )
                .help(text!("use `cloudhsm`", "use `cloudhsm`"));
        }
        if self.hsm_count < MODULES {
            let count = self.hsm_count;
            findings
                .error("V60", &site.at("hsm_count"), text!("a key store needs at least two hardware modules, but has {count}", "un almacén de claves necesita al menos dos módulos de hardware, pero tiene {count}"))
                .help(text!("use 2 or more", "use 2 o más"));
        }
        findings
            .warn(
                "V60",
                &site.path,
                text!(
                    "an external key does not rotate by itself",
                    "una clave externa no rota por sí sola"
                ),
            )
            .help(text!(
                "the customer plans its rotation; `plan` says how",
                "el cliente planifica su rotación; `plan` dice cómo"
            ));
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, "cloudhsm").size("cloudhsm").charged();
        let extra = self.hsm_count.saturating_sub(MODULES);
        if extra > 0 {
            materials.row(&KIND, "cloudhsm").size("extra-hsm").quantity(extra).charged();
        }
    }
}
