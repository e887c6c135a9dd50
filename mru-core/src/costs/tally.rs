//! A group of rows while it is being summed, small enough for millions of them.

use super::{Basis, CostAmount, CostAmountError, Costs, Name, TallyId};

/// Amounts and instants of one row, as a tally takes them.
#[derive(Clone, Copy, Debug)]
pub struct TallyRow {
    /// How much was used, and what it cost in each basis: the digits of each amount.
    pub digits: [i128; SUMS],
    /// How many of the digits are decimal places; [`TallyRow::UNKNOWN`] where the amount is unknown.
    pub places: [u8; SUMS],
    /// First instant, in seconds since 1970 in UTC.
    pub start: i64,
    /// First instant after it, likewise.
    pub end: i64,
    /// How many rows of the bill it stands for.
    pub rows: u64,
    /// File and row.
    pub place: (Name, u64),
}

/// The usage, and a cost for each basis.
const SUMS: usize = 5;

impl TallyRow {
    /// The places of an amount that is unknown.
    pub const UNKNOWN: u8 = u8::MAX;

    /// A row of the bill with these amounts, for no time and of no place yet.
    pub fn of(usage: Option<CostAmount>, costs: &Costs) -> TallyRow {
        let [unblended, amortised, net_unblended, net_amortised] =
            Basis::ALL.map(|basis| costs.get(basis));
        let amounts = [usage, unblended, amortised, net_unblended, net_amortised];
        let parts = amounts.map(|it| it.map_or((0, TallyRow::UNKNOWN), CostAmount::parts));
        TallyRow {
            digits: parts.map(|(digits, _)| digits),
            places: parts.map(|(_, places)| places),
            start: 0,
            end: 0,
            rows: 1,
            place: (Name::NONE, 0),
        }
    }
}

/// A group of rows while it is being summed.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    id: TallyId,
    places: [u8; SUMS],
    digits: [i128; SUMS],
    rows: u64,
    start: i64,
    end: i64,
    first: (Name, u64),
}

impl Tally {
    /// A group of one row.
    #[inline]
    pub const fn new(id: TallyId, row: &TallyRow) -> Tally {
        Tally {
            id,
            places: row.places,
            digits: row.digits,
            rows: row.rows,
            start: row.start,
            end: row.end,
            first: row.place,
        }
    }

    /// Adds a row of the group.
    ///
    /// # Errors
    ///
    /// [`CostAmountError::TooManyDigits`] when a sum needs more than 38 digits.
    #[inline]
    pub fn add(&mut self, row: &TallyRow) -> Result<(), CostAmountError> {
        let sums = self.places.iter_mut().zip(&mut self.digits);
        for ((places, digits), (more, added)) in sums.zip(row.places.iter().zip(&row.digits)) {
            if *places == TallyRow::UNKNOWN {
                continue;
            }
            match (*places == *more).then(|| digits.checked_add(*added)).flatten() {
                Some(sum) => *digits = sum,
                None => (*digits, *places) = plus((*digits, *places), (*added, *more))?,
            }
        }
        self.rows = self.rows.saturating_add(row.rows);
        self.start = self.start.min(row.start);
        self.end = self.end.max(row.end);
        self.first = self.first.min(row.place);
        Ok(())
    }

    /// What its rows have in common.
    #[inline]
    pub const fn id(&self) -> TallyId {
        self.id
    }

    fn sum(&self, at: usize) -> Option<CostAmount> {
        CostAmount::new(*self.digits.get(at)?, *self.places.get(at)?)
    }

    /// How much was used; unknown once a row does not say.
    pub(super) fn usage(&self) -> Option<CostAmount> {
        self.sum(0)
    }

    /// What it cost.
    pub(super) fn costs(&self) -> Costs {
        Costs {
            unblended: self.sum(1),
            amortised: self.sum(2),
            net_unblended: self.sum(3),
            net_amortised: self.sum(4),
        }
    }

    /// How many rows it has.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Its first instant and the first one after it, in seconds since 1970.
    pub(super) const fn span(&self) -> (i64, i64) {
        (self.start, self.end)
    }

    /// Where its first row stands.
    pub(super) const fn first(&self) -> (Name, u64) {
        self.first
    }
}

/// The sum of amounts of which the second may be unknown, and then so is the sum.
fn plus(a: (i128, u8), b: (i128, u8)) -> Result<(i128, u8), CostAmountError> {
    match (CostAmount::new(a.0, a.1), CostAmount::new(b.0, b.1)) {
        (Some(sum), Some(added)) => Ok(sum.plus(added)?.parts()),
        _ => Ok((0, TallyRow::UNKNOWN)),
    }
}
