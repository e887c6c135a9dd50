//! Credit notes give lines of an invoice back; debit notes charge lines of a credit note again (R92,
//! R93).
//!
//! Both follow one rule: lines in whole or part, never more than is left of them; then the discount
//! of the month that each line is about, and the tax of that month's profile, in proportion, and
//! exactly when nothing is left of the lines.

mod credit;
mod debit;
mod follow;
mod left;
mod parts;
mod refusal;
mod request;

pub use credit::credit;
pub use debit::debit;
pub use request::{Credit, CreditAmount, CreditReason};
