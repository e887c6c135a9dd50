//! What production and pre-production should have in common (V10, V25).

use crate::{
    deployment::{Deployment, Environment},
    finding::Findings,
    kind::EnvironmentKind,
    text::{Lang, Text, listed, text},
};

pub(super) fn judge(deployment: &Deployment, findings: &mut Findings) {
    judge_presence(deployment, findings);
    judge_sizes(deployment, findings);
}

/// One kind of component, whether an environment has it, and how much its absence matters.
struct Pair {
    name: (&'static str, &'static str),
    list: &'static str,
    present: fn(&Environment) -> bool,
    matters: bool,
}

const PAIRS: [Pair; 6] = [
    Pair { name: ("Aurora", "Aurora"), list: "databases", present: has_database, matters: true },
    Pair {
        name: ("Redis", "Redis"),
        list: "caches",
        present: |env| !env.caches.is_empty(),
        matters: true,
    },
    Pair {
        name: ("OpenSearch", "OpenSearch"),
        list: "search",
        present: |env| !env.search.is_empty(),
        matters: false,
    },
    Pair {
        name: ("queues", "colas"),
        list: "queues",
        present: |env| !env.queues.is_empty(),
        matters: false,
    },
    Pair {
        name: ("object storage", "repositorios de objetos"),
        list: "object_storage",
        present: |env| !env.object_storage.is_empty(),
        matters: false,
    },
    Pair { name: ("CDN", "CDN"), list: "cdn", present: |env| !env.cdn.is_empty(), matters: false },
];

/// A database of a class that does not exist is no Aurora yet, so nothing is said of its pair.
fn has_database(environment: &Environment) -> bool {
    environment.databases.iter().any(|database| database.aurora_class().is_some())
}

/// Production and pre-production both have what either has (V25, R48): a warning for Aurora and
/// Redis, which the documents ask for; information for the others, by analogy.
fn judge_presence(deployment: &Deployment, findings: &mut Findings) {
    let of_kind = |kind: EnvironmentKind| {
        deployment.environments.iter().enumerate().filter(move |(_, env)| env.kind == Some(kind))
    };
    let kinds = [EnvironmentKind::Production, EnvironmentKind::PreProduction];
    if kinds.iter().any(|kind| of_kind(*kind).next().is_none()) {
        return;
    }
    for [here, there] in [kinds, [kinds[1], kinds[0]]] {
        for matters in [true, false] {
            let lacking: Vec<(&Pair, usize)> = PAIRS
                .iter()
                .filter(|pair| {
                    pair.matters == matters && !of_kind(there).any(|(_, env)| (pair.present)(env))
                })
                .filter_map(|pair| {
                    Some((pair, of_kind(here).find(|(_, env)| (pair.present)(env))?.0))
                })
                .collect();
            let Some((first, index)) = lacking.first() else { continue };
            let path = format!("environments[{index}].{}", first.list);
            let message = lacking_message(&lacking, here);
            let help = text!(
                "add it there too, so that releases are tried on what they will run on",
                "agréguelo también allí, para probar las versiones sobre lo mismo en que se ejecutarán"
            );
            if matters {
                findings.warn("V25", &path, message).help(help);
            } else {
                findings.inform("V25", &path, message).help(help);
            }
        }
    }
}

fn lacking_message(lacking: &[(&Pair, usize)], here: EnvironmentKind) -> Text {
    let en = listed(lacking.iter().map(|(pair, _)| pair.name.0), Lang::En).replace('`', "");
    let es = listed(lacking.iter().map(|(pair, _)| pair.name.1), Lang::Es).replace('`', "");
    match here {
        EnvironmentKind::Production => text!(
            "production has {en}, but no pre-production environment does",
            "producción tiene {es}, pero ningún ambiente de preproducción"
        ),
        EnvironmentKind::PreProduction => text!(
            "pre-production has {en}, but no production environment does",
            "preproducción tiene {es}, pero ningún ambiente de producción"
        ),
    }
}

/// A container of pre-production is not larger than the same one in production (V10).
fn judge_sizes(deployment: &Deployment, findings: &mut Findings) {
    let in_production = |name: &str| {
        let production =
            deployment.environments.iter().filter(|environment| environment.is_production());
        production
            .flat_map(|environment| &environment.containers)
            .find(|container| container.name == name)
    };
    for (index, environment) in deployment
        .environments
        .iter()
        .enumerate()
        .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::PreProduction))
    {
        for (position, container) in environment.containers.iter().enumerate() {
            let Some(size) = container.tasks().size() else { continue };
            let Some(production) =
                in_production(&container.name).and_then(|container| container.tasks().size())
            else {
                continue;
            };
            if size.vcpu() > production.vcpu() || size.memory_gb() > production.memory_gb() {
                let name = &container.name;
                findings
                    .warn(
                        "V10",
                        &format!("environments[{index}].containers[{position}].vcpu"),
                        text!(
                            "`{name}` is larger here ({size}) than in production ({production})",
                            "`{name}` es mayor aquí ({size}) que en producción ({production})"
                        ),
                    )
                    .help(text!(
                        "pre-production may have fewer resources",
                        "preproducción puede tener menos recursos"
                    ));
            }
        }
    }
}
