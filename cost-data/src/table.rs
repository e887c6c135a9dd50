//! Tallies found by their key, in parts, so that two threads seldom wait for each other.

use std::sync::{Mutex, MutexGuard, PoisonError};

use mru_core::costs::{Tally, TallyKey, TallyRow};

/// How many parts there are; a power of two.
pub(crate) const PARTS: usize = 32;

/// The hash of a key: quick, and the same on every machine.
#[inline]
pub(crate) fn hash(key: &TallyKey) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = |all: u64, part: u64| (all ^ part).wrapping_mul(ODD).rotate_left(26);
    let month = key.period.first_day().to_epoch_days();
    let corrects = key.corrects.map_or(0, |it| it.first_day().to_epoch_days().unsigned_abs());
    let line = u64::from(corrects) << 8 | key.line as u64;
    let start = mixed(u64::from(month.unsigned_abs()), line);
    let numbers = key.names.map(|name| u64::from(name.number()));
    let pairs = numbers.chunks_exact(2).map(|pair| pair[0] << 32 | pair[1]);
    let all = pairs.fold(start, mixed);
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

    /// All tallies, part after part.
    pub(crate) fn into_tallies(self) -> Vec<Tally> {
        let parts = self.parts.into_iter();
        let parts: Vec<Vec<Tally>> = parts
            .map(|it| it.into_inner().unwrap_or_else(PoisonError::into_inner).tallies)
            .collect();
        let mut all = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        for part in parts {
            all.extend(part);
        }
        all
    }
}

/// Where a tally may stand: half of its hash, and its place plus one; 0 where there is none.
type Slot = (u32, u32);

/// The tallies of a part.
#[derive(Debug)]
pub(crate) struct Part {
    /// As many as a power of two, at most two thirds of them taken.
    slots: Vec<Slot>,
    tallies: Vec<Tally>,
}

/// Sums that need more digits than there are, or more tallies than can be numbered.
#[derive(Debug)]
pub(crate) struct Full;

impl Part {
    fn new() -> Part {
        Part { slots: vec![(0, 0); 256], tallies: Vec::new() }
    }

    /// The place of the first tally whose half hash is the same: nearly always the one of the key.
    #[inline]
    pub(crate) fn likely(&self, hash: u64) -> u32 {
        let half = hash as u32;
        let mask = self.slots.len() - 1;
        let mut at = half as usize & mask;
        loop {
            let (other, place) = self.slots[at];
            if place == 0 || other == half {
                return place;
            }
            at = (at + 1) & mask;
        }
    }

    /// The tally at a place.
    #[inline]
    pub(crate) fn at(&self, place: u32) -> Option<&Tally> {
        self.tallies.get((place as usize).wrapping_sub(1))
    }

    /// Adds a row to the tally of its key, which `place` is known to be, or is looked for.
    #[inline]
    pub(crate) fn add(
        &mut self,
        place: Option<u32>,
        hash: u64,
        key: &TallyKey,
        row: &TallyRow,
    ) -> Result<(), Full> {
        let place = place.or_else(|| self.find(hash, key));
        match place.and_then(|it| self.tallies.get_mut((it as usize).wrapping_sub(1))) {
            Some(tally) => tally.add(row).map_err(|_| Full),
            None => self.insert(hash, Tally::new(*key, row)),
        }
    }

    fn find(&self, hash: u64, key: &TallyKey) -> Option<u32> {
        let half = hash as u32;
        let mask = self.slots.len() - 1;
        let mut at = half as usize & mask;
        loop {
            let (other, place) = self.slots[at];
            if place == 0 {
                return None;
            }
            if other == half && self.at(place).is_some_and(|it| it.key() == key) {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    fn insert(&mut self, hash: u64, tally: Tally) -> Result<(), Full> {
        if self.tallies.len() >= self.slots.len() / 3 * 2 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); old.len() * 2];
            for slot in old.into_iter().filter(|slot| slot.1 != 0) {
                self.put(slot);
            }
        }
        if self.tallies.len() == self.tallies.capacity() {
            // Doubling would hold half of the memory empty.
            self.tallies.reserve_exact((self.tallies.len() / 4).max(64));
        }
        self.tallies.push(tally);
        let place = u32::try_from(self.tallies.len()).map_err(|_| Full)?;
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
