//! Why cost data cannot be reconciled.

use crate::{
    costs::{Basis, CostAmountError, CostGroup},
    units::ArithmeticError,
};

/// Why cost data cannot be reconciled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReconcileError {
    /// The rows do not say what they cost in the basis that was asked for.
    #[error("row {row} of {file} does not say its {} cost", basis.name())]
    UnknownCost {
        /// The basis.
        basis: Basis,
        /// The file of the first row that does not.
        file: String,
        /// Its number in the file.
        row: u64,
    },
    /// A row belongs to another month.
    #[error("row {row} of {file} belongs to the bill of {period}")]
    OtherMonth {
        /// The month of its bill.
        period: crate::calendar::Period,
        /// The file of the first such row.
        file: String,
        /// Its number in the file.
        row: u64,
    },
    /// Rows together are of days on which their account belonged to one and to another.
    #[error("account {account} changes hands within the rows of {file} from row {row} on")]
    HandedOver {
        /// The account.
        account: String,
        /// The file of the first row.
        file: String,
        /// Its number in the file.
        row: u64,
    },
    /// A sum of costs needs more than 38 digits.
    #[error(transparent)]
    Amount(#[from] CostAmountError),
    /// What is expected needs more digits than there is room for.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

impl ReconcileError {
    pub(super) fn unknown(group: &CostGroup<'_>, basis: Basis) -> ReconcileError {
        let (file, row) = (group.first.file.to_owned(), group.first.row);
        ReconcileError::UnknownCost { basis, file, row }
    }

    pub(super) fn handed_over(group: &CostGroup<'_>) -> ReconcileError {
        let (file, row) = (group.first.file.to_owned(), group.first.row);
        ReconcileError::HandedOver { account: group.account.to_owned(), file, row }
    }

    pub(super) fn other_month(group: &CostGroup<'_>) -> ReconcileError {
        let (file, row) = (group.first.file.to_owned(), group.first.row);
        ReconcileError::OtherMonth { period: group.period, file, row }
    }
}
