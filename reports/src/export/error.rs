//! Why an export could not be written.

use mru_core::units::ArithmeticError;

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A row could not be written, which does not happen in memory.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A number cannot be kept exact.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}
