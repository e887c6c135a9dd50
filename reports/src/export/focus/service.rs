//! What FOCUS calls the service behind a component, with its category.

/// A service, as FOCUS classifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Service {
    /// Display name.
    pub(super) name: &'static str,
    /// One of the categories that FOCUS allows.
    pub(super) category: &'static str,
    /// One of the subcategories that FOCUS allows within it.
    pub(super) subcategory: &'static str,
}

const fn service(name: &'static str, category: &'static str, subcategory: &'static str) -> Service {
    Service { name, category, subcategory }
}

const PLATFORM: Service = service("Modyo Connect", "Web", "Application Platforms");
const CONTAINERS: Service = service("Containers", "Compute", "Containers");
const SIGN_ON: Service =
    service("Identity and Access", "Identity", "Identity and Access Management");
const DATABASES: Service = service("Databases", "Databases", "Relational Databases");
const CACHES: Service = service("Caches", "Databases", "Caching");
const SEARCH: Service = service("Search", "Analytics", "Search");
const OBJECTS: Service = service("Object Storage", "Storage", "Object Storage");
const MESSAGING: Service = service("Messaging", "Integration", "Messaging");
const GATEWAY: Service = service("API Gateway", "Integration", "API Management");
const DELIVERY: Service = service("Content Delivery", "Networking", "Content Delivery");
const BALANCING: Service = service("Load Balancing", "Networking", "Application Networking");
const CONNECTIVITY: Service = service("Network Connectivity", "Networking", "Network Connectivity");
const NAMES: Service = service("Domain Names", "Networking", "Network Routing");
const FIREWALL: Service = service("Application Firewall", "Networking", "Network Security");
const KEYS: Service = service("Keys and Certificates", "Security", "Secret Management");
const DETECTION: Service = service("Threat Detection", "Security", "Threat Detection and Response");
const OBSERVABILITY: Service =
    service("Observability", "Management and Governance", "Observability");
const CONTINGENCY: Service =
    service("Contingency", "Management and Governance", "Disaster Recovery");
const SUPPORT: Service = service("Support", "Management and Governance", "Support");
const DEVELOPMENT: Service =
    service("Development Platform", "Developer Tools", "Developer Platforms");
const DELIVERING: Service =
    service("Continuous Delivery", "Developer Tools", "Continuous Integration and Deployment");
const SOURCES: Service = service("Code Repositories", "Developer Tools", "Source Code Management");
const PEOPLE: Service = service("Professional Services", "Other", "Other (Other)");

/// The service of a kind of component; the platform itself for whatever is not about one.
pub(super) fn of(component: &str) -> Service {
    match component {
        "container" | "elasticity-range" | "image-registry" => CONTAINERS,
        "sso" | "audit-user" => SIGN_ON,
        "database" | "db-schema" | "database-storage" | "global-database" | "backup" => DATABASES,
        "cache" => CACHES,
        "search" | "search-storage" => SEARCH,
        "object-storage" => OBJECTS,
        "queue" | "messaging-customers-api" | "messaging-direct" => MESSAGING,
        "api-gateway" => GATEWAY,
        "cdn" => DELIVERY,
        "load-balancer" => BALANCING,
        "vpn" | "vpc-peering" | "nat-gateway" | "fixed-address" => CONNECTIVITY,
        "dns-zone" | "domain-registration" | "custom-domain" => NAMES,
        "waf" | "waf-custom-rule" => FIREWALL,
        "certificate" | "secret" | "encryption-kms" | "external-key" => KEYS,
        "penetration-test" | "threat-detection" => DETECTION,
        "log-registry"
        | "log-retention"
        | "log-export"
        | "application-metrics"
        | "infrastructure-metrics" => OBSERVABILITY,
        "contingency-region" => CONTINGENCY,
        "support-24x7" => SUPPORT,
        "developer-access" | "widget" => DEVELOPMENT,
        "continuous-integration" | "artifact-repository" => DELIVERING,
        "code-repository" => SOURCES,
        "professional-services" => PEOPLE,
        _ => PLATFORM,
    }
}

#[cfg(test)]
mod tests {
    use mru_core::catalogue::KINDS;

    use super::*;

    #[test]
    fn every_kind_has_a_service_of_its_own() {
        let platform = ["environment", "on-premise"];
        for kind in KINDS {
            assert_eq!(of(kind.id) == PLATFORM, platform.contains(&kind.id), "{}", kind.id);
        }
        assert_eq!(of(""), PLATFORM);
    }
}
