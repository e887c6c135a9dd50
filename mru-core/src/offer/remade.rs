//! Offers made again from what their papers pin, and the terms of a contract on a day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{offered::Offer, paper, paper::OfferPaper};
use crate::{
    account::{Account, BillingContract},
    deployment::Deployment,
    finding::Finding,
    quote::Quote,
    rate_card::{CardsInForce, RateCard, RateCards, Terms},
    reading::Format,
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
        let named = |card: &str, hash: &str| -> Result<Arc<RateCard>, Vec<Finding>> {
            cards.by_hash(hash).ok_or_else(|| vec![paper::lost_card(card, hash)])
        };
        let pricing = &paper.pricing;
        let card = named(&pricing.rate_card, &pricing.rate_card_hash)?;
        let weights = pricing.weights.as_ref();
        let weights = weights.map(|it| named(&it.rate_card, &it.rate_card_hash)).transpose()?;
        let contract = account.map(|it| &it.contract);
        let prices = contract.map(|it| &it.prices);
        let day = paper.head.as_of;
        let terms = Terms::recorded(CardsInForce { card, weights }, prices, day)?;
        let parsed = Deployment::parse(&paper.deployment.to_string(), Format::Json);
        let Some(deployment) = &parsed.deployment else { return Err(parsed.findings()) };
        let quote = Quote::recorded(deployment, &terms, day)?;
        Ok(Offer::of(quote, contract)?.valid_until(paper.head.valid_until))
    }
}

/// The terms that a contract has on a day: rate card, locks, agreed values (R75, R77).
///
/// # Errors
///
/// T6 to T8 and T10.
///
/// # Example
///
/// ```
/// use mru_core::{account::Account, offer::terms, rate_card::RateCards};
///
/// let none = RateCards::default();
/// let day = "2026-11-21".parse().unwrap();
/// let refused = terms(&Account::default().contract, &none, day).unwrap_err();
/// assert_eq!(refused[0].rule, "T8");
/// ```
pub fn terms(
    contract: &BillingContract,
    cards: &RateCards,
    as_of: NaiveDate,
) -> Result<Terms, Vec<Finding>> {
    let cards = cards
        .in_force(&contract.rate_card, Some(&contract.prices), as_of)
        .map_err(|refused| vec![refused.into()])?;
    Terms::recorded(cards, Some(&contract.prices), as_of)
}
