//! C02: a code repository, included when it is a container's.

use crate::{
    bill::{Bill, Unit},
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Scope, Site, SizeRule,
        compute::container::Container, identify,
    },
    deployment::Deployment,
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

    fn charge(&self, site: &Site<'_>, bill: &mut Bill) {
        let owned = site.deployment.repository_owner(&self.name).is_some();
        let row = bill.row(&KIND, &self.name);
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

impl Deployment {
    /// Returns the name of the container that owns a repository (V4).
    ///
    /// A container owns the repository it names, or the one that names it.
    pub fn repository_owner(&self, repository: &str) -> Option<&str> {
        let mut containers =
            self.environments.iter().flat_map(|environment| &environment.containers);
        let named = containers
            .clone()
            .find(|container| container.repository == repository && !repository.is_empty());
        let entry = self
            .shared
            .repositories
            .iter()
            .find(|entry| entry.name == repository && !entry.container.is_empty());
        let naming =
            entry.and_then(|entry| containers.find(|container| container.name == entry.container));
        named.or(naming).map(|container| container.name.as_str())
    }

    /// Returns the repository of a container: the one it names, or the one that names it.
    pub fn repository_of<'a>(&'a self, container: &'a Container) -> Option<&'a str> {
        if !container.repository.is_empty() {
            return Some(&container.repository);
        }
        let entry = self
            .shared
            .repositories
            .iter()
            .find(|entry| entry.container == container.name && !container.name.is_empty());
        entry.map(|entry| entry.name.as_str())
    }

    /// Returns the distinct repositories of containers, in the order of the file.
    pub(crate) fn container_repositories(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for container in self.environments.iter().flat_map(|environment| &environment.containers) {
            if let Some(name) = self.repository_of(container).filter(|name| !names.contains(name)) {
                names.push(name);
            }
        }
        names
    }
}
