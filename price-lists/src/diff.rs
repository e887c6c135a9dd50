//! What moved between two lists of prices.

use std::collections::BTreeMap;

use mru_core::{
    cost_model::{Price, PriceList},
    units::percent_of_change,
};
use rust_decimal::Decimal;
use serde::Serialize;

/// What became of one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Movement {
    /// Only the later list has it.
    New,
    /// Only the earlier list has it.
    Gone,
    /// It costs more.
    Dearer,
    /// It costs less.
    Cheaper,
    /// It costs the same, but its unit, product or tier is another one.
    Changed,
}

/// One price as one of the lists has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// USD for one unit.
    pub usd: Decimal,
    /// The unit.
    pub unit: String,
    /// Name of the product, when known.
    pub sku: String,
    /// Rate code, when known.
    pub rate_code: String,
    /// First unit and end of the tier, when known.
    pub tier: Option<(String, String)>,
    /// Version of the offer, when known.
    pub offer_version: String,
}

impl Side {
    fn of(price: &Price) -> Side {
        let listed = price.listed.as_deref().cloned().unwrap_or_default();
        Side {
            usd: price.usd,
            unit: price.unit.clone(),
            sku: price.sku.clone(),
            rate_code: listed.rate_code,
            tier: (!listed.from.is_empty()).then_some((listed.from, listed.to)),
            offer_version: listed.offer_version,
        }
    }

    /// Whether two prices are of different products, units or tiers, as far as both say so.
    fn is_another(&self, other: &Side) -> bool {
        let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
        let tiers = self.tier.is_some() && other.tier.is_some() && self.tier != other.tier;
        self.unit != other.unit || differ(&self.sku, &other.sku) || tiers
    }
}

/// One price that is not the same in both lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// AWS service code.
    pub service_code: String,
    /// Usage type as the cost model writes it.
    pub usage_type: String,
    /// What became of it.
    pub movement: Movement,
    /// In the earlier list.
    pub before: Option<Side>,
    /// In the later list.
    pub after: Option<Side>,
    /// USD for one unit more, or less when negative; none where both are not for the same unit.
    pub change_usd: Option<Decimal>,
    /// The change in per cent of the earlier price, to two places; none from a price of 0.
    pub change_percent: Option<Decimal>,
}

/// What moved, ordered by service and usage type, and how many prices did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Differences {
    /// The prices that are not the same.
    pub moved: Vec<Moved>,
    /// The number of those that are.
    pub unchanged: usize,
}

/// Compares two lists price by price, each found by its service, usage type and place among those
/// of the same names.
pub fn diff(before: &PriceList, after: &PriceList) -> Differences {
    let mut pairs: BTreeMap<Key<'_>, [Option<&Price>; 2]> = BTreeMap::new();
    for (side, list) in [before, after].into_iter().enumerate() {
        for (key, price) in keyed(list) {
            if let Some(place) = pairs.entry(key).or_default().get_mut(side) {
                *place = Some(price);
            }
        }
    }
    let mut differences = Differences { moved: Vec::new(), unchanged: 0 };
    for ((service_code, usage_type, _), [before, after]) in pairs {
        let sides = [before.map(Side::of), after.map(Side::of)];
        match moved(service_code, usage_type, sides) {
            Some(moved) => differences.moved.push(moved),
            None => differences.unchanged = differences.unchanged.saturating_add(1),
        }
    }
    differences
}

/// Service, usage type, and how many of the same names stand before.
type Key<'a> = (&'a str, &'a str, usize);

fn keyed(list: &PriceList) -> impl Iterator<Item = (Key<'_>, &Price)> {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    list.prices.iter().map(move |price| {
        let names = (price.service_code.as_str(), price.usage_type.as_str());
        let before = seen.entry(names).or_default();
        let key = (names.0, names.1, *before);
        *before = before.saturating_add(1);
        (key, price)
    })
}

fn moved(service_code: &str, usage_type: &str, sides: [Option<Side>; 2]) -> Option<Moved> {
    let (movement, change_usd, change_percent) = match &sides {
        [None, None] => return None,
        [None, Some(_)] => (Movement::New, None, None),
        [Some(_), None] => (Movement::Gone, None, None),
        [Some(before), Some(after)] if before.unit != after.unit => (Movement::Changed, None, None),
        [Some(before), Some(after)] => {
            let change = after.usd.checked_sub(before.usd).map(|it| it.normalize());
            let percent = percent_of_change(before.usd, after.usd);
            match after.usd.cmp(&before.usd) {
                std::cmp::Ordering::Greater => (Movement::Dearer, change, percent),
                std::cmp::Ordering::Less => (Movement::Cheaper, change, percent),
                std::cmp::Ordering::Equal if before.is_another(after) => {
                    (Movement::Changed, change, percent)
                }
                std::cmp::Ordering::Equal => return None,
            }
        }
    };
    let [before, after] = sides;
    Some(Moved {
        service_code: service_code.to_owned(),
        usage_type: usage_type.to_owned(),
        movement,
        before,
        after,
        change_usd,
        change_percent,
    })
}
