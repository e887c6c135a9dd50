//! Rows that wait until there are many for each part of the table, so that a part is near while rows
//! are added to it.

use mru_core::costs::{Name, TallyId, TallyRow};

use super::chunk::Parts;
use crate::{
    CostDataError,
    table::{PARTS, Table, hash, part},
};

/// So many bytes of rows wait at most; few where tests run, so that they see many rounds.
const MOST: usize = if cfg!(debug_assertions) { 1 << 10 } else { 24 << 20 };
/// From so many rows of a part on it is worth to bring the part near as a whole.
const WORTH: usize = 1 << 10;

/// Usage, and cost in each basis.
pub(super) type Amounts = [Parts; 5];

/// Amounts of a row in few bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Plain {
    pub(super) usage: i64,
    pub(super) charged: i64,
    pub(super) usage_places: u8,
    pub(super) charged_places: u8,
}

/// A row that waits.
#[derive(Clone, Copy, Debug)]
struct Row {
    id: TallyId,
    usage: i64,
    charged: i64,
    /// Which span is its.
    span: u32,
    /// Which batch it is from, and its place there.
    batch: u16,
    usage_places: u8,
    charged_places: u8,
    at: u32,
    /// Which of the other amounts are its, from 1; 0 where those above are all.
    amounts: u32,
}

/// Rows on their way into the table.
#[derive(Debug)]
pub(super) struct Waiting {
    parts: Vec<Vec<Row>>,
    bytes: usize,
    /// File and rows before each batch.
    batches: Vec<(Name, u64)>,
    /// Instants of rows, which many have in common.
    spans: Vec<(i64, i64)>,
    /// Spans found lately, by their hash.
    lately: Vec<Option<(i64, i64, u32)>>,
    amounts: Vec<Amounts>,
}

/// How many spans are found again quickly; a power of two.
const LATELY: usize = 1 << 10;

impl Waiting {
    pub(super) fn new() -> Waiting {
        Waiting {
            parts: vec![Vec::new(); PARTS],
            bytes: 0,
            batches: Vec::new(),
            spans: Vec::new(),
            lately: vec![None; LATELY],
            amounts: Vec::new(),
        }
    }

    /// Begins a batch of a file, before which so many rows of the file stand.
    pub(super) fn begin(&mut self, file: Name, before: u64) {
        self.batches.push((file, before));
    }

    /// Whether it is time to add the rows to the table, and then to begin the batch again.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= MOST || self.batches.len() >= usize::from(u16::MAX)
    }

    /// The number of a span.
    #[inline]
    pub(super) fn span(&mut self, start: i64, end: i64) -> u32 {
        let hash = (start ^ end.rotate_left(32)).cast_unsigned();
        let at = (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize;
        match self.lately[at] {
            Some((same, until, number)) if (same, until) == (start, end) => number,
            _ => {
                let number = self.spans.len() as u32;
                self.spans.push((start, end));
                self.lately[at] = Some((start, end, number));
                number
            }
        }
    }

    /// Lets a row of the batch wait.
    #[inline]
    pub(super) fn push(&mut self, id: TallyId, at: usize, span: u32, plain: Plain) {
        self.keep(id, at, span, plain, 0);
    }

    /// Lets a row wait of which more is known.
    pub(super) fn push_whole(&mut self, id: TallyId, at: usize, span: u32, amounts: Amounts) {
        self.amounts.push(amounts);
        self.bytes += size_of::<Amounts>();
        self.keep(id, at, span, Plain::default(), self.amounts.len() as u32);
    }

    #[inline]
    fn keep(&mut self, id: TallyId, at: usize, span: u32, plain: Plain, amounts: u32) {
        let Plain { usage, charged, usage_places, charged_places } = plain;
        let batch = self.batches.len().saturating_sub(1) as u16;
        let at = at as u32;
        let row =
            Row { id, usage, charged, span, batch, usage_places, charged_places, at, amounts };
        let rows = &mut self.parts[part(hash(id))];
        if rows.len() == rows.capacity() {
            // Doubling would hold half of the memory empty.
            rows.reserve_exact(rows.len() / 4 + 16);
        }
        rows.push(row);
        self.bytes += size_of::<Row>();
    }

    /// Adds all rows to the table. `turn` is where to begin, so that threads begin at different parts;
    /// `name` says what a file is called whose sums need too many digits.
    pub(super) fn add(
        &mut self,
        table: &Table,
        turn: usize,
        name: impl Fn(Name) -> String,
    ) -> Result<(), CostDataError> {
        for turned in 0..PARTS {
            let at = (turn + turned) % PARTS;
            let mut part = table.lock(at);
            if self.parts[at].len() >= WORTH {
                part.approach();
            }
            for row in &self.parts[at] {
                let added = self.row(row);
                part.add(hash(row.id), row.id, &added).map_err(|_| CostDataError::TooLarge {
                    file: name(added.place.0),
                    row: added.place.1,
                })?;
            }
            drop(part);
            self.parts[at].clear();
        }
        self.bytes = 0;
        self.batches.clear();
        self.spans.clear();
        self.lately.fill(None);
        self.amounts.clear();
        Ok(())
    }

    #[inline]
    fn row(&self, row: &Row) -> TallyRow {
        let (start, end) = self.spans[row.span as usize];
        let (file, before) = self.batches[usize::from(row.batch)];
        let place = (file, before + u64::from(row.at) + 1);
        let amounts = (row.amounts as usize).checked_sub(1).map(|at| &self.amounts[at]);
        let (digits, places) = match amounts {
            Some(all) => (all.map(|(digits, _)| digits), all.map(|(_, places)| places)),
            None => {
                let (charged, costs) = (i128::from(row.charged), row.charged_places);
                let unknown = TallyRow::UNKNOWN;
                (
                    [row.usage.into(), charged, charged, 0, 0],
                    [row.usage_places, costs, costs, unknown, unknown],
                )
            }
        };
        TallyRow { digits, places, start, end, rows: 1, place }
    }
}
