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
    BillingError, PAGE,
    facts::{self, CustomerFacts},
};
use crate::storage::{
    Database, Draft, NewDocument, Request, StoreError, Transaction, documents, drafts,
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
    progress: &dyn Fn(usize, usize),
) -> Result<(Vec<Issued>, Vec<NotIssued>), BillingError> {
    let mut reader = database.read().await?;
    let customers = facts::customers(&mut reader, only).await?;
    reader.rollback().await?;
    let (mut issued, mut refused) = (Vec::new(), Vec::new());
    for (index, page) in customers.chunks(PAGE).enumerate() {
        let mut transaction = database.write().await?;
        let supplier = facts::supplier(&mut transaction).await?;
        for (customer, facts) in facts::load(&mut transaction, page, period).await? {
            let Some(draft) = facts.draft(period) else { continue };
            match refusal(&facts, draft, &supplier, cards) {
                Some(reason) => refused.push(NotIssued { customer, reason }),
                None => {
                    let document = one(&mut transaction, draft, &supplier, issued_on).await?;
                    issued.push(document);
                }
            }
        }
        crate::crash::point("issue.before-commit");
        transaction.commit().await?;
        crate::crash::point("issue.after-commit");
        progress(index.saturating_mul(PAGE).saturating_add(page.len()), customers.len());
    }
    Ok((issued, refused))
}

/// Why a draft cannot be issued.
fn refusal(
    facts: &CustomerFacts,
    draft: &Draft,
    supplier: &Supplier,
    cards: &RateCards,
) -> Option<Text> {
    let period = draft.period;
    if let Some(earlier) = facts.drafts.iter().find(|it| it.period < period) {
        let earlier = earlier.period;
        return Some(Text::new(
            format!("{earlier} is still a draft; issue it first"),
            format!("{earlier} todavía es un borrador; emítalo primero"),
        ));
    }
    let now = facts.statement(period, supplier, cards, i64::MAX);
    let same = matches!(&now, Ok(Some(statement)) if statement.canonical() == draft.content);
    (!same).then(|| {
        Text::new(
            format!("facts changed after the draft was made; run `mru bill {period}` and look again"),
            format!("los hechos cambiaron después de hacer el borrador; ejecute `mru bill {period}` y revíselo de nuevo"),
        )
    })
}

async fn one(
    transaction: &mut Transaction,
    draft: &Draft,
    supplier: &Supplier,
    issued_on: Option<NaiveDate>,
) -> Result<Issued, BillingError> {
    let number =
        number(transaction, &draft.statement, supplier, issued_on, &Request::default()).await?;
    drafts::drop(transaction, &draft.customer, draft.period).await?;
    let total = draft.statement.totals.total_usd;
    Ok(Issued { number, customer: draft.customer.clone(), total })
}

/// Issues a statement under the next number of its series.
pub(super) async fn number(
    transaction: &mut Transaction,
    statement: &Statement,
    supplier: &Supplier,
    issued_on: Option<NaiveDate>,
    request: &Request,
) -> Result<String, StoreError> {
    let content = statement.canonical();
    let issued_on = issued_on.unwrap_or_else(|| statement.time_zone.day_of(Utc::now()));
    let due_days = Days::new(statement.due_days.into());
    let new = NewDocument {
        series: match statement.kind {
            DocumentKind::Invoice => &supplier.invoice_series,
            DocumentKind::CreditNote => &supplier.credit_note_series,
        },
        statement,
        content: &content,
        issued_on,
        due_on: issued_on.checked_add_days(due_days).unwrap_or(issued_on),
        total_cents: statement.totals.total_usd.cents().unwrap_or(0),
        request,
    };
    documents::issue(transaction, &new).await
}
