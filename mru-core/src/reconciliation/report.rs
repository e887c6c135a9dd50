//! The reconciliation of a month, as it is shown and kept.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Adjustment, Attribution, Bucket, Changes, ComponentMargin, CustomerMargin, ExplorerRequests,
    IncludedUsage, Inputs, InvoiceTie, WithoutCost, adjustments, changes, compare,
    error::ReconcileError, included, margin, tie,
};
use crate::{
    calendar::Period,
    costs::{Basis, CostAmount, CostSummary},
    digest::sha256,
    stored::{Form, Stored},
    units::rounding,
};

/// What a reconciliation was made from, so that anyone can make it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The rate card whose model says what components use, with its first day.
    pub rate_card: String,
    /// Hash of the price list.
    pub prices_hash: String,
    /// Hash of the cost model.
    pub model_hash: String,
    /// Hash of the allocation.
    pub allocation_hash: String,
    /// The files of cost data, by name, with their hashes.
    pub files: Vec<SourceFile>,
    /// The files of AWS's invoices; none when they were not given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invoices: Vec<SourceFile>,
    /// The files of newer cost data of closed months; none when nothing is adjusted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub newer: Vec<SourceFile>,
}

/// A file of cost data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub hash: String,
}

/// The reconciliation of a month: every dollar that AWS charged, by bucket, customer and component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconciliation {
    /// Version of the written form.
    pub format: u32,
    /// The month of the AWS bill.
    pub month: Period,
    /// Which cost was compared.
    pub basis: Basis,
    /// What it was made from.
    pub sources: Sources,
    /// Whether every charge that is not 0 is on an invoice of AWS, so that none changes any more.
    pub is_final: bool,
    /// What AWS charged.
    pub charged_usd: CostAmount,
    /// How much may be left to look at, in per cent of what AWS charged.
    pub tolerance_percent: Decimal,
    /// The parts of what AWS charged; they sum to it exactly.
    pub attributions: Vec<Attribution>,
    /// Components that were metered and for which AWS charged nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_cost: Vec<WithoutCost>,
    /// The margin of each customer.
    pub customers: Vec<CustomerMargin>,
    /// The margin of components.
    pub components: Vec<ComponentMargin>,
    /// AWS's invoices with their rows and the buckets of those; unknown in version 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invoices: Vec<InvoiceTie>,
    /// What changed against the month before; nothing when that was not kept in the same basis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// What newer cost data says otherwise of closed months; in no bucket of this one. Of a month that is
    /// closed itself, what a later one has to bear.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjustment>,
    /// Requests to Cost Explorer in the month: what AWS charges for them, which is in the buckets as well, and
    /// what this program asked; nothing when there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explorer: Option<ExplorerRequests>,
    /// What comes along at 0 MRU, against the MRUs that it comes with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub included: Vec<IncludedUsage>,
}

impl Stored for Reconciliation {
    const FORM: Form =
        Form { name: "reconciliation", version: Reconciliation::FORMAT, field: "format" };

    fn version(&self) -> u32 {
        self.format
    }
}

impl Reconciliation {
    /// The version of the written form.
    pub const FORMAT: u32 = 3;

    /// Reconciles a month. The same inputs give the same bytes. What it is beside other months, changes
    /// and adjustments, is set by who has them.
    ///
    /// # Errors
    ///
    /// [`ReconcileError`]: those of [`compare`], and sums beyond their digits.
    pub fn of(inputs: &Inputs<'_>, sources: Sources) -> Result<Reconciliation, ReconcileError> {
        let compared = compare(inputs)?;
        let allocation = inputs.allocation;
        let charges = || inputs.groups.iter().filter_map(|group| group.costs.get(inputs.basis));
        let has_invoice = inputs.groups.iter().all(|group| {
            group.invoice.is_some()
                || group.costs.get(inputs.basis).is_some_and(CostAmount::is_zero)
        });
        Ok(Reconciliation {
            format: Reconciliation::FORMAT,
            month: inputs.month,
            basis: inputs.basis,
            sources,
            is_final: has_invoice && !inputs.groups.is_empty(),
            charged_usd: sum(charges())?,
            tolerance_percent: allocation.tolerance_percent(),
            customers: margin::of_customers(&compared.attributions, inputs.customers, allocation)?,
            components: margin::of_components(&compared.components, inputs.customers)?,
            invoices: tie::ties(inputs, &compared.on_invoices)?,
            included: included::included(&compared.attributions, inputs.customers)?,
            attributions: compared.attributions,
            without_cost: compared.without_cost,
            changes: None,
            adjustments: Vec::new(),
            explorer: ExplorerRequests::of(inputs.groups, inputs.basis)?,
        })
    }

    /// The reconciliation in its one written form, which stores keep and hashes cover.
    pub fn canonical(&self) -> String {
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What changed against the month before, whose reconciliation in the same basis was kept.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when a sum needs more than 38 digits.
    pub fn changes_since(&self, before: &Reconciliation) -> Result<Changes, ReconcileError> {
        let attributions = (before.attributions.as_slice(), self.attributions.as_slice());
        Ok(Changes {
            month: before.month,
            reconciliation_hash: sha256(before.canonical().as_bytes()),
            charged_usd: before.charged_usd,
            parts: changes::parts_between(attributions, [before.month, self.month])?,
        })
    }

    /// What newer cost data of this closed month, reconciled in the same basis, says otherwise than it and
    /// the adjustments since. With those they sum to what the newer data charges, to the last digit.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when a sum needs more than 38 digits.
    pub fn adjustments_by(
        &self,
        newer: &Reconciliation,
        since: &[Adjustment],
    ) -> Result<Vec<Adjustment>, ReconcileError> {
        let attributions = (self.attributions.as_slice(), newer.attributions.as_slice());
        adjustments::adjustments(self.month, attributions, since)
    }

    /// The attributions of a bucket.
    pub fn of_bucket(&self, bucket: Bucket) -> impl Iterator<Item = &Attribution> {
        self.attributions.iter().filter(move |it| it.bucket == bucket)
    }

    /// What is in a bucket.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when the sum needs more than 38 digits.
    pub fn bucket_usd(&self, bucket: Bucket) -> Result<CostAmount, ReconcileError> {
        sum(self.of_bucket(bucket).map(|it| it.usd))
    }

    /// What AWS charged in sum, and what took it there: the charges of the month itself, what is put right
    /// of others, discounts and credits. Every part is known.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when a sum needs more than 38 digits.
    pub fn summary(&self) -> Result<CostSummary, ReconcileError> {
        let aside = [Bucket::Corrections, Bucket::Discounts, Bucket::Credits];
        let [corrections, discounts, credits] = aside.map(|bucket| self.bucket_usd(bucket));
        let gross = self.attributions.iter().filter(|it| !aside.contains(&it.bucket));
        Ok(CostSummary {
            gross: Some(sum(gross.map(|it| it.usd))?),
            corrections: Some(corrections?),
            discounts: Some(discounts?),
            credits: Some(credits?),
            net: Some(self.charged_usd),
        })
    }

    /// What is left to look at. Nothing cancels: a drift below zero counts as one above it.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when the sum needs more than 38 digits.
    pub fn to_look_at_usd(&self) -> Result<CostAmount, ReconcileError> {
        let open = self.attributions.iter().filter(|it| it.bucket.is_to_look_at());
        sum(open.map(|it| it.usd.size()))
    }

    /// Whether AWS's invoices are what their rows sum to; unknown when none was given. There is no
    /// tolerance but rounding: rows that do not tie are not those that were invoiced.
    pub fn is_tied(&self) -> Option<bool> {
        let given = self.invoices.iter().any(|it| it.stated_usd.is_some());
        given.then(|| !self.invoices.iter().any(|it| it.state().is_to_look_at()))
    }

    /// Whether what is left to look at is within the tolerance, and AWS's invoices tie to their rows
    /// where they were given.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when a sum needs more than 38 digits.
    pub fn is_within_tolerance(&self) -> Result<bool, ReconcileError> {
        let percent = self.to_look_at_percent()?;
        let within = percent.is_some_and(|percent| percent <= self.tolerance_percent);
        Ok(within && self.is_tied() != Some(false))
    }

    /// What is left to look at, in per cent of what AWS charged, to two decimal places, rounded up;
    /// nothing when AWS charged nothing and something is left.
    ///
    /// # Errors
    ///
    /// [`ReconcileError::Amount`] when a sum needs more than 38 digits.
    pub fn to_look_at_percent(&self) -> Result<Option<Decimal>, ReconcileError> {
        let (left, charged) = (self.to_look_at_usd()?, self.charged_usd);
        if left.is_zero() {
            return Ok(Some(Decimal::ZERO));
        }
        let number = |usd: CostAmount| usd.rounded(12).decimal().map(|it| it.abs());
        let (Some(left), Some(charged)) = (number(left), number(charged)) else { return Ok(None) };
        let percent = left.checked_mul(Decimal::ONE_HUNDRED).and_then(|it| it.checked_div(charged));
        Ok(percent.map(|percent| rounding::up(percent, 2)))
    }
}

fn sum(amounts: impl IntoIterator<Item = CostAmount>) -> Result<CostAmount, ReconcileError> {
    Ok(amounts.into_iter().try_fold(CostAmount::ZERO, CostAmount::plus)?)
}
