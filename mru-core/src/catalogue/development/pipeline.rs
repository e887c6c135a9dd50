//! C03: a continuous integration pipeline, included when its repository is a container's.

use super::repository;
use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    policies::PipelinePolicy,
    reading::record,
    text::{nearest, shortened, text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C03",
    id: "continuous-integration",
    name: words!("continuous integration", "integración continua"),
    listed_in: "shared.pipelines",
    scope: Scope::Shared,
    charging: Charging::IncludedWithContainer,
    sizes: "",
    ticket: &["repository", "automation_type", "instructions"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::DELIVERING,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R22", "R23", "R33"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R22", "R23", "R31", "R33", "V33", "V46", "V47", "V49"],
    notes: &[words!(
        "The pipeline of a container's repository is included; another one has a weight (R33).",
        "El pipeline del repositorio de un contenedor está incluido; otro tiene peso (R33)."
    )],
};

record! {
    /// A pipeline that builds and deploys one repository.
    pub struct Pipeline ["a pipeline", "un pipeline", "V46"] {
        required {
            /// The repository it builds.
            repository: String,
        }
        optional {
            /// What it automates.
            automation: String,
            /// Specific instructions: build script, parameters.
            instructions: String,
            /// `github-actions` or `codepipeline`; own tools are not admitted.
            backend: String,
        }
        from value "repository";
    }
}

impl Component for Pipeline {
    identify!(&KIND, self => &self.repository);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let repository = &self.repository;
        let known = |name: &String| {
            site.deployment.shared_names(repository::KIND.id).contains(&name.as_str())
                || site.deployment.repository_owner(name).is_some()
        };
        if !repository.is_empty() && !known(repository) {
            let names = site.deployment.shared_names(repository::KIND.id);
            let near = nearest(repository, names);
            findings
                .error(
                    "V46",
                    &site.at("repository"),
                    text!(
                        "the deployment has no repository `{repository}`",
                        "el despliegue no tiene el repositorio `{repository}`"
                    ),
                )
                .help(match near {
                    Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
                    None => text!(
                        "add it to `shared.repositories`",
                        "agréguelo a `shared.repositories`"
                    ),
                });
        }
        match self.backend.to_lowercase().as_str() {
            "" | "github-actions" => {}
            "codepipeline" => {
                findings
                    .warn(
                        "V47",
                        &site.at("backend"),
                        text!(
                            "CodePipeline is being replaced by GitHub Actions during 2026",
                            "CodePipeline está siendo reemplazado por GitHub Actions durante 2026"
                        ),
                    )
                    .help(text!(
                        "use `github-actions` for new pipelines",
                        "use `github-actions` para pipelines nuevos"
                    ));
            }
            _ => {
                let backend = shortened(&self.backend);
                findings
                    .error(
                        "V49",
                        &site.at("backend"),
                        text!(
                            "own tools such as `{backend}` are not admitted",
                            "no se admiten herramientas propias como `{backend}`"
                        ),
                    )
                    .help(text!("use `github-actions`", "use `github-actions`"));
            }
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let owned = site.deployment.repository_owner(&self.repository).is_some();
        let row = materials.row(&KIND, &self.repository);
        if owned && site.policies.includes(KIND.id) {
            row.rules(&["R31", "R33"]).included(words!(
                "included with its container (R31)",
                "incluido con su contenedor (R31)"
            ));
            return;
        }
        let count = match site.policies.pipelines {
            PipelinePolicy::PerRepository => 1,
            PipelinePolicy::PerRepositoryAndEnvironment => {
                u32::try_from(site.deployment.environments().len()).unwrap_or(u32::MAX)
            }
        };
        row.quantity(count).charged();
    }
}
