//! The use case of reconciliation: what AWS charged in a month, against what was metered and billed.

mod address;
mod asked;
mod aws_cost;
mod costs;
mod drift;
mod earlier;
mod error;
#[cfg(feature = "aws")]
mod from_aws;
mod gathering;
mod gathering_invoices;
mod keep;
pub(crate) mod prices;

use mru_core::{
    Finding,
    calendar::Period,
    cost_model::causes,
    costs::{AwsInvoice, Basis, CostGroup},
    reconciliation::{Allocation, ExplorerRequests, Inputs, Reconciliation, Sources},
};

use crate::{
    billing::{self, MeteredMonth},
    storage::Database,
};

pub use crate::storage::KeptReconciliation;
pub use address::{Access, AthenaPlace, CostSource, InvoiceSource};
pub use asked::asked;
pub use aws_cost::AwsCost;
pub use costs::{
    MonthCosts, MonthInvoices, options, read_costs, read_gathered, read_gathered_invoices,
    read_invoices,
};
pub use drift::{
    CardDrift, DriftRequest, ProposeRequest, ProposedCard, ReconciledMonth, drift, propose,
};
pub use error::{Input, ReconcilingError, Refusal};
pub use gathering::{
    AthenaBound, BeforeQuery, Gathered, Gathering, GatheringError, Scanned, SourceRefusal, gather,
};
pub use gathering_invoices::{GatheredInvoices, gather_invoices};
pub use keep::{Kept, all, close, keep, last};
pub use prices::Prices;

/// What is to be reconciled, and with what.
#[derive(Clone, Copy, Debug)]
pub struct ReconcileRequest<'a> {
    /// The month of the AWS bill.
    pub month: Period,
    /// Which cost is compared.
    pub basis: Basis,
    /// What AWS charged.
    pub costs: &'a MonthCosts,
    /// What AWS's invoices say, when they are at hand.
    pub invoices: Option<&'a MonthInvoices>,
    /// How many requests to Cost Explorer were made in the month; unknown when nobody counted.
    pub asked: Option<u64>,
    /// Newer cost data of closed months before it, each month once: what they say otherwise are adjustments
    /// of this one.
    pub newer: &'a [(Period, MonthCosts)],
    /// Whose cost it is, and the hash of its text.
    pub allocation: (&'a Allocation, &'a str),
    /// What components use at AWS, and at which prices.
    pub prices: Prices<'a>,
}

/// A reconciliation, and the customers of whom it knows nothing.
#[derive(Clone, Debug)]
pub struct Reconciled {
    /// The reconciliation.
    pub reconciliation: Reconciliation,
    /// The customers that cannot be billed, with the reasons.
    pub set_aside: Vec<(String, Vec<Finding>)>,
}

/// Reconciles a month, and holds it against the month before and closed months. Nothing is stored.
///
/// # Errors
///
/// [`ReconcilingError`].
pub async fn reconcile(
    database: &Database,
    request: &ReconcileRequest<'_>,
) -> Result<Reconciled, ReconcilingError> {
    let mut done = of_month(database, request).await?;
    let reconciliation = &mut done.reconciliation;
    reconciliation.explorer =
        ExplorerRequests::asked_for(reconciliation.explorer.take(), request.asked);
    reconciliation.changes = earlier::changes(database, reconciliation).await?;
    reconciliation.adjustments = earlier::of_itself(database, reconciliation).await?;
    for (month, costs) in request.newer {
        let found = earlier::of_closed(database, request, *month, costs).await?;
        reconciliation.adjustments.extend(found);
        reconciliation.sources.newer.extend(costs.files.iter().cloned());
    }
    Ok(done)
}

/// Reconciles a month by itself.
async fn of_month(
    database: &Database,
    request: &ReconcileRequest<'_>,
) -> Result<Reconciled, ReconcilingError> {
    let (allocation, allocation_hash) = request.allocation;
    let charged = &request.costs.rolled_up.groups;
    if let Some(currency) = charged.currency().filter(|currency| *currency != "USD") {
        return Err(Refusal::CostsNotInUsd { currency: currency.to_owned() }.into());
    }
    let invoices = request.invoices.map_or(&[][..], |it| &it.invoices);
    refuse_invoices(invoices, request.basis)?;
    let known = prices::read(database, request.prices, request.month).await?;
    let causes = causes(&known.prices, &known.model).map_err(Input::Model.invalid())?;
    let hours_per_month = known.model.hours_per_month.ok_or(Refusal::ModelWithoutHours)?;
    let MeteredMonth { customers, set_aside } = billing::metered(database, request.month).await?;
    let groups: Vec<CostGroup<'_>> = charged.iter().collect();
    let inputs = Inputs {
        month: request.month,
        basis: request.basis,
        groups: &groups,
        invoices,
        allocation,
        causes: &causes,
        hours_per_month,
        customers: &customers,
    };
    let sources = Sources {
        rate_card: known.card,
        prices_hash: known.prices.hash.clone(),
        model_hash: known.model_hash,
        allocation_hash: allocation_hash.to_owned(),
        files: request.costs.files.clone(),
        invoices: request.invoices.map_or_else(Vec::new, |it| it.files.clone()),
        newer: Vec::new(),
    };
    Ok(Reconciled { reconciliation: Reconciliation::of(&inputs, sources)?, set_aside })
}

/// Refuses invoices that cannot be held against costs of a basis.
fn refuse_invoices(invoices: &[AwsInvoice], basis: Basis) -> Result<(), Refusal> {
    if !invoices.is_empty() && matches!(basis, Basis::Amortised | Basis::NetAmortised) {
        return Err(Refusal::InvoicesAreNotAmortised { basis });
    }
    match invoices.iter().find(|invoice| invoice.currency != "USD") {
        Some(AwsInvoice { id, currency, .. }) => {
            Err(Refusal::InvoiceNotInUsd { invoice: id.clone(), currency: currency.clone() })
        }
        None => Ok(()),
    }
}
