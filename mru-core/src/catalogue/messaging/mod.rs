//! C50 and C51: mail and SMS, through the Customers API or directly.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule, Unit,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::{choice, record},
    text::{Text, text, words},
};

/// Catalogue entry of messages through the Customers API.
pub const CUSTOMERS_API: Kind = Kind {
    code: "C50",
    id: "messaging-customers-api",
    name: words!("mail and SMS by the Customers API", "correo y SMS por la API de Customers"),
    listed_in: "environments[].messaging",
    scope: Scope::Environment,
    charging: Charging::OutsideMrus,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::MESSAGING,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R6"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R6", "V72"],
    notes: &[],
};

/// Catalogue entry of direct mail and SMS.
pub const DIRECT: Kind = Kind {
    code: "C51",
    id: "messaging-direct",
    name: words!("direct mail or SMS", "correo o SMS directo"),
    charging: Charging::Sized,
    sizes: "direct-smtp, direct-sms",
    ticket: &["use_case", "technical_contact", "commercial_contact"],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::MESSAGING,
    includable: false,
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::OneOf(&["direct-smtp", "direct-sms"]),
    rules: &["R59", "V71", "V72"],
    notes: &[words!(
        "Only where the Customers API cannot be used, after review and approval (V71).",
        "Solo donde no se puede usar la API de Customers, previa revisión y aprobación (V71)."
    )],
    ..CUSTOMERS_API
};

choice! {
    /// How messages are sent.
    pub enum Mode {
        /// By Modyo's Customers API.
        CustomersApi = "customers-api",
        /// By SMTP credentials of the customer's own.
        DirectSmtp = "direct-smtp",
        /// By an SMS API of the customer's own.
        DirectSms = "direct-sms",
    }
}

record! {
    /// Mail and SMS of an environment; a plain text is the mode.
    pub struct Messaging ["messaging", "la mensajería", "V71"] {
        required {
            /// `customers-api`, `direct-smtp` or `direct-sms`.
            mode: Option<Mode>,
        }
        optional {
            /// What the messages are for.
            use_case: String,
            /// Technical contact.
            technical_contact: String,
            /// Commercial contact.
            commercial_contact: String,
            /// Who approved sending directly.
            approval: String,
            /// Domain the mail comes from.
            sending_domain: String,
            /// Whether that domain is validated in the DNS.
            domain_validated: Option<bool>,
        }
        from value "mode";
    }
}

impl Messaging {
    fn is_direct(&self) -> bool {
        matches!(self.mode, Some(Mode::DirectSmtp | Mode::DirectSms))
    }
}

impl Component for Messaging {
    fn kind(&self) -> &'static Kind {
        if self.is_direct() { &DIRECT } else { &CUSTOMERS_API }
    }

    fn name(&self) -> &str {
        self.mode.map_or("", Mode::as_str)
    }

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        if self.is_direct() {
            let what = Text::new("direct messaging", "la mensajería directa");
            findings.require(
                "V71",
                &site.path,
                &what,
                &[
                    ("use_case", !self.use_case.is_empty()),
                    ("technical_contact", !self.technical_contact.is_empty()),
                    ("commercial_contact", !self.commercial_contact.is_empty()),
                    ("approval", !self.approval.is_empty()),
                ],
            );
        }
        if self.domain_validated == Some(false) {
            let domain = &self.sending_domain;
            findings
                .warn(
                    "V72",
                    &site.at("domain_validated"),
                    text!(
                        "sending domain `{domain}` is not validated in the DNS",
                        "el dominio de envío `{domain}` no está validado en el DNS"
                    ),
                )
                .help(text!(
                    "add its validation records before sending",
                    "agregue sus registros de validación antes de enviar"
                ));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        let row = materials.row(self.kind(), self.name()).rules(&["R59"]);
        if self.is_direct() {
            row.size(self.name()).charged();
        } else {
            row.rules(&["R6"]).outside(words!(
                "part of the Modyo Platform, not of Connect",
                "parte de la Plataforma Modyo, no de Connect"
            ));
        }
    }
}
