//! What the documents leave open, decided: each policy an explicit value with the default of design §5.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    reading::{choice, record},
    units::RoundingRule,
};

choice! {
    /// How redundancy and instances make up the tasks that are charged (R17).
    pub enum RedundancyPolicy {
        /// Weight × instances per zone × redundancy; the default.
        InstancesPerZone = "instances-per-zone",
        /// Weight × redundancy: redundancy is the number of instances.
        RedundancyIsInstances = "redundancy-is-instances",
        /// Weight × the larger of instances and redundancy.
        LargerOfBoth = "larger-of-both",
    }
}

choice! {
    /// How databases, caches and search clusters are counted (R20).
    pub enum DataServicesPolicy {
        /// Weight × nodes; the default.
        PerNode = "per-node",
        /// The weight once for the cluster.
        PerCluster = "per-cluster",
        /// Weight × redundancy, as containers.
        TimesRedundancy = "times-redundancy",
    }
}

choice! {
    /// How the own weight of Single Sign-On is counted (R24).
    pub enum SsoPolicy {
        /// Once for each environment that has it; the default.
        PerEnvironment = "per-environment",
        /// Once for the deployment.
        OncePerDeployment = "once-per-deployment",
        /// Once for each environment × redundancy.
        TimesRedundancy = "times-redundancy",
    }
}

choice! {
    /// How stand-alone pipelines are counted (R23).
    pub enum PipelinePolicy {
        /// Once for each repository; the default.
        PerRepository = "per-repository",
        /// Once for each repository and environment.
        PerRepositoryAndEnvironment = "per-repository-and-environment",
    }
}

choice! {
    /// What an API Gateway costs in an environment without containers (R35).
    pub enum GatewayPolicy {
        /// Its weight; the default.
        Charged = "charged",
        /// Nothing.
        Free = "free",
    }
}

choice! {
    /// How NAT gateways are counted (R28).
    pub enum NatPolicy {
        /// At 0 MRU, their number recorded; the default.
        Included = "included",
        /// Weight × zones.
        PerZone = "per-zone",
    }
}

choice! {
    /// How the storage of databases is counted (R50).
    pub enum StoragePolicy {
        /// At 0 MRU, its blocks recorded; the default.
        Included = "included",
        /// By blocks of 10 GB.
        PerBlock = "per-block",
        /// By blocks of 10 GB above an allowance.
        Allowance = "allowance",
    }
}

choice! {
    /// How the replica of a global database is counted (R52).
    pub enum GlobalDatabasePolicy {
        /// Weight × nodes in the second region; the default.
        PerNode = "per-node",
        /// Included in the subscription level.
        Included = "included-in-subscription",
    }
}

choice! {
    /// How a line is rounded to cents (R81).
    pub enum LineRounding {
        /// Half away from zero; the default.
        HalfAwayFromZero = "half-away-from-zero",
        /// Half to even.
        HalfToEven = "half-to-even",
    }
}

record! {
    /// Policies as a rate card or a contract states them; an absent one keeps what held before.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct PolicyChoices ["the policies", "las políticas", "T1"] {
        required {}
        optional {
            /// How redundancy and instances combine (R17).
            redundancy: Option<RedundancyPolicy>,
            /// How data services are counted (R20).
            data_services: Option<DataServicesPolicy>,
            /// How Single Sign-On is counted (R24).
            sso: Option<SsoPolicy>,
            /// How stand-alone pipelines are counted (R23).
            pipelines: Option<PipelinePolicy>,
            /// What an API Gateway costs without containers (R35).
            api_gateway: Option<GatewayPolicy>,
            /// How NAT gateways are counted (R28).
            nat_gateway: Option<NatPolicy>,
            /// How database storage is counted (R50).
            database_storage: Option<StoragePolicy>,
            /// GB of a database that are free under `allowance` (R50).
            database_storage_allowance_gb: Option<u32>,
            /// How global replicas are counted (R52).
            global_database: Option<GlobalDatabasePolicy>,
            /// How a line is rounded to cents (R81).
            rounding: Option<LineRounding>,
            /// How many pre-productive environments a deployment may have (R25).
            pre_production_limit: Option<u32>,
        }
    }
}

/// All policies, resolved, in the order in which JSON documents have them.
///
/// # Example
///
/// ```
/// use mru_core::rate_card::{Policies, RedundancyPolicy};
///
/// let policies = Policies::default();
/// assert_eq!(policies.redundancy, RedundancyPolicy::InstancesPerZone);
/// assert!(policies.includes("api-gateway"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policies {
    /// What an API Gateway costs without containers (R35).
    pub api_gateway: GatewayPolicy,
    /// How data services are counted (R20).
    pub data_services: DataServicesPolicy,
    /// How database storage is counted (R50).
    pub database_storage: StoragePolicy,
    /// GB of a database that are free under an allowance (R50).
    pub database_storage_allowance_gb: u32,
    /// How global replicas are counted (R52).
    pub global_database: GlobalDatabasePolicy,
    /// Kinds that come with a container at 0 MRU (R31, R32).
    pub included_with_container: BTreeSet<String>,
    /// How NAT gateways are counted (R28).
    pub nat_gateway: NatPolicy,
    /// How stand-alone pipelines are counted (R23).
    pub pipelines: PipelinePolicy,
    /// How many pre-productive environments a deployment may have (R25).
    pub pre_production_limit: u32,
    /// How redundancy and instances combine (R17).
    pub redundancy: RedundancyPolicy,
    /// How a line is rounded to cents (R81).
    pub rounding: RoundingRule,
    /// How Single Sign-On is counted (R24).
    pub sso: SsoPolicy,
}

impl Default for Policies {
    fn default() -> Policies {
        let included = [
            "code-repository",
            "continuous-integration",
            "image-registry",
            "application-metrics",
            "log-registry",
            "api-gateway",
            "waf",
            "custom-domain",
            "certificate",
        ];
        Policies {
            redundancy: RedundancyPolicy::InstancesPerZone,
            data_services: DataServicesPolicy::PerNode,
            sso: SsoPolicy::PerEnvironment,
            pipelines: PipelinePolicy::PerRepository,
            api_gateway: GatewayPolicy::Charged,
            nat_gateway: NatPolicy::Included,
            database_storage: StoragePolicy::Included,
            database_storage_allowance_gb: 0,
            global_database: GlobalDatabasePolicy::PerNode,
            rounding: RoundingRule::HalfAwayFromZero,
            pre_production_limit: 2,
            included_with_container: included.map(str::to_owned).into(),
        }
    }
}

impl Policies {
    /// Whether a kind comes with a container at 0 MRU.
    pub fn includes(&self, kind: &str) -> bool {
        self.included_with_container.contains(kind)
    }

    /// The GB of a database's storage that cost nothing before its blocks are counted.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::rate_card::{Policies, StoragePolicy};
    ///
    /// let policies = Policies { database_storage_allowance_gb: 20, ..Policies::default() };
    /// assert_eq!(policies.storage_allowance_gb(), 0);
    /// let policies = Policies { database_storage: StoragePolicy::Allowance, ..policies };
    /// assert_eq!(policies.storage_allowance_gb(), 20);
    /// ```
    pub fn storage_allowance_gb(&self) -> u32 {
        match self.database_storage {
            StoragePolicy::Allowance => self.database_storage_allowance_gb,
            StoragePolicy::Included | StoragePolicy::PerBlock => 0,
        }
    }

    /// Takes over what `choices` states.
    pub(crate) fn apply(&mut self, choices: &PolicyChoices) {
        let Policies {
            redundancy,
            data_services,
            sso,
            pipelines,
            api_gateway,
            nat_gateway,
            database_storage,
            database_storage_allowance_gb,
            global_database,
            rounding,
            pre_production_limit,
            included_with_container: _,
        } = self;
        take(redundancy, choices.redundancy);
        take(data_services, choices.data_services);
        take(sso, choices.sso);
        take(pipelines, choices.pipelines);
        take(api_gateway, choices.api_gateway);
        take(nat_gateway, choices.nat_gateway);
        take(database_storage, choices.database_storage);
        take(database_storage_allowance_gb, choices.database_storage_allowance_gb);
        take(global_database, choices.global_database);
        take(pre_production_limit, choices.pre_production_limit);
        take(
            rounding,
            choices.rounding.map(|rounding| match rounding {
                LineRounding::HalfAwayFromZero => RoundingRule::HalfAwayFromZero,
                LineRounding::HalfToEven => RoundingRule::HalfToEven,
            }),
        );
    }
}

fn take<T>(policy: &mut T, choice: Option<T>) {
    if let Some(choice) = choice {
        *policy = choice;
    }
}
