//! The multiplication: quantity × multiplier × weight = MRU; MRU × price = USD, rounded once.

use rust_decimal::Decimal;

use super::{Line, Total};
use crate::{
    entry_id::EntryId,
    materials::{BillOfMaterials, Charge, Item, Place},
    rate_card::{Source, Terms},
    units::{ArithmeticError, Mru, MruPrice, RoundingRule, Share, Usd, Weight},
};

/// Why a bill of materials could not be priced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceError {
    /// The terms have no weight for an entry (R1, R59): unknown is not zero.
    #[error("the rate card has no weight for `{entry}`")]
    MissingWeight {
        /// The entry.
        entry: EntryId,
        /// Path of the component that needs it.
        path: String,
    },
    /// A number needs more than 28 digits.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

/// A priced bill of materials.
#[derive(Clone, Debug)]
pub struct PricedMaterials {
    /// Totals of the environments, in the order of the file.
    pub environments: Vec<Total>,
    /// Total of what is shared.
    pub shared: Total,
    /// Grand total.
    pub total: Total,
    materials: BillOfMaterials,
    amounts: Vec<Amount>,
    price: MruPrice,
    rounding: RoundingRule,
}

/// The numbers of one line; its item stands at the same place of the list.
#[derive(Clone, Copy, Debug)]
struct Amount {
    weight: Option<(Weight, Source)>,
    mru: Mru,
    usd: Usd,
}

impl PricedMaterials {
    /// Returns the lines, in the order of the materials.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_>> + Clone {
        self.materials.items().iter().zip(&self.amounts).map(|(item, amount)| Line {
            item,
            weight: amount.weight.map(|(weight, _)| weight),
            weight_source: amount.weight.map_or(Source::RateCard, |(_, source)| source),
            mru: amount.mru,
            usd: amount.usd,
            price: self.price,
            rounding: self.rounding,
        })
    }
}

/// Prices a bill of materials.
///
/// # Rounding
///
/// Each line once, to cents, by the rounding policy of the terms (R81). Totals are sums of lines.
///
/// # Errors
///
/// [`PriceError::MissingWeight`] for the first entry that the terms do not have, and
/// [`PriceError::Arithmetic`] when a number needs more than 28 digits. No partial total (R110).
///
/// # Source
///
/// R2, R6, R81, R105.
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
/// use mru_core::pricing::{PriceError, price};
///
/// let priced = price(&quote.materials(), &terms).unwrap();
/// assert_eq!(priced.total.usd.to_string(), "273.00");
/// assert_eq!(priced.lines().len(), quote.materials().items().len());
/// # let bare = mru_core::rate_card::RateCard::read(&[("card.toml", header)]).unwrap();
/// # let bare = mru_core::rate_card::Terms::new(bare, None, day).unwrap();
/// // A card without weights prices nothing.
/// assert!(matches!(price(&quote.materials(), &bare), Err(PriceError::MissingWeight { .. })));
/// ```
pub fn price(materials: &BillOfMaterials, terms: &Terms) -> Result<PricedMaterials, PriceError> {
    let items = materials.items();
    let mut amounts = Vec::with_capacity(items.len());
    let mut environments = vec![Total::ZERO; materials.environments()];
    let mut shared = Total::ZERO;
    for item in items {
        let amount = price_item(item, terms)?;
        if amount.weight.is_some() {
            // INVARIANT (an item is in an environment of its list): none is counted elsewhere.
            let total = match item.place {
                Place::Shared => &mut shared,
                Place::Environment(index) => environments.get_mut(index).unwrap_or(&mut shared),
            };
            *total = Total { mru: total.mru.plus(amount.mru)?, usd: total.usd.plus(amount.usd)? };
        }
        amounts.push(amount);
    }
    let mut total = shared;
    for environment in &environments {
        total =
            Total { mru: total.mru.plus(environment.mru)?, usd: total.usd.plus(environment.usd)? };
    }
    let (price, rounding) = (terms.price, terms.policies.rounding);
    Ok(PricedMaterials {
        environments,
        shared,
        total,
        materials: materials.clone(),
        amounts,
        price,
        rounding,
    })
}

#[inline]
fn price_item(item: &Item, terms: &Terms) -> Result<Amount, PriceError> {
    let Charge::Entry(entry) = &item.charge else {
        return Ok(Amount { weight: None, mru: Mru::ZERO, usd: Usd::ZERO });
    };
    let Some(found) = terms.weight(entry) else {
        return Err(PriceError::MissingWeight { entry: entry.clone(), path: item.path.clone() });
    };
    let (mru, usd) = amount(found.0, item.quantity, item.multiplier, Share::WHOLE, terms)?;
    Ok(Amount { weight: Some(found), mru, usd })
}

/// The one multiplication behind every quote and every invoice.
///
/// Returns the MRUs of a whole month, and the amount of the share, rounded once (R81, R86).
///
/// # Errors
///
/// [`ArithmeticError`] when a number needs more digits than are kept exactly.
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
/// use mru_core::{pricing::amount, rate_card::{EntryId, Terms}, units::Share};
///
/// let terms = Terms::new(card, None, "2026-11-01".parse().unwrap()).unwrap();
/// let (weight, _) = terms.weight(&EntryId::new("container", "1x2")).unwrap();
/// // Two pieces for 20 of 30 days: 6.5 MRU a month, a third of their price left out.
/// let (mru, usd) = amount(weight, 1.into(), 2, Share::new(20, 30).unwrap(), &terms).unwrap();
/// assert_eq!((mru.to_string(), usd.to_string()), ("6.5".to_owned(), "182.00".to_owned()));
/// ```
#[inline]
pub fn amount(
    weight: Weight,
    quantity: Decimal,
    multiplier: u32,
    share: Share,
    terms: &Terms,
) -> Result<(Mru, Usd), ArithmeticError> {
    let mru = weight.times(quantity, multiplier)?;
    let usd = terms.price.of(mru)?.round_share(share, terms.policies.rounding)?;
    Ok((mru, usd))
}
