//! Offers made again from what their papers pin.

use super::{offered::Offer, paper::OfferPaper};
use crate::{
    account::Account,
    deployment::Deployment,
    finding::Finding,
    quote::Quote,
    rate_card::{RateCards, Terms},
    reading::Format,
    text::Text,
};

impl Offer {
    /// Makes an offer again from its paper, the version of the customer that it pins, and the rate
    /// cards that it pins by hash. Nothing of it is judged by the rules of today.
    ///
    /// # Errors
    ///
    /// T11 for a rate card that is not at hand, T10 and R6 as for pricing, F1 for a deployment that
    /// cannot be read.
    ///
    /// # Example
    ///
    /// See [`OfferPaper::of`], where `Offer::recorded(` is asked.
    ///
    /// ```
    /// # use mru_core::{offer::{Offer, OfferPaper}, rate_card::RateCards};
    /// # fn again(paper: &OfferPaper, cards: &RateCards) -> bool {
    /// let again = Offer::recorded(paper, None, cards);
    /// again.is_ok_and(|offer| OfferPaper::of(&offer, paper.head.clone()) == *paper)
    /// # }
    /// ```
    pub fn recorded(
        paper: &OfferPaper,
        account: Option<&Account>,
        cards: &RateCards,
    ) -> Result<Offer, Vec<Finding>> {
        let pricing = &paper.pricing;
        let weights = pricing.weights.as_ref();
        let cards = cards.pinned(
            &Text::new("the quote", "la cotización"),
            (&pricing.rate_card, &pricing.rate_card_hash),
            weights.map(|it| (it.rate_card.as_str(), it.rate_card_hash.as_str())),
        )?;
        let contract = account.map(|it| &it.contract);
        let prices = contract.map(|it| &it.prices);
        let day = paper.head.as_of;
        let terms = Terms::recorded(cards, prices, day)?;
        let parsed = Deployment::parse(&paper.deployment.to_string(), Format::Json);
        let Some(deployment) = &parsed.deployment else { return Err(parsed.findings()) };
        let quote = Quote::recorded(deployment, &terms, day)?;
        Ok(Offer::of(quote, contract)?.valid_until(paper.head.valid_until))
    }
}
