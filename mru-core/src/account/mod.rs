//! What billing knows of a customer: legal data, contract, deployments; and of the supplier.

mod contract;
mod purchase;
mod supplier;
mod version;

pub use contract::{
    BillingContract, Commitment, Discount, Elasticity, ElasticityPolicy, Language, Minimum,
    TaxProfile,
};
pub use purchase::{Purchase, PurchaseOfMonth, References};
pub use supplier::{InLanguages, Supplier, Titles, TitlesInLanguages};
pub use version::{Account, AccountDeployment, AccountEnvironment, Party};
