//! From the columns of a key to the numbers of its parts, a step a column.

use mru_core::{
    calendar::Period,
    costs::{KeyPart, TallyKey},
};

use super::{chunk::Chunk, codes::Shared, pairs::Pairs};

/// The places of the names that make up a part, in order.
const fn names(part: KeyPart) -> &'static [usize] {
    match part {
        KeyPart::Bill => &[TallyKey::ACCOUNT],
        KeyPart::Usage => {
            &[TallyKey::SERVICE, TallyKey::USAGE_TYPE, TallyKey::OPERATION, TallyKey::REGION]
        }
        KeyPart::Tags => &[TallyKey::ENVIRONMENT, TallyKey::COMPONENT],
        KeyPart::Rest => &[TallyKey::UNIT, TallyKey::INVOICE, TallyKey::RESOURCE],
    }
}

/// Finds the number of one part of keys.
#[derive(Debug)]
pub(super) struct Chain {
    part: KeyPart,
    /// The places of the names that rows are kept apart by.
    places: Vec<usize>,
    /// What stands before each of these names but the last, and the name.
    steps: Vec<Pairs>,
    /// All names before, and the last name or what else is in the part.
    last: Pairs,
    months: Months,
}

impl Chain {
    /// The chain of a part, of which these names keep rows apart.
    pub(super) fn new(part: KeyPart, kept: &[usize]) -> Chain {
        let places: Vec<usize> =
            names(part).iter().copied().filter(|place| kept.contains(place)).collect();
        // The last name of a part of names alone is also its last step.
        let alone = matches!(part, KeyPart::Usage | KeyPart::Tags);
        let steps = places.len().saturating_sub(if alone { 2 } else { 1 });
        let steps = (0..steps).map(|_| Pairs::default()).collect();
        Chain { part, places, steps, last: Pairs::default(), months: Months::default() }
    }

    /// Finds the numbers of all rows of a chunk that count.
    pub(super) fn follow(&mut self, chunk: &mut Chunk, shared: &Shared) {
        let mut ids = std::mem::take(&mut chunk.ids[self.part as usize]);
        ids.clear();
        match self.places.first() {
            Some(first) => ids.extend(chunk.names[*first].iter().map(|name| name.number())),
            None => ids.resize(chunk.counts.len(), 0),
        }
        for (place, pairs) in self.places.iter().skip(1).zip(&mut self.steps) {
            for (id, name) in ids.iter_mut().zip(&chunk.names[*place]) {
                let next = pairs.len() as u32;
                *id = pairs.number(*id, name.number(), || Some(next)).unwrap_or(0);
            }
        }
        let last = self.places.get(self.steps.len() + 1);
        for (at, id) in ids.iter_mut().enumerate() {
            let (Some(period), Some(line), true) =
                (chunk.periods[at], chunk.lines[at], chunk.counts[at])
            else {
                continue;
            };
            let corrects = chunk.corrects[at];
            let other = match self.part {
                KeyPart::Bill => self.months.number(Some(period)),
                KeyPart::Rest => self.months.number(corrects) << 8 | line as u32,
                KeyPart::Usage | KeyPart::Tags => {
                    last.map_or(0, |place| chunk.names[*place][at].number())
                }
            };
            let number = self.last.number(*id, other, || {
                let names = std::array::from_fn(|place| chunk.names[place][at]);
                let key = TallyKey { period, names, line, corrects };
                shared.lock().part(self.part, &key)
            });
            match number {
                Some(number) => *id = number,
                None => chunk.unusual[at] = true,
            }
        }
        chunk.ids[self.part as usize] = ids;
    }
}

/// Numbers for the few months that there are.
#[derive(Debug, Default)]
struct Months {
    known: Vec<Option<Period>>,
    last: usize,
}

impl Months {
    #[inline]
    fn number(&mut self, month: Option<Period>) -> u32 {
        if self.known.get(self.last) != Some(&month) {
            let place = self.known.iter().position(|it| *it == month);
            self.last = place.unwrap_or(self.known.len());
            if place.is_none() {
                self.known.push(month);
            }
        }
        self.last as u32
    }
}
