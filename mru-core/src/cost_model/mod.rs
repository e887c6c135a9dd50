//! The cost model: proposes the weights of a rate card from AWS prices and stated assumptions.
//!
//! It *proposes*; a person publishes (R4). Pricing never looks here.

mod arithmetic;
mod causes;
mod derive;
mod drift;
mod measured;
mod model;
mod needs;
mod price;
mod prices;
mod products;
pub mod snapshot;
mod write;

pub use causes::{Cause, causes};
pub use derive::{Derived, Proposal, derive};
pub use drift::{Because, Drift, DriftInputs, Drifted, Steps, drift};
pub use measured::{Measured, MeasuredUsage};
pub use model::{Model, Part, Rule};
pub use needs::{Need, needs};
pub use price::{Listed, Price, units_of_aws, without_remark, written_price};
pub use prices::PriceList;
pub use products::{Product, Products, With};
