//! What there is of a month, a page at a time: issued documents by number, then drafts by customer.

use std::{fmt, str::FromStr};

use mru_core::calendar::Period;
use sqlx::Row as _;

use super::{
    Database, StoreError, Transaction,
    list::{self, Listed},
};

/// After what a page goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// A document, by the number of its entry.
    Document(i64),
    /// The draft of a customer; all documents come before it.
    Draft(String),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cursor::Document(sequence) => write!(f, "document-{sequence}"),
            Cursor::Draft(customer) => write!(f, "draft-{customer}"),
        }
    }
}

/// A text that no page ended with.
#[derive(Clone, Copy, Debug)]
pub struct NoCursor;

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Cursor, NoCursor> {
        let (of, after) = text.split_once('-').ok_or(NoCursor)?;
        match of {
            "document" => after.parse().map(Cursor::Document).map_err(|_| NoCursor),
            "draft" => Ok(Cursor::Draft(after.to_owned())),
            _ => Err(NoCursor),
        }
    }
}

/// Some documents and drafts of a month, and after what the next ones come, if there may be any;
/// `only` names the one customer that is looked at.
pub(crate) async fn of_month(
    database: &Database,
    (period, only): (Period, Option<&str>),
    after: Option<&Cursor>,
    most: usize,
) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
    let mut transaction = database.read().await?;
    let (mut listed, mut next) = (Vec::new(), None);
    let of = (period, only.unwrap_or_default());
    if let None | Some(Cursor::Document(_)) = after {
        let after = if let Some(Cursor::Document(sequence)) = after { *sequence } else { 0 };
        documents(&mut transaction, of, (after, most), &mut listed, &mut next).await?;
    }
    let left = most.saturating_sub(listed.len());
    if left > 0 {
        let after = if let Some(Cursor::Draft(customer)) = after { customer } else { "" };
        drafts(&mut transaction, of, (after, left), &mut listed, &mut next).await?;
    }
    transaction.rollback().await?;
    let is_full = listed.len() == most;
    Ok((listed, next.filter(|_| is_full)))
}

async fn documents(
    transaction: &mut Transaction,
    (period, only): (Period, &str),
    (after, most): (i64, usize),
    listed: &mut Vec<Listed>,
    next: &mut Option<Cursor>,
) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT number, content, early_reason, sequence FROM document WHERE period = $1 AND sequence > $2 AND (customer = $3 OR $4 = 0) ORDER BY sequence LIMIT $5")
        .bind(period.to_string())
        .bind(after)
        .bind(only.to_owned())
        .bind(i64::from(!only.is_empty()))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(transaction.connection())
        .await?;
    for row in &rows {
        *next = Some(Cursor::Document(row.try_get(3)?));
        listed.push(list::of_document(row)?);
    }
    Ok(())
}

async fn drafts(
    transaction: &mut Transaction,
    (period, only): (Period, &str),
    (after, most): (&str, usize),
    listed: &mut Vec<Listed>,
    next: &mut Option<Cursor>,
) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT customer, content FROM draft WHERE period = $1 AND customer > $2 AND (customer = $3 OR $4 = 0) ORDER BY customer LIMIT $5")
        .bind(period.to_string())
        .bind(after.to_owned())
        .bind(only.to_owned())
        .bind(i64::from(!only.is_empty()))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(transaction.connection())
        .await?;
    for row in &rows {
        *next = Some(Cursor::Draft(row.try_get(0)?));
        listed.push(list::of_draft(&row.try_get::<String, _>(1)?)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back() {
        for cursor in [Cursor::Document(12), Cursor::Draft(String::from("north-bank"))] {
            assert_eq!(cursor.to_string().parse::<Cursor>().ok(), Some(cursor));
        }
        for text in ["", "document", "document-x", "12", "note-1"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
