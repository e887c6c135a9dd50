//! C18: NAT gateways with the fixed addresses of the customer, and further ones.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    materials::BillOfMaterials,
    policies::NatPolicy,
    reading::record,
    text::words,
};

/// Catalogue entry of the NAT gateways.
pub const NAT: Kind = Kind {
    code: "C18",
    id: "nat-gateway",
    name: words!("NAT gateway with fixed address", "NAT gateway con IP fija"),
    listed_in: "",
    scope: Scope::Environment,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::CONNECTIVITY,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R28"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R28"],
    notes: &[words!(
        "One per zone in production, one in pre-production; recorded at 0 MRU by default (R28).",
        "Uno por zona en producción, uno en preproducción; por defecto se registran con 0 MRU (R28)."
    )],
};

/// Catalogue entry of further addresses.
pub const EXTRA: Kind = Kind {
    id: "fixed-address",
    name: words!("extra fixed address", "IP fija adicional"),
    listed_in: "environments[].fixed_addresses",
    charging: Charging::Weighted,
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::CONNECTIVITY,
    includable: false,
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R59"],
    notes: &[],
    ..NAT
};

record! {
    /// Fixed addresses beyond those of the NAT gateways; a plain number is how many.
    pub struct FixedAddresses ["the fixed addresses", "las IP fijas", "F6"] {
        required {}
        optional {
            /// How many.
            extra: u32,
        }
        from value "extra";
    }
}

impl Component for FixedAddresses {
    identify!(&EXTRA, self => "fixed-addresses");

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&EXTRA, "fixed-addresses").quantity(self.extra).charged();
    }
}

/// Adds the NAT gateways of an environment (R28).
pub(crate) fn charge_nat(site: &Site<'_>, materials: &mut BillOfMaterials) {
    let row = materials.row(&NAT, "nat-gateway").quantity(site.redundancy()).rules(&["R28"]);
    match site.policies.nat_gateway {
        NatPolicy::Included => row.included(words!(
            "included in the environment, one per zone (R28)",
            "incluido en el ambiente, uno por zona (R28)"
        )),
        NatPolicy::PerZone => row.charged(),
    }
}
