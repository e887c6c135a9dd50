//! The mail that brings an approver the code of a link.

use mru_core::Lang;
use reports::mail_code::ApprovalCode as Said;

use super::record::ChangeRequest;
use crate::{
    notifying::{EventKind, NewMail, queue_mail},
    storage::{ApprovalCode, ApprovalLink, StoreError, Transaction},
};

/// Queues the mail; false when mails are off, or nobody can be written to at the address.
pub(super) async fn queue(
    transaction: &mut Transaction,
    request: &ChangeRequest,
    (link, kept): (&ApprovalLink, &ApprovalCode),
    (code, minutes): (&str, i64),
) -> Result<bool, StoreError> {
    let ChangeRequest { title, ticket, bound, language, .. } = request;
    let lang: Lang = (*language).into();
    let mail = Said { code, title, ticket, minutes }.mail(lang);
    queue_mail(
        transaction,
        &NewMail {
            kind: EventKind::CodeSent,
            customer: &bound.customer,
            subject: &kept.id,
            to: &link.approver,
            mail: &mail,
            attached: "",
            ends_at: Some(kept.expires_at),
        },
    )
    .await
}
