//! The invoice: what a customer owes for a month, line by line, each with its arithmetic.
//!
//! A [`Statement`] is made from facts alone: the account, its events, rate cards, and what was
//! issued before. The same facts give the same statement, whether it is shown as a dry run, kept
//! as a draft or issued; number and dates are added by issuing and are no part of it.

mod adjustments;
mod corrections;
mod credit;
mod draft;
mod elasticity;
mod explanation;
mod journal;
mod left;
mod line;
mod month;
mod span;
mod statement;

pub use corrections::Earlier;
pub use credit::{Credit, CreditAmount, CreditReason, credit};
pub use draft::{Facts, draft};
pub use journal::{Entry, Side, journal};
pub use line::{Corrects, Elastic, InvoiceLine, LineKind};
pub use statement::{DocumentKind, Pricing, Statement, Totals};
