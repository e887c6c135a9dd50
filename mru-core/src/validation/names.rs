//! Two components of one kind and place have different names, or one would be charged twice (F7).

use std::collections::BTreeSet;

use crate::{catalogue::Listed, deployment::Deployment, finding::Findings, text::text};

/// Kinds whose components are told apart by their names.
const NAMED: [&str; 14] = [
    "container",
    "database",
    "cache",
    "search",
    "queue",
    "object-storage",
    "load-balancer",
    "vpn",
    "vpc-peering",
    "secret",
    "continuous-integration",
    "artifact-repository",
    "dns-zone",
    "domain-registration",
];

pub(super) fn judge(deployment: &Deployment, findings: &mut Findings) {
    for (index, environment) in deployment.environments.iter().enumerate() {
        judge_place(environment.components(&format!("environments[{index}]")), findings);
    }
    judge_place(deployment.shared.components("shared"), findings);
}

fn judge_place(components: Vec<(String, &dyn Listed)>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (path, component) in components {
        let (kind, name) = (component.kind(), component.name());
        if name.is_empty() || !NAMED.contains(&kind.id) || seen.insert((kind.id, name)) {
            continue;
        }
        let (en, es) = (kind.name.en, kind.name.es);
        findings
            .error(
                "F7",
                &path,
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
