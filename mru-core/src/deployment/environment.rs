//! One environment and the lists of its components.

use crate::{
    catalogue::{
        compute::{container::Container, sso::Sso},
        data::{
            cache::Cache, database::Database, object_storage::ObjectStorage, queue::Queue,
            search::Search,
        },
        messaging::Messaging,
        monitoring::Monitoring,
        network::{
            api_gateway::ApiGateway, cdn::Cdn, custom_domain::CustomDomain,
            fixed_address::FixedAddresses, load_balancer::LoadBalancer, vpc_peering::VpcPeering,
            vpn::Vpn,
        },
        security::{
            certificate::Certificate, external_key::ExternalKey, penetration_test::PenetrationTest,
            secret::Secret, threat_detection::ThreatDetection, waf::Waf,
        },
    },
    kind::{EnvironmentKind, Neighbours, Redundancy},
};

/// Declares a record that also holds one list for each kind of component.
macro_rules! with_components {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident [$($what:literal),*] {
            required { $($required:tt)* }
            optional { $($optional:tt)* }
            components { $( #[doc = $cdoc:literal] $list:ident: $component:ty, )* }
        }
    ) => {
        $crate::reading::record! {
            $(#[doc = $doc])*
            pub struct $name [$($what),*] {
                required { $($required)* }
                optional { $($optional)* $( #[doc = $cdoc] $list: Vec<$component>, )* }
            }
        }

        impl $name {
            /// Lists all components with their places, in the order of the catalogue.
            pub(crate) fn components(
                &self,
            ) -> Vec<($crate::catalogue::ListPlace, &dyn $crate::catalogue::Listed)> {
                let mut all: Vec<($crate::catalogue::ListPlace, &dyn $crate::catalogue::Listed)> =
                    Vec::new();
                $( for (index, component) in self.$list.iter().enumerate() {
                    let list = stringify!($list);
                    all.push(($crate::catalogue::ListPlace { list, index }, component));
                } )*
                all
            }

            /// The names of its components of a kind, in the order of the file.
            pub(crate) fn names_of(&self, kind: &str) -> Vec<&str> {
                let mut names = Vec::new();
                $( for component in &self.$list {
                    if $crate::catalogue::Component::kind(component).id == kind {
                        names.push($crate::catalogue::Component::name(component));
                    }
                } )*
                names
            }
        }
    };
}
pub(crate) use with_components;

with_components! {
    /// One environment: its own network, its own components.
    pub struct Environment ["an environment", "un ambiente", "V29"] {
        required {
            /// Name, unique in the deployment.
            name: String,
            /// `production` or `pre-production`.
            kind: Option<EnvironmentKind>,
        }
        optional {
            /// Redundancy factor: at least 2 in production, none in pre-production.
            redundancy: Option<Redundancy>,
        }
        components {
            /// Containers (ECS Fargate).
            containers: Container,
            /// Single Sign-On (Keycloak on containers).
            sso: Sso,
            /// Databases (Aurora MySQL).
            databases: Database,
            /// Caches (ElastiCache Redis).
            caches: Cache,
            /// Search clusters (OpenSearch).
            search: Search,
            /// Message queues (SQS).
            queues: Queue,
            /// Object repositories (S3).
            object_storage: ObjectStorage,
            /// API Gateway; as a rule one.
            api_gateway: ApiGateway,
            /// Load balancers (ALB).
            load_balancers: LoadBalancer,
            /// Content delivery (CloudFront).
            cdn: Cdn,
            /// Site-to-site VPN connections.
            vpn: Vpn,
            /// VPC peerings.
            vpc_peering: VpcPeering,
            /// NAT gateways and fixed addresses.
            fixed_addresses: FixedAddresses,
            /// Custom domains.
            custom_domains: CustomDomain,
            /// TLS certificates.
            certificates: Certificate,
            /// Secrets, never their values.
            secrets: Secret,
            /// Web application firewall: `default`, or custom rules.
            waf: Waf,
            /// Keys managed by the customer (CloudHSM).
            external_keys: ExternalKey,
            /// Mail and SMS.
            messaging: Messaging,
            /// Logs and metrics beyond the default.
            monitoring: Monitoring,
            /// Announced penetration tests.
            penetration_tests: PenetrationTest,
            /// Threat detection, which Connect does not offer.
            threat_detection: ThreatDetection,
        }
    }
}

impl Environment {
    /// The factor that multiplies containers: the stated one in production, 1 elsewhere (R13–R15).
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format};
    ///
    /// let text = "environments: [{name: a, kind: production, redundancy: 3}, {name: b, kind: pre-production}]";
    /// let deployment = Deployment::parse(text, Format::Yaml).deployment.unwrap();
    /// let factors: Vec<u32> = deployment.environments.iter().map(|it| it.redundancy_factor()).collect();
    /// assert_eq!(factors, [3, 1]);
    /// ```
    pub fn redundancy_factor(&self) -> u32 {
        match (self.kind, self.redundancy) {
            (Some(EnvironmentKind::Production), Some(Redundancy(factor))) => factor,
            _ => 1,
        }
    }

    /// Whether it is a production environment.
    pub fn is_production(&self) -> bool {
        self.kind == Some(EnvironmentKind::Production)
    }
}

impl Neighbours for Environment {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> Option<EnvironmentKind> {
        self.kind
    }

    fn redundancy(&self) -> u32 {
        self.redundancy_factor()
    }

    fn names(&self, kind: &str) -> Vec<&str> {
        self.names_of(kind)
    }
}
