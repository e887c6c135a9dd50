//! The catalogue: every kind of component, one file a kind.
//!
//! A new kind is a file here with its record, its [`Kind`] and its [`Component`]; a line in
//! [`KINDS`]; a line in the list of components of its environment or of the shared part; and its
//! rows in a rate card. Reading, schema, documentation and pricing follow from those.

mod component;
pub mod compute;
pub mod data;
pub mod development;
pub mod messaging;
pub mod monitoring;
pub mod network;
pub mod security;
pub mod service;

use crate::entry_id::EntryId;

pub use crate::kind::{
    ChargedBy, Charging, Counted, Kind, Naming, Neighbours, Role, Scope, Service, Site, SizeRule,
    Stated, Surroundings, Unit,
};
pub use component::Component;
pub(crate) use component::{ListPlace, Listed, identify};

/// The entry of a rate card that weighs one piece of a component of a size.
///
/// # Example
///
/// ```
/// use mru_core::catalogue;
///
/// assert_eq!(catalogue::entry("container", "1x2").as_str(), "container/1x2");
/// // A replica in another region is made of the nodes of databases (R52).
/// assert_eq!(catalogue::entry("global-database", "db.r6g.large").as_str(), "database/db.r6g.large");
/// ```
pub fn entry(component: &str, size: &str) -> EntryId {
    let weighed_as = find(component).map_or("", |kind| kind.weighed_as);
    EntryId::new(if weighed_as.is_empty() { component } else { weighed_as }, size)
}

/// Every kind, in the order of the catalogue (C01–C73).
pub const KINDS: &[&Kind] = &[
    &development::developer::KIND,
    &development::repository::KIND,
    &development::pipeline::KIND,
    &development::artifact_repository::KIND,
    &development::widget::KIND,
    &network::environment::KIND,
    &network::load_balancer::KIND,
    &network::api_gateway::KIND,
    &network::cdn::KIND,
    &network::vpn::KIND,
    &network::vpc_peering::KIND,
    &network::dns_zone::KIND,
    &network::domain::KIND,
    &network::custom_domain::KIND,
    &network::fixed_address::NAT,
    &network::fixed_address::EXTRA,
    &compute::container::KIND,
    &compute::elasticity::KIND,
    &compute::image_registry::KIND,
    &compute::sso::KIND,
    &data::database::KIND,
    &data::database::SCHEMA,
    &data::database_storage::KIND,
    &data::global_database::KIND,
    &data::database::BACKUP,
    &data::cache::KIND,
    &data::search::KIND,
    &data::search::STORAGE,
    &data::object_storage::KIND,
    &data::queue::KIND,
    &security::secret::KIND,
    &security::encryption::KIND,
    &security::external_key::KIND,
    &security::certificate::KIND,
    &security::waf::KIND,
    &security::waf::CUSTOM_RULE,
    &security::audit_user::KIND,
    &security::penetration_test::KIND,
    &security::threat_detection::KIND,
    &messaging::CUSTOMERS_API,
    &messaging::DIRECT,
    &monitoring::LOGS,
    &monitoring::LOG_RETENTION,
    &monitoring::APPLICATION_METRICS,
    &monitoring::INFRASTRUCTURE_METRICS,
    &monitoring::LOG_EXPORT,
    &service::CONTINGENCY_REGION,
    &service::SUPPORT,
    &service::PROFESSIONAL_SERVICES,
    &service::ON_PREMISE,
];

/// Finds a kind by its id or its number in the catalogue.
///
/// # Example
///
/// ```
/// use mru_core::catalogue;
///
/// assert_eq!(catalogue::find("queue").unwrap().code, "C37");
/// assert_eq!(catalogue::find("c20").unwrap().id, "container");
/// assert!(catalogue::find("mainframe").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.id == name || kind.code.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::Policies;

    #[test]
    fn every_kind_is_of_a_service_of_its_own() {
        let platform = ["environment", "on-premise"];
        for kind in KINDS {
            assert_eq!(
                kind.service == Service::PLATFORM,
                platform.contains(&kind.id),
                "{}",
                kind.id
            );
        }
    }

    #[test]
    fn what_comes_with_a_container_by_default_may_be_listed_so() {
        for id in Policies::default().included_with_container {
            assert!(find(&id).is_some_and(|kind| kind.includable), "{id}");
        }
    }
}
