//! One priced line, with everything that made its numbers.

use crate::{
    materials::{Charge, Item},
    rate_card::Source,
    units::{Mru, MruPrice, RoundingRule, Usd, Weight},
};

/// One priced line.
///
/// The explanation is kept as structure: the item, its weight and the price. The arithmetic is
/// written only when [`Line::explanation`] is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What is priced.
    pub item: &'a Item,
    /// The weight of one piece; none for a line of 0 MRU.
    pub weight: Option<Weight>,
    /// Where the weight comes from.
    pub weight_source: Source,
    /// Quantity × multiplier × weight, exact.
    pub mru: Mru,
    /// MRU × price, rounded once to cents (R81).
    pub usd: Usd,
    /// The price of one MRU.
    pub price: MruPrice,
    /// How `usd` was rounded.
    pub rounding: RoundingRule,
}

impl<'a> Line<'a> {
    /// Returns the id of the rate card entry behind the line; none for a line of 0 MRU.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
    /// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
    /// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
    /// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
    /// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
    /// # let day = "2026-11-21".parse().unwrap();
    /// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
    /// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
    /// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
    ///
    /// let entries: Vec<&str> = quote.priced.lines().filter_map(|line| line.entry()).collect();
    /// assert_eq!(entries, ["container/1x2", "environment/production"]);
    /// ```
    pub fn entry(&self) -> Option<&'a str> {
        match &self.item.charge {
            Charge::Entry(id) => Some(id.as_str()),
            Charge::None(_) => None,
        }
    }
}

/// A sum of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Sum of the MRUs of the lines.
    pub mru: Mru,
    /// Sum of the rounded amounts of the lines (R81, R105).
    pub usd: Usd,
}

impl Total {
    /// Nothing.
    pub const ZERO: Total = Total { mru: Mru::ZERO, usd: Usd::ZERO };
}
