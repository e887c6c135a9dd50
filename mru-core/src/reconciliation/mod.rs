//! Reconciliation: what AWS charged, against what was metered, to the last digit.
//!
//! Every dollar of an AWS bill is attributed to a bucket ([`Bucket`]), and the attributions sum to the
//! bill exactly. Usage that metered components cause is divided into what the rate card expects and
//! the steps that lead from there to the charge: hours of the month, quantity, price.
//!
//! ```text
//! CostGroup ─┐                      ┌─ matched, included, hours, usage drift, price drift
//! Allocation ├─► cells ─► attributions ─ unmetered, shared, tax, support, credits, …
//! Metered ───┘                      └─ billed without cost
//! ```

mod adjustments;
mod allocation;
mod attribution;
mod bucket;
mod by_line;
mod cells;
mod changes;
mod customer;
mod divide;
mod error;
#[cfg(test)]
mod examples;
mod expectation;
mod explorer;
mod included;
mod margin;
mod metered;
mod on_invoices;
mod quantity;
mod reconcile;
mod report;
mod sharing;
mod tie;
mod usage;

pub use adjustments::Adjustment;
pub use allocation::{
    Allocation, CloudAccount, EnvironmentValue, FixedPart, Owner, Sharing, Treatment, UsageRule,
};
pub use attribution::{Attribution, ChargedFor, Rows};
pub use bucket::Bucket;
pub use changes::{Change, Changes, Driver};
pub use customer::MeteredCustomer;
pub use error::ReconcileError;
pub use explorer::ExplorerRequests;
pub use included::IncludedUsage;
pub use margin::{BilledComponent, ComponentMargin, CustomerMargin};
pub use metered::{Metered, metered};
pub use on_invoices::OnInvoices;
pub use reconcile::{Compared, ComponentCost, Inputs, WithoutCost, compare};
pub use report::{Reconciliation, SourceFile, Sources};
pub use sharing::divide_by_weights;
pub use tie::{BucketOnInvoice, InvoiceTie, TieState, TiedLine};
