//! What FOCUS calls the service behind a component, with its category.

/// A service, as FOCUS classifies it (version 1.2, `ServiceCategory` and `ServiceSubcategory`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Display name.
    pub name: &'static str,
    /// One of the categories that FOCUS allows.
    pub category: &'static str,
    /// One of the subcategories that FOCUS allows within it.
    pub subcategory: &'static str,
}

/// Declares services.
macro_rules! services {
    ($($(#[doc = $doc:literal])* $constant:ident: $name:literal, $category:literal, $subcategory:literal;)*) => {
        impl Service { $(
            $(#[doc = $doc])*
            pub const $constant: Service =
                Service { name: $name, category: $category, subcategory: $subcategory };
        )* }
    };
}

services! {
    /// The platform itself, and whatever is not about one component.
    PLATFORM: "Modyo Connect", "Web", "Application Platforms";
    /// Containers.
    CONTAINERS: "Containers", "Compute", "Containers";
    /// Who may enter.
    SIGN_ON: "Identity and Access", "Identity", "Identity and Access Management";
    /// Databases, with their storage, schemas and backups.
    DATABASES: "Databases", "Databases", "Relational Databases";
    /// Caches.
    CACHES: "Caches", "Databases", "Caching";
    /// Search clusters.
    SEARCH: "Search", "Analytics", "Search";
    /// Object repositories.
    OBJECTS: "Object Storage", "Storage", "Object Storage";
    /// Queues, mail and SMS.
    MESSAGING: "Messaging", "Integration", "Messaging";
    /// API Gateways.
    GATEWAY: "API Gateway", "Integration", "API Management";
    /// Content delivery.
    DELIVERY: "Content Delivery", "Networking", "Content Delivery";
    /// Load balancers.
    BALANCING: "Load Balancing", "Networking", "Application Networking";
    /// Connections to other networks, and addresses.
    CONNECTIVITY: "Network Connectivity", "Networking", "Network Connectivity";
    /// Zones and domains.
    NAMES: "Domain Names", "Networking", "Network Routing";
    /// The web application firewall.
    FIREWALL: "Application Firewall", "Networking", "Network Security";
    /// Secrets, keys and certificates.
    KEYS: "Keys and Certificates", "Security", "Secret Management";
    /// Penetration tests and threat detection.
    DETECTION: "Threat Detection", "Security", "Threat Detection and Response";
    /// Logs and metrics.
    OBSERVABILITY: "Observability", "Management and Governance", "Observability";
    /// The contingency region.
    CONTINGENCY: "Contingency", "Management and Governance", "Disaster Recovery";
    /// Support.
    SUPPORT: "Support", "Management and Governance", "Support";
    /// What developers use.
    DEVELOPMENT: "Development Platform", "Developer Tools", "Developer Platforms";
    /// Pipelines and registries of libraries.
    DELIVERING: "Continuous Delivery", "Developer Tools", "Continuous Integration and Deployment";
    /// Code repositories.
    SOURCES: "Code Repositories", "Developer Tools", "Source Code Management";
    /// Work of people.
    PEOPLE: "Professional Services", "Other", "Other (Other)";
}
