//! A second reconciliation, in exact rationals, that shares no code with the real one: what a month
//! of AWS is, by plain texts, and which bucket every dollar of it belongs to.
//!
//! It is written from the documentation of `mru_core::reconciliation`. The only things it takes from
//! there are the words for buckets and line types, and the rows of price list and cost model.
//!
//! Where the documentation is silent, it takes for granted:
//!
//! - A charge is for the day on which it begins, in UTC.
//! - What corrects an earlier month is of who had the account then, whatever its line is.
//! - A charge that names a component alone comes before one that names an environment alone.
//! - What is expected and charged nowhere is in no bucket; nothing used for nothing is no charge.
//! - Components at 0 MRU are billed for nothing, and so never without cost.
//! - The hours of the month of components at 0 MRU are no different from those of others.
//! - API Gateways, image registries and NAT gateways come along at 0 MRU, whatever a customer has.
//! - The mean of several prices is rounded to twelve places, as an amount.
//! - Which drift it is stays open where a row does not say how much was used.

mod answer;
mod bills;
mod case;
mod charges;
mod choices;
mod exact;
mod expected;
mod generate;
mod invoices;
mod margins;
mod places;
mod real;

pub use answer::{Answer, Costs, Key, Missing, Near, judged};
pub use case::{Case, Charge, CloudAccount, Customer, Life, Sample, Segment, Whose};
pub use choices::Choices;
pub use exact::{amount, decimal_text, exact, quintillionths};
pub use expected::{Expected, Metered, Price, prices_of, reference_prices};
pub use generate::{any_case, case, undisturbed};
pub use invoices::{Stated, Tied, stated, tied};
pub use margins::Margins;
pub use real::{Causes, Prepared, model, reference_causes, scaled_causes};
