//! C04: a registry of libraries.

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
    code: "C04",
    id: "artifact-repository",
    name: words!("artifact repository", "repositorio de artefactos"),
    listed_in: "shared.artifact_repositories",
    scope: Scope::Shared,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &["name", "type(npm|maven)", "purpose"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::DELIVERING,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R22"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R22", "V48"],
    notes: &[],
};

choice! {
    /// Format of the libraries.
    pub enum ArtifactFormat {
        /// JavaScript packages.
        Npm = "npm" | "NPM",
        /// Java packages.
        Maven = "maven" | "Maven",
    }
}

record! {
    /// A registry of libraries.
    pub struct ArtifactRepository ["an artifact repository", "un repositorio de artefactos", "V48"] {
        required {
            /// Name of the registry.
            name: String,
            /// `npm` or `maven`.
            format: Option<ArtifactFormat>,
        }
        optional {
            /// What it is for.
            purpose: String,
        }
    }
}

impl Component for ArtifactRepository {
    identify!(&KIND, self => &self.name);

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.name).charged();
    }
}
