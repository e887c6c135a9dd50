//! C70 to C73: what surrounds the components and is not charged in MRUs.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    materials::BillOfMaterials,
    reading::record,
    text::words,
};

/// Catalogue entry of the contingency region.
pub const CONTINGENCY_REGION: Kind = Kind {
    code: "C70",
    id: "contingency-region",
    name: words!("contingency region", "región de contingencia"),
    listed_in: "contingency_region",
    scope: Scope::Shared,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::CONTINGENCY,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R94"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R94"],
    notes: &[],
};

/// Catalogue entry of support.
pub const SUPPORT: Kind = Kind {
    code: "C71",
    id: "support-24x7",
    name: words!("24×7 support", "soporte 24×7"),
    listed_in: "",
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::SUPPORT,
    includable: false,
    charged_by: ChargedBy::always(&["R71"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R71"],
    ..CONTINGENCY_REGION
};

/// Catalogue entry of professional services.
pub const PROFESSIONAL_SERVICES: Kind = Kind {
    code: "C72",
    id: "professional-services",
    name: words!("professional services", "servicios profesionales"),
    listed_in: "shared.professional_services",
    charging: Charging::OutsideMrus,
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::PEOPLE,
    includable: false,
    charged_by: ChargedBy::always(&["R47"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R47"],
    ..CONTINGENCY_REGION
};

/// Catalogue entry of the on-premise variant.
pub const ON_PREMISE: Kind = Kind {
    code: "C73",
    id: "on-premise",
    name: words!("on-premise variant", "variante on-premise"),
    listed_in: "on_premise",
    charging: Charging::OutsideMrus,
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::PLATFORM,
    includable: false,
    charged_by: ChargedBy::always(&["R102"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R102"],
    notes: &[words!(
        "Quoted by hand, case by case (R102).",
        "Se cotiza a mano, caso a caso (R102)."
    )],
    ..CONTINGENCY_REGION
};

record! {
    /// A professional service, quoted apart; a plain text is what it is.
    pub struct ProfessionalService ["a professional service", "un servicio profesional", "F6"] {
        required {
            /// What it is.
            name: String,
        }
        optional {}
        from value "name";
    }
}

impl Component for ProfessionalService {
    identify!(&PROFESSIONAL_SERVICES, self => &self.name);

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&PROFESSIONAL_SERVICES, &self.name).rules(&["R47"]).outside(words!(
            "quoted as professional services, never in MRUs (R47)",
            "se cotiza como servicios profesionales, nunca en MRU (R47)"
        ));
    }
}
