//! C02: a code repository, included when it is a container's.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    materials::BillOfMaterials,
    reading::{choice, record},
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C02",
    id: "code-repository",
    name: words!("code repository", "repositorio de código"),
    listed_in: "shared.repositories",
    scope: Scope::Shared,
    charging: Charging::IncludedWithContainer,
    sizes: "",
    ticket: &["type(micro-frontend|microservice|intermediary-artifact)", "name"],
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::SOURCES,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R22", "R33"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R22", "R31", "R33", "R34", "R37", "V4", "V5", "V45"],
    notes: &[words!(
        "A container's own repository is included; a stand-alone one has a weight (R33).",
        "El repositorio propio de un contenedor está incluido; uno independiente tiene peso (R33)."
    )],
};

choice! {
    /// What a repository holds.
    pub enum RepositoryType {
        /// A front-end unit.
        MicroFrontend = "micro-frontend" | "micro frontend" | "widget",
        /// The code of a container.
        Microservice = "microservice" | "microservicio",
        /// A library.
        IntermediaryArtifact = "intermediary-artifact" | "intermediary artifact" | "artefacto-intermediario",
    }
}

record! {
    /// A code repository.
    pub struct Repository ["a repository", "un repositorio", "V45"] {
        required {
            /// Name, unique in the deployment.
            name: String,
            /// `microservice`, `micro-frontend` or `intermediary-artifact`.
            repository_type["type"]: Option<RepositoryType>,
        }
        optional {
            /// The container whose code it holds, when the container does not name it itself.
            container: String,
        }
    }
}

impl Component for Repository {
    identify!(&KIND, self => &self.name);

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let owned = site.deployment.repository_owner(&self.name).is_some();
        let row = materials.row(&KIND, &self.name);
        if owned && site.policies.includes(KIND.id) {
            row.rules(&["R31", "R33", "R34"]).included(words!(
                "included with its container (R31)",
                "incluido con su contenedor (R31)"
            ));
        } else {
            row.charged();
        }
    }
}
