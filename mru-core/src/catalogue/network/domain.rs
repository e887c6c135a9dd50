//! C17: a registered domain, a yearly charge in USD outside the MRUs.

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
    code: "C17",
    id: "domain-registration",
    name: words!("domain registration", "registro de dominio"),
    listed_in: "shared.domains",
    scope: Scope::Shared,
    charging: Charging::OutsideMrus,
    sizes: "",
    ticket: &["name", "alternatives", "dns_addresses_unless_managed"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::NAMES,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R90"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R90", "V41"],
    notes: &[words!(
        "Availability is not guaranteed (V41).",
        "La disponibilidad no está garantizada (V41)."
    )],
};

record! {
    /// A domain to register or renew; a plain text is its name.
    pub struct Domain ["a domain", "un dominio", "V41"] {
        required {
            /// The domain.
            name: String,
        }
        optional {
            /// Other names, if the first is taken; the ticket asks for them.
            alternatives: Vec<String>,
            /// Addresses of the DNS servers, unless the zone is managed here.
            dns_addresses: Vec<String>,
        }
        from value "name";
    }
}

impl Component for Domain {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let name = &self.name;
        if !name.is_empty() && !is_domain(name) {
            findings
                .error(
                    "V41",
                    &site.at("name"),
                    text!("`{name}` is not a domain", "`{name}` no es un dominio"),
                )
                .help(text!("for example `bank.example`", "por ejemplo `bank.example`"));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.name).rules(&["R90"]).outside(words!(
            "yearly registration: one USD line in the month of registration or renewal, not in this total (R90)",
            "registro anual: una línea en USD en el mes de registro o renovación, no incluida en este total (R90)"
        ));
    }
}

/// Whether a text has the form of a domain name.
pub(super) fn is_domain(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.contains('.') && name.len() <= 253 && name.split('.').all(label)
}
