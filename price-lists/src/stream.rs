//! One file as a stream: what of it is asked for, and nothing else, is kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::{
    listed::{ListedPrice, Source},
    shape::{Answered, Product, Term},
};

/// The most usage types whose names are kept to suggest one.
const MAX_USAGE_TYPES: usize = 200_000;

/// What one file holds.
#[derive(Default)]
pub(crate) struct Found {
    /// The prices that were asked for.
    pub(crate) prices: Vec<ListedPrice>,
    /// Services with their usage types, also those that were not asked for.
    pub(crate) usage_types: BTreeSet<(String, String)>,
    /// Whether the answer has another page.
    pub(crate) has_more: bool,
    /// Whether the file is of one of the two forms at all.
    pub(crate) is_price_list: bool,
}

/// Products of an offer that were asked for, by SKU, until their prices come.
type Kept = BTreeMap<String, Product>;

/// Reads a whole file, keeping the prices of some usage types.
pub(crate) struct WholeFile<'a>(pub(crate) &'a BTreeSet<String>);

impl<'de> DeserializeSeed<'de> for WholeFile<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for WholeFile<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an offer or an answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = Found::default();
        let mut kept: Option<Kept> = None;
        let (mut offer, mut version, mut published) = Default::default();
        let (mut names, mut prices) = (BTreeSet::new(), Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "offerCode" => offer = map.next_value::<String>()?,
                "version" => version = map.next_value::<String>()?,
                "publicationDate" => published = map.next_value::<String>()?,
                "products" => {
                    found.is_price_list = true;
                    kept = Some(map.next_value_seed(Products(self.0, &mut names))?);
                }
                "terms" => {
                    let kept = kept
                        .as_mut()
                        .ok_or_else(|| A::Error::custom("its terms stand before its products"))?;
                    map.next_value_seed(Terms(kept, &mut prices))?;
                }
                "PriceList" => {
                    found.is_price_list = true;
                    map.next_value_seed(Answer(self.0, &mut found))?;
                }
                "NextToken" => {
                    found.has_more =
                        map.next_value::<Option<String>>()?.is_some_and(|it| !it.is_empty());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if kept.is_some() && [&offer, &version, &published].iter().any(|it| it.is_empty()) {
            let lacks = "it lacks `offerCode`, `version` or `publicationDate`";
            return Err(A::Error::custom(lacks));
        }
        found.usage_types.extend(names.into_iter().map(|name| (offer.clone(), name)));
        found.prices.extend(prices.into_iter().map(|price| ListedPrice {
            service_code: offer.clone(),
            offer_version: version.clone(),
            published: published.clone(),
            ..price
        }));
        Ok(found)
    }
}

/// The products of an offer: those asked for are kept, of the others the usage type.
struct Products<'a>(&'a BTreeSet<String>, &'a mut BTreeSet<String>);

impl<'de> DeserializeSeed<'de> for Products<'_> {
    type Value = Kept;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kept, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Products<'_> {
    type Value = Kept;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("products by SKU")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kept, A::Error> {
        let mut kept = Kept::new();
        while map.next_key::<IgnoredAny>()?.is_some() {
            let product: Product = map.next_value()?;
            if self.1.len() < MAX_USAGE_TYPES && !self.1.contains(product.usage_type()) {
                self.1.insert(product.usage_type().to_owned());
            }
            if self.0.contains(product.usage_type()) {
                kept.insert(product.sku.clone(), product);
            }
        }
        Ok(kept)
    }
}

/// The terms of an offer: those on demand of the products that were kept.
struct Terms<'a>(&'a mut Kept, &'a mut Vec<ListedPrice>);

impl<'de> DeserializeSeed<'de> for Terms<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Terms<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("terms by kind")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(kind) = map.next_key::<String>()? {
            if kind == "OnDemand" {
                map.next_value_seed(OnDemand(self.0, self.1))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The terms on demand, by SKU.
struct OnDemand<'a>(&'a mut Kept, &'a mut Vec<ListedPrice>);

impl<'de> DeserializeSeed<'de> for OnDemand<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OnDemand<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("terms by SKU")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(sku) = map.next_key::<String>()? {
            match self.0.remove(&sku) {
                Some(product) => {
                    let terms: BTreeMap<String, Term> = map.next_value()?;
                    self.1.extend(prices_of(product, terms, Source::OfferFile));
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The elements of an answer: texts that hold JSON, or JSON itself, as some programs save them.
struct Answer<'a>(&'a BTreeSet<String>, &'a mut Found);

impl<'de> DeserializeSeed<'de> for Answer<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Answer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of products")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element::<Element>()? {
            let answered = match element {
                Element::Text(text) => serde_json::from_str(&text).map_err(A::Error::custom)?,
                Element::Json(answered) => *answered,
            };
            take(answered, self.0, self.1);
        }
        Ok(())
    }
}

/// One element as it may stand in a file.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Element {
    Text(String),
    Json(Box<Answered>),
}

/// Keeps an answered product that was asked for.
pub(crate) fn take(answered: Answered, wanted: &BTreeSet<String>, found: &mut Found) {
    let Answered { product, service_code, terms, version, publication_date } = answered;
    let usage_type = product.usage_type().to_owned();
    if wanted.contains(&usage_type) {
        let prices = prices_of(product, terms.on_demand, Source::GetProducts);
        found.prices.extend(prices.map(|price| ListedPrice {
            service_code: service_code.clone(),
            offer_version: version.clone(),
            published: publication_date.clone(),
            ..price
        }));
    }
    found.usage_types.insert((service_code, usage_type));
}

/// The prices of a product; offer and version are filled in by the caller.
fn prices_of(
    product: Product,
    terms: BTreeMap<String, Term>,
    source: Source,
) -> impl Iterator<Item = ListedPrice> {
    let (sku, usage_type) = (product.sku.clone(), product.usage_type().to_owned());
    let attributes = product.attributes();
    terms.into_values().flat_map(move |term| {
        let (sku, usage_type, attributes) = (sku.clone(), usage_type.clone(), attributes.clone());
        let effective = term.effective_date;
        term.price_dimensions.into_values().map(move |price| ListedPrice {
            service_code: String::new(),
            usage_type: usage_type.clone(),
            sku: sku.clone(),
            rate_code: price.rate_code,
            unit: price.unit,
            from: price.begin_range,
            to: price.end_range,
            prices: price.price_per_unit,
            effective: effective.clone(),
            offer_version: String::new(),
            published: String::new(),
            attributes: attributes.clone(),
            source,
        })
    })
}
