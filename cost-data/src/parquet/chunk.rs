//! Some rows of a batch on their way into the table, column by column.

use mru_core::{
    calendar::Period,
    costs::{CostAmount, Costs, LineType, Name, Tally, TallyKey, TallyRow},
};

use crate::table::{Full, PARTS, Table, hash, part};

/// Rows of a chunk.
pub(super) const CHUNK: usize = 1 << 11;

/// What is known of the rows of a chunk; each list has an entry a row.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) periods: Vec<Option<Period>>,
    pub(super) lines: Vec<Option<LineType>>,
    /// Whether a row counts.
    pub(super) counts: Vec<bool>,
    /// Whether a row has to be told by the way of single rows why it is refused.
    pub(super) unusual: Vec<bool>,
    pub(super) names: Vec<[Name; 10]>,
    pub(super) starts: Vec<i64>,
    pub(super) ends: Vec<i64>,
    /// The months that rows put right.
    pub(super) corrects: Vec<Option<Period>>,
    pub(super) usages: Vec<Option<CostAmount>>,
    pub(super) charged: Vec<Option<CostAmount>>,
    pub(super) nets: Vec<Option<CostAmount>>,
    /// Costs of the rows whose rule asks for more than what was charged.
    pub(super) spread: Vec<Costs>,
    /// Which of them is a row's, from 1; 0 where what was charged is all there is to know.
    pub(super) spread_of: Vec<usize>,
    /// The rows of each part of the table: place, hash and key.
    parts: Vec<Vec<(usize, u64, TallyKey)>>,
    places: Vec<u32>,
    near: Vec<Option<Tally>>,
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
        fill(&mut self.names, rows, [Name::NONE; 10]);
        fill(&mut self.starts, rows, 0);
        fill(&mut self.ends, rows, 0);
        fill(&mut self.corrects, rows, None);
        fill(&mut self.usages, rows, None);
        fill(&mut self.charged, rows, None);
        fill(&mut self.nets, rows, None);
        fill(&mut self.spread_of, rows, 0);
        self.spread.clear();
    }

    /// What a row costs in each basis.
    #[inline]
    pub(super) fn costs(&self, at: usize) -> Costs {
        if let Some(spread) = self.spread_of[at].checked_sub(1) {
            return self.spread[spread];
        }
        let (charged, net) = (self.charged[at], self.nets[at]);
        Costs { unblended: charged, amortised: charged, net_unblended: net, net_amortised: net }
    }

    /// Adds the rows that count to the table. `turn` is where to begin, so that threads begin at
    /// different parts; `before` is how many rows of the file stand before the chunk.
    pub(super) fn add(
        &mut self,
        table: &Table,
        turn: usize,
        file: Name,
        before: u64,
    ) -> Result<(), (Full, u64)> {
        self.sort_into_parts();
        for turned in 0..PARTS {
            let at = (turn + turned) % PARTS;
            let rows = &self.parts[at];
            if rows.is_empty() {
                continue;
            }
            let mut part = table.lock(at);
            // Look for many before any is changed: memory answers many questions at once.
            self.places.clear();
            self.places.extend(rows.iter().map(|(_, hash, _)| part.likely(*hash)));
            // Copies bring whole tallies near, which then are changed one after the other.
            self.near.clear();
            self.near.extend(self.places.iter().map(|place| part.at(*place).copied()));
            let near = self.places.iter_mut().zip(&self.near);
            for ((_, _, key), (place, tally)) in rows.iter().zip(near) {
                if tally.is_none_or(|it| it.key() != key) {
                    *place = 0;
                }
            }
            for ((row, hash, key), place) in rows.iter().zip(&self.places) {
                let number = before + *row as u64 + 1;
                let added = TallyRow {
                    usage: self.usages[*row],
                    costs: self.costs(*row),
                    start: self.starts[*row],
                    end: self.ends[*row],
                    rows: 1,
                    place: (file, number),
                };
                let place = Some(*place).filter(|place| *place != 0);
                part.add(place, *hash, key, &added).map_err(|full| (full, number))?;
            }
        }
        Ok(())
    }

    fn sort_into_parts(&mut self) {
        self.parts.resize_with(PARTS, Vec::new);
        self.parts.iter_mut().for_each(Vec::clear);
        for (at, names) in self.names.iter().enumerate() {
            let (Some(period), Some(line), true) =
                (self.periods[at], self.lines[at], self.counts[at])
            else {
                continue;
            };
            let corrects = self.corrects[at];
            let key = TallyKey { period, names: *names, line, corrects };
            let hash = hash(&key);
            self.parts[part(hash)].push((at, hash, key));
        }
    }
}
