//! A quote, scored against a month that was billed.

use mru_core::accuracy::{Accuracy, AccuracyError, Quoted, QuotedError};

use super::{Found, LookError, Refusal, find};
use crate::storage::Database;

/// Scores the JSON document of a quote against a document or draft: `INV-000012` or `bank/2026-10`.
///
/// `deployment` is the one of the customer's that was quoted, as [`Accuracy::of`] takes it.
///
/// # Errors
///
/// [`LookError::Refused`] for a text that is no quote, a deployment that the month does not bill, one that
/// ran for a part of the month, and a note; [`LookError::Absent`], and what reading the store may
/// fail with.
pub async fn accuracy(
    database: &Database,
    quote: &str,
    reference: &str,
    deployment: Option<&str>,
) -> Result<Accuracy, LookError> {
    let quoted = Quoted::read(quote).map_err(unreadable)?;
    let shown = find(database, reference).await?;
    if let Found::Document(document) = &shown.found
        && !document.credits.is_empty()
    {
        return Err(Refusal::NotAMonth { reference: reference.to_owned() }.into());
    }
    Accuracy::of(&quoted, shown.statement(), deployment).map_err(|error| not_scored(error).into())
}

fn unreadable(error: QuotedError) -> Refusal {
    match error {
        QuotedError::NoQuote { problem } => Refusal::NotAQuote { problem },
        QuotedError::OtherSum { lines, total } => Refusal::QuoteDoesNotAddUp { lines, total },
        QuotedError::Arithmetic(error) => Refusal::SumTooLarge { step: error.step },
    }
}

fn not_scored(error: AccuracyError) -> Refusal {
    match error {
        AccuracyError::OtherDeployment { asked, billed } => {
            Refusal::DeploymentNotBilled { asked, billed }
        }
        AccuracyError::PartOfAMonth { deployment, from, until } => {
            Refusal::PartOfAMonth { deployment, from, until }
        }
        AccuracyError::Arithmetic(error) => Refusal::SumTooLarge { step: error.step },
    }
}
