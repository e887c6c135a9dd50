//! C43: a TLS certificate, included.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::{choice, record},
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C43",
    id: "certificate",
    name: words!("TLS certificate", "certificado TLS"),
    listed_in: "environments[].certificates",
    scope: Scope::Environment,
    charging: Charging::IncludedWithContainer,
    sizes: "",
    ticket: &["domains", "security_policy?"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::KEYS,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R21", "R32"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R21", "R32", "V53", "V54", "V55", "V56", "V57"],
    notes: &[
        words!(
            "ACM waits 72 hours for validation; after that it must be issued again (V54).",
            "ACM espera 72 horas la validación; después debe emitirse de nuevo (V54)."
        ),
        words!(
            "The validation records must stay, or renewal fails (V55).",
            "Los registros de validación deben permanecer, o la renovación falla (V55)."
        ),
    ],
};

choice! {
    /// Who issues a certificate.
    pub enum Issuer {
        /// AWS Certificate Manager.
        Acm = "acm" | "ACM",
        /// Cloudflare.
        Cloudflare = "cloudflare" | "Cloudflare",
    }
}

record! {
    /// A TLS certificate; a plain text is its only domain.
    pub struct Certificate ["a certificate", "un certificado", "V57"] {
        required {
            /// Domains and subdomains.
            domains: Vec<String>,
        }
        optional {
            /// `acm` or `cloudflare`.
            issuer: Issuer = Issuer::Acm,
            /// A stricter security policy than the default.
            tls_policy: String,
            /// Whether the customer can write the DNS records; assumed when absent.
            dns_access: Option<bool>,
        }
        from value "domains";
    }
}

impl Component for Certificate {
    identify!(&KIND, self => self.domains.first().map_or("", String::as_str));

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        for domain in self.domains.iter().filter(|domain| domain.starts_with("*.")) {
            findings
                .warn(
                    "V53",
                    &site.at("domains"),
                    text!(
                        "wildcard certificate `{domain}` is not recommended",
                        "no se recomienda el certificado wildcard `{domain}`"
                    ),
                )
                .help(text!("list the names it stands for", "enumere los nombres que representa"));
        }
        if self.dns_access == Some(false) {
            findings
                .error(
                    "V57",
                    &site.at("dns_access"),
                    text!(
                        "a certificate needs somebody with access to the DNS",
                        "un certificado necesita a alguien con acceso al DNS"
                    ),
                )
                .help(text!(
                    "name who writes the validation records before asking for it",
                    "defina quién escribe los registros de validación antes de pedirlo"
                ));
        }
        if !self.tls_policy.is_empty() {
            let policy = &self.tls_policy;
            findings
                .warn(
                    "V56",
                    &site.at("tls_policy"),
                    text!(
                        "security policy `{policy}` may shut out older browsers",
                        "la política de seguridad `{policy}` puede excluir navegadores antiguos"
                    ),
                )
                .help(text!(
                    "check which browsers the customer's users have",
                    "revise qué navegadores usan los usuarios del cliente"
                ));
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let row = materials.row(&KIND, self.name()).rules(&["R21", "R32"]);
        if site.policies.includes(KIND.id) {
            row.included(words!("included (R32)", "incluido (R32)"));
        } else {
            row.charged();
        }
    }
}
