//! Whether a month is closed: it has ended, and everything that it owes is issued.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveTime, Utc};
use mru_core::calendar::Period;
use reports::export::BillingPeriod;

use super::{IssuedDocument, LookError, Of, each_issued};
use crate::{
    absent::Absent,
    billing::{self, BillingError, Outcome, Progress},
    storage::Database,
};

/// Issuer and first instant of a billing period.
type Key = (String, DateTime<Utc>);

/// The billing periods of a month, by issuer and first instant: one for each issuer and each time zone
/// in which documents are on the bill of the month.
///
/// Something is left to issue when a run of the month would make a draft, or would set a customer
/// aside.
///
/// # Errors
///
/// [`LookError`].
pub async fn billing_periods(
    database: &Database,
    month: Period,
    now: DateTime<Utc>,
) -> Result<Vec<BillingPeriod>, LookError> {
    // What is left is looked at first: what is issued meanwhile leaves its period open.
    let left = left(database, month, now).await?;
    let mut periods: BTreeMap<Key, BillingPeriod> = BTreeMap::new();
    each_issued(database, Of::Bill(month), |issued| {
        let IssuedDocument { document, recorded_at, .. } = issued;
        let (start, end) = month.bounds(document.statement.time_zone);
        let issuer = document.statement.supplier.name;
        let period = periods.entry((issuer, start)).or_insert_with_key(|(issuer, _)| {
            let (created, last_updated) = (recorded_at, recorded_at);
            BillingPeriod {
                issuer: issuer.clone(),
                start,
                end,
                created,
                last_updated,
                is_closed: false,
            }
        });
        period.created = period.created.min(recorded_at);
        period.last_updated = period.last_updated.max(recorded_at);
        Ok::<(), LookError>(())
    })
    .await?;
    for (key, period) in &mut periods {
        period.is_closed = period.end <= now && !left.has(key);
        if period.is_closed {
            period.last_updated = period.last_updated.max(period.end);
        }
    }
    Ok(periods.into_values().collect())
}

/// What is left to issue of a month.
#[derive(Debug, Default)]
struct Left {
    of: BTreeSet<Key>,
    /// Whether somebody could not be billed, so that nobody knows of which period.
    aside: bool,
}

impl Left {
    fn has(&self, key: &Key) -> bool {
        self.aside || self.of.contains(key)
    }
}

/// Looks at what a run of a month would do; a month that goes on everywhere is open anyway.
async fn left(
    database: &Database,
    month: Period,
    now: DateTime<Utc>,
) -> Result<Left, BillingError> {
    /// How much earlier than in UTC a day can begin.
    const AHEAD: chrono::TimeDelta = chrono::TimeDelta::hours(15);
    let end = month.end_day().and_time(NaiveTime::MIN).and_utc();
    if now < end - AHEAD {
        return Ok(Left::default());
    }
    let run = match billing::run(database, month, None, true, now, &Progress::default()).await {
        // Nobody issues anything yet.
        Err(BillingError::Absent(Absent::NoSupplier)) => return Ok(Left::default()),
        run => run?,
    };
    let mut left = Left::default();
    for line in run.lines {
        match (line.outcome, line.statement) {
            (Outcome::Issued | Outcome::Nothing | Outcome::Dropped, _) => {}
            (_, Some(statement)) => {
                let (start, _) = month.bounds(statement.time_zone);
                left.of.insert((statement.supplier.name, start));
            }
            (_, None) => left.aside = true,
        }
    }
    Ok(left)
}
