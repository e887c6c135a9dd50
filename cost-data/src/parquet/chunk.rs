//! Some rows of a batch, column by column.

use mru_core::{
    calendar::Period,
    costs::{LineType, Name, TallyRow},
};

use super::waiting::{Amounts, Plain};

/// Rows of a chunk.
pub(super) const CHUNK: usize = 1 << 10;

/// The digits and decimal places of an amount; [`TallyRow::UNKNOWN`] places when it is unknown.
pub(super) type Parts = (i128, u8);

/// An amount that is unknown.
pub(super) const UNKNOWN: Parts = (0, TallyRow::UNKNOWN);

/// What is known of the rows of a chunk; each list has an entry a row.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) periods: Vec<Option<Period>>,
    pub(super) lines: Vec<Option<LineType>>,
    /// Whether a row counts.
    pub(super) counts: Vec<bool>,
    /// Whether a row has to be told by the way of single rows why it is refused.
    pub(super) unusual: Vec<bool>,
    /// Names, by their place in a key.
    pub(super) names: [Vec<Name>; 10],
    pub(super) starts: Vec<i64>,
    pub(super) ends: Vec<i64>,
    /// The months that rows put right.
    pub(super) corrects: Vec<Option<Period>>,
    pub(super) usages: Vec<Parts>,
    pub(super) charged: Vec<Parts>,
    pub(super) nets: Vec<Parts>,
    /// Amortised and net amortised cost of the rows whose rule asks for more than what was charged.
    pub(super) spread: Vec<[Parts; 2]>,
    /// Which of them is a row's, from 1; 0 where what was charged is all there is to know.
    pub(super) spread_of: Vec<usize>,
    /// Numbers of the parts of keys, in the order of the parts.
    pub(super) ids: [Vec<u32>; 4],
}

impl Chunk {
    /// Begins with so many rows, of which nothing is known.
    pub(super) fn begin(&mut self, rows: usize) {
        fn fill<T: Clone>(list: &mut Vec<T>, rows: usize, with: T) {
            list.clear();
            list.resize(rows, with);
        }
        fill(&mut self.periods, rows, None);
        fill(&mut self.lines, rows, None);
        fill(&mut self.counts, rows, true);
        fill(&mut self.unusual, rows, false);
        for names in &mut self.names {
            fill(names, rows, Name::NONE);
        }
        fill(&mut self.starts, rows, 0);
        fill(&mut self.ends, rows, 0);
        fill(&mut self.corrects, rows, None);
        fill(&mut self.usages, rows, UNKNOWN);
        fill(&mut self.charged, rows, UNKNOWN);
        fill(&mut self.nets, rows, UNKNOWN);
        fill(&mut self.spread_of, rows, 0);
        self.spread.clear();
    }

    /// Usage, and what a row costs in each basis.
    #[inline]
    pub(super) fn amounts(&self, at: usize) -> Amounts {
        let (charged, net) = (self.charged[at], self.nets[at]);
        let spread = self.spread_of[at].checked_sub(1);
        let [spread, net_spread] = spread.map_or([charged, net], |spread| self.spread[spread]);
        [self.usages[at], charged, spread, net, net_spread]
    }

    /// The same in few bytes, where usage and what was charged are all there is to know.
    #[inline]
    pub(super) fn plain(&self, at: usize) -> Option<Plain> {
        let ((usage, usage_places), (charged, charged_places)) =
            (self.usages[at], self.charged[at]);
        if self.spread_of[at] != 0 || self.nets[at].1 != TallyRow::UNKNOWN {
            return None;
        }
        let (usage, charged) = (i64::try_from(usage).ok()?, i64::try_from(charged).ok()?);
        Some(Plain { usage, charged, usage_places, charged_places })
    }
}
