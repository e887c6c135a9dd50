//! The billing run: make every statement anew, compare with the drafts, apply the difference.

use chrono::{DateTime, Utc};
use futures_util::future::join;
use mru_core::{Finding, calendar::Period, invoice::Statement, units::Usd};

use super::{
    BillingError, Refusal,
    ahead::{Ahead, Ground, Pages},
    cards,
    customers::Customers,
    facts::{self, CustomerFacts, Stored},
    fault::{self, Fault},
    progress::{Progress, Work, run_name},
};
use crate::{
    budgets,
    storage::{Database, NewDraft, Transaction, drafts},
};

/// What a run did with a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A draft was made.
    New,
    /// The draft was made anew, because facts had changed.
    Changed,
    /// The draft says the same as before.
    Unchanged,
    /// There is nothing to bill any more, and the draft was dropped.
    Dropped,
    /// The month was issued before.
    Issued,
    /// The customer was set aside.
    Aside,
    /// There is nothing to bill in the month, but earlier months were never billed.
    Nothing,
}

/// What a run did with one customer.
#[derive(Clone, Debug)]
pub struct RunLine {
    /// Id of the customer.
    pub customer: String,
    /// What was done.
    pub outcome: Outcome,
    /// Total of the draft or issued document.
    pub total: Option<Usd>,
    /// Total of the draft that it replaces.
    pub before: Option<Usd>,
    /// Why it was set aside.
    pub findings: Vec<Finding>,
    /// Earlier months that have something to bill, but neither a draft nor a document.
    pub skipped: Vec<Period>,
    /// The statement, in a dry run that asks for it.
    pub statement: Option<Box<Statement>>,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The name that the drafts keep which it made; a dry run leaves none.
    pub name: String,
    /// One line a customer that has anything in the period, by customer.
    pub lines: Vec<RunLine>,
}

impl Run {
    /// How many customers had an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.lines.iter().filter(|line| line.outcome == outcome).count()
    }
}

/// Runs a month. A second run with the same facts changes nothing.
///
/// A dry run does the same and keeps nothing; its statements are in the report. The current and
/// the next month may be run, to look at them.
///
/// # Errors
///
/// [`BillingError`] when nothing can be billed at all, as a month after the next one. Customers that cannot be billed are set
/// aside with their findings, and the others go on.
pub async fn run(
    database: &Database,
    period: Period,
    only: Option<&str>,
    dry: bool,
    now: DateTime<Utc>,
    progress: &Progress,
) -> Result<Run, BillingError> {
    if Period::of(now.date_naive()).next() < period {
        let from = period.previous().first_day();
        return Err(Refusal::PeriodNotBegun { period, from }.into());
    }
    let mut reader = database.read().await?;
    facts::supplier(&mut reader).await?;
    let asked = Customers::of(&mut reader, only).await?;
    let customers = &asked.ids;
    reader.rollback().await?;
    let mut report = Run { name: run_name(database.clock().now()), lines: Vec::new() };
    progress.begin(Work::Drafting, customers.len(), &report.name);
    let work = move |ground: &Ground, customer: &str, stored: &Stored| {
        work_on(ground, customer, stored, period, dry)
    };
    let pages = Pages { asked: &asked, until: period, work };
    let mut next = pages.ahead(database, customers, None).await?;
    while let Some(ahead) = next {
        let (rest, following) = if dry {
            let Ahead { page, made, ground, .. } = ahead;
            report.lines.extend(made.into_iter().filter_map(Judged::shown));
            (page.rest, pages.ahead(database, page.rest, Some(&ground)).await)
        } else {
            let mut transaction = cards::write(database).await?;
            let ahead = pages.held(&mut transaction, ahead, None).await?;
            let Ahead { page, made, ground, .. } = ahead;
            // The next page is read and worked on while this one is written.
            let keeping = keep_page(transaction, page.customers, period, &report.name, made);
            let reading = pages.ahead(database, page.rest, Some(&ground));
            let (kept, following) = join(keeping, reading).await;
            report.lines.extend(kept?);
            (page.rest, following)
        };
        progress.advance(customers.len().saturating_sub(rest.len()));
        next = following?;
    }
    if !dry {
        budgets::of_month(database, period, only).await?;
    }
    Ok(report)
}

/// Makes the statement of a customer, and compares it with the draft.
fn work_on(ground: &Ground, customer: &str, stored: &Stored, period: Period, dry: bool) -> Judged {
    let facts = match stored.read() {
        Ok(facts) => facts,
        Err(fault) => return set_aside(customer, stored, period, &fault),
    };
    let Ground { supplier, cards, .. } = ground;
    let drafted = facts.to_bill(period, supplier, cards);
    let mut judged = judge(customer.to_owned(), &facts, period, drafted, dry);
    let aside = judged.line.outcome == Outcome::Aside;
    judged.line.skipped = facts.skipped(period, supplier, cards, aside);
    judged.name_skipped();
    judged
}

/// Keeps what was found of a page for good; returns the lines of the report.
async fn keep_page(
    mut transaction: Transaction,
    page: &[String],
    period: Period,
    run: &str,
    judged: Vec<Judged>,
) -> Result<Vec<RunLine>, BillingError> {
    let lines = keep(&mut transaction, page, period, run, judged).await?;
    crate::crash::point("run.before-commit");
    transaction.commit().await?;
    crate::crash::point("run.after-commit");
    Ok(lines)
}

/// What a run has to do with one customer.
struct Judged {
    line: RunLine,
    /// The draft as written, and its total in cents.
    content: Option<(String, i64)>,
    had_draft: bool,
}

impl Judged {
    /// Says that there is nothing in the period, of a customer whose earlier months are missing.
    fn name_skipped(&mut self) {
        if self.is_empty() && !self.line.skipped.is_empty() {
            self.line.outcome = Outcome::Nothing;
        }
    }

    fn is_empty(&self) -> bool {
        self.line.outcome == Outcome::Unchanged && self.line.total.is_none()
    }

    /// The line of the report; nothing for a customer that has nothing in the period and before.
    fn shown(self) -> Option<RunLine> {
        (!self.is_empty()).then_some(self.line)
    }
}

/// What a run has to do with a customer that cannot be worked on.
fn set_aside(customer: &str, stored: &Stored, period: Period, fault: &Fault) -> Judged {
    let draft = stored.draft(period);
    let line = RunLine {
        customer: customer.to_owned(),
        outcome: Outcome::Aside,
        total: None,
        before: draft.map(|draft| Usd::of_cents(draft.total_cents)),
        findings: vec![fault.finding(customer)],
        skipped: Vec::new(),
        statement: None,
    };
    // Even when the draft could not be loaded, there may be one.
    Judged { line, content: None, had_draft: true }
}

fn judge(
    customer: String,
    facts: &CustomerFacts<'_>,
    period: Period,
    drafted: Result<Option<(Statement, i64)>, Vec<Finding>>,
    dry: bool,
) -> Judged {
    let draft = facts.stored.draft(period);
    let before = draft.map(|draft| Usd::of_cents(draft.total_cents));
    let mut line = RunLine {
        customer,
        outcome: Outcome::Unchanged,
        total: None,
        before,
        findings: Vec::new(),
        skipped: Vec::new(),
        statement: None,
    };
    let mut content = None;
    if let Some(issued) = facts.issued(period) {
        line.outcome = Outcome::Issued;
        line.total = Some(Usd::of_cents(issued.total_cents));
    } else {
        match drafted {
            Err(findings) => {
                line.outcome = Outcome::Aside;
                line.findings = findings;
            }
            Ok(None) if draft.is_some() => line.outcome = Outcome::Dropped,
            Ok(None) => {}
            Ok(Some((statement, total_cents))) => {
                let canonical = statement.canonical();
                line.outcome = match draft {
                    None => Outcome::New,
                    Some(draft) if draft.says(&canonical, total_cents) => Outcome::Unchanged,
                    Some(_) => Outcome::Changed,
                };
                line.total = Some(statement.totals.total_usd);
                line.statement = dry.then(|| Box::new(statement));
                content = Some((canonical, total_cents));
            }
        }
    }
    Judged { line, content, had_draft: draft.is_some() }
}

/// Applies what a run found of a page of customers to the drafts; returns the lines of the report.
async fn keep(
    transaction: &mut Transaction,
    page: &[String],
    period: Period,
    run: &str,
    judged: Vec<Judged>,
) -> Result<Vec<RunLine>, BillingError> {
    let aside = match drafts::aside_among(transaction, page, period).await {
        Ok(aside) => aside,
        Err(error) => {
            // One of them has lost its id: any customer may have been set aside.
            fault::of(error)?;
            page.iter().cloned().collect()
        }
    };
    let (mut made, mut lines) = (Vec::new(), Vec::with_capacity(judged.len()));
    for mut judged in judged {
        let RunLine { customer, outcome, findings, .. } = &judged.line;
        match (outcome, judged.content.take()) {
            (Outcome::New | Outcome::Changed, Some((content, total_cents))) => {
                made.push(NewDraft { customer: customer.clone(), content, total_cents });
            }
            (Outcome::Dropped | Outcome::Aside, _) if judged.had_draft => {
                drafts::drop(transaction, customer, period).await?;
            }
            _ => {}
        }
        if *outcome == Outcome::Aside {
            let findings = serde_json::to_string(findings).unwrap_or_default();
            drafts::set_aside(transaction, customer, period, &findings, run).await?;
        } else if aside.contains(customer) {
            drafts::resume(transaction, customer, period).await?;
        }
        lines.extend(judged.shown());
        crate::crash::point("run.customer");
    }
    drafts::put(transaction, period, run, made).await?;
    Ok(lines)
}
