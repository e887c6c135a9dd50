//! A group of rows while it is being summed, small enough for millions of them.

use super::{Basis, CostAmount, CostAmountError, Costs, LineType, Name};
use crate::calendar::Period;

/// What the rows of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyKey {
    /// The month of the bill.
    pub period: Period,
    /// Texts, in the order of [`TallyKey::ACCOUNT`] and its siblings.
    pub names: [Name; 10],
    /// What the lines are.
    pub line: LineType,
    /// The month that they put right, when they are corrections.
    pub corrects: Option<Period>,
}

impl TallyKey {
    /// Place of the usage account among the names.
    pub const ACCOUNT: usize = 0;
    /// Place of the service.
    pub const SERVICE: usize = 1;
    /// Place of the usage type.
    pub const USAGE_TYPE: usize = 2;
    /// Place of the operation.
    pub const OPERATION: usize = 3;
    /// Place of the region.
    pub const REGION: usize = 4;
    /// Place of the environment.
    pub const ENVIRONMENT: usize = 5;
    /// Place of the component.
    pub const COMPONENT: usize = 6;
    /// Place of the unit.
    pub const UNIT: usize = 7;
    /// Place of the invoice.
    pub const INVOICE: usize = 8;
    /// Place of the resource.
    pub const RESOURCE: usize = 9;
}

/// Amounts and instants of one row, as a tally takes them.
#[derive(Clone, Copy, Debug)]
pub struct TallyRow {
    /// How much was used.
    pub usage: Option<CostAmount>,
    /// What it cost.
    pub costs: Costs,
    /// First instant, in seconds since 1970 in UTC.
    pub start: i64,
    /// First instant after it, likewise.
    pub end: i64,
    /// How many rows of the bill it stands for.
    pub rows: u64,
    /// File and row.
    pub place: (Name, u64),
}

/// Places of decimals where a sum is unknown.
const UNKNOWN: u8 = u8::MAX;
/// The usage, and a cost for each basis.
const SUMS: usize = 5;

/// A group of rows while it is being summed.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    key: TallyKey,
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
    pub fn new(key: TallyKey, row: &TallyRow) -> Tally {
        let mut tally = Tally {
            key,
            places: [UNKNOWN; SUMS],
            digits: [0; SUMS],
            rows: row.rows,
            start: row.start,
            end: row.end,
            first: row.place,
        };
        let sums = tally.places.iter_mut().zip(&mut tally.digits);
        for ((places, digits), amount) in sums.zip(amounts(row)) {
            if let Some(amount) = amount {
                (*digits, *places) = amount.parts();
            }
        }
        tally
    }

    /// Adds a row of the group.
    ///
    /// # Errors
    ///
    /// [`CostAmountError::TooManyDigits`] when a sum needs more than 38 digits.
    #[inline]
    pub fn add(&mut self, row: &TallyRow) -> Result<(), CostAmountError> {
        let sums = self.places.iter_mut().zip(&mut self.digits);
        for ((places, digits), amount) in sums.zip(amounts(row)) {
            match (CostAmount::new(*digits, *places), amount) {
                (Some(sum), Some(amount)) => (*digits, *places) = sum.plus(amount)?.parts(),
                _ => *places = UNKNOWN,
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
    pub const fn key(&self) -> &TallyKey {
        &self.key
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

/// The amounts of a row in the order of the sums.
#[inline]
fn amounts(row: &TallyRow) -> [Option<CostAmount>; SUMS] {
    let [unblended, amortised, net_unblended, net_amortised] =
        Basis::ALL.map(|basis| row.costs.get(basis));
    [row.usage, unblended, amortised, net_unblended, net_amortised]
}
