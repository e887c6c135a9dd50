//! The use cases of prices: take what a cost model needs out of AWS's price lists, keep it as a
//! snapshot, compare two of them. What they refuse is a value.

#[cfg(feature = "aws")]
mod fetch;
mod snapshot;

use mru_core::{
    Finding,
    cost_model::{Model, Need, PriceList, Products, needs},
};
use price_lists::{diff, select};
use pricing_tables::{Tables, Unreadable};

pub use price_lists::{Differences, Moved, Movement, PriceFiles, Side};
pub use snapshot::Snapshot;

#[cfg(feature = "aws")]
pub use fetch::FetchError;

/// The region whose prices the reference rate cards are derived from.
pub const REGION: &str = "us-east-1";

/// What is asked of price lists: the prices of one cost model.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The prices that the model needs, each with its product.
    pub needs: Vec<Need>,
    /// The region.
    pub region: String,
}

/// Which list says what product each price is.
#[derive(Clone, Copy, Debug)]
pub enum ProductList<'a> {
    /// The text of one.
    Given(&'a str),
    /// That of the program for a region.
    OfRegion(&'a str),
}

/// Why prices cannot be asked for.
#[derive(Debug)]
pub enum AskedError {
    /// The model is not valid.
    Model(Vec<Finding>),
    /// The list of products is not valid.
    Products(Vec<Finding>),
    /// The program carries no list of products for a region.
    NoProducts {
        /// The region.
        region: String,
    },
    /// What the program carries cannot be read.
    Unreadable(Unreadable),
    /// The list of products does not say what product a price of the model is.
    NotListed(Vec<Finding>),
}

/// Why no snapshot can be made.
#[derive(Clone, Debug)]
pub enum SnapshotError {
    /// The list of facts is not valid.
    Facts(Vec<Finding>),
    /// Prices that the model needs are none or several of the lists, M11–M13, all at once; or one of
    /// them holds what a snapshot must not, M5.
    Prices(Vec<Finding>),
}

impl Asked {
    /// What a model needs, from its text.
    ///
    /// # Errors
    ///
    /// [`AskedError`].
    pub fn by(model: &str, products: ProductList<'_>) -> Result<Asked, AskedError> {
        let (model, _) = Model::read(model).map_err(AskedError::Model)?;
        let products = match products {
            ProductList::Given(text) => Products::read(text),
            ProductList::OfRegion(region) => Products::read(&carried(region)?),
        };
        let products = products.map_err(AskedError::Products)?;
        let needs = needs(&model, &products).map_err(AskedError::NotListed)?;
        Ok(Asked { needs, region: products.region })
    }

    /// Begins to read price lists for what is asked.
    pub fn lists(&self) -> PriceFiles {
        PriceFiles::wanting(&self.needs)
    }

    /// Takes the prices out of lists that were read. What no list has may come from a list of facts,
    /// which is given with its name, with the confidence it has there.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`].
    pub fn snapshot(
        &self,
        lists: &PriceFiles,
        facts: Option<(&str, &str)>,
    ) -> Result<Snapshot, SnapshotError> {
        let read = |(name, text)| PriceList::read(text).map(|list| (name, list));
        let facts = facts.map(read).transpose().map_err(SnapshotError::Facts)?;
        let facts = facts.as_ref().map(|(name, list)| (*name, list));
        let prices = select(&lists.lists, &self.needs, &self.region, facts);
        let snapshot = prices.map(Snapshot::of).map_err(SnapshotError::Prices)?;
        // What AWS writes into a cell may be what no list may hold, such as a character without width.
        PriceList::read(&snapshot.text).map_err(SnapshotError::Prices)?;
        Ok(snapshot)
    }
}

/// Why lists of prices cannot be compared.
#[derive(Clone, Debug)]
pub enum CompareError {
    /// The earlier one is not valid.
    Before(Vec<Finding>),
    /// The later one is not valid.
    After(Vec<Finding>),
}

/// Says what moved between two lists of prices, facts or snapshots, from their texts.
///
/// # Errors
///
/// [`CompareError`], with M5.
pub fn compare(before: &str, after: &str) -> Result<Differences, CompareError> {
    let before = PriceList::read(before).map_err(CompareError::Before)?;
    let after = PriceList::read(after).map_err(CompareError::After)?;
    Ok(diff(&before, &after))
}

/// The list of products that the program carries for a region.
fn carried(region: &str) -> Result<String, AskedError> {
    let mut files = Tables::embedded().map_err(AskedError::Unreadable)?.files;
    let text = files.remove(&format!("products/{region}.toml"));
    text.ok_or_else(|| AskedError::NoProducts { region: region.to_owned() })
}
