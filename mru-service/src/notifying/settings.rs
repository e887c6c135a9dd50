//! Whether mails are sent, from whom, and where their links lead. It is a setting of the store, so that
//! what is recorded by any process queues the same mails; the server and its password are of the
//! process that sends.

use super::{NotifyError, Refusal};
use crate::storage::{Database, StoreError, Transaction, settings};

const FROM: &str = "mail.from";
const BASE_URL: &str = "mail.base-url";

/// How mails are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSetting {
    /// Who sends them: `Billing <billing@example.com>`.
    pub from: String,
    /// Where links begin, without a final slash; empty when mails have none.
    pub base_url: String,
}

/// How mails are sent; nothing when they are off.
pub(super) async fn mail(transaction: &mut Transaction) -> Result<Option<MailSetting>, StoreError> {
    let from = settings::find(transaction, FROM).await?.filter(|it| !it.is_empty());
    let Some(from) = from else { return Ok(None) };
    let base_url = settings::find(transaction, BASE_URL).await?.unwrap_or_default();
    Ok(Some(MailSetting { from, base_url }))
}

/// How mails are sent; nothing when they are off.
///
/// # Errors
///
/// [`StoreError`].
pub async fn mail_setting(database: &Database) -> Result<Option<MailSetting>, StoreError> {
    let mut transaction = database.read().await?;
    let found = mail(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(found)
}

/// Sends mails from now on.
///
/// # Errors
///
/// [`Refusal::MailAddress`], [`Refusal::BaseUrl`], and [`NotifyError::Store`].
pub async fn mail_on(
    database: &Database,
    from: &str,
    base_url: &str,
) -> Result<MailSetting, NotifyError> {
    if !courier::is_mailbox(from) {
        return Err(Refusal::MailAddress { address: from.to_owned() }.into());
    }
    let base_url = base_url.trim_end_matches('/');
    let is_base = base_url.is_empty()
        || ["https://", "http://"].iter().any(|scheme| {
            let rest = base_url.strip_prefix(scheme).unwrap_or_default();
            !rest.is_empty()
                && rest.bytes().all(|it| it.is_ascii_graphic() && !b"?#\"<>".contains(&it))
        });
    if !is_base {
        return Err(Refusal::BaseUrl { url: base_url.to_owned() }.into());
    }
    let mut transaction = database.write().await?;
    settings::put(&mut transaction, FROM, from).await?;
    settings::put(&mut transaction, BASE_URL, base_url).await?;
    transaction.commit().await?;
    Ok(MailSetting { from: from.to_owned(), base_url: base_url.to_owned() })
}

/// Sends no mails any more; those that wait are given up.
///
/// # Errors
///
/// [`StoreError`].
pub async fn mail_off(database: &Database) -> Result<(), StoreError> {
    let mut transaction = database.write().await?;
    settings::put(&mut transaction, FROM, "").await?;
    transaction.commit().await
}
