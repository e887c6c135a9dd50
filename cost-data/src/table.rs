//! Tallies found by their key, in parts, so that two threads seldom wait for each other.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hashbrown::HashTable;
use mru_core::costs::{Tally, TallyKey, TallyRow};

use crate::CostDataError;

/// How many parts there are; a power of two.
pub(crate) const PARTS: usize = 32;

/// A row with its key, and the hash of the key.
#[derive(Debug)]
pub(crate) struct Hashed {
    pub(crate) key: TallyKey,
    pub(crate) hash: u64,
    pub(crate) row: TallyRow,
}

/// The hash of a key: quick, and the same on every machine.
#[inline]
pub(crate) fn hash(key: &TallyKey) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = |all: u64, part: u64| (all ^ part).wrapping_mul(ODD).rotate_left(26);
    let month = key.period.first_day().to_epoch_days();
    let start = mixed(u64::from(month.unsigned_abs()), key.line as u64);
    let numbers = key.names.map(|name| u64::from(name.number()));
    let pairs = numbers.chunks_exact(2).map(|pair| pair[0] << 32 | pair[1]);
    let all = pairs.fold(start, mixed);
    all ^ (all >> 32)
}

/// The part that a hash belongs to, by bits that the tables do not look at.
#[inline]
pub(crate) const fn part(hash: u64) -> usize {
    (hash >> 48) as usize & (PARTS - 1)
}

/// All tallies.
#[derive(Debug)]
pub(crate) struct Table {
    parts: Vec<Mutex<Part>>,
}

/// The tallies of a part.
#[derive(Debug, Default)]
pub(crate) struct Part {
    found: HashTable<u32>,
    tallies: Vec<Tally>,
}

impl Table {
    pub(crate) fn new() -> Table {
        Table { parts: (0..PARTS).map(|_| Mutex::default()).collect() }
    }

    /// A part, once nobody else has it.
    pub(crate) fn lock(&self, part: usize) -> MutexGuard<'_, Part> {
        // A thread that panicked took its roll-up with it.
        self.parts[part].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All tallies, part after part.
    pub(crate) fn into_tallies(self) -> Vec<Tally> {
        let parts = self.parts.into_iter();
        let mut parts: Vec<Part> =
            parts.map(|it| it.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
        for part in &mut parts {
            part.found = HashTable::new();
        }
        let mut all = Vec::with_capacity(parts.iter().map(|it| it.tallies.len()).sum());
        for part in parts {
            all.extend(part.tallies);
        }
        all
    }
}

impl Part {
    /// Adds a row to its tally.
    #[inline]
    pub(crate) fn add(
        &mut self,
        added: &Hashed,
        refuse: impl Fn() -> CostDataError,
    ) -> Result<(), CostDataError> {
        let Part { found, tallies } = self;
        let same = |at: &u32| tallies.get(*at as usize).is_some_and(|it| *it.key() == added.key);
        if let Some(tally) =
            found.find(added.hash, same).and_then(|at| tallies.get_mut(*at as usize))
        {
            return tally.add(&added.row).map_err(|_| refuse());
        }
        let at = u32::try_from(tallies.len()).map_err(|_| refuse())?;
        if tallies.len() == tallies.capacity() {
            // Doubling would hold half of the memory empty.
            tallies.reserve_exact((tallies.len() / 4).max(64));
        }
        tallies.push(Tally::new(added.key, &added.row));
        let rehash = |at: &u32| tallies.get(*at as usize).map_or(0, |it| hash(it.key()));
        found.insert_unique(added.hash, at, rehash);
        Ok(())
    }
}
