//! Credit notes and debit notes.

use chrono::NaiveDate;
use mru_core::{
    invoice::{Credit, CreditReason, Earlier, Statement, credit, debit},
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
pub struct NoteRequest<'a> {
    /// Number of the invoice, or of the credit note for a debit note.
    pub document: &'a str,
    /// The lines to give back, or to charge again.
    pub lines: &'a [Credit],
    /// Why lines are given back; none for a debit note.
    pub reason: Option<CreditReason>,
    /// Day of issue; today when absent.
    pub issued_on: Option<NaiveDate>,
    /// The same key with the same request gives the same note again; empty for none.
    pub key: &'a str,
}

impl NoteRequest<'_> {
    fn request(&self) -> Request {
        let asked = match self.reason {
            Some(reason) => format!("{:?} {reason:?}", self.lines),
            None => format!("{:?} debit", self.lines),
        };
        Request { key: self.key.to_owned(), hash: chain::digest(&[self.document, &asked]) }
    }
}

/// Issues a credit note about lines of an issued invoice, or a debit note about lines of a credit note.
///
/// Returns its number and what it says.
///
/// # Errors
///
/// [`BillingError::Refused`] when there is no such document, or the key was used for another
/// request; [`BillingError::Invalid`] with the findings of [`credit`] or
/// [`debit`].
pub async fn note(
    database: &Database,
    asked: &NoteRequest<'_>,
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

/// Shows what a note would say, and issues nothing.
///
/// # Errors
///
/// As [`note`].
pub async fn preview_note(
    database: &Database,
    asked: &NoteRequest<'_>,
) -> Result<Statement, BillingError> {
    let mut transaction = database.read().await?;
    let statement = made(&mut transaction, asked).await?;
    transaction.rollback().await?;
    Ok(statement)
}

async fn made(
    transaction: &mut Transaction,
    asked: &NoteRequest<'_>,
) -> Result<Statement, BillingError> {
    let number = asked.document;
    let Some(document) = documents::find(transaction, number).await? else {
        return Err(BillingError::Refused(Text::new(
            format!("there is no document `{number}`; run `mru invoice list PERIOD` to see them"),
            format!(
                "no existe el documento `{number}`; ejecute `mru invoice list PERÍODO` para verlos"
            ),
        )));
    };
    let customer = &document.customer;
    let before: Vec<Earlier> = documents::of_customers(transaction, customer, customer)
        .await?
        .iter()
        .map(earlier)
        .collect();
    let about = earlier(&document);
    match asked.reason {
        Some(reason) => credit(&about, &before, asked.lines, reason),
        None => debit(&about, &before, asked.lines),
    }
    .map_err(BillingError::Invalid)
}

fn used_key(key: &str, number: &str) -> BillingError {
    BillingError::Refused(Text::new(
        format!(
            "the key `{key}` was used for {number}, which is another request; choose another key"
        ),
        format!("la clave `{key}` se usó para {number}, que es otra solicitud; elija otra clave"),
    ))
}
