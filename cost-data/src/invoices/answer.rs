//! Answers of `ListInvoiceSummaries` of AWS's Invoicing API, as the API and AWS's CLI write them.

use std::collections::BTreeMap;

use mru_core::costs::AwsInvoice;
use serde::Deserialize;

use super::{Place, signed};
use crate::{CostDataError, Expected};

/// What is taken of an answer. Its other fields say who sells, who owes, and until when.
#[derive(Deserialize)]
struct Written {
    #[serde(rename = "InvoiceSummaries")]
    invoices: Vec<Summary>,
    #[serde(rename = "NextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    #[serde(default)]
    invoice_id: String,
    #[serde(default)]
    invoice_type: String,
    billing_period: Option<Month>,
    base_currency_amount: Option<Amounts>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Month {
    month: u32,
    year: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Amounts {
    #[serde(default)]
    total_amount: String,
    total_amount_before_tax: Option<String>,
    #[serde(default)]
    currency_code: String,
}

/// A page of an answer.
pub(super) struct Page {
    pub(super) invoices: Vec<AwsInvoice>,
    /// Whether another page follows.
    pub(super) is_unfinished: bool,
}

pub(super) fn read(file: &str, text: &str) -> Result<Page, CostDataError> {
    let written: Written = serde_json::from_str(text).map_err(|error| {
        CostDataError::NoInvoices { file: file.to_owned(), error: error.to_string() }
    })?;
    let places = (1..).map(|row| Place { file, row });
    let invoices = places.zip(&written.invoices).map(|(place, summary)| invoice(place, summary));
    let is_unfinished = written.next.is_some_and(|token| !token.is_empty());
    Ok(Page { invoices: invoices.collect::<Result<_, _>>()?, is_unfinished })
}

fn invoice(place: Place<'_>, summary: &Summary) -> Result<AwsInvoice, CostDataError> {
    let missing = |column| place.refuse(column, "", Expected::Something);
    let month = summary.billing_period.as_ref().ok_or_else(|| missing("BillingPeriod"))?;
    let amounts = summary.base_currency_amount.as_ref();
    let amounts = amounts.ok_or_else(|| missing("BaseCurrencyAmount"))?;
    let total = place.amount("BaseCurrencyAmount.TotalAmount", &amounts.total_amount)?;
    let mut lines = BTreeMap::new();
    if let Some(before_tax) = &amounts.total_amount_before_tax {
        let column = "BaseCurrencyAmount.TotalAmountBeforeTax";
        let tax = total.less(place.amount(column, before_tax)?);
        let tax = tax.map_err(|_| place.refuse(column, before_tax, Expected::Amount))?;
        lines.insert(String::from("Tax"), tax);
    }
    Ok(signed(AwsInvoice {
        id: place.text("InvoiceId", &summary.invoice_id)?,
        kind: place.kind("InvoiceType", &summary.invoice_type)?,
        period: place.period("BillingPeriod", &format!("{:04}-{:02}", month.year, month.month))?,
        total,
        currency: place.text("BaseCurrencyAmount.CurrencyCode", &amounts.currency_code)?,
        lines,
        file: place.file.to_owned(),
    }))
}
