//! FOCUS 1.4 as a table of columns a dataset and a list of rules, read from its specification
//! (FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec, tag v1.4: `specification/datasets`,
//! `specification/attributes`, and the data model that the Foundation publishes) and from nothing of
//! ours.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::rules::{
    self, ANY,
    Level::{Conditional, Mandatory, Recommended},
    Row, Rule,
    Type::{DateTime, Json, Number, Text},
    get, instant, is, keys, number,
};

pub(crate) const COST_AND_USAGE: [Rule; 65] = [
    ("AllocatedMethodDetails", Recommended, Json, true, ANY),
    ("AllocatedMethodId", Conditional, Text, true, ANY),
    ("AllocatedResourceId", Conditional, Text, true, ANY),
    ("AllocatedResourceName", Conditional, Text, true, ANY),
    ("AllocatedTags", Conditional, Json, true, ANY),
    ("AvailabilityZone", Recommended, Text, true, ANY),
    ("BilledCost", Mandatory, Number, false, ANY),
    ("BillingAccountId", Mandatory, Text, false, ANY),
    ("BillingAccountName", Mandatory, Text, true, ANY),
    ("BillingAccountType", Conditional, Text, false, ANY),
    ("BillingCurrency", Mandatory, Text, false, ANY),
    ("BillingPeriodEnd", Mandatory, DateTime, false, ANY),
    ("BillingPeriodStart", Mandatory, DateTime, false, ANY),
    ("CapacityReservationId", Conditional, Text, true, ANY),
    ("CapacityReservationStatus", Conditional, Text, true, &["Used", "Unused"]),
    (
        "ChargeCategory",
        Mandatory,
        Text,
        false,
        &["Usage", "Purchase", "Tax", "Credit", "Adjustment"],
    ),
    ("ChargeClass", Mandatory, Text, true, &["Correction"]),
    ("ChargeDescription", Mandatory, Text, true, ANY),
    ("ChargeFrequency", Recommended, Text, false, &["One-Time", "Recurring", "Usage-Based"]),
    ("ChargePeriodEnd", Mandatory, DateTime, false, ANY),
    ("ChargePeriodStart", Mandatory, DateTime, false, ANY),
    ("CommitmentDiscountCategory", Conditional, Text, true, &["Spend", "Usage"]),
    ("CommitmentDiscountId", Conditional, Text, true, ANY),
    ("CommitmentDiscountName", Conditional, Text, true, ANY),
    ("CommitmentDiscountQuantity", Conditional, Number, true, ANY),
    ("CommitmentDiscountStatus", Conditional, Text, true, &["Used", "Unused"]),
    ("CommitmentDiscountType", Conditional, Text, true, ANY),
    ("CommitmentDiscountUnit", Conditional, Text, true, ANY),
    ("CommitmentProgramEligibilityDetails", Conditional, Json, true, ANY),
    ("ConsumedQuantity", Conditional, Number, true, ANY),
    ("ConsumedUnit", Conditional, Text, true, ANY),
    ("ContractApplied", Conditional, Json, true, ANY),
    ("ContractedCost", Mandatory, Number, false, ANY),
    ("ContractedUnitPrice", Conditional, Number, true, ANY),
    ("EffectiveCost", Mandatory, Number, false, ANY),
    ("HostProviderName", Mandatory, Text, true, ANY),
    ("InvoiceDetailId", Conditional, Text, true, ANY),
    ("InvoiceId", Conditional, Text, true, ANY),
    ("InvoiceIssuerName", Mandatory, Text, false, ANY),
    ("ListCost", Mandatory, Number, false, ANY),
    ("ListUnitPrice", Conditional, Number, true, ANY),
    ("PricingCategory", Conditional, Text, true, &["Standard", "Dynamic", "Committed", "Other"]),
    ("PricingCurrency", Conditional, Text, false, ANY),
    ("PricingCurrencyContractedUnitPrice", Conditional, Number, true, ANY),
    ("PricingCurrencyEffectiveCost", Conditional, Number, false, ANY),
    ("PricingCurrencyListUnitPrice", Conditional, Number, true, ANY),
    ("PricingQuantity", Mandatory, Number, true, ANY),
    ("PricingUnit", Mandatory, Text, true, ANY),
    ("RegionId", Conditional, Text, true, ANY),
    ("RegionName", Conditional, Text, true, ANY),
    ("ResourceId", Conditional, Text, true, ANY),
    ("ResourceName", Conditional, Text, true, ANY),
    ("ResourceType", Conditional, Text, true, ANY),
    ("ServiceCategory", Mandatory, Text, false, ANY),
    ("ServiceName", Mandatory, Text, false, ANY),
    ("ServiceProviderName", Mandatory, Text, false, ANY),
    ("ServiceSubcategory", Recommended, Text, false, ANY),
    ("SkuId", Conditional, Text, true, ANY),
    ("SkuMeter", Conditional, Text, true, ANY),
    ("SkuPriceDetails", Conditional, Json, true, ANY),
    ("SkuPriceId", Conditional, Text, true, ANY),
    ("SubAccountId", Conditional, Text, true, ANY),
    ("SubAccountName", Conditional, Text, true, ANY),
    ("SubAccountType", Conditional, Text, true, ANY),
    ("Tags", Conditional, Json, true, ANY),
];

pub(crate) const INVOICE_DETAIL: [Rule; 22] = [
    ("BilledCost", Mandatory, Number, false, ANY),
    ("BillingAccountId", Mandatory, Text, false, ANY),
    ("BillingCurrency", Mandatory, Text, false, ANY),
    ("BillingPeriodEnd", Mandatory, DateTime, false, ANY),
    ("BillingPeriodStart", Mandatory, DateTime, false, ANY),
    (
        "ChargeCategory",
        Mandatory,
        Text,
        false,
        &["Usage", "Purchase", "Tax", "Credit", "Adjustment"],
    ),
    ("InvoiceDetailCreated", Mandatory, DateTime, false, ANY),
    ("InvoiceDetailDescription", Mandatory, Text, true, ANY),
    ("InvoiceDetailGrain", Mandatory, Json, true, ANY),
    ("InvoiceDetailId", Mandatory, Text, false, ANY),
    ("InvoiceDetailLastUpdated", Mandatory, DateTime, false, ANY),
    ("InvoiceId", Mandatory, Text, false, ANY),
    ("InvoiceIssueDate", Mandatory, DateTime, true, ANY),
    ("InvoiceIssueStatus", Mandatory, Text, false, &["Open", "Issued", "Voided"]),
    ("InvoiceIssuerName", Mandatory, Text, false, ANY),
    ("PaymentCurrency", Conditional, Text, false, ANY),
    ("PaymentCurrencyBilledCost", Conditional, Number, false, ANY),
    ("PaymentCurrencyInvoiceDetailId", Conditional, Text, false, ANY),
    ("PaymentDueDate", Mandatory, DateTime, true, ANY),
    ("PaymentTerms", Mandatory, Text, false, ANY),
    ("PurchaseOrderNumber", Conditional, Text, true, ANY),
    ("ReferenceInvoiceId", Mandatory, Text, false, ANY),
];

pub(crate) const BILLING_PERIOD: [Rule; 6] = [
    ("BillingPeriodCreated", Mandatory, DateTime, false, ANY),
    ("BillingPeriodEnd", Mandatory, DateTime, false, ANY),
    ("BillingPeriodLastUpdated", Mandatory, DateTime, false, ANY),
    ("BillingPeriodStart", Mandatory, DateTime, false, ANY),
    ("BillingPeriodStatus", Mandatory, Text, false, &["Open", "Closed"]),
    ("InvoiceIssuerName", Mandatory, Text, false, ANY),
];

/// Conditional columns whose condition holds for us, but for those of 1.2: payable invoices are
/// issued.
const INVOICED: [&str; 2] = ["InvoiceDetailId", "InvoiceId"];

/// Conditional columns of charges whose condition holds for us.
pub(crate) fn applicable() -> Vec<&'static str> {
    rules::APPLICABLE.iter().chain(&INVOICED).copied().collect()
}

/// Properties of the grain of an invoice line that FOCUS names itself.
const GRAIN: [&str; 9] = [
    "ContractId",
    "RegionId",
    "ResourceId",
    "ResourceType",
    "ServiceName",
    "SkuId",
    "SkuMeter",
    "SkuPriceId",
    "SubAccountId",
];

/// Everything in which a file of charges does not conform.
pub(crate) fn cost_and_usage(columns: &[String], rows: &[Row]) -> Vec<String> {
    let mut found = rules::charges(&COST_AND_USAGE, &applicable(), columns, rows);
    for (index, row) in rows.iter().enumerate() {
        let mut must = must(&mut found, index);
        let same = |one, other| get(row, one) == get(row, other);
        // The host is not chosen by the customer, nor shown.
        must(same("HostProviderName", "ServiceProviderName"), "the host is another provider");
        let invoiced = |name| get(row, name).is_some();
        must(invoiced("InvoiceId") == invoiced("InvoiceDetailId"), "half an invoice is named");
        let ended = get(row, "ChargePeriodEnd") <= get(row, "BillingPeriodStart");
        let correction = is(row, "ChargeClass", "Correction");
        must(!correction || ended, "the correction is of its own, open billing period");
        let granted = is(row, "ChargeCategory", "Credit");
        must(!(granted && correction), "what is granted corrects nothing");
        // A negative charge about an earlier period corrects it, unless it is granted or a tax.
        let back = get(row, "BilledCost").and_then(number).is_some_and(|it| it.is_sign_negative());
        let about_earlier = ended && back && !granted && !is(row, "ChargeCategory", "Tax");
        must(!about_earlier || correction, "a refund of a closed period is no correction");
    }
    found
}

/// Everything in which a file of invoice lines does not conform.
pub(crate) fn invoice_detail(columns: &[String], rows: &[Row]) -> Vec<String> {
    let mut found = rules::headings(&INVOICE_DETAIL, &[], columns);
    let mut ids = BTreeSet::new();
    for (index, row) in rows.iter().enumerate() {
        found.extend(rules::cells(&INVOICE_DETAIL, columns, row));
        let mut must = must(&mut found, index);
        let at = |name| get(row, name).and_then(instant);
        must(at("BillingPeriodStart") < at("BillingPeriodEnd"), "the period does not end");
        let (created, updated) = (at("InvoiceDetailCreated"), at("InvoiceDetailLastUpdated"));
        must(created <= updated, "it was updated before it was created");
        must(
            ids.insert((get(row, "InvoiceId"), get(row, "InvoiceDetailId"))),
            "its id stands twice",
        );
        let currency = get(row, "BillingCurrency").unwrap_or_default();
        let code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
        must(code, "BillingCurrency is no code of ISO 4217");
        let known = |key: &String| key.starts_with("x_") || GRAIN.contains(&key.as_str());
        must(keys(row, "InvoiceDetailGrain").iter().all(known), "a key of the grain has no x_");
        let due = at("PaymentDueDate").zip(at("InvoiceIssueDate"));
        must(due.is_none_or(|(due, issued)| issued <= due), "it is due before it is issued");
        must(get(row, "InvoiceDetailGrain").is_some(), "the grain of the line is not said");
        must(get(row, "InvoiceDetailDescription").is_some(), "the line is not described");
        must(at("InvoiceIssueDate").is_some(), "an issued invoice has no day");
    }
    // What is said of an invoice is the same on each of its lines.
    for name in [
        "BillingAccountId",
        "BillingCurrency",
        "BillingPeriodEnd",
        "BillingPeriodStart",
        "InvoiceIssueDate",
        "InvoiceIssueStatus",
        "InvoiceIssuerName",
        "PaymentDueDate",
        "PaymentTerms",
    ] {
        let mut seen: BTreeMap<_, _> = BTreeMap::new();
        for row in rows {
            let (invoice, value) = (get(row, "InvoiceId"), get(row, name));
            if *seen.entry(invoice).or_insert(value) != value {
                found.push(format!("{invoice:?} has two of {name}"));
            }
        }
    }
    found
}

/// Everything in which a file of billing periods does not conform.
pub(crate) fn billing_period(columns: &[String], rows: &[Row]) -> Vec<String> {
    let mut found = rules::headings(&BILLING_PERIOD, &[], columns);
    let mut seen = BTreeSet::new();
    for (index, row) in rows.iter().enumerate() {
        found.extend(rules::cells(&BILLING_PERIOD, columns, row));
        let mut must = must(&mut found, index);
        let at = |name| get(row, name).and_then(instant);
        must(at("BillingPeriodStart") < at("BillingPeriodEnd"), "the period does not end");
        let (created, updated) = (at("BillingPeriodCreated"), at("BillingPeriodLastUpdated"));
        must(created <= updated, "it was updated before it was created");
        let ended = at("BillingPeriodEnd") <= updated;
        must(!is(row, "BillingPeriodStatus", "Closed") || ended, "it is closed before it ends");
        let key = (get(row, "InvoiceIssuerName"), get(row, "BillingPeriodStart"));
        must(seen.insert(key), "the period of the issuer stands twice");
    }
    found
}

/// Everything in which the datasets do not fit each other; each conforms for itself.
pub(crate) fn together(charges: &[Row], details: &[Row], periods: &[Row]) -> Vec<String> {
    const DETAIL: &[&str] = &["InvoiceIssuerName", "InvoiceId", "InvoiceDetailId"];
    const INVOICE: &[&str] = &["InvoiceIssuerName", "InvoiceId"];
    const PERIOD: &[&str] = &["InvoiceIssuerName", "BillingPeriodStart"];
    let mut found = Vec::new();
    // The standard bears differences of rounding; all amounts of ours are cents.
    for by in [DETAIL, INVOICE] {
        if sums(charges, by) != sums(details, by) {
            found.push(format!("BilledCost by {by:?} is not the same in both datasets"));
        }
    }
    for name in ["BillingAccountId", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart"] {
        let of = |rows: &[Row]| -> BTreeSet<_> {
            rows.iter().map(|row| (key(row, INVOICE), get(row, name).map(str::to_owned))).collect()
        };
        if of(charges) != of(details) {
            found.push(format!("{name} of an invoice is not the same in both datasets"));
        }
    }
    let known: BTreeMap<_, _> = periods.iter().map(|row| (key(row, PERIOD), row)).collect();
    for row in charges.iter().chain(details) {
        let Some(period) = known.get(&key(row, PERIOD)) else {
            found.push(format!("{:?} has no billing period", get(row, "InvoiceId")));
            continue;
        };
        if get(row, "BillingPeriodEnd") != get(period, "BillingPeriodEnd") {
            found.push(String::from("a billing period ends twice"));
        }
        let late = get(row, "InvoiceDetailCreated") > get(period, "BillingPeriodLastUpdated");
        if is(period, "BillingPeriodStatus", "Closed") && late {
            found.push(String::from("a closed billing period got another line"));
        }
    }
    let invoices: BTreeSet<_> = details.iter().map(|row| get(row, "InvoiceId")).collect();
    let own = |row: &&Row| get(row, "InvoiceId") == get(row, "ReferenceInvoiceId");
    for row in details.iter().filter(|row| !own(row)) {
        if !invoices.contains(&get(row, "ReferenceInvoiceId")) {
            found.push(format!("{:?} is no invoice", get(row, "ReferenceInvoiceId")));
        }
    }
    found
}

/// The sums of what was billed, by some columns.
fn sums(rows: &[Row], by: &[&str]) -> BTreeMap<Vec<Option<String>>, Decimal> {
    let mut sums: BTreeMap<_, Decimal> = BTreeMap::new();
    for row in rows {
        *sums.entry(key(row, by)).or_default() += get(row, "BilledCost").and_then(number).unwrap();
    }
    sums
}

fn key(row: &Row, by: &[&str]) -> Vec<Option<String>> {
    by.iter().map(|name| get(row, name).map(str::to_owned)).collect()
}

/// Adds the sentence of a rule that a row does not keep.
fn must(found: &mut Vec<String>, index: usize) -> impl FnMut(bool, &str) {
    move |holds, rule| {
        if !holds {
            found.push(format!("row {}: {rule}", index + 1));
        }
    }
}
