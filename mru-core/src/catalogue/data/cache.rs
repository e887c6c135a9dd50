//! C34: a cache (ElastiCache Redis).

use super::cluster::{check_nodes, counted};
use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C34",
    id: "cache",
    name: words!("cache (Redis)", "caché (Redis)"),
    listed_in: "environments[].caches",
    scope: Scope::Environment,
    charging: Charging::Sized,
    sizes: "a node type of the rate card, for example cache.t3.medium",
    ticket: &["solution_type(cache|indexing)", "use_case", "instance_size"],
    unit: Unit::NODE,
    naming: Naming::Unique,
    service: Service::CACHES,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R20", "R54"]),
    counted: Counted::Nodes(None),
    size_rule: SizeRule::OfRateCard,
    rules: &["R20", "R48", "R54", "V25", "V69", "V70"],
    notes: &[words!(
        "Its data is volatile; keep it elsewhere too (V69).",
        "Sus datos son volátiles; consérvelos también en otro lugar (V69)."
    )],
};

record! {
    /// A cache: a Redis cluster of nodes of one type.
    pub struct Cache ["a cache", "un caché", "V69"] {
        required {
            /// Name, unique in its environment.
            name: String,
            /// Node type, for example `cache.t3.medium`.
            node_type: String,
            /// Number of nodes: at least 2 in production.
            nodes: Option<u32>,
        }
        optional {
            /// Engine; Redis is the only one.
            engine: String,
            /// What it is for.
            use_case: String,
        }
    }
}

impl Component for Cache {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        check_nodes(self.nodes, site, findings);
        if !["", "redis"].contains(&self.engine.to_lowercase().as_str()) {
            let engine = &self.engine;
            findings
                .error(
                    "V70",
                    &site.at("engine"),
                    text!(
                        "the cache engine is Redis, not `{engine}`",
                        "el motor de caché es Redis, no `{engine}`"
                    ),
                )
                .help(text!("use `redis`, or remove `engine`", "use `redis`, o quite `engine`"));
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let Some(nodes) = self.nodes.filter(|_| !self.node_type.is_empty()) else { return };
        let row = materials
            .row(&KIND, &self.name)
            .size(self.node_type.to_lowercase())
            .rules(&["R20", "R54"]);
        counted(row, nodes, site).charged();
    }
}
