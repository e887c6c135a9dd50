//! C47: the notice of a penetration test, which costs nothing.

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
    code: "C47",
    id: "penetration-test",
    name: words!("notice of a penetration test", "aviso de prueba de penetración"),
    listed_in: "environments[].penetration_tests",
    scope: Scope::Environment,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &["day", "hour", "contact"],
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::DETECTION,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R71"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R71", "V65"],
    notes: &[words!(
        "Tests need notice beforehand, with day, hour and contact (V65).",
        "Las pruebas requieren aviso previo, con día, hora y contacto (V65)."
    )],
};

record! {
    /// The notice of a penetration test; a plain text is its name.
    pub struct PenetrationTest ["a penetration test", "una prueba de penetración", "V65"] {
        required {
            /// What is tested.
            name: String,
        }
        optional {
            /// Day and hour.
            when: String,
            /// Who is reachable meanwhile.
            contact: String,
        }
        from value "name";
    }
}

impl Component for PenetrationTest {
    identify!(&KIND, self => &self.name);

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials
            .row(&KIND, &self.name)
            .rules(&["R71"])
            .free(words!("a notice costs nothing (R71)", "un aviso no tiene costo (R71)"));
    }
}
