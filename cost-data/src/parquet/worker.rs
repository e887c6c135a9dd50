//! Rolls batches up: codes become names, names a key, and rows with the same key one tally.
//!
//! Whatever is not as it is in nearly all rows goes the way that single rows go, so that both
//! ways mean the same and refuse the same.

use std::ops::Range;

use mru_core::{
    calendar::Period,
    costs::{
        AmortisedRule, Basis, CostAmount, KeyPart, LineType, Name, TallyId, TallyKey, TallyRow,
    },
};

use super::{
    Batch, ParquetCells,
    batch::Column,
    chunk::{CHUNK, Chunk, Parts, UNKNOWN},
    codes::{Meanings, Shared},
    columns::{parts, texts},
    keys::Chain,
    waiting::Waiting,
};
use crate::{
    CostDataError, Counts, Options,
    cur::{self, SPLITS},
    fields::Field,
    plan::keys,
    row,
    table::Table,
    value::Doubles,
};

/// What a thread knows of what it reads.
#[derive(Debug)]
pub(super) struct Worker<'a> {
    options: &'a Options,
    pub(super) shared: &'a Shared,
    table: &'a Table,
    file: Name,
    pub(super) keys: Vec<(Field, usize, Meanings<Option<Name>>)>,
    chains: [Chain; 4],
    lines: Meanings<Option<LineType>>,
    supports: Meanings<bool>,
    splits: Meanings<bool>,
    currencies: Meanings<Option<Name>>,
    /// Names of tag values, learnt when a row needs them: most values are of other tags.
    pub(super) values: Meanings<Option<Name>>,
    pub(super) doubles: Doubles,
    pub(super) chunk: Chunk,
    waiting: Waiting,
    /// The currency of the first row of the row group, and the number of that row.
    currency: Option<(Name, u64)>,
    counts: Counts,
}

/// What is left of a row group once its rows are taken: its first currency with its row, and its counts.
pub(super) type Done = (Option<(Name, u64)>, Counts);

impl<'a> Worker<'a> {
    pub(super) fn new(options: &'a Options, shared: &'a Shared, table: &'a Table) -> Worker<'a> {
        let keys = keys(options);
        let kept: Vec<usize> = keys.iter().map(|(_, place)| *place).collect();
        let keys = keys.into_iter();
        Worker {
            options,
            shared,
            table,
            file: Name::NONE,
            keys: keys.map(|(field, place)| (field, place, Meanings::default())).collect(),
            chains: KeyPart::ALL.map(|part| Chain::new(part, &kept)),
            lines: Meanings::default(),
            supports: Meanings::default(),
            splits: Meanings::default(),
            currencies: Meanings::default(),
            values: Meanings::default(),
            doubles: Doubles::default(),
            chunk: Chunk::default(),
            waiting: Waiting::new(),
            currency: None,
            counts: Counts::default(),
        }
    }

    /// Begins a row group of a file.
    pub(super) fn begin(&mut self, file: Name) {
        (self.file, self.currency, self.counts) = (file, None, Counts::default());
    }

    /// Ends it.
    pub(super) const fn done(&self) -> Done {
        (self.currency, self.counts)
    }

    /// Takes the rows of a batch.
    pub(super) fn take(&mut self, batch: &Batch<'_>) -> Result<(), CostDataError> {
        self.learn(batch);
        self.waiting.begin(self.file, batch.before);
        let mut from = 0;
        while from < batch.rows() {
            let rows = from..batch.rows().min(from + CHUNK);
            self.chunk.begin(rows.len());
            self.judge(batch, rows.clone());
            self.name(batch, rows.clone());
            self.measure(batch, rows.clone());
            self.count(batch, rows.clone())?;
            for chain in &mut self.chains {
                chain.follow(&mut self.chunk, self.shared);
            }
            self.wait(batch, rows.clone())?;
            if self.waiting.is_full() {
                self.finish()?;
                self.waiting.begin(self.file, batch.before);
            }
            from = rows.end;
        }
        Ok(())
    }

    /// Lets the rows of the chunk wait for others of their part of the table.
    fn wait(&mut self, batch: &Batch<'_>, rows: Range<usize>) -> Result<(), CostDataError> {
        let chunk = &self.chunk;
        for (at, row) in rows.enumerate() {
            if !chunk.counts[at] {
                continue;
            }
            if chunk.unusual[at] {
                return Err(row::too_large(&ParquetCells { batch, at: row }));
            }
            let id = TallyId(std::array::from_fn(|part| chunk.ids[part][at]));
            let span = self.waiting.span(chunk.starts[at], chunk.ends[at]);
            match chunk.plain(at) {
                Some(plain) => self.waiting.push(id, row, span, plain),
                None => self.waiting.push_whole(id, row, span, chunk.amounts(at)),
            }
        }
        Ok(())
    }

    /// Adds what waits to the table.
    pub(super) fn finish(&mut self) -> Result<(), CostDataError> {
        let name = |file| self.shared.lock().names.text(file).unwrap_or_default().to_owned();
        let turn = self.counts.rows as usize;
        self.waiting.add(self.table, turn, name)
    }

    /// Learns the dictionaries of a batch.
    fn learn(&mut self, batch: &Batch<'_>) {
        let texts = |field| texts(batch, field);
        let mut keys = self.shared.lock();
        let mut name =
            |text: Option<&str>| text.map_or(Some(Name::NONE), |text| keys.names.keep(text));
        for (field, _, meanings) in &mut self.keys {
            if let Some(texts) = texts(*field) {
                meanings.learn(texts, &mut name);
            }
        }
        if let Some(texts) = texts(Field::Currency) {
            self.currencies.learn(texts, name);
        }
        if let Some(texts) = texts(Field::Line) {
            self.lines.learn(texts, |text| LineType::read(text?, ""));
        }
        if let Some(texts) = texts(Field::Service) {
            let fee = LineType::Fee.name();
            let is = |it: &str| LineType::read(fee, it) == Some(LineType::Support);
            self.supports.learn(texts, |text| text.is_some_and(is));
        }
        if let Some(texts) = texts(Field::Operation) {
            self.splits.learn(texts, |text| text.is_some_and(|it| SPLITS.contains(&it)));
        }
        if let Some(Column::Tags(tags)) = batch.column(Field::Tags) {
            self.values.learn(&tags.values, |text| text.is_none().then_some(Name::NONE));
        }
    }

    /// Finds out what rows are, and which of them count.
    fn judge(&mut self, batch: &Batch<'_>, rows: Range<usize>) {
        let chunk = &mut self.chunk;
        let mut last: Option<(i64, Option<Period>)> = None;
        if let Some(column) = batch.column(Field::Period) {
            for (row, found) in rows.clone().zip(&mut chunk.periods) {
                let Some(seconds) = column.seconds(row) else { continue };
                *found = match last {
                    Some((same, period)) if same == seconds => period,
                    _ => month(seconds),
                };
                last = Some((seconds, *found));
            }
        }
        if let Some(asked) = self.options.period {
            for (counts, found) in chunk.counts.iter_mut().zip(&chunk.periods) {
                *counts = found.is_none_or(|found| found == asked);
                self.counts.other_periods += u64::from(!*counts);
            }
        }
        let parents = texts(batch, Field::SplitParent);
        let operations = texts(batch, Field::Operation);
        for ((row, counts), period) in rows.clone().zip(&mut chunk.counts).zip(&chunk.periods) {
            let parent = parents.is_some_and(|it| it.text(row).is_some());
            let split = operations.is_some_and(|it| self.splits.at(it, row) == Some(&true));
            if *counts && period.is_some() && (parent || split) {
                *counts = false;
                self.counts.splits += 1;
            }
        }
        let both = texts(batch, Field::Line).zip(texts(batch, Field::Service));
        if let Some((lines, services)) = both {
            for (row, found) in rows.zip(&mut chunk.lines) {
                let line = self.lines.at(lines, row).copied().flatten();
                let may_be = matches!(line, Some(LineType::Fee | LineType::Usage));
                let support = may_be && self.supports.at(services, row) == Some(&true);
                *found = if support { Some(LineType::Support) } else { line };
            }
        }
    }

    /// Counts rows, with what their rules ask for, and refuses the first that is not as it must be.
    fn count(&mut self, batch: &Batch<'_>, rows: Range<usize>) -> Result<(), CostDataError> {
        for (at, row) in rows.enumerate() {
            if !self.chunk.counts[at] {
                continue;
            }
            let named = self.chunk.names[TallyKey::ACCOUNT][at] != Name::NONE
                && self.chunk.names[TallyKey::SERVICE][at] != Name::NONE
                && self.chunk.periods[at].is_some();
            let line = self.chunk.lines[at].filter(|_| named && !self.chunk.unusual[at]);
            let Some(line) = line else { return Err(self.refusal(batch, row)) };
            if line.rule() != AmortisedRule::AsCharged {
                let spread = self.spread(batch, (at, row), line)?;
                self.chunk.spread.push(spread);
                self.chunk.spread_of[at] = self.chunk.spread.len();
            }
            let unknown = self.chunk.charged[at].1 == TallyRow::UNKNOWN
                || self.options.basis.is_some_and(|basis| {
                    let [_, costs @ ..] = self.chunk.amounts(at);
                    let of = Basis::ALL.iter().zip(costs).find(|(it, _)| **it == basis);
                    of.is_none_or(|(_, (_, places))| places == TallyRow::UNKNOWN)
                });
            if unknown || !self.same_currency(batch, row, batch.before + row as u64 + 1)? {
                return Err(self.refusal(batch, row));
            }
            self.counts.rows += 1;
        }
        Ok(())
    }

    /// Amortised and net amortised cost of a row whose rule asks for more than what was charged.
    fn spread(
        &mut self,
        batch: &Batch<'_>,
        (at, row): (usize, usize),
        line: LineType,
    ) -> Result<[Parts; 2], CostDataError> {
        let fields = match line.rule() {
            AmortisedRule::EffectiveCostOfPlan => {
                Some([Field::PlanEffective, Field::NetPlanEffective])
            }
            AmortisedRule::EffectiveCostOfReservation => {
                Some([Field::ReservationEffective, Field::NetReservationEffective])
            }
            _ => None,
        };
        // One column says it, unless the row has no cost at all.
        let doubles = &mut self.doubles;
        let mut read = |field| {
            let column = batch.column(field);
            column.map_or(Some(UNKNOWN), |column| parts(doubles, column, row))
        };
        if let Some([Some(gross), Some(net)]) = fields.map(|fields| fields.map(&mut read))
            && self.chunk.charged[at].1 != TallyRow::UNKNOWN
        {
            let has_net = batch.column(Field::NetCharged).is_some();
            return Ok([gross, if has_net { net } else { UNKNOWN }]);
        }
        let service = texts(batch, Field::Service).and_then(|it| it.text(row));
        let cells = ParquetCells { batch, at: row };
        let costs = cur::costs(&cells, line, service.unwrap_or_default())?;
        Ok([costs.amortised, costs.net_amortised].map(|it| it.map_or(UNKNOWN, CostAmount::parts)))
    }

    /// Holds a row's currency against that of the rows before; `false` when it has none.
    #[inline]
    fn same_currency(
        &mut self,
        batch: &Batch<'_>,
        at: usize,
        number: u64,
    ) -> Result<bool, CostDataError> {
        let own = texts(batch, Field::Currency).and_then(|it| self.currencies.at(it, at));
        let Some(own) = own.copied().flatten().filter(|own| *own != Name::NONE) else {
            return Ok(false);
        };
        match self.currency {
            Some((before, _)) if before != own => {
                Err(mixed(&self.shared.lock().names, batch.file, (own, number), before))
            }
            Some(_) => Ok(true),
            None => {
                self.currency = Some((own, number));
                Ok(true)
            }
        }
    }

    /// Why a row is refused, as the way of single rows tells it.
    fn refusal(&self, batch: &Batch<'_>, at: usize) -> CostDataError {
        let cells = ParquetCells { batch, at };
        let read = row::period(&cells);
        let read =
            read.and_then(|period| row::row(&cells, period, self.options.basis, 1).map(|_| ()));
        read.err().unwrap_or_else(|| row::too_large(&cells))
    }
}

/// Two currencies.
pub(super) fn mixed(
    names: &mru_core::costs::Names,
    file: &str,
    (own, row): (Name, u64),
    before: Name,
) -> CostDataError {
    let text = |name| names.text(name).unwrap_or_default().to_owned();
    CostDataError::MixedCurrencies {
        file: file.to_owned(),
        row,
        currency: text(own),
        before: text(before),
    }
}

/// The month of an instant.
#[inline]
fn month(seconds: i64) -> Option<Period> {
    Some(Period::of(chrono::DateTime::from_timestamp(seconds, 0)?.date_naive()))
}
