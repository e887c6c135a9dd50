//! Issued documents as FOCUS 1.2, the common format of cloud bills.
//!
//! `docs/focus.md` says for each column where it comes from and which rule it follows.

mod category;
mod charge;
mod costs;
mod discount;

use charge::Charge;
use mru_core::calendar::format_instant;

use super::{CURRENCY, ExportError, Exported};
use crate::spreadsheet::{self, Cell, Column};

/// The version of the FinOps Open Cost and Usage Specification that exports follow.
pub const FOCUS_VERSION: &str = "1.2";

impl<'a> Charge<'a> {
    /// The columns of FOCUS by name, then our own.
    const COLUMNS: &'a [Column<Charge<'a>>] = &[
        ("BilledCost", |it| Cell::plain(it.costs.billed)),
        ("BillingAccountId", |it| Cell::text(&it.statement().customer)),
        ("BillingAccountName", |it| Cell::text(&it.statement().bill_to.name)),
        ("BillingAccountType", |_| Cell::plain("Customer")),
        ("BillingCurrency", |_| Cell::plain(CURRENCY)),
        ("BillingPeriodEnd", |it| Cell::plain(format_instant(it.billing_period().1))),
        ("BillingPeriodStart", |it| Cell::plain(format_instant(it.billing_period().0))),
        ("ChargeCategory", |it| Cell::plain(it.category.as_str())),
        ("ChargeClass", |it| Cell::plain(if it.is_correction() { "Correction" } else { "" })),
        ("ChargeDescription", |it| Cell::text(&it.description())),
        ("ChargeFrequency", |it| Cell::plain(category::frequency(it.statement(), it.line))),
        ("ChargePeriodEnd", |it| Cell::plain(format_instant(it.charge_period().1))),
        ("ChargePeriodStart", |it| Cell::plain(format_instant(it.charge_period().0))),
        ("ConsumedQuantity", |it| Cell::of(it.consumed.as_ref(), |it| Cell::number(it.quantity))),
        ("ConsumedUnit", |it| Cell::of(it.consumed.as_ref(), |it| Cell::plain(it.unit))),
        ("ContractedCost", |it| Cell::number(it.costs.contracted)),
        ("ContractedUnitPrice", |it| {
            Cell::of(it.costs.priced, |it| Cell::number(it.contracted_price))
        }),
        ("EffectiveCost", |it| Cell::plain(it.costs.billed)),
        ("InvoiceId", |it| Cell::text(it.document.number)),
        ("InvoiceIssuerName", |it| Cell::text(&it.statement().supplier.name)),
        ("ListCost", |it| Cell::number(it.costs.list)),
        ("ListUnitPrice", |it| Cell::of(it.costs.priced, |it| Cell::number(it.list_price))),
        ("PricingCategory", |it| Cell::plain(if it.is_priced() { "Standard" } else { "" })),
        ("PricingQuantity", |it| Cell::of(it.costs.priced, |it| Cell::number(it.quantity))),
        ("PricingUnit", |it| Cell::of(it.costs.priced, |it| Cell::plain(it.unit))),
        ("ProviderName", |it| Cell::text(&it.statement().supplier.name)),
        ("PublisherName", |it| Cell::text(&it.statement().supplier.name)),
        ("ResourceId", |it| Cell::text(&it.resource())),
        ("ResourceName", |it| Cell::text(it.resource_name())),
        ("ResourceType", |it| Cell::text(&it.resource_type())),
        ("ServiceCategory", |it| Cell::plain(it.service().category)),
        ("ServiceName", |it| Cell::plain(it.service().name)),
        ("ServiceSubcategory", |it| Cell::plain(it.service().subcategory)),
        ("SkuId", |it| Cell::text(it.sku())),
        ("SkuMeter", |it| Cell::plain(it.meter())),
        ("SkuPriceDetails", |it| Cell::json(it.sku_details())),
        ("SkuPriceId", |it| Cell::text(it.sku())),
        ("SubAccountId", |it| Cell::of(it.sub_account(), |(id, _, _)| Cell::text(&id))),
        ("SubAccountName", |it| Cell::of(it.sub_account(), |(_, name, _)| Cell::text(&name))),
        ("SubAccountType", |it| Cell::of(it.sub_account(), |(_, _, kind)| Cell::plain(kind))),
        ("Tags", |it| Cell::json(it.tags())),
        ("x_ContractId", |it| Cell::text(&it.pricing().contract)),
        ("x_CorrectedInvoiceId", |it| {
            Cell::of(it.line.corrects(), |corrects| Cell::text(&corrects.document))
        }),
        ("x_CorrectedInvoiceLine", |it| {
            Cell::of(it.line.corrects(), |corrects| Cell::plain(corrects.line))
        }),
        ("x_DiscountCost", |it| Cell::plain(it.costs.discount)),
        ("x_DocumentKind", |it| Cell::choice(it.statement().kind)),
        ("x_DocumentState", |it| Cell::text(it.document.state)),
        ("x_DueDate", |it| Cell::of(it.document.due_on, Cell::day)),
        ("x_InvoiceLine", |it| Cell::plain(it.line.line)),
        ("x_IssueDate", |it| Cell::day(it.document.issued_on)),
        ("x_LineCost", |it| Cell::plain(it.line.usd)),
        ("x_LineKind", |it| Cell::choice(it.line.kind())),
        ("x_RateCard", |it| Cell::text(&it.pricing().rate_card)),
        ("x_RateCardHash", |it| Cell::text(&it.pricing().rate_card_hash)),
    ];
}

pub(super) fn heading() -> Result<String, csv::Error> {
    spreadsheet::heading(Charge::COLUMNS)
}

pub(super) fn rows(document: &Exported<'_>) -> Result<String, ExportError> {
    Ok(spreadsheet::rows(Charge::COLUMNS, Charge::all(document)?)?)
}
