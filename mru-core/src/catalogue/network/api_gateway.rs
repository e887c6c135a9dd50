//! C12: the API Gateway, one an environment and included with its containers.

use crate::{
    bill::{Bill, Unit},
    catalogue::{ChargedBy, Charging, Component, Counted, Kind, Scope, Site, SizeRule, identify},
    finding::Findings,
    policies::GatewayPolicy,
    reading::record,
    text::{Lang, Text, listed, text, words},
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

    fn check_pipelines(site: &Site<'_>, findings: &mut Findings) {
        let Some(environment) = site.environment else { return };
        let has_pipeline = |repository: &str| {
            site.deployment
                .shared
                .pipelines
                .iter()
                .any(|pipeline| pipeline.repository == repository)
        };
        let without: Vec<&str> = environment
            .containers
            .iter()
            .filter(|container| !site.deployment.repository_of(container).is_some_and(has_pipeline))
            .map(|container| container.name.as_str())
            .collect();
        if without.is_empty() {
            return;
        }
        let (names_en, names_es) = (listed(&without, Lang::En), listed(&without, Lang::Es));
        findings
            .error("V33", &site.path, text!("an API Gateway needs a pipeline for each microservice it exposes; missing for {names_en}", "un API Gateway necesita un pipeline por cada microservicio que expone; falta para {names_es}"))
            .help(text!("add the repository to `shared.pipelines`", "agregue el repositorio a `shared.pipelines`"));
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
        let has_sso = site.environment.is_some_and(|environment| !environment.sso.is_empty());
        if self.jwt_auth && !has_sso {
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
        if !second {
            ApiGateway::check_pipelines(site, findings);
        }
    }

    fn charge(&self, site: &Site<'_>, bill: &mut Bill) {
        let row = bill.row(&KIND, "api-gateway");
        let has_containers =
            site.environment.is_some_and(|environment| !environment.containers.is_empty());
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
