//! C12: the API Gateway, one an environment and included with its containers.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit,
        compute::{container, sso},
        identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    policies::GatewayPolicy,
    reading::record,
    text::{Text, text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C12",
    id: "api-gateway",
    name: words!("API Gateway", "API Gateway"),
    listed_in: "environments[].api_gateway",
    scope: Scope::Environment,
    charging: Charging::IncludedWithContainer,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::GATEWAY,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R35"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R21", "R32", "R35", "R36", "V31", "V32", "V33"],
    notes: &[words!(
        "Authentication by JWT needs Single Sign-On in the same environment (V32).",
        "La autenticación por JWT necesita Single Sign-On en el mismo ambiente (V32)."
    )],
};

record! {
    /// An API Gateway.
    pub struct ApiGateway ["an API Gateway", "un API Gateway", "F6"] {
        required {}
        optional {
            /// Whether it checks JWTs.
            jwt_auth: bool,
            /// An OpenID provider outside Connect that issues the JWTs.
            external_issuer: String,
            /// Who approved a second gateway in the environment, and why.
            exception: String,
        }
    }
}

impl ApiGateway {
    fn is_second(site: &Site<'_>) -> bool {
        !site.path.ends_with("api_gateway[0]")
    }
}

impl Component for ApiGateway {
    identify!(&KIND, self => "api-gateway");

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let second = ApiGateway::is_second(site);
        if second && self.exception.is_empty() {
            findings
                .error(
                    "V31",
                    &site.path,
                    text!(
                        "this is a second API Gateway; an environment may have one",
                        "este es un segundo API Gateway; un ambiente puede tener uno"
                    ),
                )
                .help(text!(
                    "remove it, or state in `exception` who approved a second one and why",
                    "quítelo, o declare en `exception` quién aprobó un segundo y por qué"
                ));
        }
        if self.jwt_auth && !site.has(sso::KIND.id) {
            let issuer = &self.external_issuer;
            if issuer.is_empty() {
                findings
                    .error(
                        "V32",
                        &site.at("jwt_auth"),
                        text!(
                            "authentication by JWT needs Single Sign-On in the same environment",
                            "la autenticación por JWT necesita Single Sign-On en el mismo ambiente"
                        ),
                    )
                    .help(text!(
                        "add `sso`, or name an `external_issuer`",
                        "agregue `sso`, o declare un `external_issuer`"
                    ));
            } else {
                findings.warn("V32", &site.at("external_issuer"), Text::new(
                    format!("JWTs come from `{issuer}`, outside Connect, which the customer operates"),
                    format!("los JWT vienen de `{issuer}`, fuera de Connect, que opera el cliente"),
                ));
            }
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let row = materials.row(&KIND, "api-gateway");
        let has_containers = site.has(container::KIND.id);
        let without_containers_free = site.policies.api_gateway == GatewayPolicy::Free;
        if ApiGateway::is_second(site) {
            row.rules(&["R36"]).charged();
        } else if has_containers && site.policies.includes(KIND.id) {
            row.rules(&["R32", "R35"]).included(words!(
                "included with the containers of its environment (R32)",
                "incluido con los contenedores de su ambiente (R32)"
            ));
        } else if !has_containers && without_containers_free {
            row.rules(&["R35"]).included(words!(
                "included even without containers, by policy (R35)",
                "incluido aun sin contenedores, por política (R35)"
            ));
        } else {
            row.charged();
        }
    }
}
