//! A draft, compared with what the facts say now.

use chrono::{DateTime, Utc};
use mru_core::{calendar::Period, invoice::Statement};

use super::{Found, LookError, Refusal};
use crate::{
    absent::Absent,
    billing::{self, Outcome, Progress},
    storage::{Database, list},
};

/// A draft, and what the facts say now.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The draft as it stands.
    pub draft: Statement,
    /// What a run would draft at this instant; none when there is nothing to bill.
    pub now: Option<Statement>,
}

/// Compares the draft of a customer's month, `bank/2026-10`, with what the facts known at an instant
/// say. Nothing is written.
///
/// # Errors
///
/// [`LookError::Refused`], [`LookError::Absent`], [`LookError::Contradiction`] when the customer would be set aside, and what making the month may
/// fail with.
pub async fn compare(
    database: &Database,
    reference: &str,
    now: DateTime<Utc>,
) -> Result<Comparison, LookError> {
    let month = reference.split_once('/').and_then(|(customer, period)| {
        period.parse::<Period>().ok().map(|period| (customer, period))
    });
    let reference = reference.to_owned();
    let Some((customer, period)) = month else {
        return Err(Refusal::NotAMonth { reference }.into());
    };
    let draft = match list::find(database, &reference).await? {
        Some(Found::Draft(draft)) => Some(draft),
        Some(Found::Document(document)) => {
            return Err(Refusal::MonthIsIssued { reference, number: document.number }.into());
        }
        None => None,
    };
    let unseen = Progress::default();
    let mut run = billing::run(database, period, Some(customer), true, now, &unseen).await?;
    let Some(draft) = draft else { return Err(Absent::NoDraft { reference, period }.into()) };
    let line = run.lines.first_mut();
    let now = match line {
        Some(line) if line.outcome == Outcome::Aside => {
            let findings = std::mem::take(&mut line.findings);
            return Err(LookError::Contradiction { of: reference, findings });
        }
        line => line.and_then(|line| line.statement.take()),
    };
    Ok(Comparison { draft: draft.statement, now: now.map(|it| *it) })
}
