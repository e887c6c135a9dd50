//! Late and corrected facts: what an issued month should have been, less what it was billed.

use std::collections::BTreeMap;

use super::{
    Corrects, CreditReason, DocumentKind, Facts, InvoiceLine, LineKind, Statement,
    draft::{inexact, version},
    line::Subject,
    month::Month,
};
use crate::{
    account::Account,
    calendar::Period,
    finding::Finding,
    metering::Timeline,
    units::{ArithmeticError, Usd},
};

/// A document that was issued before, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its number.
    pub number: String,
    /// What it says.
    pub statement: Statement,
}

/// What a component was billed for a month, and what it should be.
#[derive(Default)]
struct Compared {
    billed: Usd,
    credited: Usd,
    right: Usd,
    line: u32,
    events: Vec<String>,
    sample: Option<InvoiceLine>,
}

/// The correction lines of a period: differences of every earlier issued month (R92).
///
/// Each month is judged by the version of the account that held in it, down to the grace of a
/// removal: new terms are no reason to correct. `timeline` is that of `current`, the version of
/// the period.
pub(super) fn lines(
    period: Period,
    facts: &Facts<'_>,
    current: &Account,
    timeline: &Timeline,
) -> Result<Vec<InvoiceLine>, Vec<Finding>> {
    let mut lines = Vec::new();
    let issued = facts
        .earlier
        .iter()
        .filter(|earlier| is_month(&earlier.statement) && earlier.statement.period < period);
    for month in issued {
        let mut compared = billed(month, facts.earlier).map_err(|error| vec![inexact(&error)])?;
        let month_period = month.statement.period;
        let Some(account) = version(month_period, facts.versions) else { continue };
        let own = if ends_alike(account, current) {
            None
        } else {
            Some(super::draft::timeline(account, facts)?)
        };
        let timeline = own.as_ref().unwrap_or(timeline);
        for line in Month::new(month_period, account, facts.cards)?.net_lines(timeline)?.0 {
            let entry = compared.entry(line.subject()).or_default();
            entry.right = entry.right.plus(line.usd).map_err(|error| vec![inexact(&error)])?;
            entry.events.extend(line.events.iter().cloned());
            entry.sample = Some(line);
        }
        for (_, compared) in compared {
            lines.extend(difference(month, compared).map_err(|error| vec![inexact(&error)])?);
        }
    }
    Ok(lines)
}

/// Whether events make the same intervals under two versions of an account.
fn ends_alike(one: &Account, other: &Account) -> bool {
    let (one, other) = (&one.contract, &other.contract);
    one.time_zone == other.time_zone && one.retirement_grace_days == other.retirement_grace_days
}

/// Whether a document bills a month, rather than crediting lines of another.
fn is_month(statement: &Statement) -> bool {
    statement.credits.is_empty()
}

/// What every component was billed for a month by its document and by later corrections, and what
/// credit notes gave back because facts were wrong.
fn billed(
    month: &Earlier,
    earlier: &[Earlier],
) -> Result<BTreeMap<Subject, Compared>, ArithmeticError> {
    let mut compared: BTreeMap<Subject, Compared> = BTreeMap::new();
    for line in &month.statement.lines {
        if !matches!(line.kind, LineKind::Correction | LineKind::Tax) {
            let entry = compared.entry(line.subject()).or_default();
            entry.billed = entry.billed.plus(line.usd)?;
            entry.line = if entry.line == 0 { line.line } else { entry.line };
            entry.sample.get_or_insert_with(|| line.clone());
        }
    }
    for document in earlier {
        let wrong_fact = document.statement.reason == CreditReason::Correction.as_str();
        for line in &document.statement.lines {
            let corrects = line.corrects.as_ref();
            let of_month = corrects.is_some_and(|it| about(it, earlier) == month.number);
            match line.kind {
                LineKind::Correction if of_month => {
                    let entry = compared.entry(line.subject()).or_default();
                    entry.billed = entry.billed.plus(line.usd)?;
                    // What only a correction billed must be found again when that was wrong.
                    entry.sample.get_or_insert_with(|| line.clone());
                }
                LineKind::Credit if wrong_fact && of_month => {
                    let entry = compared.entry(line.subject()).or_default();
                    entry.credited = entry.credited.plus(line.usd)?;
                }
                LineKind::Discount if wrong_fact && document.statement.credits == month.number => {
                    let entry = compared.entry(line.subject()).or_default();
                    entry.credited = entry.credited.plus(line.usd)?;
                }
                _ => {}
            }
        }
    }
    Ok(compared)
}

/// The document whose month is meant: a credit of a correction is about the corrected one.
fn about<'a>(corrects: &'a Corrects, earlier: &'a [Earlier]) -> &'a str {
    let document = earlier.iter().find(|document| document.number == corrects.document);
    let line = document.and_then(|document| document.statement.line(corrects.line));
    let correction = line.filter(|line| line.kind == LineKind::Correction);
    let corrected = correction.and_then(|line| line.corrects.as_ref());
    corrected.map_or(&corrects.document, |corrected| &corrected.document)
}

/// The line of a difference.
///
/// What a credit note gave back for a wrong fact is not given back again, and is not taken back.
fn difference(month: &Earlier, compared: Compared) -> Result<Option<InvoiceLine>, ArithmeticError> {
    let mut usd = compared.right.minus(compared.billed)?;
    if usd.is_negative() == compared.credited.is_negative() {
        let further = usd.minus(compared.credited)?;
        usd = if further.is_negative() == usd.is_negative() { further } else { Usd::ZERO };
    }
    let Some(sample) = compared.sample.filter(|_| !usd.is_zero()) else { return Ok(None) };
    Ok(Some(InvoiceLine {
        deployment: sample.deployment,
        environment: sample.environment,
        component: sample.component,
        name: sample.name,
        size: sample.size,
        description: sample.description,
        usd,
        entry: sample.entry,
        ticket: sample.ticket,
        events: if compared.events.is_empty() { sample.events } else { compared.events },
        corrects: Some(Corrects {
            document: month.number.clone(),
            line: compared.line,
            kind: sample.corrects.map_or(sample.kind, |corrects| corrects.kind),
            period: month.statement.period,
            billed_usd: compared.billed.plus(compared.credited)?,
            right_usd: compared.right,
        }),
        ..InvoiceLine::new(LineKind::Correction, &["R89", "R92"])
    }))
}

/// Whether a document is an invoice of a month.
pub(super) const fn is_invoice(statement: &Statement) -> bool {
    matches!(statement.kind, DocumentKind::Invoice)
}
