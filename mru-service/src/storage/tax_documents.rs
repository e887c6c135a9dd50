//! The tax documents that were named for issued documents; of several for one, the last one holds.

use std::collections::BTreeMap;

use mru_core::invoice::{TaxDocument, TaxState};
use sqlx::{Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
};

/// Keeps the tax document of an issued document.
pub(crate) async fn put(
    transaction: &mut Transaction,
    number: &str,
    tax: &TaxDocument,
) -> Result<(), StoreError> {
    let dated = tax.dated.to_string();
    let texts = [number, &tax.kind, &tax.folio, &dated, tax.state.as_str()];
    let insert = "INSERT INTO tax_document (sequence, number, kind, folio, dated, state) VALUES ($1, $2, $3, $4, $5, $6)";
    chain::record(transaction, Recorded::TaxDocument, number, insert, &texts).await
}

/// The tax document of an issued document.
pub(crate) async fn of(
    transaction: &mut Transaction,
    number: &str,
) -> Result<Option<TaxDocument>, StoreError> {
    let row = sqlx::query("SELECT number, kind, folio, dated, state FROM tax_document WHERE number = $1 ORDER BY sequence DESC LIMIT 1")
        .bind(number.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    Ok(row.as_ref().map(stored).transpose()?.map(|(_, tax)| tax))
}

/// Those of the issued documents between two entries of the chain, both included, by their numbers.
pub(crate) async fn of_all(
    transaction: &mut Transaction,
    (first, last): (i64, i64),
) -> Result<BTreeMap<String, TaxDocument>, StoreError> {
    let rows = sqlx::query("SELECT t.number, t.kind, t.folio, t.dated, t.state FROM tax_document t JOIN document d ON d.number = t.number WHERE d.sequence >= $1 AND d.sequence <= $2 ORDER BY t.sequence")
        .bind(first)
        .bind(last)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(stored).collect()
}

/// The number of another issued document for which the same tax document was named.
pub(crate) async fn other(
    transaction: &mut Transaction,
    number: &str,
    tax: &TaxDocument,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT number FROM tax_document WHERE kind = $1 AND folio = $2 AND number <> $3 ORDER BY sequence LIMIT 1")
        .bind(tax.kind.clone())
        .bind(tax.folio.clone())
        .bind(number.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

fn stored(row: &AnyRow) -> Result<(String, TaxDocument), StoreError> {
    let number: String = row.try_get(0)?;
    let (dated, state): (String, String) = (row.try_get(3)?, row.try_get(4)?);
    let unreadable = |problem: String| StoreError::Unreadable {
        what: "tax document",
        id: number.clone(),
        problem,
    };
    let tax = TaxDocument {
        kind: row.try_get(1)?,
        folio: row.try_get(2)?,
        dated: dated.parse().map_err(|_| unreadable(format!("`{dated}` is no day")))?,
        state: TaxState::read(&state)
            .ok_or_else(|| unreadable(format!("`{state}` is no state")))?,
    };
    Ok((number, tax))
}
