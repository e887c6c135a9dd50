//! Tallies found by their id, in parts, so that one part fits the near memory of a processor.

use std::sync::{Mutex, MutexGuard, PoisonError};

use mru_core::costs::{Tally, TallyId, TallyRow};

/// How many parts there are; a power of two.
pub(crate) const PARTS: usize = 128;

/// The hash of an id: quick, and the same on every machine.
#[inline]
pub(crate) const fn hash(id: TallyId) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let [bill, usage, tags, rest] = id.0;
    let first = ((bill as u64) << 32 | usage as u64).wrapping_mul(ODD).rotate_left(26);
    let all = (first ^ ((tags as u64) << 32 | rest as u64)).wrapping_mul(ODD);
    all ^ (all >> 32)
}

/// The part that a hash belongs to, by bits that places in it are not made of.
#[inline]
pub(crate) const fn part(hash: u64) -> usize {
    (hash >> 48) as usize & (PARTS - 1)
}

/// All tallies.
#[derive(Debug)]
pub(crate) struct Table {
    parts: Vec<Mutex<Part>>,
}

impl Table {
    pub(crate) fn new() -> Table {
        Table { parts: (0..PARTS).map(|_| Mutex::new(Part::new())).collect() }
    }

    /// A part, once nobody else has it.
    pub(crate) fn lock(&self, part: usize) -> MutexGuard<'_, Part> {
        // A thread that panicked took its roll-up with it.
        self.parts[part].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All tallies, block by block.
    pub(crate) fn into_tallies(self) -> Vec<Vec<Tally>> {
        let parts = self.parts.into_iter();
        let blocks =
            |it: Mutex<Part>| it.into_inner().unwrap_or_else(PoisonError::into_inner).blocks;
        parts.flat_map(blocks).collect()
    }
}

/// Where a tally may stand: half of its hash, and its place plus one; 0 where there is none.
type Slot = (u32, u32);

/// The tallies of a part.
#[derive(Debug)]
pub(crate) struct Part {
    /// As many as a power of two, at most two thirds of them taken.
    slots: Vec<Slot>,
    /// In blocks, so that none is moved when others come.
    blocks: Vec<Vec<Tally>>,
}

/// How many tallies a block holds; a power of two.
const BLOCK: usize = 1 << 8;

/// Sums that need more digits than there are, or more tallies than can be numbered.
#[derive(Debug)]
pub(crate) struct Full;

impl Part {
    fn new() -> Part {
        Part { slots: vec![(0, 0); 64], blocks: Vec::new() }
    }

    /// Walks through the tallies once, in order: memory brings them near faster than row by row.
    pub(crate) fn approach(&self) {
        let tallies = self.blocks.iter().flatten();
        std::hint::black_box(tallies.fold(0, |all, tally| all ^ tally.id().0[0]));
    }

    /// Adds a row to the tally of an id.
    #[inline]
    pub(crate) fn add(&mut self, hash: u64, id: TallyId, row: &TallyRow) -> Result<(), Full> {
        let half = hash as u32;
        let mask = self.slots.len() - 1;
        let mut at = half as usize & mask;
        loop {
            let (other, place) = self.slots[at];
            if place == 0 {
                return self.insert(hash, Tally::new(id, row));
            }
            if other == half {
                let place = place as usize - 1;
                let block = self.blocks.get_mut(place / BLOCK);
                let tally = block.and_then(|block| block.get_mut(place % BLOCK));
                if let Some(tally) = tally.filter(|it| it.id() == id) {
                    return tally.add(row).map_err(|_| Full);
                }
            }
            at = (at + 1) & mask;
        }
    }

    fn insert(&mut self, hash: u64, tally: Tally) -> Result<(), Full> {
        let count =
            self.blocks.len().saturating_sub(1) * BLOCK + self.blocks.last().map_or(0, Vec::len);
        if count >= self.slots.len() / 3 * 2 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); old.len() * 2];
            for slot in old.into_iter().filter(|slot| slot.1 != 0) {
                self.put(slot);
            }
        }
        match self.blocks.last_mut().filter(|block| block.len() < BLOCK) {
            Some(block) => block.push(tally),
            None => {
                // Most roll-ups are small: the first block of a part grows as it is needed.
                let mut block = Vec::with_capacity(if count == 0 { 4 } else { BLOCK });
                block.push(tally);
                self.blocks.push(block);
            }
        }
        let place = u32::try_from(count + 1).map_err(|_| Full)?;
        self.put((hash as u32, place));
        Ok(())
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.0 as usize & mask;
        while self.slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}
