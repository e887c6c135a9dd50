//! Late and corrected facts: what an issued month should have been, less what it was billed (R92).
//!
//! A month is compared whole with everything that was billed for it until now, so that it ends at the
//! same cent on every path (N7): by the facts known now, the version of the account that held in it,
//! and the rate card that its document names (N4). No kind of event is looked at: a late removal
//! shortens an interval in `metering/life.rs`, the month is made again, and the difference is the line.

mod book;
mod given;

use std::collections::BTreeMap;

use book::{Balance, Books, MonthBook};
use given::MonthDiscount;

use super::{
    CorrectedMonth, CorrectionLine, Corrects, Earlier, Facts, InvoiceLine, LineDetail, Subject,
    facts::{timeline as timeline_of, version},
    mistake::inexact,
    month::Month,
};
use crate::{
    account::Account,
    calendar::Period,
    finding::Finding,
    metering::{Event, Timeline, What},
    units::{ArithmeticError, Usd},
};

/// The correction lines of a document, and the months that they are about.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    pub(super) lines: Vec<InvoiceLine>,
    pub(super) months: Vec<CorrectedMonth>,
}

/// What a component, floor or discount was billed for a month, and what it should be.
#[derive(Default)]
struct Compared<'a> {
    billed: Balance<'a>,
    right_usd: Usd,
    right: Vec<InvoiceLine>,
}

/// The corrections of a period: differences of every earlier month that was issued.
///
/// `timeline` is that of `current`, the version of the period.
pub(super) fn corrections(
    period: Period,
    facts: &Facts<'_>,
    current: &Account,
    timeline: &Timeline,
) -> Result<Corrections, Vec<Finding>> {
    let inexact = |error: ArithmeticError| vec![inexact(&error)];
    let mut corrections = Corrections::default();
    let mut documents: Vec<&Earlier> =
        facts.earlier.iter().filter(|it| !it.is_note() && it.statement.period < period).collect();
    if documents.is_empty() {
        return Ok(corrections);
    }
    documents.sort_by_key(|document| document.statement.period);
    let mut books = Books::of(facts.earlier).map_err(inexact)?;
    for document in documents {
        let month_period = document.statement.period;
        let Some(account) = version(month_period, facts.versions) else { continue };
        let own =
            if ends_alike(account, current) { None } else { Some(timeline_of(account, facts)?) };
        let month = Month::as_issued(document, account, facts.cards)?;
        let right = month.net_lines(own.as_ref().unwrap_or(timeline))?.0;
        let book = books.take_month(month_period);
        let lines = differences(document, book, right, &month, facts.events).map_err(inexact)?;
        if !lines.is_empty() {
            corrections.lines.extend(lines);
            corrections.months.push(CorrectedMonth {
                period: month_period,
                document: document.number.clone(),
                pricing: document.statement.pricing.clone(),
                tax: account.contract.tax.clone(),
            });
        }
    }
    Ok(corrections)
}

/// Whether events make the same intervals under two versions of an account.
fn ends_alike(one: &Account, other: &Account) -> bool {
    let (one, other) = (&one.contract, &other.contract);
    one.time_zone == other.time_zone && one.retirement_grace_days == other.retirement_grace_days
}

/// The lines of a month that differ from what was billed.
fn differences(
    document: &Earlier,
    book: MonthBook<'_>,
    right: Vec<InvoiceLine>,
    month: &Month<'_>,
    events: &[Event],
) -> Result<Vec<InvoiceLine>, ArithmeticError> {
    let mut compared: BTreeMap<Subject, Compared<'_>> = BTreeMap::new();
    for (subject, billed) in book.balances {
        compared.entry(subject).or_default().billed = billed;
    }
    for line in right {
        let entry = compared.entry(line.subject()).or_default();
        entry.right_usd = entry.right_usd.plus(line.usd)?;
        entry.right.push(line);
    }
    let sums = compared.iter().map(|(subject, it)| (subject.clone(), it.right_usd)).collect();
    let percent = month.account.contract.discount.as_ref().and_then(|it| it.percent);
    let rounding = month.terms.policies.rounding;
    let discount = percent.map(|percent| MonthDiscount { percent, rounding });
    let given = given::counted(&sums, &book.given, discount)?;
    let mut lines = Vec::new();
    for (subject, compared) in compared {
        let given_usd = given.get(&subject).copied().unwrap_or_default();
        lines.extend(difference(document, subject, compared, given_usd, events)?);
    }
    Ok(lines)
}

/// The line of a difference; none when everything is billed as it should be.
fn difference(
    document: &Earlier,
    subject: Subject,
    compared: Compared<'_>,
    given_usd: Usd,
    events: &[Event],
) -> Result<Option<InvoiceLine>, ArithmeticError> {
    let Compared { billed, right_usd, right } = compared;
    let usd = right_usd.minus(given_usd)?.minus(billed.usd)?;
    let Some(sample) = right.last().or(billed.sample).filter(|_| !usd.is_zero()) else {
        return Ok(None);
    };
    let line = CorrectionLine {
        entry: sample.entry_id().cloned(),
        ticket: sample.ticket().to_owned(),
        events: causes(&right, &billed, events),
        corrects: Corrects {
            document: document.number.clone(),
            line: billed.line,
            kind: subject.kind,
            period: document.statement.period,
            billed_usd: billed.usd,
            right_usd,
            given_usd,
            right,
        },
        subject,
    };
    Ok(Some(InvoiceLine::new(LineDetail::Correction(line), usd, &["R89", "R92"])))
}

/// Ids of the events behind a difference: those of the right lines, or else those that had billed it
/// with the voids that took them back.
fn causes(right: &[InvoiceLine], billed: &Balance<'_>, events: &[Event]) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut add = |id: &String| {
        if !causes.contains(id) {
            causes.push(id.clone());
        }
    };
    right.iter().flat_map(InvoiceLine::events).for_each(&mut add);
    if right.is_empty() {
        billed.events.iter().for_each(|id| add(id));
    }
    let voids = |event: &&Event| match &event.what {
        What::Voided { voids } => billed.events.contains(&voids),
        _ => false,
    };
    let mut voided: Vec<&Event> = events.iter().filter(voids).collect();
    voided.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    voided.iter().for_each(|event| add(&event.id));
    causes
}
