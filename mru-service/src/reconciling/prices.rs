//! What components use at AWS and at which prices: those behind the rate card of the month, or given
//! ones.

use mru_core::{
    calendar::Period,
    cost_model::{Model, PriceList},
    rate_card::{RateCard, RateCards},
};

use super::{Input, ReconcilingError, Refusal};
use crate::{
    billing::{self, BillingError},
    rate_cards::{Wanted, find},
    storage::{Database, Publication},
};

/// Where prices and cost model come from.
#[derive(Clone, Copy, Debug)]
pub enum Prices<'a> {
    /// Those that were published with the card of this name that is in force on the first day of the
    /// month.
    OfCard(&'a str),
    /// The texts of a price list and a cost model.
    Given {
        /// The price list.
        prices: &'a str,
        /// The cost model.
        model: &'a str,
    },
}

/// Prices and model, read.
pub(crate) struct Known {
    /// Name and first day of the rate card that they are for.
    pub(crate) card: String,
    pub(crate) prices: PriceList,
    pub(crate) model: Model,
    pub(crate) model_hash: String,
}

/// Reads prices and model.
pub(crate) async fn read(
    database: &Database,
    asked: Prices<'_>,
    month: Period,
) -> Result<Known, ReconcilingError> {
    match asked {
        Prices::Given { prices, model } => known(None, prices, model),
        Prices::OfCard(name) => {
            let (publication, card) = published(database, name, month).await?;
            let no_model = || Refusal::CardWithoutModel { card: card.id() };
            let prices = publication.prices.as_deref().ok_or_else(no_model)?;
            let model = publication.model.as_deref().ok_or_else(no_model)?;
            known(Some(card.id()), prices, model)
        }
    }
}

/// Reads texts; without a card, they are for the one that the model proposes.
fn known(card: Option<String>, prices: &str, model: &str) -> Result<Known, ReconcilingError> {
    let prices = PriceList::read(prices).map_err(Input::PriceList.invalid())?;
    let (model, model_hash) = Model::read(model).map_err(Input::Model.invalid())?;
    let proposed = || match model.effective_from {
        Some(day) => format!("{}@{day}", model.card),
        None => model.card.clone(),
    };
    Ok(Known { card: card.unwrap_or_else(proposed), prices, model, model_hash })
}

/// The card of a name that is in force on the first day of a month, with what was published with it.
pub(super) async fn published(
    database: &Database,
    name: &str,
    month: Period,
) -> Result<(Publication, RateCard), ReconcilingError> {
    let all = billing::publications(database).await?;
    let cards = RateCards::new(all.iter().map(|(_, card)| card.clone()))
        .map_err(|overlap| BillingError::Invalid(vec![overlap.into()]))?;
    let card = find((&cards).into(), Wanted::Named(name), month.first_day())?;
    let found = all.into_iter().find(|(_, it)| it.hash == card.hash);
    found.ok_or_else(|| Refusal::CardWithoutModel { card: card.id() }.into())
}
