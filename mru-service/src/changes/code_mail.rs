//! The mail that brings an approver the code of a link.
//!
//! The service sends no mail: until it does, nobody gets a code, and who decides by a link is signed in.

use super::record::ChangeRequest;
use crate::storage::{ApprovalCode, ApprovalLink, StoreError, Transaction};

/// Whether mails are sent.
pub(super) async fn are_sent(_transaction: &mut Transaction) -> Result<bool, StoreError> {
    Ok(false)
}

/// Queues the mail; false when nobody can be written to.
pub(super) async fn queue(
    _transaction: &mut Transaction,
    _request: &ChangeRequest,
    _of: (&ApprovalLink, &ApprovalCode),
    _code: &str,
) -> Result<bool, StoreError> {
    Ok(false)
}
