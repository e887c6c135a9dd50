//! Issued documents as FOCUS, the common format of cloud bills, in the versions 1.2 and 1.4.
//!
//! `docs/focus.md` says for each column where it comes from and which rule it follows.

mod category;
mod charge;
mod costs;
mod detail;
mod discount;
mod metadata;
mod period;

use charge::Charge;
use mru_core::calendar::format_instant;

pub(super) use detail::{heading as detail_heading, rows as detail_rows};
pub use metadata::metadata;
pub use period::{BillingPeriod, billing_periods};

use super::{CURRENCY, ExportError, Exported};
use crate::spreadsheet::{self, Cell, Column};

/// A version of the FinOps Open Cost and Usage Specification that exports follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FocusVersion {
    /// 1.2, of May 2025. A credit note is of the billing period that it is about.
    V1_2,
    /// 1.4, of June 2026. A credit note is of the billing period in which it was given.
    V1_4,
}

impl FocusVersion {
    /// Columns that the other version does not have.
    const fn own_columns(self) -> &'static [&'static str] {
        match self {
            FocusVersion::V1_2 => &["ProviderName", "PublisherName"],
            FocusVersion::V1_4 => &["HostProviderName", "InvoiceDetailId", "ServiceProviderName"],
        }
    }

    const fn other(self) -> FocusVersion {
        match self {
            FocusVersion::V1_2 => FocusVersion::V1_4,
            FocusVersion::V1_4 => FocusVersion::V1_2,
        }
    }
}

impl<'a> Charge<'a> {
    /// The columns of FOCUS by name, those of both versions, then our own.
    const COLUMNS: &'a [Column<Charge<'a>>] = &[
        ("BilledCost", |it| Cell::plain(it.costs.billed)),
        ("BillingAccountId", |it| Cell::text(&it.statement().customer)),
        ("BillingAccountName", |it| Cell::text(&it.statement().bill_to.name)),
        ("BillingAccountType", |_| Cell::plain("Customer")),
        ("BillingCurrency", |_| Cell::plain(CURRENCY)),
        ("BillingPeriodEnd", |it| Cell::plain(format_instant(it.billing_period().1))),
        ("BillingPeriodStart", |it| Cell::plain(format_instant(it.billing_period().0))),
        ("ChargeCategory", |it| Cell::plain(it.category.as_str())),
        ("ChargeClass", |it| Cell::plain(it.class())),
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
        ("HostProviderName", |it| Cell::text(&it.statement().supplier.name)),
        ("InvoiceDetailId", |it| Cell::text(&it.detail_id())),
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
        ("ServiceProviderName", |it| Cell::text(&it.statement().supplier.name)),
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

/// The columns of a version.
fn columns<'a>(version: FocusVersion) -> Vec<Column<Charge<'a>>> {
    let absent = version.other().own_columns();
    Charge::COLUMNS.iter().filter(|(name, _)| !absent.contains(name)).copied().collect()
}

pub(super) fn heading(version: FocusVersion) -> Result<String, csv::Error> {
    spreadsheet::heading(&columns(version))
}

pub(super) fn rows(document: &Exported<'_>, version: FocusVersion) -> Result<String, ExportError> {
    Ok(spreadsheet::rows(&columns(version), Charge::all(document, version)?)?)
}
