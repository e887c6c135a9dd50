//! Credit notes.

use chrono::NaiveDate;
use mru_core::{
    invoice::{Credit, CreditReason, Earlier, Statement, credit},
    text::Text,
};

use super::{
    BillingError,
    facts::{self, earlier},
    issue::number,
};
use crate::storage::{Database, documents};

/// Issues a credit note about lines of an issued invoice, or only shows it.
///
/// Returns its number, unless it is only shown, and what it says.
///
/// # Errors
///
/// [`BillingError::Refused`] when there is no such document, [`BillingError::Invalid`] with the
/// findings of [`credit`].
pub async fn credit_note(
    database: &Database,
    invoice: &str,
    credits: &[Credit],
    reason: CreditReason,
    issued_on: Option<NaiveDate>,
    dry: bool,
) -> Result<(Option<String>, Statement), BillingError> {
    let mut transaction = database.write().await?;
    let supplier = facts::supplier(&mut transaction).await?;
    let Some(document) = documents::find(&mut transaction, invoice).await? else {
        return Err(BillingError::Refused(Text::new(
            format!("there is no document `{invoice}`; run `mru invoice list PERIOD` to see them"),
            format!(
                "no existe el documento `{invoice}`; ejecute `mru invoice list PERÍODO` para verlos"
            ),
        )));
    };
    let customer = &document.customer;
    let before: Vec<Earlier> = documents::of_customers(&mut transaction, customer, customer)
        .await?
        .iter()
        .map(earlier)
        .collect();
    let statement =
        credit(&earlier(&document), &before, credits, reason).map_err(BillingError::Invalid)?;
    if dry {
        transaction.rollback().await?;
        return Ok((None, statement));
    }
    let content = statement.canonical();
    let number = number(&mut transaction, &statement, &content, &supplier, issued_on).await?;
    crate::crash::point("credit.before-commit");
    transaction.commit().await?;
    crate::crash::point("credit.after-commit");
    Ok((Some(number), statement))
}
