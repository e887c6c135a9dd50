//! Numbers for pairs of numbers: keys are found step by step, a column at a time.

/// Numbers for pairs, the same for the same pair, each a few instructions away.
#[derive(Debug)]
pub(super) struct Pairs {
    /// As many as a power of two, at most half of them taken.
    slots: Vec<Slot>,
    taken: usize,
}

/// A pair and its number; [`NONE`] where there is none.
type Slot = (u64, u32);

/// No number.
const NONE: u32 = u32::MAX;

impl Default for Pairs {
    fn default() -> Pairs {
        Pairs { slots: vec![(0, NONE); 64], taken: 0 }
    }
}

impl Pairs {
    /// How many pairs have a number.
    pub(super) const fn len(&self) -> usize {
        self.taken
    }

    /// The number of a pair, which `make` gives it when it has none yet. What `make` gives no
    /// number to has none, and is not kept.
    #[inline]
    pub(super) fn number(
        &mut self,
        first: u32,
        second: u32,
        make: impl FnOnce() -> Option<u32>,
    ) -> Option<u32> {
        let pair = u64::from(first) << 32 | u64::from(second);
        let mask = self.slots.len() - 1;
        let mut at = place(pair, mask);
        loop {
            let (other, number) = self.slots[at];
            if number == NONE {
                let made = make().filter(|it| *it != NONE)?;
                self.insert((pair, made));
                return Some(made);
            }
            if other == pair {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }

    fn insert(&mut self, slot: Slot) {
        if self.taken >= self.slots.len() / 2 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, NONE); old.len() * 2];
            for slot in old.into_iter().filter(|slot| slot.1 != NONE) {
                self.put(slot);
            }
        }
        self.taken += 1;
        self.put(slot);
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = place(slot.0, mask);
        while self.slots[at].1 != NONE {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}

/// Where the search for a pair begins.
#[inline]
const fn place(pair: u64, mask: usize) -> usize {
    (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_keeps_its_number_however_many_follow() {
        let mut pairs = Pairs::default();
        let all = || (0_u32..70).flat_map(|a| (0_u32..70).map(move |b| (a * 1_000_003, b)));
        for (number, (a, b)) in (0..).zip(all()) {
            assert_eq!(pairs.number(a, b, || Some(number)), Some(number));
            assert_eq!(pairs.number(b, u32::MAX, || None), None, "{a} {b}");
        }
        for (number, (a, b)) in (0..).zip(all()) {
            assert_eq!(pairs.number(a, b, || None), Some(number));
        }
        assert_eq!(pairs.len(), 4_900);
    }
}
