//! What a proposed rate card changes for all customers together.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Bill, Effect, Moved, Mover, Outcome, bill::percent};
use crate::{
    calendar::Period,
    rate_card::{Difference, RateCard, diff},
    units::{ArithmeticError, MruPrice, Usd, exact},
};

/// What a proposed rate card changes in a month, customer by customer and for all together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// The month.
    pub period: Period,
    /// Name and first day of the proposed card.
    pub rate_card: String,
    /// SHA-256 of its files.
    pub hash: String,
    /// Its price of one MRU.
    pub mru_price_usd: MruPrice,
    /// The card of its name that would be in force without it; none for a first one.
    pub against: Option<Against>,
    /// All customers, by customer.
    pub customers: Vec<Effect>,
    /// All of them together.
    pub total: Total,
}

/// The card that is in force without the proposed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Against {
    /// Its name and first day.
    pub rate_card: String,
    /// Its price of one MRU.
    pub mru_price_usd: MruPrice,
    /// Entries whose weight or price differs, with those that are new or gone.
    pub changed: usize,
    /// All entries of both.
    pub entries: usize,
}

/// Sums over the customers that can be billed by either set of cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// MRUs, as documents show them.
    pub mru: Decimal,
    /// USD before tax.
    pub net_usd: Usd,
    /// USD.
    pub total_usd: Usd,
}

/// Something that moves the bills of customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedForAll {
    /// How far it moves them together.
    #[serde(flatten)]
    pub moved: Moved,
    /// How many customers it moves.
    pub customers: usize,
}

/// All customers together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// What is billed by the cards in force, of customers that can be billed by either.
    pub before: Sums,
    /// The same with the proposed card.
    pub after: Sums,
    /// What moves it; they sum to the difference of both totals.
    pub moved: Vec<MovedForAll>,
}

const NOTHING: Sums = Sums { mru: Decimal::ZERO, net_usd: Usd::ZERO, total_usd: Usd::ZERO };

impl Sums {
    fn plus(&self, bill: &Bill) -> Result<Sums, ArithmeticError> {
        Ok(Sums {
            mru: exact::add(self.mru, bill.mru, "adding MRUs")?,
            net_usd: self.net_usd.plus(bill.net_usd)?,
            total_usd: self.total_usd.plus(bill.total_usd)?,
        })
    }
}

impl Impact {
    /// Puts the effects of a card on customers together; `against` is the card of its name that would
    /// be in force without it.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when a sum has more than 28 digits.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// use mru_core::{impact::{Effect, Impact, Outcome}, rate_card::RateCard};
    ///
    /// let card = RateCard::read(&[("card.toml", header)]).unwrap();
    /// let month = "2026-11".parse().unwrap();
    /// let impact = Impact::of(month, &card, None, vec![Effect::set_aside("bank", Vec::new())]).unwrap();
    /// assert_eq!(impact.count(Outcome::Nothing), 1);
    /// assert_eq!(impact.difference().unwrap().to_string(), "0.00");
    /// assert_eq!(impact.percent(), None);
    /// ```
    pub fn of(
        period: Period,
        card: &RateCard,
        against: Option<&RateCard>,
        customers: Vec<Effect>,
    ) -> Result<Impact, ArithmeticError> {
        let compared = |against: &RateCard| {
            let Difference { changes, unchanged, .. } = diff(against, card)?;
            let changed = changes.len();
            Ok(Against {
                rate_card: against.id(),
                mru_price_usd: against.mru_price,
                changed,
                entries: changed.saturating_add(unchanged),
            })
        };
        Ok(Impact {
            period,
            rate_card: card.id(),
            hash: card.hash.clone(),
            mru_price_usd: card.mru_price,
            against: against.map(compared).transpose()?,
            total: Total::of(&customers)?,
            customers,
        })
    }

    /// How many customers stand so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.customers.iter().filter(|it| it.outcome() == outcome).count()
    }

    /// How much more is billed to all customers before tax; nothing when it has more than 28 digits.
    pub fn difference(&self) -> Option<Usd> {
        self.total.after.net_usd.minus(self.total.before.net_usd).ok()
    }

    /// The same in per cent to two places, half away from zero; nothing also when nothing was billed.
    pub fn percent(&self) -> Option<Decimal> {
        percent(self.total.before.net_usd, self.total.after.net_usd)
    }
}

impl Total {
    fn of(customers: &[Effect]) -> Result<Total, ArithmeticError> {
        let mut total = Total { before: NOTHING, after: NOTHING, moved: Vec::new() };
        let mut all: BTreeMap<Mover, MovedForAll> = BTreeMap::new();
        for effect in customers {
            let (Some(before), Some(after)) = (&effect.before, &effect.after) else { continue };
            total.before = total.before.plus(before)?;
            total.after = total.after.plus(after)?;
            for moved in &effect.moved {
                match all.get_mut(&moved.mover) {
                    Some(sum) => sum.add(moved)?,
                    None => {
                        let first = MovedForAll { moved: moved.clone(), customers: 1 };
                        all.insert(moved.mover.clone(), first);
                    }
                }
            }
        }
        total.moved = all.into_values().collect();
        Ok(total)
    }
}

impl MovedForAll {
    fn add(&mut self, other: &Moved) -> Result<(), ArithmeticError> {
        const STEP: &str = "adding MRUs";
        let sum = &mut self.moved;
        sum.mru_before = exact::add(sum.mru_before, other.mru_before, STEP)?;
        sum.mru_after = exact::add(sum.mru_after, other.mru_after, STEP)?;
        sum.usd_before = sum.usd_before.plus(other.usd_before)?;
        sum.usd_after = sum.usd_after.plus(other.usd_after)?;
        self.customers = self.customers.saturating_add(1);
        Ok(())
    }
}
