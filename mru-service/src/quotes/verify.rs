//! Issued quotes made again from what they pin, and held against what was issued.

use chrono::NaiveDate;
use mru_core::rate_card::RateCards;

use super::{QuoteError, made};
use crate::{
    billing::BillingError,
    storage::{
        StoredQuote, Transaction,
        check::Verified,
        quotes::{self, Wanted},
    },
};

/// Quotes at hand at once.
const PAGE: i64 = 50;

/// Checks all issued quotes.
pub(crate) async fn check(
    transaction: &mut Transaction,
    cards: &RateCards,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let wanted = Wanted { customer: "", state: "", day: NaiveDate::MIN };
    let mut after = 0;
    loop {
        let page = match quotes::after(transaction, &wanted, after, PAGE).await {
            Ok(page) => page,
            Err(error) => return Ok(verified.unreadable(error)?),
        };
        let Some(last) = page.last() else { return Ok(()) };
        after = last.ordinal;
        for quote in &page {
            check_quote(transaction, quote, cards, verified).await?;
        }
    }
}

async fn check_quote(
    transaction: &mut Transaction,
    quote: &StoredQuote,
    cards: &RateCards,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let StoredQuote { number, paper, .. } = quote;
    let head = &paper.head;
    let agrees = format!("{}-{:06}", quote.series, quote.ordinal) == *number
        && head.as_of == quote.issued_on
        && head.valid_until == quote.valid_until
        && head.supersedes == quote.supersedes
        && head.agreed.as_ref().map_or("", |it| it.customer.as_str()) == quote.customer
        && paper.totals.monthly_usd.cents() == Some(quote.total_cents);
    if !agrees {
        verified.problem(
            format!("the columns of {number} are not what the quote says"),
            format!("las columnas de {number} no son lo que dice la cotización"),
        );
    }
    match made::again(transaction, quote, cards).await {
        Ok(_) => verified.quotes = verified.quotes.saturating_add(1),
        Err(QuoteError::Store(error)) => verified.unreadable(error)?,
        Err(_) => verified.problem(
            format!("{number} made again from what it pins is not the quote that was issued"),
            format!("{number} hecha de nuevo desde lo que fija no es la cotización emitida"),
        ),
    }
    Ok(())
}
