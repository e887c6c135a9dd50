//! What must be active before something new can be (V79), and what a removal leaves behind (V80).

use super::line::{ChangedLine, LineChange};
use crate::{
    deployment::{Deployment, Environment},
    finding::{Finding, Findings},
    positions::Positions,
    text::{Text, text},
};

/// Something that must be active before something else.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Need {
    /// Name of the environment, or `shared`.
    pub environment: String,
    /// What waits: a kind of component, such as `sso`.
    pub component: String,
    /// Its name.
    pub name: String,
    /// What must be active before.
    pub first: String,
    /// The name of that.
    pub first_name: String,
}

impl Need {
    fn of(environment: &str, what: (&str, &str), first: (&str, &str)) -> Need {
        Need {
            environment: environment.to_owned(),
            component: what.0.to_owned(),
            name: what.1.to_owned(),
            first: first.0.to_owned(),
            first_name: first.1.to_owned(),
        }
    }
}

/// What must be active before: of the dependencies that the domain lists, those of components that
/// come, and of these the ones whose other end comes as well. What is there already is active.
pub(super) fn needs(target: &Deployment, lines: &[ChangedLine]) -> Vec<Need> {
    let comes = |place: &str, component: &str, name: &str| {
        lines.iter().any(|line| {
            line.change == LineChange::Added
                && line.environment == place
                && line.component == component
                && (name.is_empty() || line.name == name)
        })
    };
    let mut needs = Vec::new();
    for environment in &target.environments {
        let place = environment.name.as_str();
        let mut need = |what: (&str, &str), first: (&str, &str)| {
            if comes(place, what.0, what.1) && comes(place, first.0, first.1) {
                needs.push(Need::of(place, what, first));
            }
        };
        for container in &environment.containers {
            need(("container", &container.name), ("database", &container.database));
        }
        for sso in &environment.sso {
            need(("sso", ""), ("database", &sso.database));
        }
        gateways(environment, &mut need);
        for cdn in &environment.cdn {
            need(("cdn", ""), ("object-storage", &cdn.origin));
        }
        if let Some(container) = environment.containers.first() {
            need(("load-balancer", ""), ("container", &container.name));
        }
    }
    needs.retain(|need| !need.first_name.is_empty());
    needs
}

fn gateways(environment: &Environment, need: &mut impl FnMut((&str, &str), (&str, &str))) {
    let secured = environment.api_gateway.iter().any(|it| it.jwt_auth);
    if secured {
        need(("api-gateway", ""), ("sso", "sso"));
    }
}

/// Notes what a removal leaves without what it rests on (V80).
///
/// What the target lacks after a removal is found by the rules of deployments; these are the cases in
/// which nothing is wrong with the file.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, Format, change::left_behind};
///
/// let both = "environments: [{name: p, kind: pre-production, containers: [{name: a, vcpu: 1, \
///             memory_gb: 2, repository: r, branch: main}], load_balancers: [{domain: a.example, \
///             use: a service, dns_contact: x}]}]";
/// let parsed = |text: &str| Deployment::parse(text, Format::Yaml).deployment.unwrap();
/// let base = parsed(both);
/// let mut target = base.clone();
/// assert_eq!(left_behind(&base, &target), []);
/// target.environments[0].containers.clear();
/// assert_eq!(left_behind(&base, &target)[0].rule, "V80");
/// ```
pub fn left_behind(base: &Deployment, target: &Deployment) -> Vec<Finding> {
    let mut findings = Findings::new();
    for (at, environment) in target.environments.iter().enumerate() {
        let was = base.environments.iter().find(|it| it.name == environment.name);
        let Some(was) = was else { continue };
        let path = format!("environments[{at}]");
        if !was.containers.is_empty()
            && environment.containers.is_empty()
            && !environment.load_balancers.is_empty()
        {
            let name = &environment.name;
            let message = text!(
                "the last container of `{name}` goes, and its load balancer stays",
                "se va el último contenedor de `{name}` y su balanceador de carga queda"
            );
            note(&mut findings, &path, message);
        }
        for cdn in &environment.cdn {
            let has = |it: &Environment| it.object_storage.iter().any(|it| it.name == cdn.origin);
            if has(was) && !has(environment) {
                let origin = &cdn.origin;
                let message = text!(
                    "object repository `{origin}` goes, and the CDN still takes its content from it",
                    "se va el repositorio de objetos `{origin}` y la CDN aún toma de él su contenido"
                );
                note(&mut findings, &path, message);
            }
        }
    }
    findings.located(&Positions::new())
}

fn note(findings: &mut Findings, path: &str, message: Text) {
    findings.error("V80", path, message).help(text!(
        "remove both by the same ticket, or keep both",
        "retire ambos con el mismo ticket, o conserve ambos"
    ));
}
