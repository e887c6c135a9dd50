//! The terms that price a deployment: a rate card, as a contract changes it, on a day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{CardsInForce, Contract, RateCard, weights::Weights};
use crate::{
    entry_id::EntryId,
    finding::{Finding, Severity},
    policies::Policies,
    text::{nearest, shortened, text},
    units::{MruPrice, Weight},
};

/// Where a weight or price comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The rate card.
    RateCard,
    /// The contract.
    Contract,
}

/// A rate card as a contract changes it, on a day.
///
/// # Example
///
/// ```
/// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\nvpn,,3,assumption,\n";
/// use mru_core::{Format, rate_card::{Contract, RateCard, Terms}};
///
/// let card = RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
/// let contract = Contract::read("mru_price_usd = \"40\"", Format::Toml).unwrap();
/// let day = "2026-11-01".parse().unwrap();
/// assert_eq!(Terms::new(card.clone(), None, day).unwrap().price.to_string(), "42.00");
/// assert_eq!(Terms::new(card, Some(&contract), day).unwrap().price.to_string(), "40.00");
/// ```
#[derive(Clone, Debug)]
pub struct Terms {
    /// The rate card.
    pub card: Arc<RateCard>,
    /// Number of the contract; empty when it has none.
    pub contract: String,
    /// The price of one MRU.
    pub price: MruPrice,
    /// Where the price comes from.
    pub price_source: Source,
    /// The policies.
    pub policies: Policies,
    /// The weights of the rate card.
    weights: Arc<Weights>,
    /// The rate card whose weights the contract locked, while the lock lasts.
    locked: Option<Arc<RateCard>>,
    /// Those that the contract has in their place.
    agreed: Vec<(EntryId, Weight)>,
}

impl Terms {
    /// Makes the terms of a day.
    ///
    /// # Errors
    ///
    /// T10 for each weight of the contract whose entry the rate card does not have, and the
    /// findings of [`Contract::read`] for a contract that was not read from text.
    pub fn new(
        cards: impl Into<CardsInForce>,
        contract: Option<&Contract>,
        as_of: NaiveDate,
    ) -> Result<Terms, Vec<Finding>> {
        let mut findings = contract.map(Contract::findings).unwrap_or_default();
        match Terms::recorded(cards, contract, as_of) {
            Ok(terms) if findings.is_empty() => Ok(terms),
            Ok(_) => Err(findings),
            Err(unknown) => {
                findings.extend(unknown);
                Err(findings)
            }
        }
    }

    /// Makes the terms of a day by a contract that was judged when it was recorded: no rule of
    /// today is asked about it again.
    ///
    /// # Errors
    ///
    /// T10 for each weight of the contract whose entry the rate card does not have.
    pub(crate) fn recorded(
        cards: impl Into<CardsInForce>,
        contract: Option<&Contract>,
        as_of: NaiveDate,
    ) -> Result<Terms, Vec<Finding>> {
        let CardsInForce { card, weights: locked } = cards.into();
        let mut policies = Policies::default();
        if let Some(included) = &card.header.included_with_container {
            policies.included_with_container = included.iter().cloned().collect();
        }
        policies.apply(&card.header.policies);
        let mut terms = Terms {
            price: card.mru_price,
            price_source: Source::RateCard,
            contract: String::new(),
            policies,
            weights: Arc::clone(card.weights()),
            locked,
            agreed: Vec::new(),
            card,
        };
        let Some(contract) = contract else { return Ok(terms) };
        let mut findings = Vec::new();
        terms.contract.clone_from(&contract.id);
        if let Some(price) = contract.price(as_of) {
            terms.price = price;
            terms.price_source = Source::Contract;
        }
        if let Some(included) = &contract.included_with_container {
            terms.policies.included_with_container = included.iter().cloned().collect();
        }
        terms.policies.apply(&contract.policies);
        for (index, weight) in contract.weights.iter().enumerate() {
            let id = EntryId::written(&weight.entry);
            match (terms.listed(&id), weight.weight_mru) {
                (Some(_), Some(agreed)) => terms.agreed.push((id, agreed)),
                _ => findings.push(terms.unknown_entry(&id, format!("weights[{index}].entry"))),
            }
        }
        if findings.is_empty() { Ok(terms) } else { Err(findings) }
    }

    /// Returns the weight of an entry and where it comes from.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    ///
    /// use mru_core::{Format, rate_card::{Contract, EntryId, Source, Terms}};
    ///
    /// let text = "weights = [{ entry = \"container/1x2\", weight_mru = \"3\" }]";
    /// let contract = Contract::read(text, Format::Toml).unwrap();
    /// let terms = Terms::new(card, Some(&contract), "2026-11-01".parse().unwrap()).unwrap();
    /// let (weight, source) = terms.weight(&EntryId::new("container", "1x2")).unwrap();
    /// assert_eq!((weight.to_string(), source), ("3".to_owned(), Source::Contract));
    /// assert!(terms.weight(&EntryId::new("container", "1x3")).is_none());
    /// ```
    #[inline]
    pub fn weight(&self, id: &EntryId) -> Option<(Weight, Source)> {
        // Of several weights that a contract gives to one entry, the last one holds.
        match self.agreed.iter().rev().find(|(entry, _)| entry == id) {
            Some((_, weight)) => Some((*weight, Source::Contract)),
            None => Some((self.listed(id)?, Source::RateCard)),
        }
    }

    /// The rate card whose weights hold instead of those of [`Terms::card`], while a lock lasts.
    pub const fn locked_weights(&self) -> Option<&Arc<RateCard>> {
        self.locked.as_ref()
    }

    /// The rate card whose weight an entry has: the locked one, or the one in force for an entry that
    /// did not exist when the weights were locked.
    pub fn card_of(&self, id: &EntryId) -> &Arc<RateCard> {
        self.locked.as_ref().filter(|card| card.entry(id).is_some()).unwrap_or(&self.card)
    }

    /// The weight of a rate card: the locked one, or the one in force for an entry that did not exist
    /// when the weights were locked.
    #[inline]
    fn listed(&self, id: &EntryId) -> Option<Weight> {
        let locked = self.locked.as_ref().and_then(|card| card.weights().find(id));
        locked.or_else(|| self.weights.find(id))
    }

    fn unknown_entry(&self, id: &EntryId, path: String) -> Finding {
        let (card, shown) = (self.card.id(), shortened(id.as_str()));
        Finding {
            rule: "T10",
            severity: Severity::Error,
            path,
            position: None,
            message: text!(
                "rate card {card} has no entry `{shown}`",
                "la tarifa {card} no tiene la entrada `{shown}`"
            ),
            help: self
                .nearest_entry(id)
                .map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?")),
        }
    }

    /// Returns the entry most like an unknown one, of the same component when it has any.
    pub(crate) fn nearest_entry(&self, id: &EntryId) -> Option<&str> {
        let of_component =
            self.card.entries().filter(|entry| entry.id.component() == id.component());
        nearest(id.as_str(), of_component.map(|entry| entry.id.as_str()))
            .or_else(|| nearest(id.as_str(), self.card.entries().map(|entry| entry.id.as_str())))
    }
}
