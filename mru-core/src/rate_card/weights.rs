//! The weights of a card, found by the digest of their entry.

use crate::{entry_id::EntryId, units::Weight};

/// Weights in buckets of about one, by the first bits of the digests of their entries.
#[derive(Debug)]
pub(super) struct Weights {
    /// Ordered by digest.
    entries: Vec<(EntryId, Weight)>,
    /// Where each bucket begins, and the end of the last.
    starts: Vec<usize>,
    /// The bits of a digest that do not name its bucket.
    rest: u32,
}

impl Weights {
    /// Puts weights into buckets; no entry stands there twice.
    pub(super) fn new(weights: impl Iterator<Item = (EntryId, Weight)>) -> Weights {
        let mut entries: Vec<(EntryId, Weight)> = weights.collect();
        entries.sort_by_key(|(entry, _)| entry.digest());
        let buckets = entries.len().max(2).next_power_of_two();
        let rest = u64::BITS.saturating_sub(buckets.trailing_zeros());
        let below = |bucket: usize| {
            entries
                .partition_point(|(entry, _)| bucket_of(entry, rest).is_some_and(|it| it < bucket))
        };
        let starts = (0..=buckets).map(below).collect();
        Weights { entries, starts, rest }
    }

    /// Finds the weight of an entry.
    #[inline]
    pub(super) fn find(&self, id: &EntryId) -> Option<Weight> {
        let bucket = bucket_of(id, self.rest)?;
        let end = *self.starts.get(bucket.checked_add(1)?)?;
        let same = self.entries.get(*self.starts.get(bucket)?..end)?;
        same.iter().find(|(entry, _)| entry == id).map(|(_, weight)| *weight)
    }
}

/// The bucket of an entry: the first bits of its digest.
#[inline]
fn bucket_of(entry: &EntryId, rest: u32) -> Option<usize> {
    usize::try_from(entry.digest().checked_shr(rest)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_its_own_weight_and_no_other_has_one() {
        for count in [0_i64, 1, 2, 3, 200, 1_000] {
            let id = |at| EntryId::new("container", &format!("{at}x{at}"));
            let weight = |at: i64| Weight::new(at.into()).unwrap();
            let weights = Weights::new((0..count).map(|at| (id(at), weight(at))));
            for at in 0..count {
                assert_eq!(weights.find(&id(at)), Some(weight(at)));
            }
            assert_eq!(weights.find(&id(count)), None);
            assert_eq!(weights.find(&EntryId::new("container", "")), None);
        }
    }
}
