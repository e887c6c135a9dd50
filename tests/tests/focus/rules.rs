//! FOCUS 1.2 as a table of columns and a list of rules, read from its specification
//! (FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec, tag v1.2) and from nothing of ours.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use Level::{Conditional, Mandatory, Recommended};
use Type::{DateTime, Json as JsonObject, Number, Text};

/// Whether a column has to be there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Level {
    Mandatory,
    Conditional,
    Recommended,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Type {
    Text,
    Number,
    DateTime,
    Json,
}

/// Feature level, type, whether null is allowed, allowed values.
pub(crate) type Rule = (&'static str, Level, Type, bool, &'static [&'static str]);

pub(crate) const ANY: &[&str] = &[];

pub(crate) const COLUMNS: [Rule; 57] = [
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
    ("ConsumedQuantity", Conditional, Number, true, ANY),
    ("ConsumedUnit", Conditional, Text, true, ANY),
    ("ContractedCost", Mandatory, Number, false, ANY),
    ("ContractedUnitPrice", Conditional, Number, true, ANY),
    ("EffectiveCost", Mandatory, Number, false, ANY),
    ("InvoiceId", Recommended, Text, true, ANY),
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
    ("ProviderName", Mandatory, Text, false, ANY),
    ("PublisherName", Mandatory, Text, false, ANY),
    ("RegionId", Conditional, Text, true, ANY),
    ("RegionName", Conditional, Text, true, ANY),
    ("ResourceId", Conditional, Text, true, ANY),
    ("ResourceName", Conditional, Text, true, ANY),
    ("ResourceType", Conditional, Text, true, ANY),
    ("ServiceCategory", Mandatory, Text, false, ANY),
    ("ServiceName", Mandatory, Text, false, ANY),
    ("ServiceSubcategory", Recommended, Text, false, ANY),
    ("SkuId", Conditional, Text, true, ANY),
    ("SkuMeter", Conditional, Text, true, ANY),
    ("SkuPriceDetails", Conditional, JsonObject, true, ANY),
    ("SkuPriceId", Conditional, Text, true, ANY),
    ("SubAccountId", Conditional, Text, true, ANY),
    ("SubAccountName", Conditional, Text, true, ANY),
    ("SubAccountType", Conditional, Text, true, ANY),
    ("Tags", Conditional, JsonObject, true, ANY),
];

/// Conditional columns whose condition holds for us: unit prices are published and agreed, usage is
/// measured, resources with types are billed, there are sub accounts of two types, and tags.
pub(crate) const APPLICABLE: [&str; 16] = [
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedUnitPrice",
    "ListUnitPrice",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "SubAccountType",
    "Tags",
    "InvoiceId",
];

/// Each category with its subcategories; `Other (…)` is allowed everywhere.
const SERVICES: [(&str, &[&str]); 19] = [
    (
        "AI and Machine Learning",
        &[
            "AI Platforms",
            "Bots",
            "Generative AI",
            "Machine Learning",
            "Natural Language Processing",
        ],
    ),
    (
        "Analytics",
        &[
            "Analytics Platforms",
            "Business Intelligence",
            "Data Processing",
            "Search",
            "Streaming Analytics",
        ],
    ),
    ("Business Applications", &["Productivity and Collaboration"]),
    (
        "Compute",
        &[
            "Containers",
            "End User Computing",
            "Quantum Compute",
            "Serverless Compute",
            "Virtual Machines",
        ],
    ),
    (
        "Databases",
        &[
            "Caching",
            "Data Warehouses",
            "Ledger Databases",
            "NoSQL Databases",
            "Relational Databases",
            "Time Series Databases",
        ],
    ),
    (
        "Developer Tools",
        &[
            "Developer Platforms",
            "Continuous Integration and Deployment",
            "Development Environments",
            "Source Code Management",
            "Quality Assurance",
        ],
    ),
    ("Identity", &["Identity and Access Management"]),
    ("Integration", &["API Management", "Messaging", "Workflow Orchestration"]),
    ("Internet of Things", &["IoT Analytics", "IoT Platforms"]),
    (
        "Management and Governance",
        &[
            "Architecture",
            "Compliance",
            "Cost Management",
            "Data Governance",
            "Disaster Recovery",
            "Endpoint Management",
            "Observability",
            "Support",
        ],
    ),
    ("Media", &["Content Creation", "Gaming", "Media Streaming", "Mixed Reality"]),
    ("Migration", &["Data Migration", "Resource Migration"]),
    ("Mobile", &[]),
    ("Multicloud", &["Multicloud Integration"]),
    (
        "Networking",
        &[
            "Application Networking",
            "Content Delivery",
            "Network Connectivity",
            "Network Infrastructure",
            "Network Routing",
            "Network Security",
        ],
    ),
    (
        "Security",
        &["Secret Management", "Security Posture Management", "Threat Detection and Response"],
    ),
    (
        "Storage",
        &["Backup Storage", "Block Storage", "File Storage", "Object Storage", "Storage Platforms"],
    ),
    ("Web", &["Application Platforms"]),
    ("Other", &[]),
];

/// Properties of a price that FOCUS names itself.
const PRICE_DETAILS: [&str; 13] = [
    "CoreCount",
    "DiskMaxIops",
    "DiskSpace",
    "DiskType",
    "GpuCount",
    "InstanceType",
    "InstanceSeries",
    "MemorySize",
    "NetworkMaxIops",
    "NetworkMaxThroughput",
    "OperatingSystem",
    "Redundancy",
    "StorageClass",
];

/// A row by column; an empty cell is null.
pub(crate) type Row = BTreeMap<String, String>;

/// Reads a file: its columns in order, and its rows.
pub(crate) fn read(text: &str) -> (Vec<String>, Vec<Row>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
        })
        .collect();
    (columns, rows)
}

/// Everything in which a file does not conform, one sentence each.
pub(crate) fn violations(columns: &[String], rows: &[Row]) -> Vec<String> {
    charges(&COLUMNS, &APPLICABLE, columns, rows)
}

/// Everything in which a file of charges does not conform to a table of columns, and to the rules
/// that all versions have.
pub(crate) fn charges(
    table: &[Rule],
    applicable: &[&str],
    columns: &[String],
    rows: &[Row],
) -> Vec<String> {
    let mut found = headings(table, applicable, columns);
    for (index, row) in rows.iter().enumerate() {
        let at = |what: String| format!("row {}: {what}", index + 1);
        let single = cells(table, columns, row);
        // What has no valid form cannot be compared with anything.
        let more = if single.is_empty() { across(row) } else { Vec::new() };
        found.extend(single.into_iter().chain(more).map(at));
    }
    if found.is_empty() {
        found.extend(together(rows));
    }
    found
}

/// Which columns are there, and in which order.
pub(crate) fn headings(table: &[Rule], applicable: &[&str], columns: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let known = |name: &String| table.iter().any(|(column, ..)| column == name);
    for (name, level, ..) in table {
        let needed = *level == Mandatory || applicable.contains(name);
        if needed && !columns.iter().any(|it| it == name) {
            found.push(format!("{name} is missing"));
        }
    }
    let unique: BTreeSet<&String> = columns.iter().collect();
    if unique.len() != columns.len() {
        found.push(String::from("a column stands twice"));
    }
    let own = columns.iter().position(|it| !known(it)).unwrap_or(columns.len());
    for name in &columns[own..] {
        if known(name) || !name.starts_with("x_") {
            found.push(format!("{name} is neither of FOCUS nor behind its columns with x_"));
        }
    }
    found
}

/// Type, null and allowed values of every cell.
pub(crate) fn cells(table: &[Rule], columns: &[String], row: &Row) -> Vec<String> {
    let mut found = Vec::new();
    for &(name, _, kind, nulls, allowed) in table {
        if !columns.iter().any(|it| it == name) {
            continue;
        }
        let Some(value) = get(row, name) else {
            if !nulls {
                found.push(format!("{name} is null"));
            }
            continue;
        };
        let placeholder = ["null", "n/a", "na", "none", "not applicable", "-"]
            .contains(&value.to_lowercase().as_str());
        let formed = match kind {
            Text => !value.trim().is_empty() && !placeholder,
            Number => number(value).is_some(),
            DateTime => instant(value).is_some(),
            JsonObject => object(value),
        };
        if !formed {
            found.push(format!("{name} is {value:?}, which is no {kind:?}"));
        }
        if !allowed.is_empty() && !allowed.contains(&value) {
            found.push(format!("{name} is {value:?}, which is not allowed"));
        }
    }
    found
}

/// What a row says against what else it says.
fn across(row: &Row) -> Vec<String> {
    let mut found = nulls(row);
    found.extend(costs(row));
    found.extend(words(row));
    found
}

pub(crate) fn is(row: &Row, name: &str, value: &str) -> bool {
    get(row, name) == Some(value)
}

/// What has to be null, or must not be, because of something else.
fn nulls(row: &Row) -> Vec<String> {
    let mut found = Vec::new();
    let mut must = |holds: bool, rule: String| {
        if !holds {
            found.push(rule);
        }
    };
    let has = |name| get(row, name).is_some();
    let (usage, tax) = (is(row, "ChargeCategory", "Usage"), is(row, "ChargeCategory", "Tax"));
    let correction = is(row, "ChargeClass", "Correction");
    let needed = (usage || is(row, "ChargeCategory", "Purchase")) && !correction;
    for name in [
        "ListUnitPrice",
        "ContractedUnitPrice",
        "PricingCategory",
        "PricingQuantity",
        "SkuId",
        "SkuPriceId",
    ] {
        must(!(tax && has(name)), format!("{name} of a tax is not null"));
        must(!needed || has(name), format!("{name} of a usage or purchase is null"));
    }
    let consumed = has("ConsumedQuantity");
    must(usage || !consumed, String::from("ConsumedQuantity of what is no usage is not null"));
    must(!usage || correction || consumed, String::from("ConsumedQuantity of a usage is null"));
    for (one, other) in [
        ("PricingUnit", "PricingQuantity"),
        ("ConsumedUnit", "ConsumedQuantity"),
        ("BillingAccountType", "BillingAccountId"),
        ("ResourceType", "ResourceId"),
        ("SubAccountName", "SubAccountId"),
        ("SubAccountType", "SubAccountId"),
    ] {
        must(has(one) == has(other), format!("{one} and {other} are not null together"));
    }
    for (one, other) in
        [("ResourceName", "ResourceId"), ("SkuMeter", "SkuId"), ("SkuPriceDetails", "SkuPriceId")]
    {
        must(has(other) || !has(one), format!("{one} is there without {other}"));
    }
    found
}

/// Prices, quantities and costs against each other.
fn costs(row: &Row) -> Vec<String> {
    let mut found = Vec::new();
    let mut must = |holds: bool, rule: String| {
        if !holds {
            found.push(rule);
        }
    };
    let decimal = |name| get(row, name).and_then(number);
    let (tax, billed) = (is(row, "ChargeCategory", "Tax"), decimal("BilledCost"));
    let correction = is(row, "ChargeClass", "Correction");
    for (price, cost) in [("ListUnitPrice", "ListCost"), ("ContractedUnitPrice", "ContractedCost")]
    {
        let product = decimal(price).zip(decimal("PricingQuantity")).map(|(a, b)| a * b);
        let matches = product.is_none_or(|product| decimal(cost) == Some(product));
        must(matches || correction, format!("{cost} is not {price} × PricingQuantity"));
        let below = decimal(price).is_some_and(|price| price < Decimal::ZERO);
        must(!below, format!("{price} is below zero"));
        // A tax follows from other charges; everything else without a price stands for itself.
        let alone = decimal(price).is_none() && !tax;
        must(!alone || decimal(cost) == billed, format!("{cost} without price is not BilledCost"));
    }
    let granted = is(row, "ChargeCategory", "Credit") || is(row, "ChargeCategory", "Adjustment");
    must(
        !granted || decimal("EffectiveCost") == billed,
        String::from("EffectiveCost is not BilledCost"),
    );
    found
}

/// Words, periods and keys against each other.
fn words(row: &Row) -> Vec<String> {
    let mut found = Vec::new();
    let mut must = |holds: bool, rule: &str| {
        if !holds {
            found.push(rule.to_owned());
        }
    };
    let by_use = is(row, "ChargeFrequency", "Usage-Based");
    must(!(by_use && is(row, "ChargeCategory", "Purchase")), "a purchase is usage-based");
    let repeats = get(row, "ResourceId") == get(row, "ResourceName");
    must(!repeats || get(row, "ResourceId").is_none(), "ResourceName repeats ResourceId");
    for what in ["Billing", "Charge"] {
        let bound = |side| get(row, &format!("{what}Period{side}")).and_then(instant);
        must(bound("Start") < bound("End"), &format!("{what}Period does not end after it starts"));
    }
    let currency = get(row, "BillingCurrency").unwrap_or_default();
    let code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    must(code, "BillingCurrency is no code of ISO 4217");
    let (category, subcategory) = (get(row, "ServiceCategory"), get(row, "ServiceSubcategory"));
    let service = SERVICES.iter().find(|(name, _)| Some(*name) == category);
    must(service.is_some(), "ServiceCategory is not allowed");
    if let (Some((name, allowed)), Some(subcategory)) = (service, subcategory) {
        let parent = allowed.contains(&subcategory) || subcategory == format!("Other ({name})");
        must(parent, "ServiceSubcategory does not belong to ServiceCategory");
    }
    let known = |key: &String| key.starts_with("x_") || PRICE_DETAILS.contains(&key.as_str());
    let details = keys(row, "SkuPriceDetails").iter().all(known);
    must(details, "SkuPriceDetails has a key that is neither of FOCUS nor begins with x_");
    let prefixed = keys(row, "Tags").iter().all(|key| key.contains('/'));
    must(prefixed, "a tag of the provider has no prefix");
    for unit in ["PricingUnit", "ConsumedUnit"] {
        let plain = |c: char| c.is_ascii_alphanumeric() || "- /".contains(c);
        let formed = get(row, unit).is_none_or(|it| it.ends_with('s') && it.chars().all(plain));
        must(formed, &format!("{unit} is not in the plural or in another form"));
    }
    found
}

/// What rows say against what other rows say.
fn together(rows: &[Row]) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in [
        ("InvoiceId", "BillingAccountId"),
        ("InvoiceId", "BillingPeriodStart"),
        ("InvoiceId", "BillingPeriodEnd"),
        ("InvoiceId", "BillingCurrency"),
        ("ServiceName", "ServiceCategory"),
        ("ServiceName", "ServiceSubcategory"),
        ("SkuPriceId", "SkuId"),
        ("SkuPriceId", "SkuPriceDetails"),
        ("SkuId", "SkuMeter"),
        ("SubAccountId", "SubAccountType"),
        ("ResourceId", "ResourceType"),
    ] {
        let mut seen: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for row in rows {
            let Some(one) = get(row, key) else { continue };
            let other = get(row, value);
            if *seen.entry(one).or_insert(other) != other {
                found.push(format!("{key} {one} has two of {value}"));
            }
        }
    }
    // Corrections have the tax of the month that they correct: with several taxes, no row says which
    // charges each is on.
    for (invoice, sums) in by_invoice(rows).into_iter().filter(|(_, sums)| sums.count < 2) {
        let [list, contracted, effective] = sums.charges;
        let [tax_list, tax_contracted, tax_effective] = sums.taxes;
        // One rate on every basis: its own costs are the percentage of the others'.
        if tax_list * contracted != tax_contracted * list {
            found.push(format!("the taxes of {invoice} follow from other costs than the charges"));
        }
        // The tax itself is in whole cents, so its rate is known to within a cent.
        let off = (tax_list * effective - tax_effective * list).abs();
        if off > list.abs() * Decimal::new(1, 2) {
            found.push(format!("the tax of {invoice} is off by more than a cent"));
        }
    }
    found
}

/// List, contracted and effective cost of the charges and taxes of an invoice.
#[derive(Default)]
struct Sums {
    charges: [Decimal; 3],
    taxes: [Decimal; 3],
    /// How many taxes there are.
    count: usize,
}

fn by_invoice(rows: &[Row]) -> BTreeMap<&str, Sums> {
    let mut invoices: BTreeMap<&str, Sums> = BTreeMap::new();
    for row in rows {
        let sums = invoices.entry(get(row, "InvoiceId").unwrap_or_default()).or_default();
        let tax = get(row, "ChargeCategory") == Some("Tax");
        sums.count += usize::from(tax);
        let into = if tax { &mut sums.taxes } else { &mut sums.charges };
        for (sum, name) in into.iter_mut().zip(["ListCost", "ContractedCost", "EffectiveCost"]) {
            *sum += get(row, name).and_then(number).unwrap();
        }
    }
    invoices
}

/// The cell of a column, unless it is null.
pub(crate) fn get<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    row.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// A number of the numeric format: no plus, no grouping, at most one point, an exponent with `E`.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once('E').unwrap_or((text, "0"));
    let plain = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, part) = plain.split_once('.').unwrap_or((plain, "0"));
    let formed =
        digits(whole) && digits(part) && digits(exponent.strip_prefix('-').unwrap_or(exponent));
    if !formed {
        return None;
    }
    if exponent == "0" { text.parse().ok() } else { Decimal::from_scientific(text).ok() }
}

pub(crate) fn instant(text: &str) -> Option<NaiveDateTime> {
    let shaped = text.len() == "2026-10-01T00:00:00Z".len();
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").ok().filter(|_| shaped)
}

/// An object of ECMA 404 whose values are neither objects nor lists.
fn object(text: &str) -> bool {
    let Ok(Json::Object(object)) = serde_json::from_str(text) else { return false };
    object.values().all(|value| !value.is_object() && !value.is_array())
}

/// The keys of an object in a cell.
pub(crate) fn keys(row: &Row, name: &str) -> Vec<String> {
    let Some(Ok(Json::Object(object))) = get(row, name).map(serde_json::from_str) else {
        return Vec::new();
    };
    object.keys().cloned().collect()
}
