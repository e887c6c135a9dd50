//! From the name of a rate card and the text of a contract to the terms that price on a day.

use chrono::NaiveDate;
use mru_core::{
    Finding, Format, locate,
    rate_card::{CardsInForce, Contract, Terms},
};

use crate::rate_cards::{AtHand, CardError, Wanted, find};

/// By which terms a deployment is priced.
#[derive(Clone, Copy, Debug)]
pub struct TermsRequest<'a> {
    /// The rate cards to choose from.
    pub at_hand: AtHand<'a>,
    /// The one to choose.
    pub card: Wanted<'a>,
    /// The text of the contract that changes it.
    pub contract: Option<(&'a str, Format)>,
    /// The day.
    pub day: NaiveDate,
}

/// Why there are no terms.
#[derive(Debug)]
pub enum TermsError {
    /// The rate card.
    Card(CardError),
    /// The contract is not valid, or not with this rate card; findings are located in its text.
    Contract(Vec<Finding>),
}

/// Selects the rate card of the day, and the one whose weights the contract locked, and applies the
/// contract.
///
/// # Errors
///
/// [`TermsError`].
pub fn terms(asked: &TermsRequest<'_>) -> Result<Terms, TermsError> {
    let card_of = |day| find(asked.at_hand, asked.card, day).map_err(TermsError::Card);
    let Some((text, format)) = asked.contract else {
        return Terms::new(card_of(asked.day)?, None, asked.day).map_err(TermsError::Contract);
    };
    let contract = Contract::read(text, format).map_err(TermsError::Contract)?;
    let locked = contract.locked_weights_day(asked.day);
    let cards =
        CardsInForce { card: card_of(asked.day)?, weights: locked.map(card_of).transpose()? };
    Terms::new(cards, Some(&contract), asked.day).map_err(|mut findings| {
        locate(&mut findings, &Contract::positions(text, format));
        TermsError::Contract(findings)
    })
}
