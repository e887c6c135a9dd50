//! What every environment and deployment has without asking: lines of 0 MRU with their reason.

use super::{Deployment, Environment};
use crate::{
    catalogue::{compute::image_registry, development, monitoring, network, security, service},
    kind::Site,
    materials::BillOfMaterials,
    policies::Policies,
    text::words,
};

/// Adds the lines that come with an environment.
pub(super) fn charge_environment(
    environment: &Environment,
    site: &Site<'_>,
    materials: &mut BillOfMaterials,
) {
    network::environment::charge(site, materials);
    network::fixed_address::charge_nat(site, materials);
    materials.row(&security::waf::KIND, "waf").rules(&["R32", "R57"]).free(words!(
        "default rules, on by default (R57)",
        "reglas por defecto, activas por defecto (R57)"
    ));
    materials
        .row(&security::encryption::KIND, "kms")
        .rules(&["R56"])
        .free(words!("active by default (R56)", "activa por defecto (R56)"));
    materials
        .row(&monitoring::LOGS, "logs")
        .rules(&["R39", "R58"])
        .free(words!("active by default (R58)", "activo por defecto (R58)"));
    materials
        .row(&monitoring::INFRASTRUCTURE_METRICS, "infrastructure-metrics")
        .rules(&["R39", "R58"])
        .free(words!("active by default (R58)", "activas por defecto (R58)"));
    if !environment.containers.is_empty() {
        let row = materials
            .row(&monitoring::APPLICATION_METRICS, "application-metrics")
            .rules(&["R31", "R39"]);
        if site.policies.includes(monitoring::APPLICATION_METRICS.id) {
            row.included(words!(
                "included with the containers (R31)",
                "incluidas con los contenedores (R31)"
            ));
        } else {
            row.charged();
        }
    }
}

/// Adds the lines that come with the deployment as a whole.
pub(super) fn charge_deployment(
    deployment: &Deployment,
    policies: &Policies,
    materials: &mut BillOfMaterials,
) {
    let services = deployment.container_repositories();
    for repository in &services {
        let listed = deployment.shared.repositories.iter().any(|entry| entry.name == *repository);
        if !listed {
            unlisted_repository(repository, policies, materials);
        }
    }
    if !services.is_empty() {
        let count = u32::try_from(services.len()).unwrap_or(u32::MAX);
        let row =
            materials.row(&image_registry::KIND, "images").quantity(count).rules(&["R31", "R34"]);
        if policies.includes(image_registry::KIND.id) {
            row.included(words!(
                "one per microservice, included with its container (R31)",
                "uno por microservicio, incluido con su contenedor (R31)"
            ));
        } else {
            row.charged();
        }
    }
    if !deployment.contingency_region.is_empty() {
        materials
            .row(&service::CONTINGENCY_REGION, &deployment.contingency_region)
            .rules(&["R94"])
            .free(words!(
                "time in the contingency region is not billed extra (R94)",
                "el tiempo en la región de contingencia no se cobra aparte (R94)"
            ));
    }
    materials.row(&service::SUPPORT, "support").rules(&["R71"]).free(words!(
        "human hours are inside the MRUs (R71)",
        "las horas de personas están incluidas en los MRU (R71)"
    ));
}

/// Adds the line of a repository that only its container names.
fn unlisted_repository(repository: &str, policies: &Policies, materials: &mut BillOfMaterials) {
    let kind = &development::repository::KIND;
    let row = materials.row(kind, repository);
    if policies.includes(kind.id) {
        row.rules(&["R31", "R33", "R34"]).included(words!(
            "included with its container (R31)",
            "incluido con su contenedor (R31)"
        ));
    } else {
        row.charged();
    }
}
