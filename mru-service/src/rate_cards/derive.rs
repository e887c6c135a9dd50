//! Proposes a rate card from AWS prices and a cost model.

use mru_core::{
    Finding,
    cost_model::{self, Derived, Model, PriceList},
};

/// Why no rate card can be derived.
#[derive(Clone, Debug)]
pub enum DeriveError {
    /// The price list is not valid.
    Prices(Vec<Finding>),
    /// The model is not valid.
    Model(Vec<Finding>),
    /// The prices do not give the weights that the model asks for.
    Weights(Vec<Finding>),
}

/// Derives a rate card from the texts of a price list and of a model.
///
/// # Errors
///
/// [`DeriveError`].
pub fn derive(prices: &str, model: &str) -> Result<Derived, DeriveError> {
    let prices = PriceList::read(prices).map_err(DeriveError::Prices)?;
    let (model, hash) = Model::read(model).map_err(DeriveError::Model)?;
    cost_model::derive(&prices, &model, &hash).map_err(DeriveError::Weights)
}
