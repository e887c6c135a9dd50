//! C48: threat detection (GuardDuty), part of another product.

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
    code: "C48",
    id: "threat-detection",
    name: words!("threat detection (GuardDuty)", "detección de amenazas (GuardDuty)"),
    listed_in: "environments[].threat_detection",
    scope: Scope::Environment,
    charging: Charging::OutsideMrus,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::DETECTION,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R6"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R6"],
    notes: &[words!(
        "Documented only for Cloud and Enterprise Cloud, not for Connect.",
        "Documentada solo para Cloud y Enterprise Cloud, no para Connect."
    )],
};

record! {
    /// A wish for threat detection; a plain true or false states it.
    pub struct ThreatDetection ["threat detection", "la detección de amenazas", "F6"] {
        required {}
        optional {
            /// Whether it is wanted.
            wanted: bool,
        }
        from value "wanted";
    }
}

impl Component for ThreatDetection {
    identify!(&KIND, self => "threat-detection");

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        if self.wanted {
            materials.row(&KIND, "threat-detection").rules(&["R6"]).outside(words!(
                "belongs to the Enterprise Cloud subscription, not to Connect",
                "pertenece a la suscripción de Enterprise Cloud, no a Connect"
            ));
        }
    }
}
