//! What changes from one rate card to another.

use rust_decimal::Decimal;
use serde::Serialize;

use super::RateCard;
use crate::{
    entry_id::EntryId,
    units::{ArithmeticError, MruPrice, Weight, exact},
};

/// What became of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The entry.
    pub entry: EntryId,
    /// Its weight before; none when it is new.
    pub before: Option<Weight>,
    /// Its weight after; none when it is gone.
    pub after: Option<Weight>,
    /// USD for one piece and month before.
    pub usd_before: Option<Decimal>,
    /// USD for one piece and month after.
    pub usd_after: Option<Decimal>,
}

/// What changes from one rate card to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Name and day of the first.
    pub before: String,
    /// Name and day of the second.
    pub after: String,
    /// Price of one MRU in the first.
    pub price_before: MruPrice,
    /// Price of one MRU in the second.
    pub price_after: MruPrice,
    /// Entries whose weight or USD differs.
    pub changes: Vec<Change>,
    /// Number of entries that are equal in both.
    pub unchanged: usize,
}

/// Compares two rate cards entry by entry.
///
/// # Errors
///
/// [`ArithmeticError`] when an amount needs more than 28 digits.
///
/// # Example
///
/// ```
/// # let header = |day| format!("card = \"demo\"\neffective_from = \"{day}\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"");
/// use mru_core::rate_card::{RateCard, diff};
///
/// let card = |day, vpn| {
///     let weights = format!("component,size,weight_mru,confidence,arithmetic\nvpn,,{vpn},assumption,\n");
///     RateCard::read(&[("card.toml", &header(day)), ("weights.csv", &weights)]).unwrap()
/// };
/// let difference = diff(&card("2026-01-01", 3), &card("2026-10-01", 4)).unwrap();
/// let change = &difference.changes[0];
/// assert_eq!(change.entry.as_str(), "vpn");
/// assert_eq!((change.usd_before, change.usd_after), (Some(126.into()), Some(168.into())));
/// ```
pub fn diff(before: &RateCard, after: &RateCard) -> Result<Difference, ArithmeticError> {
    let mut ids: Vec<&EntryId> =
        before.entries().chain(after.entries()).map(|entry| &entry.id).collect();
    ids.sort();
    ids.dedup();
    let mut changes = Vec::new();
    let total = ids.len();
    for id in ids {
        let weight_before = before.entry(id).map(|entry| entry.weight);
        let weight_after = after.entry(id).map(|entry| entry.weight);
        let change = Change {
            entry: id.clone(),
            before: weight_before,
            after: weight_after,
            usd_before: in_usd(weight_before, before.mru_price)?,
            usd_after: in_usd(weight_after, after.mru_price)?,
        };
        if change.before != change.after || change.usd_before != change.usd_after {
            changes.push(change);
        }
    }
    Ok(Difference {
        before: before.id(),
        after: after.id(),
        price_before: before.mru_price,
        price_after: after.mru_price,
        unchanged: total.saturating_sub(changes.len()),
        changes,
    })
}

fn in_usd(weight: Option<Weight>, price: MruPrice) -> Result<Option<Decimal>, ArithmeticError> {
    let product = |weight: Weight| {
        exact::multiply(weight.as_decimal(), price.as_decimal(), "pricing a weight")
    };
    weight.map(product).transpose()
}
