//! What billing knows of a customer: legal data, contract, deployments; and of the supplier.

mod contract;
mod supplier;
mod version;

pub use contract::{
    BillingContract, Commitment, Discount, Elasticity, ElasticityPolicy, Language, Minimum,
    TaxProfile,
};
pub use supplier::Supplier;
pub use version::{Account, AccountDeployment, AccountEnvironment, Party};
