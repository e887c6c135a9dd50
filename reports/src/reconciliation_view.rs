//! What a reconciliation shows, as strings in one language: the same for every format.
//!
//! Amounts are rounded to cents one by one, so that an amount reads the same wherever it stands and
//! next to the exact one in CSV and JSON. Where the cents of a column then do not add up to its sum,
//! a note says so and by how much.

mod buckets;
mod earlier;
mod evidence;
mod explorer;
mod figure;
mod included;
mod invoices;
mod ledger;
mod margin;
mod margin_groups;
mod picture;
mod sources;
mod summary;
mod verdict;

pub use buckets::{BucketRow, BucketTable};
pub use evidence::{Evidence, EvidenceRow, WithoutCostRow, WithoutCostTable};
pub use ledger::{Ledger, LedgerRow};
pub use margin::{MarginRow, MarginTable};
pub use picture::{Bar, Picture, PicturePart};
pub use verdict::Verdict;

use mru_core::{
    costs::CostAmountError,
    reconciliation::{ReconcileError, Reconciliation},
};
use serde::Serialize;

use super::{figures::Fact, wording::Wording};
use figure::Writer;

/// Why a reconciliation cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReconciliationError {
    /// A sum needs more than 38 digits.
    #[error(transparent)]
    Sum(#[from] ReconcileError),
    /// A row cannot be written, which does not happen in memory.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// The template engine refuses, which does not happen in memory.
    #[error(transparent)]
    Page(#[from] askama::Error),
    /// There is no PDF of it.
    #[cfg(feature = "pdf")]
    #[error(transparent)]
    Pdf(#[from] super::invoice_pdf::PdfError),
}

impl From<CostAmountError> for ReconciliationError {
    fn from(error: CostAmountError) -> ReconciliationError {
        ReconciliationError::Sum(error.into())
    }
}

/// A reconciliation, and whether it closed its month.
#[derive(Clone, Copy, Debug)]
pub struct ReconciliationDocument<'a> {
    /// The reconciliation.
    pub reconciliation: &'a Reconciliation,
    /// Of one that closed its month: why outside the tolerance, or an empty text.
    pub closed_because: Option<&'a str>,
}

impl<'a> From<&'a Reconciliation> for ReconciliationDocument<'a> {
    /// One whose month is open.
    fn from(reconciliation: &'a Reconciliation) -> ReconciliationDocument<'a> {
        ReconciliationDocument { reconciliation, closed_because: None }
    }
}

/// All that a reconciliation shows.
#[derive(Clone, Debug, Serialize)]
pub struct ReconciliationView {
    /// What it is, with its month.
    pub title: String,
    /// What it is about, in one sentence.
    pub lead: String,
    /// What AWS charged, with its currency.
    pub charged: String,
    /// Whether it is provisional, final or closed; one word.
    pub state: String,
    /// Basis, state and how much there is of everything.
    pub facts: Vec<Fact>,
    /// Whether what is left to look at is tolerated.
    pub verdict: Verdict,
    /// Where the total of AWS went.
    pub picture: Picture,
    /// The buckets, which sum to the total of AWS.
    pub buckets: BucketTable,
    /// What is behind each bucket that somebody has to look at, if anything is in it.
    pub evidence: Vec<Evidence>,
    /// Gross and net with corrections, AWS's invoices against their rows, what changed against the month
    /// before, and adjustments.
    pub ledgers: Vec<Ledger>,
    /// What was metered and AWS did not charge.
    pub without_cost: WithoutCostTable,
    /// The margin of each customer.
    pub customers: MarginTable,
    /// The margin of components, by kind.
    pub kinds: MarginTable,
    /// The margin of components, by environment.
    pub environments: MarginTable,
    /// The margin of components, by kind and size.
    pub components: MarginTable,
    /// What it was made from.
    pub sources: Vec<Fact>,
    /// How to read the figures.
    pub notes: Vec<String>,
}

impl ReconciliationView {
    /// Makes the view in the language of `words`.
    ///
    /// # Errors
    ///
    /// [`ReconciliationError::Sum`] when a sum needs more than 38 digits.
    pub fn new<'a>(
        document: impl Into<ReconciliationDocument<'a>>,
        words: &Wording,
    ) -> Result<ReconciliationView, ReconciliationError> {
        let ReconciliationDocument { reconciliation, closed_because } = document.into();
        let writer = Writer { reconciliation, words };
        let month = words.period(reconciliation.month);
        let state = match (closed_because, reconciliation.is_final) {
            (Some(_), _) => "reconciliation-closed",
            (None, true) => "reconciliation-final",
            (None, false) => "reconciliation-provisional",
        };
        let mut verdict = writer.verdict()?;
        if let Some(reason) = closed_because.filter(|reason| !reason.is_empty()) {
            let said = words.with("reconciliation-closed-because", &[("reason", reason)]);
            verdict.sentence = format!("{} {said}", verdict.sentence);
        }
        let notes =
            ["reconciliation-note-cents", "reconciliation-note-rates", "reconciliation-note-aws"];
        let buckets = writer.buckets()?;
        Ok(ReconciliationView {
            title: words.with("reconciliation-title", &[("month", &month)]),
            lead: words.get("reconciliation-lead"),
            charged: writer.money(reconciliation.charged_usd),
            state: words.get(state),
            facts: writer.facts(),
            verdict,
            picture: writer.picture()?,
            buckets,
            evidence: writer.evidence()?,
            ledgers: [
                writer.summary()?,
                writer.invoices()?,
                writer.changes()?,
                writer.adjustments()?,
                writer.included()?,
                writer.explorer()?,
            ]
            .concat(),
            without_cost: writer.without_cost()?,
            customers: writer.customer_margins()?,
            kinds: writer.kind_margins()?,
            environments: writer.environment_margins()?,
            components: writer.component_margins()?,
            sources: writer.sources(),
            notes: notes.map(|key| words.get(key)).into(),
        })
    }
}
