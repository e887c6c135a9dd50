//! C01: developer access, one a person.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{Text, text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C01",
    id: "developer-access",
    name: words!("developer access", "acceso de desarrollador"),
    listed_in: "shared.developers",
    scope: Scope::Shared,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &["github_user", "name", "email", "may_request_changes"],
    unit: Unit::DEVELOPER,
    naming: Naming::Free,
    service: Service::DEVELOPMENT,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R22", "R44"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R22", "R44", "V42", "V43", "V44"],
    notes: &[words!(
        "An access is billed until its removal ticket takes effect (R44).",
        "Un acceso se cobra hasta que su ticket de baja tiene efecto (R44)."
    )],
};

record! {
    /// Developers: a plain number of them, or one person with name and accounts.
    pub struct Developers ["a developer", "un desarrollador", "V42"] {
        required {}
        optional {
            /// Number of developers, when they are not named.
            count: Option<u32>,
            /// Name of the person.
            name: String,
            /// GitHub user.
            github_user: String,
            /// Mail address.
            email: String,
            /// Whether the person may request changes that affect cost.
            may_request_changes: Option<bool>,
            /// Whether two-factor authentication is on at GitHub.
            two_factor: Option<bool>,
        }
        from value "count";
    }
}

impl Component for Developers {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        if self.count.is_some() || findings.mentions(&site.at("count")) {
            return;
        }
        let what = Text::new("a developer", "un desarrollador");
        findings.require(
            "V42",
            &site.path,
            &what,
            &[
                ("name", !self.name.is_empty()),
                ("github_user", !self.github_user.is_empty()),
                ("email", !self.email.is_empty()),
                ("may_request_changes", self.may_request_changes.is_some()),
            ],
        );
        if self.two_factor != Some(true) {
            findings
                .error(
                    "V42",
                    &site.at("two_factor"),
                    text!(
                        "two-factor authentication at GitHub is not confirmed",
                        "la autenticación de dos factores en GitHub no está confirmada"
                    ),
                )
                .help(text!(
                    "set `two_factor` to `true` once it is on; access is denied without it",
                    "declare `two_factor` en `true` cuando esté activa; sin ella se niega el acceso"
                ));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.name).quantity(self.count.unwrap_or(1)).charged();
    }
}
