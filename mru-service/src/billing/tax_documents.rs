//! Names the tax document that stands for an issued document, as its issuer elsewhere gave it out.

use mru_core::invoice::TaxDocument;

use super::{BillingError, Once, Refusal, answered_within, cards};
use crate::{
    absent::Absent,
    storage::{Database, Transaction, documents, requests, tax_documents},
};

/// Names the tax document of an issued document; one that was named before is followed by it, and stays
/// in the books. The same one again changes nothing.
///
/// # Errors
///
/// [`BillingError::Absent`] when there is no such document, [`Refusal::TaxDocumentUnreadable`],
/// [`Refusal::TaxDocumentOfAnother`], and [`BillingError::Store`].
pub async fn name_tax_document(
    database: &Database,
    number: &str,
    tax: &TaxDocument,
) -> Result<(), BillingError> {
    let mut transaction = cards::write(database).await?;
    record(&mut transaction, number, tax).await?;
    transaction.commit().await?;
    Ok(())
}

/// As [`name_tax_document`], with the request behind it; returns what is to be answered.
///
/// # Errors
///
/// As [`name_tax_document`], and [`Refusal::RequestKeyReused`].
pub async fn name_tax_document_once(
    database: &Database,
    (number, tax): (&str, &TaxDocument),
    once: &Once<'_>,
    told: impl FnOnce() -> String,
) -> Result<String, BillingError> {
    let mut transaction = cards::write(database).await?;
    if let Some(before) = answered_within(&mut transaction, once).await? {
        return Ok(before);
    }
    record(&mut transaction, number, tax).await?;
    let answer = told();
    requests::put(&mut transaction, once, &answer).await?;
    transaction.commit().await?;
    Ok(answer)
}

async fn record(
    transaction: &mut Transaction,
    number: &str,
    tax: &TaxDocument,
) -> Result<(), BillingError> {
    if let Some(field) = tax.unreadable() {
        return Err(Refusal::TaxDocumentUnreadable { field, longest: TaxDocument::LONGEST }.into());
    }
    if documents::find(transaction, number).await?.is_none() {
        return Err(Absent::NoIssuedDocument { number: number.to_owned() }.into());
    }
    if let Some(other) = tax_documents::other(transaction, number, tax).await? {
        let TaxDocument { kind, folio, .. } = tax.clone();
        return Err(Refusal::TaxDocumentOfAnother { kind, folio, number: other }.into());
    }
    if tax_documents::of(transaction, number).await?.as_ref() != Some(tax) {
        tax_documents::put(transaction, number, tax).await?;
    }
    Ok(())
}
