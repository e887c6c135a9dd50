//! C16: a DNS zone (Route 53).

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
    code: "C16",
    id: "dns-zone",
    name: words!("DNS zone", "zona DNS"),
    listed_in: "shared.dns_zones",
    scope: Scope::Shared,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &["root_domain", "records"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::NAMES,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R21", "R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R21", "R59", "V40"],
    notes: &[words!(
        "Propagation may take from hours to days (V40).",
        "La propagación puede tardar de horas a días (V40)."
    )],
};

record! {
    /// A DNS zone; a plain text is its root domain.
    pub struct DnsZone ["a DNS zone", "una zona DNS", "V40"] {
        required {
            /// Root domain.
            domain: String,
        }
        optional {
            /// Records to begin with; the ticket asks for them.
            records: Vec<String>,
        }
        from value "domain";
    }
}

impl Component for DnsZone {
    identify!(&KIND, self => &self.domain);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let domain = &self.domain;
        if !domain.is_empty() && !super::domain::is_domain(domain) {
            findings
                .error(
                    "V40",
                    &site.at("domain"),
                    text!("`{domain}` is not a domain", "`{domain}` no es un dominio"),
                )
                .help(text!("for example `bank.example`", "por ejemplo `bank.example`"));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.domain).charged();
    }
}
