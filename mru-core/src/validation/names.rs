//! Two components of one kind and place have different names, or one would be charged twice (F7).

use std::collections::BTreeSet;

use crate::{
    catalogue::{ListPlace, Listed},
    deployment::Deployment,
    finding::Findings,
    kind::Naming,
    text::text,
};

pub(super) fn judge(deployment: &Deployment, findings: &mut Findings) {
    judge_developers(deployment, findings);
    for (index, environment) in deployment.environments.iter().enumerate() {
        judge_place(environment.components(), || format!("environments[{index}]"), findings);
    }
    judge_place(deployment.shared.components(), || String::from("shared"), findings);
}

fn judge_place(
    components: Vec<(ListPlace, &dyn Listed)>,
    path: impl Fn() -> String,
    findings: &mut Findings,
) {
    let mut seen = BTreeSet::new();
    for (place, component) in components {
        let (kind, name) = (component.kind(), component.name());
        if name.is_empty() || kind.naming != Naming::Unique || seen.insert((kind.id, name)) {
            continue;
        }
        let (en, es) = (kind.name.en, kind.name.es);
        findings
            .error(
                "F7",
                &place.path(&path()),
                text!(
                    "{en} `{name}` appears twice in the same place",
                    "{es} `{name}` aparece dos veces en el mismo lugar"
                ),
            )
            .help(text!(
                "remove one, or give it its own name; both would be charged",
                "quite uno, o dele su propio nombre; ambos se cobrarían"
            ));
    }
}

/// A person is one developer, known by the GitHub user (R44: each access is billed).
fn judge_developers(deployment: &Deployment, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (index, developer) in deployment.shared.developers.iter().enumerate() {
        let user = developer.github_user.to_lowercase();
        if user.is_empty() || seen.insert(user) {
            continue;
        }
        let user = &developer.github_user;
        findings
            .error(
                "F7",
                &format!("shared.developers[{index}].github_user"),
                text!(
                    "GitHub user `{user}` appears twice",
                    "el usuario de GitHub `{user}` aparece dos veces"
                ),
            )
            .help(text!(
                "remove one; both accesses would be charged",
                "quite uno; se cobrarían ambos accesos"
            ));
    }
}
