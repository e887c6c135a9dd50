//! Issues drafts: the number comes last, without gaps.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use futures_util::future::join;
use mru_core::{
    Finding,
    account::Supplier,
    calendar::Period,
    invoice::{DocumentKind, Statement},
    units::Usd,
};

use super::{
    BillingError, IssueRefusal,
    ahead::{Ahead, Ground, Head, Own, Pages},
    cards,
    customers::Customers,
    dates::{self, IssueDay, Last},
    facts::{CustomerFacts, Stored},
    kept_cents,
    progress::{Progress, Work, run_name},
};
use crate::{
    notifying::Telling,
    storage::{
        Database, KeptDraft, NewDocument, Request, Transaction, chain, documents, drafts, issuing,
        runs,
    },
    witness::{key_file::KeySource, seal::seal},
};

/// A document that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub number: String,
    /// Id of the customer.
    pub customer: String,
    /// Its total.
    pub total: Usd,
}

/// A draft that was not issued, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotIssued {
    /// Id of the customer.
    pub customer: String,
    /// Why.
    pub reason: IssueRefusal,
}

/// What is to be issued.
#[derive(Clone, Copy, Debug)]
pub struct IssueRequest<'a> {
    /// The month.
    pub period: Period,
    /// Only this customer.
    pub only: Option<&'a str>,
    /// On which day.
    pub day: IssueDay<'a>,
}

/// Issues the drafts of a month, by customer.
///
/// The store keeps what this run issued, under its name; `progress` shows what was issued as soon as
/// that is kept for good, a page at a time, and so even if the rest fails.
///
/// A draft is issued only if the facts still say the same, if no earlier month of its customer is
/// still a draft, and if the month has ended where its contract is kept, or a reason is given (N9).
///
/// # Errors
///
/// [`BillingError`] when nothing can be issued at all.
pub async fn issue(
    database: &Database,
    asked: &IssueRequest<'_>,
    progress: &Progress,
) -> Result<(Vec<Issued>, Vec<NotIssued>), BillingError> {
    let day = &asked.day;
    check_reason(day.early_reason)?;
    // What no time zone allows is refused at once.
    day.judge_month(asked.period, day.latest_today())?;
    day.judge_future(day.latest_today())?;
    let mut reader = database.read().await?;
    let found = Customers::of(&mut reader, asked.only).await?;
    let customers = &found.ids;
    reader.rollback().await?;
    let run = run_name(database.clock().now());
    progress.begin(Work::Issuing, customers.len(), &run);
    let (mut issued, mut refused) = (Vec::new(), Vec::new());
    let period = asked.period;
    let work = move |ground: &Ground, customer: &str, stored: &Stored| {
        work_on(ground, customer, stored, period)
    };
    let pages = Pages { asked: &found, until: period, work };
    let mut next = pages.ahead(database, customers, None).await?;
    let mut own: Option<Own> = None;
    while let Some(ahead) = next {
        let mut transaction = cards::write(database).await?;
        let ahead = pages.held(&mut transaction, ahead, own.as_ref()).await?;
        let (rest, ground) = (ahead.page.rest, ahead.ground.clone());
        // The next page is read and worked on while this one is written.
        let issuing = issue_page(transaction, asked, &run, database.keys(), ahead);
        let (page, following) = join(issuing, pages.ahead(database, rest, Some(&ground))).await;
        let page = page?;
        own = Some(Own { before: ground.head, after: page.head });
        refused.extend(page.refused);
        progress.issue(customers.len().saturating_sub(rest.len()), &page.issued);
        issued.extend(page.issued);
        next = following?;
    }
    Ok((issued, refused))
}

/// What became of customers that were loaded together.
struct IssuedPage {
    issued: Vec<Issued>,
    refused: Vec<NotIssued>,
    /// The head of the chain afterwards.
    head: Head,
}

/// A statement made anew, which its draft says as well.
struct Ready {
    statement: Statement,
    /// Its written form.
    content: String,
}

/// The statement that the draft of a customer says, or why it cannot be issued; nothing without one.
type Remade = Option<(String, Result<Ready, IssueRefusal>)>;

/// Makes the statement of a draft anew.
fn work_on(ground: &Ground, customer: &str, stored: &Stored, period: Period) -> Remade {
    // Who cannot be read may have a draft, and who has none has nothing to issue.
    let made = match (stored.read(), stored.draft(period)) {
        (Err(fault), _) => Err(aside(fault.finding(customer))),
        (Ok(facts), Some(draft)) => judge(&facts, draft, ground),
        (Ok(_), None) => return None,
    };
    Some((customer.to_owned(), made))
}

/// Issues the drafts of a page.
async fn issue_page(
    mut transaction: Transaction,
    asked: &IssueRequest<'_>,
    run: &str,
    keys: &KeySource,
    ahead: Ahead<'_, Remade>,
) -> Result<IssuedPage, BillingError> {
    let Ahead { made, ground, .. } = ahead;
    let period = asked.period;
    let (mut ready, mut refused) = (Vec::new(), Vec::new());
    for (customer, made) in made.into_iter().flatten() {
        match made.and_then(|ready| judge_day(ready, period, &asked.day)) {
            Ok(made) => ready.push(made),
            Err(reason) => refused.push(NotIssued { customer, reason }),
        }
    }
    let contents = ready.iter_mut().map(|it| std::mem::take(&mut it.content)).collect::<Vec<_>>();
    let statements = ready.iter().map(|it| &it.statement).zip(contents).collect();
    let request = Request::default();
    let numbers =
        number(&mut transaction, statements, &ground.supplier, &asked.day, &request).await?;
    if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
        runs::keep(&mut transaction, run, (first, last)).await?;
        seal(&mut transaction, keys).await?;
    }
    let done: Vec<&str> = ready.iter().map(|it| it.statement.customer.as_str()).collect();
    drafts::drop_all(&mut transaction, &done, period).await?;
    let head = chain::head(&mut transaction).await?;
    crate::crash::point("issue.before-commit");
    transaction.commit().await?;
    crate::crash::point("issue.after-commit");
    let issued = numbers.into_iter().zip(ready).map(|(number, Ready { statement, .. })| {
        let total = statement.totals.total_usd;
        Issued { number, customer: statement.customer, total }
    });
    Ok(IssuedPage { issued: issued.collect(), refused, head })
}

/// A reason is one line that can be read.
fn check_reason(reason: &str) -> Result<(), IssueRefusal> {
    const LONGEST: usize = 200;
    let blank = !reason.is_empty() && reason.trim().is_empty();
    if !blank && reason.chars().count() <= LONGEST && !reason.chars().any(char::is_control) {
        return Ok(());
    }
    Err(IssueRefusal::EarlyReasonUnreadable { longest: LONGEST })
}

/// The customer cannot be worked on.
fn aside(finding: Finding) -> IssueRefusal {
    IssueRefusal::CustomerSetAside { finding: Box::new(finding) }
}

/// The statement that a draft says, made anew; or why it cannot be issued.
fn judge(
    facts: &CustomerFacts<'_>,
    draft: &KeptDraft,
    ground: &Ground,
) -> Result<Ready, IssueRefusal> {
    let period = draft.period;
    if let Some(earlier) = facts.stored.drafts.iter().find(|it| it.period < period) {
        return Err(IssueRefusal::EarlierMonthIsDraft { earlier: earlier.period });
    }
    let stale = IssueRefusal::DraftIsStale { period };
    let Ok(Some(statement)) = facts.statement(period, &ground.supplier, &ground.cards, i64::MAX)
    else {
        return Err(stale);
    };
    let total_cents = kept_cents(statement.totals.total_usd).map_err(aside)?;
    let content = statement.canonical();
    if draft.says(&content, total_cents) { Ok(Ready { statement, content }) } else { Err(stale) }
}

/// Whether a statement may be issued on a day.
fn judge_day(ready: Ready, period: Period, day: &IssueDay<'_>) -> Result<Ready, IssueRefusal> {
    let Statement { time_zone, due_days, .. } = &ready.statement;
    day.judge_month(period, day.today(*time_zone))?;
    dates::due(day.latest_today(), *due_days)?;
    Ok(ready)
}

/// Issues statements, each with its written form, under the next numbers of their series.
///
/// # Errors
///
/// [`BillingError::CannotIssue`] for a day of issue that N9 does not allow and a due day that no calendar
/// has, [`BillingError::Invalid`] for a total that cannot be kept.
pub(super) async fn number(
    transaction: &mut Transaction,
    statements: Vec<(&Statement, String)>,
    supplier: &Supplier,
    day: &IssueDay<'_>,
    request: &Request,
) -> Result<Vec<String>, BillingError> {
    let mut last: BTreeMap<&str, Option<Last>> = BTreeMap::new();
    let mut new = Vec::with_capacity(statements.len());
    for (statement, content) in statements {
        let series = match statement.kind {
            DocumentKind::Invoice => supplier.invoice_series.as_str(),
            DocumentKind::CreditNote => &supplier.credit_note_series,
            DocumentKind::DebitNote => &supplier.debit_note_series,
        };
        if !last.contains_key(series) {
            let found = documents::last_of_series(transaction, series).await?;
            last.insert(series, found.map(|(number, issued_on)| Last { number, issued_on }));
        }
        let before = last.entry(series).or_default();
        let zone = statement.time_zone;
        let issued_on = day.after(before.as_ref(), zone)?;
        if let Some(before) = before {
            before.issued_on = issued_on;
        }
        let due_on = dates::due(issued_on, statement.due_days)?;
        let total_cents = kept_cents(statement.totals.total_usd)
            .map_err(|finding| BillingError::Invalid(vec![finding]))?;
        let early_reason = match statement.credits.is_empty() {
            true => day.early_reason(statement.period, day.today(zone)),
            false => "",
        };
        new.push(NewDocument {
            series,
            statement,
            content,
            issued_on,
            due_on,
            total_cents,
            early_reason,
            request,
        });
    }
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let told: Vec<(&Statement, NaiveDate)> =
        new.iter().map(|it| (it.statement, it.due_on)).collect();
    let numbers = issuing::issue(transaction, new).await?;
    let mut telling = Telling::begin(transaction).await?;
    for (number, (statement, due_on)) in numbers.iter().zip(told) {
        telling.document(number, statement, due_on);
    }
    telling.finish(transaction).await?;
    Ok(numbers)
}
