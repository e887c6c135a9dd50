//! The rate cards behind the terms of a day: the one in force, and the one whose weights a contract
//! locked.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Contract, NotInForce, RateCard, RateCards};
use crate::{
    finding::{Finding, Severity},
    text::Text,
};

/// The rate card in force on a day, and the one whose weights hold instead while a lock lasts.
///
/// A lock is about weights alone: price, policies and the list of what is included come from the
/// card in force (R77, N3).
#[derive(Clone, Debug)]
pub struct CardsInForce {
    /// The card in force.
    pub card: Arc<RateCard>,
    /// The card with the locked weights, while a lock lasts.
    pub weights: Option<Arc<RateCard>>,
}

impl From<Arc<RateCard>> for CardsInForce {
    fn from(card: Arc<RateCard>) -> CardsInForce {
        CardsInForce { card, weights: None }
    }
}

impl From<RateCard> for CardsInForce {
    fn from(card: RateCard) -> CardsInForce {
        CardsInForce::from(Arc::new(card))
    }
}

impl RateCards {
    /// Selects the card in force on a day, and the one whose weights a contract locked for it.
    ///
    /// # Errors
    ///
    /// As [`RateCards::select`], also for the day of the lock.
    ///
    /// # Source
    ///
    /// R75, R77, N3.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = |day| format!("card = \"demo\"\neffective_from = \"{day}\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"");
    /// use mru_core::{Format, rate_card::{Contract, RateCard, RateCards}};
    ///
    /// let card = |day| RateCard::read(&[("card.toml", &header(day))]).unwrap();
    /// let cards = RateCards::new([card("2026-01-01"), card("2026-10-01")]).unwrap();
    /// let lock = "weights_lock = { as_of = \"2026-01-01\", until = \"2027-01-01\" }";
    /// let contract = Contract::read(lock, Format::Toml).unwrap();
    /// let in_force = cards.in_force("demo", Some(&contract), "2026-11-01".parse().unwrap()).unwrap();
    /// assert_eq!(in_force.card.id(), "demo@2026-10-01");
    /// assert_eq!(in_force.weights.unwrap().id(), "demo@2026-01-01");
    /// ```
    pub fn in_force(
        &self,
        card: &str,
        contract: Option<&Contract>,
        as_of: NaiveDate,
    ) -> Result<CardsInForce, NotInForce> {
        let locked = contract.and_then(|contract| contract.locked_weights_day(as_of));
        Ok(CardsInForce {
            card: self.select(card, as_of)?,
            weights: locked.map(|day| self.select(card, day)).transpose()?,
        })
    }

    /// The cards that priced what was issued, by their ids and hashes, whatever is in force by now;
    /// `issued` names what it was, for who has lost one of them.
    ///
    /// # Errors
    ///
    /// T11 for a card that is not at hand (N4).
    pub(crate) fn pinned(
        &self,
        issued: &Text,
        card: (&str, &str),
        weights: Option<(&str, &str)>,
    ) -> Result<CardsInForce, Vec<Finding>> {
        let named = |(card, hash): (&str, &str)| {
            self.by_hash(hash).ok_or_else(|| vec![lost(issued, card, hash)])
        };
        Ok(CardsInForce { card: named(card)?, weights: weights.map(named).transpose()? })
    }
}

/// A rate card that something issued names, and that is nowhere.
fn lost(issued: &Text, card: &str, hash: &str) -> Finding {
    let Text { en, es } = issued;
    Finding {
        rule: "T11",
        severity: Severity::Error,
        path: String::from("rate-card"),
        position: None,
        message: Text::new(
            format!("{en} was priced by rate card {card} ({hash}), which is not at hand"),
            format!("{es} se calculó con la tarifa {card} ({hash}), que no está disponible"),
        ),
        help: Some(Text::new(
            "bring that very card back; what was issued keeps its rate card for ever",
            "recupere esa misma tarifa; lo que se emitió conserva su tarifa para siempre",
        )),
    }
}
