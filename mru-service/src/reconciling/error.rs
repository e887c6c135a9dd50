//! Why a month cannot be reconciled.

use chrono::NaiveDate;
use mru_core::{
    Finding,
    calendar::Period,
    costs::{Basis, CostAmount},
    reconciliation::ReconcileError,
};
use rust_decimal::Decimal;

use crate::{billing::BillingError, rate_cards::CardError, storage::StoreError};

/// Why a month cannot be reconciled.
#[derive(Debug)]
pub enum ReconcilingError {
    /// What was metered cannot be read.
    Billing(BillingError),
    /// The rate card of the month cannot be had.
    Card(CardError),
    /// An input is not valid.
    Invalid(Input, Vec<Finding>),
    /// What was asked for is not possible.
    Refused(Refusal),
}

/// An input of a reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Prices of AWS.
    PriceList,
    /// What components use.
    Model,
}

impl Input {
    /// Says that findings are about this input.
    pub(super) fn invalid(self) -> impl Fn(Vec<Finding>) -> ReconcilingError {
        move |findings| ReconcilingError::Invalid(self, findings)
    }
}

/// Why what was asked for is not possible; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// The rate card of the month was published without its cost model or its prices.
    CardWithoutModel {
        /// The card, with its first day.
        card: String,
    },
    /// The cost model does not say how many hours a month has.
    ModelWithoutHours,
    /// The costs are in another currency than USD, in which customers are billed.
    CostsNotInUsd {
        /// Their currency.
        currency: String,
    },
    /// An invoice of AWS is in another currency than USD.
    InvoiceNotInUsd {
        /// Its number.
        invoice: String,
        /// Its currency.
        currency: String,
    },
    /// Invoices of AWS say what was charged when, and amortised costs do not.
    InvoicesAreNotAmortised {
        /// The basis.
        basis: Basis,
    },
    /// A row does not say what it cost in the basis that was asked for.
    CostUnknown {
        /// The basis.
        basis: Basis,
        /// The file.
        file: String,
        /// The row of it, from 1.
        row: u64,
    },
    /// A row is of the bill of another month.
    CostOfOtherMonth {
        /// The month of its bill.
        period: Period,
        /// The file.
        file: String,
        /// The row of it, from 1.
        row: u64,
    },
    /// Rows that are together in the cost data are of days on both sides of a hand-over of their
    /// account.
    AccountHandedOver {
        /// The account.
        account: String,
        /// The file of the first row.
        file: String,
        /// Its number in the file, from 1.
        row: u64,
    },
    /// A sum needs more digits than there is room for.
    CostsTooLong,
    /// The month was never reconciled.
    NotReconciled {
        /// The month.
        period: Period,
    },
    /// The month is closed: its reconciliation stays as it is.
    MonthIsClosed {
        /// The month.
        period: Period,
    },
    /// Newer cost data is of a month that is not closed, and so needs no adjustment.
    MonthIsOpen {
        /// The month.
        period: Period,
    },
    /// Newer cost data is of the month that is reconciled, or of a later one.
    NotBefore {
        /// The month that it is of.
        period: Period,
        /// The month that is reconciled.
        month: Period,
    },
    /// A month was closed by other costs than are compared now.
    ClosedInOtherBasis {
        /// The month.
        period: Period,
        /// The basis in which it was closed.
        basis: Basis,
    },
    /// The month cannot be closed: charges have no invoice of AWS yet, and may change.
    CostsNotFinal {
        /// The month.
        period: Period,
    },
    /// The month cannot be closed yet: AWS adds support and credits in the first days of the next one.
    TooEarlyToClose {
        /// The month.
        period: Period,
        /// The first day on which it can be.
        from: NaiveDate,
    },
    /// The month cannot be closed without a reason: invoices of AWS are not what their rows sum to, have
    /// no rows, or were not given.
    InvoicesApart {
        /// The month.
        period: Period,
        /// Their numbers.
        invoices: Vec<String>,
    },
    /// The month cannot be closed without a reason: more is left to look at than is tolerated.
    OutsideTolerance {
        /// The month.
        period: Period,
        /// What is left to look at, in USD.
        left: CostAmount,
        /// How much is tolerated, in per cent of what AWS charged.
        tolerated_percent: Decimal,
    },
}

impl Refusal {
    /// The name of the case for programs; it never changes.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<ReconcileError> for Refusal {
    fn from(error: ReconcileError) -> Refusal {
        match error {
            ReconcileError::UnknownCost { basis, file, row } => {
                Refusal::CostUnknown { basis, file, row }
            }
            ReconcileError::OtherMonth { period, file, row } => {
                Refusal::CostOfOtherMonth { period, file, row }
            }
            ReconcileError::HandedOver { account, file, row } => {
                Refusal::AccountHandedOver { account, file, row }
            }
            ReconcileError::Amount(_) | ReconcileError::Arithmetic(_) => Refusal::CostsTooLong,
        }
    }
}

impl From<ReconcileError> for ReconcilingError {
    fn from(error: ReconcileError) -> ReconcilingError {
        ReconcilingError::Refused(error.into())
    }
}

impl From<Refusal> for ReconcilingError {
    fn from(refusal: Refusal) -> ReconcilingError {
        ReconcilingError::Refused(refusal)
    }
}

impl From<BillingError> for ReconcilingError {
    fn from(error: BillingError) -> ReconcilingError {
        ReconcilingError::Billing(error)
    }
}

impl From<CardError> for ReconcilingError {
    fn from(error: CardError) -> ReconcilingError {
        ReconcilingError::Card(error)
    }
}

impl From<StoreError> for ReconcilingError {
    fn from(error: StoreError) -> ReconcilingError {
        ReconcilingError::Billing(error.into())
    }
}
