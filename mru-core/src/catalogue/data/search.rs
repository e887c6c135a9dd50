//! C35: a search cluster (OpenSearch), with optional master nodes and storage.

use super::cluster::{check_nodes, counted};
use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Role, Scope, Service, Site,
        SizeRule, Unit, identify,
    },
    entry_id::EntryId,
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{text, words},
};

/// Catalogue entry of the cluster.
pub const KIND: Kind = Kind {
    code: "C35",
    id: "search",
    name: words!("search (OpenSearch)", "indexación (OpenSearch)"),
    listed_in: "environments[].search",
    scope: Scope::Environment,
    charging: Charging::Sized,
    sizes: "a node type of the rate card, for example r6g.large.search",
    ticket: &["solution_type(cache|indexing)", "use_case", "instance_size"],
    unit: Unit::NODE,
    naming: Naming::Unique,
    service: Service::SEARCH,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R20", "R54"]),
    counted: Counted::Nodes(Some(Role::MasterNodes)),
    size_rule: SizeRule::OfRateCard,
    rules: &["R20", "R54", "R55", "V25", "V69"],
    notes: &[words!(
        "Its data is volatile; keep it elsewhere too (V69).",
        "Sus datos son volátiles; consérvelos también en otro lugar (V69)."
    )],
};

/// Catalogue entry of its storage.
pub const STORAGE: Kind = Kind {
    id: "search-storage",
    name: words!("search storage", "almacenamiento de indexación"),
    listed_in: "environments[].search[].storage_gb",
    charging: Charging::Weighted,
    sizes: "",
    ticket: &[],
    unit: Unit::BLOCK,
    naming: Naming::Free,
    service: Service::SEARCH,
    includable: false,
    charged_by: ChargedBy::always(&["R55"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R55"],
    notes: &[],
    ..KIND
};

record! {
    /// Dedicated master nodes of a search cluster.
    pub struct MasterNodes ["the master nodes", "los nodos maestros", "V69"] {
        required {
            /// Node type.
            node_type: String,
            /// Number of nodes.
            nodes: Option<u32>,
        }
        optional {}
    }
}

record! {
    /// A search cluster: OpenSearch nodes of one type.
    pub struct Search ["a search cluster", "un clúster de indexación", "V69"] {
        required {
            /// Name, unique in its environment.
            name: String,
            /// Node type, for example `r6g.large.search`.
            node_type: String,
            /// Number of data nodes: at least 2 in production.
            nodes: Option<u32>,
        }
        optional {
            /// What it is for.
            use_case: String,
            /// Dedicated master nodes.
            master_nodes: Option<MasterNodes>,
            /// Storage of the whole cluster in GB.
            storage_gb: Option<u32>,
        }
    }
}

impl Component for Search {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        check_nodes(self.nodes, site, findings);
        if let Some(masters) = &self.master_nodes
            && (masters.node_type.is_empty() || masters.nodes.is_none_or(|nodes| nodes == 0))
        {
            findings
                .error(
                    "V69",
                    &site.at("master_nodes"),
                    text!(
                        "master nodes need their `node_type` and `nodes`",
                        "los nodos maestros necesitan su `node_type` y `nodes`"
                    ),
                )
                .help(text!(
                    "for example `node_type = \"m6g.large.search\", nodes = 3`",
                    "por ejemplo `node_type = \"m6g.large.search\", nodes = 3`"
                ));
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let Some(nodes) = self.nodes.filter(|_| !self.node_type.is_empty()) else { return };
        let row = materials
            .row(&KIND, &self.name)
            .size(self.node_type.to_lowercase())
            .rules(&["R20", "R54"]);
        counted(row, nodes, site).charged();
        if let Some(masters) = &self.master_nodes
            && let Some(nodes) = masters.nodes
        {
            let size = masters.node_type.to_lowercase();
            materials
                .row(&KIND, &self.name)
                .size(size.clone())
                .quantity(nodes)
                .rules(&["R55"])
                .role(Role::MasterNodes)
                .remark(words!("dedicated master nodes", "nodos maestros dedicados"))
                .charged_as(EntryId::new(KIND.id, &size));
        }
        if let Some(storage_gb) = self.storage_gb {
            materials.row(&STORAGE, &self.name).quantity(storage_gb.div_ceil(10)).charged();
        }
    }
}
