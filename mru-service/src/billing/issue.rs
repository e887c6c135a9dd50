//! Issues drafts: the number comes last, without gaps.

use chrono::{Days, NaiveDate, Utc};
use mru_core::{
    account::Supplier,
    calendar::Period,
    invoice::{DocumentKind, Statement},
    rate_card::RateCards,
    text::Text,
    units::Usd,
};

use super::{
    BillingError,
    facts::{self, CustomerFacts, Stored},
    load,
    progress::{Progress, run_name},
};
use crate::{
    storage::{
        Database, KeptDraft, NewDocument, Request, StoreError, Transaction, documents, drafts, runs,
    },
    witness::seal::seal,
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
    pub reason: Text,
}

/// Issues the drafts of a month, by customer.
///
/// The store keeps what this run issued, under its name; `progress` is told what was issued as soon as that is
/// kept for good, a page at a time, and so knows it even if the rest fails.
///
/// A draft is issued only if the facts still say the same, and if no earlier month of its customer
/// is still a draft.
///
/// # Errors
///
/// [`BillingError`] when nothing can be issued at all.
pub async fn issue(
    database: &Database,
    cards: &RateCards,
    period: Period,
    only: Option<&str>,
    issued_on: Option<NaiveDate>,
    progress: &dyn Fn(Progress<'_>),
) -> Result<(Vec<Issued>, Vec<NotIssued>), BillingError> {
    let mut reader = database.read().await?;
    let customers = facts::customers(&mut reader, only).await?;
    reader.rollback().await?;
    let run = run_name();
    let (mut issued, mut refused) = (Vec::new(), Vec::new());
    let mut rest = &customers[..];
    while !rest.is_empty() {
        let mut transaction = database.write().await?;
        let supplier = facts::supplier(&mut transaction).await?;
        let page = load::page(&mut transaction, rest).await?;
        let loaded = load::load(&mut transaction, &page, period).await?;
        let mut ready = Vec::new();
        let judge = |customer: &str, stored: &Stored| {
            // Who cannot be read may have a draft, and who has none has nothing to issue.
            let judged = match (stored.read(), stored.draft(period)) {
                (Err(fault), _) => Err(fault.finding(customer).message),
                (Ok(facts), Some(draft)) => judge(&facts, draft, &supplier, cards),
                (Ok(_), None) => return None,
            };
            Some((customer.to_owned(), judged))
        };
        for judged in load::each(&loaded, judge) {
            match judged {
                None => {}
                Some((_, Ok(statement))) => ready.push(statement),
                Some((customer, Err(reason))) => refused.push(NotIssued { customer, reason }),
            }
        }
        let statements: Vec<(&Statement, &str)> = ready
            .iter()
            .filter_map(|it| Some((it, loaded.get(&it.customer)?.draft(period)?.content.as_str())))
            .collect();
        let numbers =
            number(&mut transaction, &statements, &supplier, issued_on, &Request::default())
                .await?;
        if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
            runs::keep(&mut transaction, &run, (first, last)).await?;
            seal(&mut transaction, database.keys()).await?;
        }
        let done: Vec<&str> = ready.iter().map(|it| it.customer.as_str()).collect();
        drafts::drop_all(&mut transaction, &done, period).await?;
        let before = issued.len();
        issued.extend(numbers.into_iter().zip(ready).map(|(number, statement)| {
            let total = statement.totals.total_usd;
            Issued { number, customer: statement.customer, total }
        }));
        crate::crash::point("issue.before-commit");
        transaction.commit().await?;
        crate::crash::point("issue.after-commit");
        rest = page.rest;
        let issued = issued.get(before..).unwrap_or_default();
        let (done, all) = (customers.len().saturating_sub(rest.len()), customers.len());
        progress(Progress { run: &run, done, all, issued });
    }
    Ok((issued, refused))
}

/// The statement that a draft says, made anew; or why it cannot be issued.
fn judge(
    facts: &CustomerFacts<'_>,
    draft: &KeptDraft,
    supplier: &Supplier,
    cards: &RateCards,
) -> Result<Statement, Text> {
    let period = draft.period;
    if let Some(earlier) = facts.stored.drafts.iter().find(|it| it.period < period) {
        let earlier = earlier.period;
        return Err(Text::new(
            format!("{earlier} is still a draft; issue it first"),
            format!("{earlier} todavía es un borrador; emítalo primero"),
        ));
    }
    match facts.statement(period, supplier, cards, i64::MAX) {
        Ok(Some(statement)) if statement.canonical() == draft.content => Ok(statement),
        _ => Err(Text::new(
            format!(
                "facts changed after the draft was made; run `mru bill {period}` and look again"
            ),
            format!(
                "los hechos cambiaron después de hacer el borrador; ejecute `mru bill {period}` y revíselo de nuevo"
            ),
        )),
    }
}

/// Issues statements, each with its written form, under the next numbers of their series.
pub(super) async fn number(
    transaction: &mut Transaction,
    statements: &[(&Statement, &str)],
    supplier: &Supplier,
    issued_on: Option<NaiveDate>,
    request: &Request,
) -> Result<Vec<String>, StoreError> {
    let documents: Vec<NewDocument<'_>> = statements
        .iter()
        .map(|(statement, content)| {
            let issued_on = issued_on.unwrap_or_else(|| statement.time_zone.day_of(Utc::now()));
            let due_days = Days::new(statement.due_days.into());
            NewDocument {
                series: match statement.kind {
                    DocumentKind::Invoice => &supplier.invoice_series,
                    DocumentKind::CreditNote => &supplier.credit_note_series,
                    DocumentKind::DebitNote => &supplier.debit_note_series,
                },
                statement,
                content,
                issued_on,
                due_on: issued_on.checked_add_days(due_days).unwrap_or(issued_on),
                total_cents: statement.totals.total_usd.cents().unwrap_or(0),
                request,
            }
        })
        .collect();
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    documents::issue(transaction, &documents).await
}
