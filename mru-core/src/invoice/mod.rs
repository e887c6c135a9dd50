//! The invoice: what a customer owes for a month, line by line, each with its arithmetic.
//!
//! A [`Statement`] is made from facts alone: the account, its events, rate cards, and what was
//! issued before. The same facts give the same statement, whether it is shown as a dry run, kept
//! as a draft or issued; number and dates are added by issuing and are no part of it.
//!
//! What is owed for a month in the end does not depend on the order in which facts were learnt and
//! months were run, issued, corrected and credited: see [`draft`].

mod adjustments;
mod corrections;
mod draft;
mod elasticity;
mod explanation;
mod facts;
mod journal;
mod line;
mod mistake;
mod month;
mod note;
mod span;
mod statement;
mod tax;
mod tax_document;

pub use draft::draft;
pub use facts::{Earlier, Facts};
pub(crate) use facts::{timeline, version};
pub use journal::{Entry, Side, journal};
pub use line::{
    CommitmentLine, ComponentLine, CorrectionLine, Corrects, DiscountLine, Elastic, ElasticityLine,
    Followed, InvoiceLine, LineDetail, LineKind, MinimumLine, NoteLine, OneOffLine, Priced,
    Subject, TaxLine, Weighed,
};
pub(crate) use mistake::inexact;
pub use note::{Credit, CreditAmount, CreditReason, credit, debit};
pub use statement::{CorrectedMonth, DocumentKind, Pricing, Statement, Totals, WeightsOf};
pub use tax_document::{TaxDocument, TaxState};
