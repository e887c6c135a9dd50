//! Rate cards: dated, published, immutable lists of weights, and the terms a contract makes of one.

mod amounts;
mod card;
mod contract;
mod diff;
mod entry;
mod in_force;
mod manifest;
mod recorded;
mod select;
mod table;
mod terms;
mod weights;

pub use card::{Header, RateCard};
pub use contract::{Contract, PriceLock, WeightOverride, WeightsLock};
pub use diff::{Change, Difference, diff};
pub use entry::{Confidence, Entry};
pub use in_force::CardsInForce;
pub use manifest::{Manifest, Published};
pub use select::{NotInForce, Overlap, RateCards};
pub(crate) use table::confidence_of;
pub use terms::{Source, Terms};

pub use crate::{
    entry_id::EntryId,
    policies::{
        DataServicesPolicy, GatewayPolicy, GlobalDatabasePolicy, NatPolicy, PipelinePolicy,
        Policies, PolicyChoices, RedundancyPolicy, SsoPolicy, StoragePolicy,
    },
};
