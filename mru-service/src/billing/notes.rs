//! Credit notes and debit notes.

use std::fmt::Write as _;

use mru_core::{
    invoice::{Credit, CreditAmount, CreditReason, Earlier, Statement, credit, debit},
    text::Text,
};

use super::{
    BillingError, cards,
    dates::{IssueDay, Last},
    facts::{self, earlier},
    issue::number,
};
use crate::{
    storage::{Database, Document, Request, Transaction, chain, documents},
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
    /// Day of issue.
    pub day: IssueDay<'a>,
    /// The same key with the same request gives the same note again; empty for none.
    pub key: &'a str,
}

impl NoteRequest<'_> {
    fn request(&self) -> Request {
        let day = self.day.asked.map(|day| day.to_string()).unwrap_or_default();
        let hash = chain::digest(&[self.document, &self.written(), self.why(), &day]);
        Request { key: self.key.to_owned(), hash }
    }

    /// Why: the reason of a credit, or that it is a debit.
    fn why(&self) -> &'static str {
        self.reason.map_or("debit", CreditReason::as_str)
    }

    /// The lines as they are asked for: `1=10.00 2 3=4d`.
    fn written(&self) -> String {
        let mut written = String::new();
        for Credit { line, amount } in self.lines {
            let space = if written.is_empty() { "" } else { " " };
            // INVARIANT (writing to a String cannot fail): the result carries nothing.
            let _ = match amount {
                CreditAmount::Whole => write!(written, "{space}{line}"),
                CreditAmount::Usd(usd) => write!(written, "{space}{line}={usd}"),
                CreditAmount::Days(days) => write!(written, "{space}{line}={days}d"),
            };
        }
        written
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
    let mut transaction = cards::write(database).await?;
    if !asked.key.is_empty()
        && let Some(document) = documents::of_request(&mut transaction, asked.key).await?
    {
        return if document.request.hash == request.hash {
            Ok((document.number, document.statement))
        } else {
            Err(used_key(asked, &document))
        };
    }
    let supplier = facts::supplier(&mut transaction).await?;
    let statement = made(&mut transaction, asked).await?;
    let content = statement.canonical();
    let numbers =
        number(&mut transaction, &[(&statement, &content)], &supplier, &asked.day, &request)
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
    let last = Last { number: document.number.clone(), issued_on: document.issued_on };
    asked.day.judge_order(&last).map_err(BillingError::Refused)?;
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

/// A key that was used for another request; both are named.
fn used_key(asked: &NoteRequest<'_>, used: &Document) -> BillingError {
    let NoteRequest { document, key, .. } = asked;
    let Document { number, issued_on, statement, .. } = used;
    let (about, before) = (&statement.credits, &statement.reason);
    let (total, lines, why) = (statement.totals.total_usd, asked.written(), asked.why());
    let (day_en, day_es) = match asked.day.asked {
        Some(day) => (format!("on {day}"), format!("con fecha {day}")),
        None => (String::from("today"), String::from("hoy")),
    };
    BillingError::Refused(Text::new(
        format!(
            "the key `{key}` was used for {number}, issued on {issued_on}: USD {total} about {about}, {before}; this request is another one: lines {lines} of {document}, {why}, {day_en}; choose another key"
        ),
        format!(
            "la clave `{key}` se usó para {number}, emitida el {issued_on}: US$ {total} sobre {about}, {before}; esta solicitud es otra: líneas {lines} de {document}, {why}, {day_es}; elija otra clave"
        ),
    ))
}
