//! The dataset `InvoiceDetail` of FOCUS 1.4: the lines of a document, as it says them.

use chrono::NaiveDate;
use mru_core::calendar::format_instant;
use serde_json::{Map, Value as Json, json};

use super::{
    super::{CURRENCY, ExportError, Exported},
    FocusVersion,
    charge::Charge,
};
use crate::spreadsheet::{self, Cell, Column};

/// A line of a document, with its part of the discount: the charge that it is.
struct Detail<'a>(Charge<'a>);

impl<'a> Detail<'a> {
    /// The columns of FOCUS by name, then our own.
    const COLUMNS: &'a [Column<Detail<'a>>] = &[
        ("BilledCost", |it| Cell::plain(it.0.costs.billed)),
        ("BillingAccountId", |it| Cell::text(&it.0.statement().customer)),
        ("BillingCurrency", |_| Cell::plain(CURRENCY)),
        ("BillingPeriodEnd", |it| Cell::plain(format_instant(it.0.billing_period().1))),
        ("BillingPeriodStart", |it| Cell::plain(format_instant(it.0.billing_period().0))),
        ("ChargeCategory", |it| Cell::plain(it.0.category.as_str())),
        ("InvoiceDetailCreated", |it| Cell::plain(format_instant(it.0.document.recorded_at))),
        ("InvoiceDetailDescription", |it| Cell::text(&it.0.description())),
        ("InvoiceDetailGrain", |it| Cell::json(Some(it.grain()))),
        ("InvoiceDetailId", |it| Cell::text(&it.0.detail_id())),
        // What is issued never changes.
        ("InvoiceDetailLastUpdated", |it| Cell::plain(format_instant(it.0.document.recorded_at))),
        ("InvoiceId", |it| Cell::text(it.0.document.number)),
        ("InvoiceIssueDate", |it| it.day(it.0.document.issued_on)),
        ("InvoiceIssueStatus", |_| Cell::plain("Issued")),
        ("InvoiceIssuerName", |it| Cell::text(&it.0.statement().supplier.name)),
        ("PaymentDueDate", |it| Cell::of(it.0.document.due_on, |day| it.day(day))),
        ("PaymentTerms", |it| Cell::plain(it.terms())),
        ("ReferenceInvoiceId", |it| Cell::text(it.reference())),
        ("x_DiscountCost", |it| Cell::plain(it.0.costs.discount)),
        ("x_DocumentKind", |it| Cell::choice(it.0.statement().kind)),
        ("x_InvoiceLine", |it| Cell::plain(it.0.line.line)),
        ("x_LineCost", |it| Cell::plain(it.0.line.usd)),
        ("x_LineKind", |it| Cell::choice(it.0.line.kind())),
        ("x_PricingQuantity", |it| Cell::of(it.0.costs.priced, |it| Cell::number(it.quantity))),
        ("x_PricingUnit", |it| Cell::of(it.0.costs.priced, |it| Cell::plain(it.unit))),
    ];

    /// A day as the instant with which it begins where the customer is.
    fn day(&self, day: NaiveDate) -> Cell {
        Cell::plain(format_instant(self.0.statement().time_zone.start_of(day)))
    }

    /// How long the customer has to pay.
    fn terms(&self) -> String {
        match self.0.statement().due_days {
            0 => String::from("Due on Receipt"),
            days => format!("Net {days}"),
        }
    }

    /// The invoice that the line changes, else the document itself.
    fn reference(&self) -> &str {
        let statement = self.0.statement();
        let about = self.0.line.corrects().map(|corrects| corrects.document.as_str());
        let credits = Some(statement.credits.as_str());
        about.or(credits).filter(|it| !it.is_empty()).unwrap_or(self.0.document.number)
    }

    /// What the line is one of: by FOCUS columns where there are any, else by our own.
    fn grain(&self) -> Json {
        let charge = &self.0;
        let (start, end) = charge.charge_period();
        let known = [
            ("ContractId", charge.pricing().contract.clone()),
            ("ResourceId", charge.resource()),
            ("ServiceName", charge.service().name.to_owned()),
            ("SkuId", charge.sku().to_owned()),
            ("SubAccountId", charge.sub_account().map(|(id, _, _)| id).unwrap_or_default()),
            ("x_ChargePeriodEnd", format_instant(end)),
            ("x_ChargePeriodStart", format_instant(start)),
        ];
        let known = known.into_iter().filter(|(_, value)| !value.is_empty());
        let mut grain: Map<_, _> =
            known.map(|(key, value)| (key.to_owned(), json!(value))).collect();
        grain.insert(String::from("x_LineKind"), json!(charge.line.kind()));
        if let Some(corrects) = charge.line.corrects() {
            grain.insert(String::from("x_CorrectedInvoiceLine"), json!(corrects.line));
        }
        Json::Object(grain)
    }
}

pub(super) fn column_names() -> Vec<&'static str> {
    Detail::COLUMNS.iter().map(|(name, _)| *name).collect()
}

pub(in crate::export) fn heading() -> Result<String, csv::Error> {
    spreadsheet::heading(Detail::COLUMNS)
}

pub(in crate::export) fn rows(document: &Exported<'_>) -> Result<String, ExportError> {
    let charges = Charge::all(document, FocusVersion::V1_4)?;
    Ok(spreadsheet::rows(Detail::COLUMNS, charges.into_iter().map(Detail))?)
}
