//! Which repository belongs to which container and branch (V4, V5, V6, V33, V45).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deployment::Deployment,
    finding::Findings,
    text::{Lang, listed, text},
};

pub(super) fn judge(deployment: &Deployment, findings: &mut Findings) {
    judge_owners(deployment, findings);
    judge_branches(deployment, findings);
    judge_gateways(deployment, findings);
    let entries = &deployment.shared.repositories;
    for (index, entry) in entries.iter().enumerate() {
        let name = &entry.name;
        if !name.is_empty() && entries.iter().take(index).any(|earlier| earlier.name == *name) {
            findings
                .error(
                    "V45",
                    &format!("shared.repositories[{index}].name"),
                    text!(
                        "two repositories are named `{name}`",
                        "dos repositorios se llaman `{name}`"
                    ),
                )
                .help(text!(
                    "remove the repeated entry, or give it its own name",
                    "quite la entrada repetida, o dele su propio nombre"
                ));
        }
        let owner = &entry.container;
        let other = deployment
            .environments
            .iter()
            .flat_map(|environment| &environment.containers)
            .find(|container| container.name == *owner && !owner.is_empty())
            .filter(|container| !container.repository.is_empty() && container.repository != *name);
        if let Some(other) = other {
            let own = &other.repository;
            findings
                .error("V4", &format!("shared.repositories[{index}].container"), text!("container `{owner}` has repository `{own}` already, so `{name}` cannot be its own", "el contenedor `{owner}` ya tiene el repositorio `{own}`, por lo que `{name}` no puede ser suyo"))
                .help(text!("a container has exactly one repository: remove one of the two", "un contenedor tiene exactamente un repositorio: quite uno de los dos"));
        }
        let exists = deployment
            .environments
            .iter()
            .flat_map(|environment| &environment.containers)
            .any(|container| container.name == *owner);
        if !owner.is_empty() && !exists {
            findings
                .error(
                    "V4",
                    &format!("shared.repositories[{index}].container"),
                    text!(
                        "repository `{name}` names container `{owner}`, which does not exist",
                        "el repositorio `{name}` nombra el contenedor `{owner}`, que no existe"
                    ),
                )
                .help(text!(
                    "correct the name, or remove `container`",
                    "corrija el nombre, o quite `container`"
                ));
        }
    }
}

/// Every container has one repository, and no two containers share one (V4).
fn judge_owners(deployment: &Deployment, findings: &mut Findings) {
    let mut owners: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    for (index, environment) in deployment.environments.iter().enumerate() {
        for (position, container) in environment.containers.iter().enumerate() {
            let path = format!("environments[{index}].containers[{position}]");
            let Some(repository) = deployment.repository_of(container) else {
                let name = &container.name;
                if findings.mentions(&format!("{path}.repository")) || findings.unreadable(&path) {
                    continue;
                }
                findings
                    .error(
                        "V4",
                        &path,
                        text!(
                            "container `{name}` names no code repository",
                            "el contenedor `{name}` no nombra un repositorio de código"
                        ),
                    )
                    .help(text!("add `repository`", "agregue `repository`"));
                continue;
            };
            if container.branch.is_empty() && !findings.mentions(&format!("{path}.branch")) {
                findings
                    .inform("V6", &path, text!("the ticket for this container must name its branch for this environment", "el ticket de este contenedor debe indicar su rama para este ambiente"))
                    .help(text!("add `branch`", "agregue `branch`"));
            }
            let names = owners.entry(repository).or_default();
            if !names.iter().any(|(name, _)| *name == container.name) {
                names.push((&container.name, path));
            }
        }
    }
    judge_single(deployment, findings);
    for (repository, owners) in owners {
        let (Some((_, path)), true) = (owners.last(), owners.len() > 1) else { continue };
        let names: Vec<&str> = owners.iter().map(|(name, _)| *name).collect();
        let (en, es) = (listed(&names, Lang::En), listed(&names, Lang::Es));
        findings
            .error(
                "V4",
                &format!("{path}.repository"),
                text!(
                    "containers {en} share repository `{repository}`",
                    "los contenedores {es} comparten el repositorio `{repository}`"
                ),
            )
            .help(text!(
                "each container has a repository of its own",
                "cada contenedor tiene su propio repositorio"
            ));
    }
}

/// One microservice has one repository, whatever the environment (V4, R34).
fn judge_single(deployment: &Deployment, findings: &mut Findings) {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, environment) in deployment.environments.iter().enumerate() {
        for (position, container) in environment.containers.iter().enumerate() {
            let Some(repository) = deployment.repository_of(container) else { continue };
            let name = container.name.as_str();
            let first = *known.entry(name).or_insert(repository);
            if name.is_empty() || first == repository {
                continue;
            }
            findings
                .error("V4", &format!("environments[{index}].containers[{position}].repository"), text!("container `{name}` has repository `{first}` in one environment and `{repository}` in another", "el contenedor `{name}` tiene el repositorio `{first}` en un ambiente y `{repository}` en otro"))
                .help(text!("use one repository, with a branch for each environment", "use un solo repositorio, con una rama para cada ambiente"));
        }
    }
}

/// A branch of a repository feeds at most one environment (V5).
fn judge_branches(deployment: &Deployment, findings: &mut Findings) {
    let mut fed: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
    for (index, environment) in deployment.environments.iter().enumerate() {
        for (position, container) in environment.containers.iter().enumerate() {
            let Some(repository) = deployment.repository_of(container) else { continue };
            if container.branch.is_empty() {
                continue;
            }
            let environments = fed.entry((repository, &container.branch)).or_default();
            let known = environments.contains(&index) || environments.is_empty();
            environments.insert(index);
            if known || environments.len() > 2 {
                continue;
            }
            let branch = &container.branch;
            findings
                .error("V5", &format!("environments[{index}].containers[{position}].branch"), text!("branch `{branch}` of repository `{repository}` feeds more than one environment", "la rama `{branch}` del repositorio `{repository}` alimenta más de un ambiente"))
                .help(text!("use a branch of its own for each environment", "use una rama propia para cada ambiente"));
        }
    }
}

/// An API Gateway needs a pipeline for each microservice that it exposes; the first one of an
/// environment is asked (V33).
fn judge_gateways(deployment: &Deployment, findings: &mut Findings) {
    let pipelines = &deployment.shared.pipelines;
    let has_pipeline =
        |repository: &str| pipelines.iter().any(|pipeline| pipeline.repository == repository);
    for (index, environment) in deployment.environments.iter().enumerate() {
        let path = format!("environments[{index}].api_gateway[0]");
        if environment.api_gateway.is_empty() || findings.unreadable(&path) {
            continue;
        }
        let without: Vec<&str> = environment
            .containers
            .iter()
            .filter(|container| !deployment.repository_of(container).is_some_and(has_pipeline))
            .map(|container| container.name.as_str())
            .collect();
        if without.is_empty() {
            continue;
        }
        let (names_en, names_es) = (listed(&without, Lang::En), listed(&without, Lang::Es));
        findings
            .error("V33", &path, text!("an API Gateway needs a pipeline for each microservice it exposes; missing for {names_en}", "un API Gateway necesita un pipeline por cada microservicio que expone; falta para {names_es}"))
            .help(text!("add the repository to `shared.pipelines`", "agregue el repositorio a `shared.pipelines`"));
    }
}
