//! Who may have a deployment at all (V73, R102), and several regions (V37).

use crate::{deployment::Deployment, finding::Findings, text::text};

pub(super) fn judge(deployment: &Deployment, findings: &mut Findings) {
    let customer = &deployment.customer;
    if customer.enterprise_cloud == Some(false) {
        findings
            .error(
                "V73",
                "customer.enterprise_cloud",
                text!(
                    "Connect is for customers of Enterprise Cloud",
                    "Connect es para clientes de Enterprise Cloud"
                ),
            )
            .help(text!(
                "an Enterprise Cloud subscription comes first",
                "primero se necesita una suscripción a Enterprise Cloud"
            ));
    }
    if customer.connect_annex == Some(false) {
        findings
            .error(
                "V73",
                "customer.connect_annex",
                text!(
                    "the customer has no Connect contract or annex",
                    "el cliente no tiene contrato o anexo de Connect"
                ),
            )
            .help(text!(
                "Connect is contracted separately (R11)",
                "Connect se contrata por separado (R11)"
            ));
    }
    if deployment.on_premise {
        findings
            .error(
                "R102",
                "on_premise",
                text!(
                    "the on-premise variant is quoted by hand, case by case",
                    "la variante on-premise se cotiza a mano, caso a caso"
                ),
            )
            .help(text!("ask the account executive", "consulte al ejecutivo de cuentas"));
    }
    judge_regions(deployment, findings);
}

fn judge_regions(deployment: &Deployment, findings: &mut Findings) {
    let replicated = deployment
        .environments
        .iter()
        .flat_map(|environment| &environment.databases)
        .any(|database| database.global_replica.is_some());
    if !deployment.customer.multi_region && !replicated {
        return;
    }
    for (index, environment) in deployment.environments.iter().enumerate() {
        let regions: std::collections::BTreeSet<&str> =
            environment.vpn.iter().map(|vpn| vpn.region.as_str()).collect();
        if environment.is_production() && regions.len() == 1 {
            findings
                .warn("V37", &format!("environments[{index}].vpn"), text!("a customer in several regions has VPN links to one region only", "un cliente en varias regiones tiene enlaces VPN hacia una sola región"))
                .help(text!("add a link to the contingency region; its availability is the customer's", "agregue un enlace a la región de contingencia; su disponibilidad es del cliente"));
        }
    }
}
