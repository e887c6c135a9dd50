//! What billing knows of a customer: legal data, contract, deployments; and of the supplier.

mod account;
mod contract;
mod supplier;

pub use account::{Account, AccountDeployment, AccountEnvironment, Party};
pub use contract::{
    BillingContract, Commitment, Discount, Elasticity, ElasticityPolicy, Language, Minimum,
    TaxProfile,
};
pub use supplier::Supplier;
