//! What databases, caches and search clusters share: nodes of a type, counted by a policy (R20).

use rust_decimal::Decimal;

use crate::{
    catalogue::Site, finding::Findings, materials::Row, policies::DataServicesPolicy, text::text,
};

/// Sets quantity and multiplier of a cluster by the policy on data services (R20).
pub(crate) fn counted<'a>(row: Row<'a>, nodes: u32, site: &Site<'_>) -> Row<'a> {
    let policy = site.policies.data_services;
    let row = row.unit_by(|kind| kind.unit_under(policy, None));
    match policy {
        DataServicesPolicy::PerNode => row.quantity(nodes),
        DataServicesPolicy::PerCluster => row.quantity(Decimal::ONE),
        DataServicesPolicy::TimesRedundancy => row.quantity(Decimal::ONE).times(site.redundancy()),
    }
}

/// Judges the number of nodes: at least two in production, at least one elsewhere (R20, R54).
pub(crate) fn check_nodes(nodes: Option<u32>, site: &Site<'_>, findings: &mut Findings) {
    let Some(nodes) = nodes else { return };
    let minimum: u32 = if site.in_production() { 2 } else { 1 };
    if nodes < minimum {
        findings
            .error(
                "R20",
                &site.at("nodes"),
                text!(
                    "too few nodes: {nodes}, the minimum here is {minimum}",
                    "muy pocos nodos: {nodes}, el mínimo aquí es {minimum}"
                ),
            )
            .help(text!(
                "production is highly available with 2 or more nodes; pre-production needs 1",
                "producción es de alta disponibilidad con 2 o más nodos; preproducción necesita 1"
            ));
    }
}
