//! A custom domain of an environment, included with its containers (R32).

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    materials::BillOfMaterials,
    reading::record,
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C17",
    id: "custom-domain",
    name: words!("custom domain", "dominio personalizado"),
    listed_in: "environments[].custom_domains",
    scope: Scope::Environment,
    charging: Charging::IncludedWithContainer,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::NAMES,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R32"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R32"],
    notes: &[],
};

record! {
    /// A custom domain; a plain text is its name.
    pub struct CustomDomain ["a custom domain", "un dominio personalizado", "F6"] {
        required {
            /// The domain.
            name: String,
        }
        optional {}
        from value "name";
    }
}

impl Component for CustomDomain {
    identify!(&KIND, self => &self.name);

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let row = materials.row(&KIND, &self.name).rules(&["R32"]);
        if site.policies.includes(KIND.id) {
            row.included(words!("included (R32)", "incluido (R32)"));
        } else {
            row.charged();
        }
    }
}
