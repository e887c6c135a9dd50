//! What exists once for the deployment, whatever the number of environments.

use super::environment::with_components;
use crate::catalogue::{
    development::{
        artifact_repository::ArtifactRepository, developer::Developers, pipeline::Pipeline,
        repository::Repository, widget::Widgets,
    },
    network::{dns_zone::DnsZone, domain::Domain},
    security::audit_user::AuditUsers,
    service::ProfessionalService,
};

with_components! {
    /// What exists once for the deployment.
    pub struct Shared ["the shared part", "la parte compartida", "F6"] {
        required {}
        optional {}
        components {
            /// Developers with access: a number, or the list of people.
            developers: Developers,
            /// Code repositories.
            repositories: Repository,
            /// Continuous integration pipelines.
            pipelines: Pipeline,
            /// Registries of libraries.
            artifact_repositories: ArtifactRepository,
            /// Micro frontends, counted by kind.
            widgets: Widgets,
            /// DNS zones.
            dns_zones: DnsZone,
            /// Registered domains.
            domains: Domain,
            /// Read-only users for audits.
            audit_users: AuditUsers,
            /// Professional services; not part of the MRUs.
            professional_services: ProfessionalService,
        }
    }
}
