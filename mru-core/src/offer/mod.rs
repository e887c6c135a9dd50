//! A quote as it is sent to somebody: what a contract adds to its components, its month and twelve
//! months, its stored form, and how two of them differ.
//!
//! What is deliberately not here: numbers, states and who accepted, which are of the store, and words,
//! which are of documents.

mod added;
mod assumed;
mod caveat;
mod copied_kinds;
mod copied_place;
mod copy;
mod criteria;
mod difference;
mod offered;
mod paper;
mod remade;

pub use crate::quote::VALID_DAYS;
pub use added::AddedLine;
pub(crate) use assumed::annotated;
pub use assumed::{Assumption, Excluded};
pub use caveat::Caveat;
pub use copy::{Copied, copy};
pub use criteria::{Criteria, Estimate, Persistence, Traffic, estimate};
pub use difference::{Amounts, Change, Compared, Difference, DifferenceRow, difference};
pub use offered::{Offer, last_day};
pub use paper::{Agreed, Head, OfferLine, OfferPaper, OfferPricing, OfferTotals};
