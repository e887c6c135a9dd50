//! A second reconciliation, in exact rationals, that shares no code with the real one: what a month
//! of AWS is, by plain texts, and which bucket every dollar of it belongs to.
//!
//! It is written from the documentation of `mru_core::reconciliation`. The only things it takes from
//! there are the words for buckets and line types, and the rows of price list and cost model.

mod answer;
mod bills;
mod case;
mod charges;
mod choices;
mod exact;
mod expected;
mod generate;
mod margins;
mod places;
mod real;

pub use answer::{Answer, Costs, Key, Missing, Near, judged};
pub use case::{Case, Charge, CloudAccount, Customer, Life, Sample, Segment, Whose};
pub use choices::Choices;
pub use exact::{amount, decimal_text, exact, quintillionths};
pub use expected::{Expected, Metered, Price, prices_of, reference_prices};
pub use generate::{any_case, case, undisturbed};
pub use margins::Margins;
pub use real::{Causes, Prepared, model, reference_causes, scaled_causes};
