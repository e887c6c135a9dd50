//! From arguments to the terms that price: rate card, contract, day.

use std::{path::Path, sync::Arc};

use chrono::{Local, NaiveDate};
use mru_core::{
    locate,
    rate_card::{CardsInForce, Contract, RateCard, Terms},
    text::Text,
};

use super::TermsArguments;
use crate::{
    failure::Failure,
    files::Input,
    tables::{self, Tables},
};

impl TermsArguments {
    /// The day to price for.
    pub(super) fn day(&self) -> NaiveDate {
        self.as_of.unwrap_or_else(|| Local::now().date_naive())
    }

    /// Selects the rate card and applies the contract.
    pub(super) fn terms(&self) -> Result<Terms, Failure> {
        let day = self.day();
        let Some(name) = &self.contract else {
            let card = find_card(&self.rate_card, day, self.pricing_tables.as_deref())?;
            return Terms::new(card, None, day)
                .map_err(|findings| Failure::invalid(&self.rate_card, "", findings));
        };
        let input = Input::read(name)?;
        let contract = Contract::read(&input.text, input.format())
            .map_err(|findings| Failure::invalid(name, input.text.clone(), findings))?;
        let folder = self.pricing_tables.as_deref();
        let locked = contract.locked_weights_day(day);
        let cards = CardsInForce {
            card: find_card(&self.rate_card, day, folder)?,
            weights: locked.map(|day| find_card(&self.rate_card, day, folder)).transpose()?,
        };
        Terms::new(cards, Some(&contract), day).map_err(|mut findings| {
            locate(&mut findings, &Contract::positions(&input.text, input.format()));
            Failure::invalid(name, input.text, findings)
        })
    }
}

/// Finds a published rate card by name and day, or any by `name@first-day` or in a folder.
pub(super) fn find_card(
    name: &str,
    day: NaiveDate,
    folder: Option<&Path>,
) -> Result<Arc<RateCard>, Failure> {
    let tables = tables::load(folder)?;
    if Path::new(name).join("card.toml").is_file() {
        return tables::read_folder(Path::new(name), &tables.cards);
    }
    if name.contains('@') {
        let found = tables.all().find(|card| card.id() == name);
        return found.cloned().ok_or_else(|| unknown_version(&tables, name));
    }
    tables.cards.select(name, day).map_err(|mut finding| {
        if let Some(proposal) = tables.proposals.iter().find(|card| card.header.card == name) {
            let id = proposal.id();
            finding.help = Some(Text::new(
                format!("{id} is a proposal, which is found by its exact id: `--rate-card {id}`"),
                format!(
                    "{id} es una propuesta, que se encuentra por su id exacto: `--rate-card {id}`"
                ),
            ));
        }
        Failure::invalid("rate-card", "", vec![finding])
    })
}

fn unknown_version(tables: &Tables, name: &str) -> Failure {
    let known: Vec<String> = tables.all().map(|card| card.id()).collect();
    let known = known.join(", ");
    Failure::CannotDo(Text::new(
        format!("there is no rate card `{name}`; there are {known}"),
        format!("no existe la tarifa `{name}`; existen {known}"),
    ))
}
