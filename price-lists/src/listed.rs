//! A price of a price list, as a row of ours.

use std::collections::{BTreeMap, BTreeSet};

/// Where a price was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An offer file of the bulk API.
    OfferFile,
    /// An answer of `GetProducts`.
    GetProducts,
}

impl Source {
    /// The source as snapshots write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::OfferFile => "offer file",
            Source::GetProducts => "GetProducts",
        }
    }
}

/// One price on demand: a tier of a product, with all that the price list says of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedPrice {
    /// AWS service code.
    pub service_code: String,
    /// Usage type.
    pub usage_type: String,
    /// Name of the product.
    pub sku: String,
    /// Name of the price: SKU, term and rate.
    pub rate_code: String,
    /// Unit: `Hrs`, `GB-Mo`, `Requests`.
    pub unit: String,
    /// First unit of the tier, as written.
    pub from: String,
    /// End of the tier, as written: a number or `Inf`.
    pub to: String,
    /// Prices of one unit by currency, as written.
    pub prices: BTreeMap<String, String>,
    /// Since when it holds, as written.
    pub effective: String,
    /// Version of the offer.
    pub offer_version: String,
    /// When the offer was published, as written.
    pub published: String,
    /// What tells the product from others, `productFamily` among it.
    pub attributes: BTreeMap<String, String>,
    /// Where it was read.
    pub source: Source,
}

/// The prices that were read of all files, and the names of those that were not asked for.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// The prices of the usage types that were asked for.
    pub prices: Vec<ListedPrice>,
    /// The usage types of each service, also those not asked for, so that a misspelt one is seen.
    pub usage_types: BTreeMap<String, BTreeSet<String>>,
}

impl Lists {
    /// Puts the prices in order and takes those out that two files state in the same words.
    pub(crate) fn settle(&mut self) {
        // Where a price was read sorts last, so that the same one by two ways stands together.
        self.prices.sort();
        self.prices.dedup_by(|later, earlier| later.says_the_same(earlier));
    }
}

impl ListedPrice {
    fn says_the_same(&self, other: &ListedPrice) -> bool {
        *self == (ListedPrice { source: self.source, ..other.clone() })
    }
}
