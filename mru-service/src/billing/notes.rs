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
use crate::{
    storage::{Database, Request, Transaction, chain, documents},
    witness::seal::seal,
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct CreditRequest<'a> {
    /// Number of the invoice.
    pub invoice: &'a str,
    /// The lines to give back.
    pub credits: &'a [Credit],
    /// Why.
    pub reason: CreditReason,
    /// Day of issue; today when absent.
    pub issued_on: Option<NaiveDate>,
    /// The same key with the same request gives the same note again; empty for none.
    pub key: &'a str,
}

impl CreditRequest<'_> {
    fn request(&self) -> Request {
        let asked = format!("{:?} {:?}", self.credits, self.reason);
        Request { key: self.key.to_owned(), hash: chain::digest(&[self.invoice, &asked]) }
    }
}

/// Issues a credit note about lines of an issued invoice.
///
/// Returns its number and what it says.
///
/// # Errors
///
/// [`BillingError::Refused`] when there is no such document, or the key was used for another
/// request; [`BillingError::Invalid`] with the findings of [`credit`].
pub async fn credit_note(
    database: &Database,
    asked: &CreditRequest<'_>,
) -> Result<(String, Statement), BillingError> {
    let request = asked.request();
    let mut transaction = database.write().await?;
    if !asked.key.is_empty()
        && let Some(document) = documents::of_request(&mut transaction, asked.key).await?
    {
        return if document.request.hash == request.hash {
            Ok((document.number, document.statement))
        } else {
            Err(used_key(asked.key, &document.number))
        };
    }
    let supplier = facts::supplier(&mut transaction).await?;
    let statement = made(&mut transaction, asked).await?;
    let content = statement.canonical();
    let numbers =
        number(&mut transaction, &[(&statement, &content)], &supplier, asked.issued_on, &request)
            .await?;
    seal(&mut transaction, database.keys()).await?;
    crate::crash::point("credit.before-commit");
    transaction.commit().await?;
    crate::crash::point("credit.after-commit");
    Ok((numbers.into_iter().next().unwrap_or_default(), statement))
}

/// Shows what a credit note would say, and issues nothing.
///
/// # Errors
///
/// As [`credit_note`].
pub async fn preview_credit_note(
    database: &Database,
    asked: &CreditRequest<'_>,
) -> Result<Statement, BillingError> {
    let mut transaction = database.read().await?;
    let statement = made(&mut transaction, asked).await?;
    transaction.rollback().await?;
    Ok(statement)
}

async fn made(
    transaction: &mut Transaction,
    asked: &CreditRequest<'_>,
) -> Result<Statement, BillingError> {
    let invoice = asked.invoice;
    let Some(document) = documents::find(transaction, invoice).await? else {
        return Err(BillingError::Refused(Text::new(
            format!("there is no document `{invoice}`; run `mru invoice list PERIOD` to see them"),
            format!(
                "no existe el documento `{invoice}`; ejecute `mru invoice list PERÍODO` para verlos"
            ),
        )));
    };
    let customer = &document.customer;
    let before: Vec<Earlier> = documents::of_customers(transaction, customer, customer)
        .await?
        .iter()
        .map(earlier)
        .collect();
    credit(&earlier(&document), &before, asked.credits, asked.reason).map_err(BillingError::Invalid)
}

fn used_key(key: &str, number: &str) -> BillingError {
    BillingError::Refused(Text::new(
        format!(
            "the key `{key}` was used for {number}, which is another request; choose another key"
        ),
        format!("la clave `{key}` se usó para {number}, que es otra solicitud; elija otra clave"),
    ))
}
