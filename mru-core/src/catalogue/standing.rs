//! What every environment and deployment has without asking: lines of 0 MRU with their reason.

use super::{Site, compute::image_registry, monitoring, network, security, service};
use crate::{bill::Bill, text::words};

/// Adds the lines that come with an environment.
pub(crate) fn charge_environment(site: &Site<'_>, bill: &mut Bill) {
    network::environment::charge(site, bill);
    network::fixed_address::charge_nat(site, bill);
    bill.row(&security::waf::KIND, "waf").rules(&["R32", "R57"]).free(words!(
        "default rules, on by default (R57)",
        "reglas por omisión, activas por omisión (R57)"
    ));
    bill.row(&security::encryption::KIND, "kms")
        .rules(&["R56"])
        .free(words!("active by default (R56)", "activa por omisión (R56)"));
    bill.row(&monitoring::LOGS, "logs")
        .rules(&["R39", "R58"])
        .free(words!("active by default (R58)", "activo por omisión (R58)"));
    bill.row(&monitoring::INFRASTRUCTURE_METRICS, "infrastructure-metrics")
        .rules(&["R39", "R58"])
        .free(words!("active by default (R58)", "activas por omisión (R58)"));
    let has_containers =
        site.environment.is_some_and(|environment| !environment.containers.is_empty());
    if has_containers {
        let row = bill
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
pub(crate) fn charge_deployment(site: &Site<'_>, bill: &mut Bill) {
    let deployment = site.deployment;
    let services = deployment.container_repositories();
    for repository in &services {
        let listed = deployment.shared.repositories.iter().any(|entry| entry.name == *repository);
        if !listed {
            unlisted_repository(repository, site, bill);
        }
    }
    if !services.is_empty() {
        let count = u32::try_from(services.len()).unwrap_or(u32::MAX);
        let row = bill.row(&image_registry::KIND, "images").quantity(count).rules(&["R31", "R34"]);
        if site.policies.includes(image_registry::KIND.id) {
            row.included(words!(
                "one per microservice, included with its container (R31)",
                "uno por microservicio, incluido con su contenedor (R31)"
            ));
        } else {
            row.charged();
        }
    }
    if !deployment.contingency_region.is_empty() {
        bill.row(&service::CONTINGENCY_REGION, &deployment.contingency_region)
            .rules(&["R94"])
            .free(words!(
                "time in the contingency region is not billed extra (R94)",
                "el tiempo en la región de contingencia no se cobra aparte (R94)"
            ));
    }
    bill.row(&service::SUPPORT, "support").rules(&["R71"]).free(words!(
        "human hours are inside the weights (R71)",
        "las horas humanas están dentro de los pesos (R71)"
    ));
}

/// Adds the line of a repository that only its container names.
fn unlisted_repository(repository: &str, site: &Site<'_>, bill: &mut Bill) {
    let kind = &super::development::repository::KIND;
    let row = bill.row(kind, repository);
    if site.policies.includes(kind.id) {
        row.rules(&["R31", "R33", "R34"]).included(words!(
            "included with its container (R31)",
            "incluido con su contenedor (R31)"
        ));
    } else {
        row.charged();
    }
}
