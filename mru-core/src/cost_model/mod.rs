//! The cost model: proposes the weights of a rate card from AWS prices and stated assumptions.
//!
//! It *proposes*; a person publishes (R4). Pricing never looks here.

mod arithmetic;
mod causes;
mod derive;
mod model;
mod prices;

pub use causes::{Cause, causes};
pub use derive::{Derived, Proposal, derive};
pub use model::{Model, Part, Rule};
pub use prices::{Price, PriceList};
