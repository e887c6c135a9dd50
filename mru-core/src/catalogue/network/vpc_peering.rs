//! C15: a VPC peering, the alternative to a VPN when the other side is in AWS.

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
    code: "C15",
    id: "vpc-peering",
    name: words!("VPC peering", "VPC peering"),
    listed_in: "environments[].vpc_peering",
    scope: Scope::Environment,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &[],
    unit: Unit::CONNECTION,
    naming: Naming::Unique,
    service: Service::CONNECTIVITY,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R59", "V38"],
    notes: &[],
};

record! {
    /// A VPC peering.
    pub struct VpcPeering ["a VPC peering", "un VPC peering", "F6"] {
        required {
            /// Name of the peering.
            name: String,
        }
        optional {
            /// Address block of the environment, for example `10.0.0.0/16`.
            cidr: String,
            /// Address block of the other side, which must not overlap.
            peer_cidr: String,
        }
    }
}

impl Component for VpcPeering {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        for (field, stated) in [("cidr", &self.cidr), ("peer_cidr", &self.peer_cidr)] {
            if !stated.is_empty() && block(stated).is_none() {
                findings
                    .error(
                        "V38",
                        &site.at(field),
                        text!(
                            "`{stated}` is not an address block",
                            "`{stated}` no es un bloque de direcciones"
                        ),
                    )
                    .help(text!("for example `10.0.0.0/16`", "por ejemplo `10.0.0.0/16`"));
            }
        }
        let (Some(ours), Some(theirs)) = (block(&self.cidr), block(&self.peer_cidr)) else {
            return;
        };
        let narrower = ours.1.min(theirs.1);
        let prefix =
            |address: u32| address.checked_shr(32_u32.saturating_sub(narrower)).unwrap_or(0);
        if prefix(ours.0) == prefix(theirs.0) {
            let (ours, theirs) = (&self.cidr, &self.peer_cidr);
            findings
                .error(
                    "V38",
                    &site.at("peer_cidr"),
                    text!(
                        "address blocks `{ours}` and `{theirs}` overlap",
                        "los bloques de direcciones `{ours}` y `{theirs}` se superponen"
                    ),
                )
                .help(text!(
                    "a peering needs blocks without common addresses",
                    "un peering necesita bloques sin direcciones en común"
                ));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.name).quantity(1).charged();
    }
}

/// Parses an IPv4 block into its address and prefix length.
fn block(text: &str) -> Option<(u32, u32)> {
    let (address, length) = text.split_once('/')?;
    let address: std::net::Ipv4Addr = address.parse().ok()?;
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    Some((u32::from(address), length))
}
