//! Which weights move a bill, and what follows from them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::{
    entry_id::EntryId,
    invoice::{InvoiceLine, LineKind, Statement},
    units::{ArithmeticError, ProratedMru, Usd, Weight},
};

/// Why lines of a bill are not what they were.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Mover {
    /// The weight of an entry is another one.
    Weight {
        /// The entry of the rate card.
        entry: EntryId,
        /// MRU per month and piece by the cards in force.
        before: Option<Weight>,
        /// MRU per month and piece with the proposed card.
        after: Option<Weight>,
    },
    /// The price of one MRU, or how amounts are rounded: on all entries whose weight stays.
    Price,
    /// What follows from other lines, or has no weight: commitment, minimum, discount, tax.
    Lines {
        /// What these lines are.
        lines: LineKind,
    },
}

impl Mover {
    /// The kind of component whose weight it is.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{impact::Mover, rate_card::EntryId};
    ///
    /// let entry = EntryId::new("container", "1x2");
    /// assert_eq!(Mover::Weight { entry, before: None, after: None }.component(), Some("container"));
    /// assert_eq!(Mover::Price.component(), None);
    /// ```
    pub fn component(&self) -> Option<&str> {
        match self {
            Mover::Weight { entry, .. } => Some(entry.component()),
            Mover::Price | Mover::Lines { .. } => None,
        }
    }
}

/// How far something moves a bill. All of them sum to the difference of both totals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// What moves it.
    #[serde(flatten)]
    pub mover: Mover,
    /// MRUs of these lines by the cards in force, after proration, as documents show them.
    pub mru_before: Decimal,
    /// The same with the proposed card.
    pub mru_after: Decimal,
    /// USD of these lines by the cards in force.
    pub usd_before: Usd,
    /// The same with the proposed card.
    pub usd_after: Usd,
}

impl Moved {
    /// How much more these lines bill.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the difference has more than 28 digits.
    pub fn usd(&self) -> Result<Usd, ArithmeticError> {
        self.usd_after.minus(self.usd_before)
    }
}

/// What lines have in common: the entry behind them, or what they are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Entry(EntryId),
    Lines(LineKind),
}

/// Sums of lines of one group by one set of cards.
#[derive(Clone, Copy)]
struct Part {
    weight: Option<Weight>,
    mru: ProratedMru,
    usd: Usd,
}

const NOTHING: Part = Part { weight: None, mru: ProratedMru::ZERO, usd: Usd::ZERO };

impl Part {
    fn plus(self, other: Part) -> Result<Part, ArithmeticError> {
        let (mru, usd) = (self.mru.plus(other.mru)?, self.usd.plus(other.usd)?);
        Ok(Part { weight: other.weight.or(self.weight), mru, usd })
    }
}

/// What moves a bill, in the order of entries and then of lines; nothing when all lines are equal.
pub(super) fn moved(before: &Statement, after: &Statement) -> Result<Vec<Moved>, ArithmeticError> {
    let mut groups: BTreeMap<Group, [Part; 2]> = BTreeMap::new();
    for (side, statement) in [before, after].into_iter().enumerate() {
        for line in &statement.lines {
            let (group, part) = grouped(line);
            let parts = groups.entry(group).or_insert([NOTHING; 2]);
            if let Some(sum) = parts.get_mut(side) {
                *sum = sum.plus(part)?;
            }
        }
    }
    let mut movers: BTreeMap<Mover, [Part; 2]> = BTreeMap::new();
    for (group, [before, after]) in groups {
        let mover = match group {
            Group::Entry(entry) if before.weight != after.weight => {
                Mover::Weight { entry, before: before.weight, after: after.weight }
            }
            Group::Entry(_) => Mover::Price,
            Group::Lines(lines) => Mover::Lines { lines },
        };
        let stays = (before.usd, before.mru) == (after.usd, after.mru);
        if stays && !matches!(mover, Mover::Weight { .. }) {
            continue;
        }
        let [one, other] = movers.entry(mover).or_insert([NOTHING; 2]);
        (*one, *other) = (one.plus(before)?, other.plus(after)?);
    }
    let shown = |(mover, [before, after]): (Mover, [Part; 2])| Moved {
        mover,
        mru_before: before.mru.shown(),
        mru_after: after.mru.shown(),
        usd_before: before.usd,
        usd_after: after.usd,
    };
    Ok(movers.into_iter().map(shown).collect())
}

fn grouped(line: &InvoiceLine) -> (Group, Part) {
    match line.priced() {
        Some(priced) => {
            let weight = Some(priced.weighed.weight);
            (Group::Entry(priced.entry.clone()), Part { weight, mru: priced.mru, usd: line.usd })
        }
        None => (Group::Lines(line.kind()), Part { usd: line.usd, ..NOTHING }),
    }
}
