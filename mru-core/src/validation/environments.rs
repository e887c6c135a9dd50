//! Kinds, names, number and redundancy of environments (V8, V28–V30).

use crate::{
    deployment::{Deployment, Environment},
    finding::Findings,
    kind::{EnvironmentKind, Redundancy},
    policies::Policies,
    reading::Record,
    text::{Text, text},
};

pub(super) fn judge(deployment: &Deployment, policies: &Policies, findings: &mut Findings) {
    let environments = &deployment.environments;
    if environments.is_empty() {
        findings.require(
            "F6",
            "",
            &Text::new("the deployment", "el despliegue"),
            &[("environments", false)],
        );
        return;
    }
    for (index, environment) in environments.iter().enumerate() {
        let path = format!("environments[{index}]");
        if findings.unreadable(&path) {
            continue;
        }
        findings.require("V29", &path, &Environment::WHAT.into(), &environment.required());
        let twice = environments.iter().take(index).any(|earlier| earlier.name == environment.name);
        if twice && !environment.name.is_empty() {
            let name = &environment.name;
            findings
                .error(
                    "V29",
                    &format!("{path}.name"),
                    text!(
                        "two environments are named `{name}`",
                        "dos ambientes se llaman `{name}`"
                    ),
                )
                .help(text!("give each its own name", "dé a cada uno su propio nombre"));
        }
        judge_redundancy(environment, &path, findings);
    }
    judge_number(environments, policies, findings);
}

fn judge_redundancy(environment: &Environment, path: &str, findings: &mut Findings) {
    let path = format!("{path}.redundancy");
    if findings.mentions(&path) {
        return;
    }
    match (environment.kind, environment.redundancy) {
        (Some(EnvironmentKind::Production), None) => findings
            .error(
                "V8",
                &path,
                text!(
                    "a production environment must state its redundancy, at least 2",
                    "un ambiente de producción debe declarar su redundancia, al menos 2"
                ),
            )
            .help(text!(
                "add `redundancy`; 2 is the minimum, multi-zone",
                "agregue `redundancy`; 2 es el mínimo, multizona"
            )),
        (Some(EnvironmentKind::Production), Some(Redundancy(factor))) if factor < 2 => findings
            .error(
                "V8",
                &path,
                text!(
                    "redundancy in production must be at least 2, but was {factor}",
                    "la redundancia en producción debe ser al menos 2, pero era {factor}"
                ),
            )
            .help(text!("2 is the minimum, multi-zone", "2 es el mínimo, multizona")),
        (Some(EnvironmentKind::PreProduction), Some(Redundancy(factor))) if factor != 1 => findings
            .error(
                "V8",
                &path,
                text!(
                    "redundancy in pre-production must be 1 or absent, but was {factor}",
                    "la redundancia en preproducción debe ser 1 o no indicarse, pero era {factor}"
                ),
            )
            .help(text!(
                "remove `redundancy`; for a load test raise `instances` for a while",
                "quite `redundancy`; para una prueba de carga suba `instances` por un tiempo"
            )),
        _ => {}
    }
}

fn judge_number(environments: &[Environment], policies: &Policies, findings: &mut Findings) {
    let of_kind = |(_, environment): &(usize, &Environment)| {
        environment.kind == Some(EnvironmentKind::PreProduction)
    };
    let pre_production = environments.iter().enumerate().filter(of_kind).count();
    let limit = policies.pre_production_limit;
    let allowed = usize::try_from(limit).unwrap_or(usize::MAX);
    // The first that is one too many is the place to look at.
    if let Some((index, _)) = environments.iter().enumerate().filter(of_kind).nth(allowed) {
        findings
            .error("V28", &format!("environments[{index}]"), text!("{pre_production} pre-production environments are more than the {limit} that a deployment may have", "{pre_production} ambientes de preproducción son más que los {limit} que puede tener un despliegue"))
            .help(text!("remove one, or agree on `pre_production_limit` in the contract", "quite uno, o acuerde `pre_production_limit` en el contrato"));
    }
    let none_serves = environments
        .iter()
        .all(|environment| environment.kind == Some(EnvironmentKind::PreProduction));
    if none_serves {
        findings
            .warn(
                "V30",
                "environments",
                text!(
                    "there is no production environment yet",
                    "aún no hay ambiente de producción"
                ),
            )
            .help(text!(
                "its initial enablement takes from a few days to two weeks",
                "su habilitación inicial toma entre unos días y dos semanas"
            ));
    }
}
