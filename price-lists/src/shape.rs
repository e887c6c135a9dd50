//! The shapes of AWS's files, as far as prices on demand need them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A product: of an offer file, or inside an answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Product {
    pub(crate) sku: String,
    #[serde(default)]
    pub(crate) product_family: String,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, String>,
}

impl Product {
    /// The attributes, with the family of the product among them.
    pub(crate) fn attributes(mut self) -> BTreeMap<String, String> {
        if !self.product_family.is_empty() {
            self.attributes.insert("productFamily".to_owned(), self.product_family);
        }
        self.attributes
    }

    pub(crate) fn usage_type(&self) -> &str {
        self.attributes.get("usagetype").map_or("", String::as_str)
    }
}

/// The terms of one product on demand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Term {
    pub(crate) effective_date: String,
    pub(crate) price_dimensions: BTreeMap<String, Dimension>,
}

/// One price: a tier of a term.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dimension {
    pub(crate) rate_code: String,
    pub(crate) unit: String,
    pub(crate) begin_range: String,
    pub(crate) end_range: String,
    pub(crate) price_per_unit: BTreeMap<String, String>,
}

/// One element of an answer's `PriceList`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answered {
    pub(crate) product: Product,
    pub(crate) service_code: String,
    #[serde(default)]
    pub(crate) terms: Terms,
    pub(crate) version: String,
    pub(crate) publication_date: String,
}

/// The terms of an answered product; reserved ones are left out.
#[derive(Default, Deserialize)]
pub(crate) struct Terms {
    #[serde(default, rename = "OnDemand")]
    pub(crate) on_demand: BTreeMap<String, Term>,
}
