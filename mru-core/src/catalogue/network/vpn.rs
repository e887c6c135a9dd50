//! C14: a site-to-site VPN.

use std::net::IpAddr;

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{shortened, text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C14",
    id: "vpn",
    name: words!("site-to-site VPN", "VPN site-to-site"),
    listed_in: "environments[].vpn",
    scope: Scope::Environment,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &["peer_ip", "technical_contact"],
    unit: Unit::CONNECTION,
    naming: Naming::Unique,
    service: Service::CONNECTIVITY,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R27", "R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R27", "R59", "V36", "V37", "V38"],
    notes: &[words!(
        "One connection has two tunnels in different zones; it is not multiplied by redundancy (R27).",
        "Una conexión tiene dos túneles en zonas distintas; no se multiplica por la redundancia (R27)."
    )],
};

record! {
    /// A site-to-site VPN connection.
    pub struct Vpn ["a VPN", "una VPN", "V36"] {
        required {
            /// Name of the connection.
            name: String,
            /// Public address of the customer's side.
            peer_ip: String,
        }
        optional {
            /// Region, when it is not that of the environment.
            region: String,
            /// Technical contact; the ticket asks for it.
            technical_contact: String,
            /// Whether the customer's side is in AWS, where a peering serves better.
            peer_in_aws: bool,
        }
    }
}

impl Component for Vpn {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        if !self.peer_ip.is_empty() && !self.peer_ip.parse().is_ok_and(is_public) {
            let peer = shortened(&self.peer_ip);
            findings
                .error(
                    "V36",
                    &site.at("peer_ip"),
                    text!(
                        "`{peer}` is not a public IP address",
                        "`{peer}` no es una dirección IP pública"
                    ),
                )
                .help(text!(
                    "give the address of the customer's side as the Internet sees it",
                    "indique la dirección del lado del cliente tal como la ve Internet"
                ));
        }
        if self.peer_in_aws {
            findings.warn(
                "V38",
                &site.at("peer_in_aws"),
                text!(
                    "the other side is in AWS: a VPC peering serves better than a VPN",
                    "el otro lado está en AWS: un VPC peering sirve mejor que una VPN"
                ),
            );
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.name).quantity(1).charged();
    }
}

/// Whether an address can be reached from the Internet; addresses of documents count as such.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            let reserved = first == 0 || first >= 240;
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || shared
                || reserved)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local())
        }
    }
}
