//! Credit notes and debit notes.

use std::fmt::Write as _;

use mru_core::invoice::{Credit, CreditAmount, CreditReason, Earlier, Statement, credit, debit};

use super::{
    AskedNote, BillingError, IssueRefusal, UsedKey, cards,
    dates::{IssueDay, Last},
    facts::{self, earlier},
    issue::number,
    once::request_hash,
};
use crate::{
    absent::Absent,
    storage::{Database, Document, Request, Transaction, documents},
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
        let hash = request_hash(&[self.document, &self.written(), self.why(), &day]);
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
/// [`BillingError::Absent`] when there is no such document, [`BillingError::CannotIssue`] when the key
/// was used for another request, [`BillingError::Invalid`] with the findings of [`credit`] or [`debit`].
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
            Err(used_key(asked, document).into())
        };
    }
    let supplier = facts::supplier(&mut transaction).await?;
    let statement = made(&mut transaction, asked).await?;
    let statements = vec![(&statement, statement.canonical())];
    let numbers = number(&mut transaction, statements, &supplier, &asked.day, &request).await?;
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
        return Err(Absent::NoIssuedDocument { number: number.to_owned() }.into());
    };
    let last = Last { number: document.number.clone(), issued_on: document.issued_on };
    asked.day.judge_order(&last)?;
    let customer = &document.customer;
    let before: Vec<Earlier> =
        documents::of_customer(transaction, customer).await?.iter().map(earlier).collect();
    let about = earlier(&document);
    match asked.reason {
        Some(reason) => credit(&about, &before, asked.lines, reason),
        None => debit(&about, &before, asked.lines),
    }
    .map_err(BillingError::Invalid)
}

/// A key that was used for another request; both are named.
fn used_key(asked: &NoteRequest<'_>, used: Document) -> IssueRefusal {
    let Document { number, issued_on, statement, .. } = used;
    let total = statement.totals.total_usd;
    let used =
        UsedKey { number, issued_on, total, about: statement.credits, why: statement.reason };
    let (about, lines) = (asked.document.to_owned(), asked.written());
    let wanted = AskedNote { about, lines, why: asked.why(), day: asked.day.asked };
    IssueRefusal::KeyIsUsed {
        key: asked.key.to_owned(),
        used: Box::new(used),
        asked: Box::new(wanted),
    }
}
