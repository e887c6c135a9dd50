//! A change of a deployment, priced: what is added, removed and resized, what it costs a month and in
//! the month in which it begins, who must agree to it, and the hashes that an approval binds.
//!
//! Both sides are quotes under the same terms, so that the difference shown here is the difference of
//! the two quotes, to the cent.

mod canonical;
mod decision;
mod fields;
mod json;
mod line;
mod month;
mod needs;
mod order;
mod policy;
mod priced;
mod state;
mod table;

pub use decision::{Because, Decision, Requested, Standing};
pub use fields::MissingField;
pub use json::PricedState;
pub use line::{ChangedLine, LineChange, Side};
pub use month::{MonthChange, Prorating};
pub use needs::{Need, left_behind};
pub use order::{ChangeItem, ChangeOrder, Operation};
pub use policy::{ChangePolicy, Outcome, PolicyRule, PolicyVersion};
pub use priced::{ChangeAsked, PlaceChange, PricedChange};
pub use state::state_hash;
pub use table::Fields;
