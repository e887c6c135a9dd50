//! What AWS's invoices of a month say, by its Invoicing API, which is free of charge.

use aws_access::Cause;
use aws_sdk_invoicing::{
    Client,
    operation::list_invoice_summaries::ListInvoiceSummariesOutput,
    types::{
        BillingPeriod, InvoiceSummariesFilter, InvoiceSummariesSelector, InvoiceSummary,
        InvoiceType, ListInvoiceSummariesResourceType,
    },
};
use chrono::Datelike as _;
use mru_core::calendar::Period;
use serde_json::{Value, json};

use super::super::{GatheringError, SourceRefusal};
use crate::aws::AwsRefusal;

/// The API answers in one region about all of them.
pub(super) const ANSWERS_IN: &str = "us-east-1";
/// The permission that each request needs.
const PERMISSION: &str = "invoicing:ListInvoiceSummaries";
/// The most pages of an answer.
const MOST_PAGES: usize = 100;
/// Invoices on a page, as many as AWS gives.
const ON_PAGE: i32 = 100;

/// Asks for the invoices of an account in a month, and returns them as the API writes them, in one page.
pub(in super::super) async fn ask(
    client: &Client,
    account: &str,
    month: Period,
) -> Result<String, GatheringError> {
    let request = || format!("ListInvoiceSummaries {account} {month}");
    let unbuilt = |error: aws_sdk_invoicing::error::BuildError| SourceRefusal::AnswerUnreadable {
        request: request(),
        lacks: error.to_string(),
    };
    let (first, mut token) = (month.first_day(), None::<String>);
    let period = BillingPeriod::builder();
    let period = period.month(i32::try_from(first.month()).unwrap_or_default()).year(first.year());
    let filter = InvoiceSummariesFilter::builder().billing_period(period.build().map_err(unbuilt)?);
    let selector = InvoiceSummariesSelector::builder()
        .resource_type(ListInvoiceSummariesResourceType::AccountId)
        .value(account)
        .build()
        .map_err(unbuilt)?;
    let (filter, mut all) = (filter.build(), Vec::new());
    for _ in 0..MOST_PAGES {
        let sent = client
            .list_invoice_summaries()
            .selector(selector.clone())
            .filter(filter.clone())
            .max_results(ON_PAGE)
            .set_next_token(token.clone())
            .send()
            .await;
        let ListInvoiceSummariesOutput { invoice_summaries, next_token, .. } =
            sent.map_err(|error| AwsRefusal::of(Cause::of(&error), request(), PERMISSION))?;
        all.extend(invoice_summaries.iter().map(written));
        match next_token.filter(|next| !next.is_empty()) {
            None => return Ok(json!({ "InvoiceSummaries": all }).to_string()),
            // The same page again would go on for ever.
            next if next == token => break,
            next => token = next,
        }
    }
    Err(AwsRefusal::AwsPagesWithoutEnd { request: request(), pages: MOST_PAGES }.into())
}

/// An invoice as the API writes it, with what is taken of it. What it does not say is left out, and refused
/// where it is read.
fn written(invoice: &InvoiceSummary) -> Value {
    let mut all = serde_json::Map::new();
    let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
    put("InvoiceId", json!(invoice.invoice_id()));
    put("InvoiceType", json!(invoice.invoice_type().map(InvoiceType::as_str)));
    if let Some(period) = invoice.billing_period() {
        put("BillingPeriod", json!({ "Month": period.month(), "Year": period.year() }));
    }
    if let Some(amounts) = invoice.base_currency_amount() {
        let said = json!({
            "TotalAmount": amounts.total_amount(),
            "TotalAmountBeforeTax": amounts.total_amount_before_tax(),
            "CurrencyCode": amounts.currency_code(),
        });
        put("BaseCurrencyAmount", without_null(said));
    }
    without_null(Value::Object(all))
}

/// A map without what is null.
fn without_null(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.into_iter().filter(|(_, value)| !value.is_null()).collect())
        }
        other => other,
    }
}
