//! From arguments to the terms that price: rate card, contract, day.

use chrono::{Local, NaiveDate};
use mru_core::rate_card::Terms;

use super::{TermsArguments, cards::CardArgument};
use crate::{
    failure::Failure,
    files::Input,
    quoting::{self, TermsError, TermsRequest},
    tables,
};

impl TermsArguments {
    /// The day to price for.
    pub(super) fn day(&self) -> NaiveDate {
        self.as_of.unwrap_or_else(|| Local::now().date_naive())
    }

    /// Reads what the arguments name, and makes the terms.
    pub(super) fn terms(&self) -> Result<Terms, Failure> {
        let contract = self.contract.as_deref().map(Input::read).transpose()?;
        let tables = tables::load(self.pricing_tables.as_deref())?;
        let card = CardArgument::read(&self.rate_card)?;
        let asked = TermsRequest {
            at_hand: (&tables).into(),
            card: card.wanted(),
            contract: contract.as_ref().map(|input| (input.text.as_str(), input.format())),
            day: self.day(),
        };
        quoting::terms(&asked).map_err(|error| match (error, contract) {
            (TermsError::Card(error), _) => error.into(),
            (TermsError::Contract(findings), Some(Input { name, text })) => {
                Failure::invalid(name, text, findings)
            }
            (TermsError::Contract(findings), None) => {
                Failure::invalid(&self.rate_card, "", findings)
            }
        })
    }
}
