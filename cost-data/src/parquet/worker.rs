//! Rolls batches up: codes become names, names a key, and rows with the same key one tally.
//!
//! Whatever is not as it is in nearly all rows goes the way that single rows go, so that both
//! ways mean the same and refuse the same.

use std::ops::Range;

use arrow_array::Array as _;
use mru_core::{
    calendar::Period,
    costs::{AmortisedRule, CostAmount, LineType, Name, TallyKey, corrected_month},
};

use super::{
    Batch, ParquetCells,
    batch::{Column, Tags, Texts},
    chunk::{CHUNK, Chunk},
    codes::{Meanings, Shared},
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

/// What a thread knows of the row group that it reads.
#[derive(Debug)]
pub(super) struct Worker<'a> {
    options: &'a Options,
    shared: &'a Shared,
    table: &'a Table,
    file: Name,
    keys: Vec<(Field, usize, Meanings<Option<Name>>)>,
    lines: Meanings<Option<LineType>>,
    supports: Meanings<bool>,
    splits: Meanings<bool>,
    currencies: Meanings<Option<Name>>,
    /// Names of tag values, learnt when a row needs them: most values are of other tags.
    values: Meanings<Option<Name>>,
    doubles: Doubles,
    chunk: Chunk,
    /// The currency of the first row, and the number of that row.
    pub(super) currency: Option<(Name, u64)>,
    pub(super) counts: Counts,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        options: &'a Options,
        shared: &'a Shared,
        table: &'a Table,
        file: Name,
    ) -> Worker<'a> {
        let keys = keys(options).into_iter();
        Worker {
            options,
            shared,
            table,
            file,
            keys: keys.map(|(field, place)| (field, place, Meanings::default())).collect(),
            lines: Meanings::default(),
            supports: Meanings::default(),
            splits: Meanings::default(),
            currencies: Meanings::default(),
            values: Meanings::default(),
            doubles: Doubles::default(),
            chunk: Chunk::default(),
            currency: None,
            counts: Counts::default(),
        }
    }

    /// Adds the rows of a batch.
    pub(super) fn take(&mut self, batch: &Batch<'_>) -> Result<(), CostDataError> {
        self.learn(batch);
        let mut from = 0;
        while from < batch.rows() {
            let rows = from..batch.rows().min(from + CHUNK);
            self.chunk.begin(rows.len());
            self.judge(batch, rows.clone());
            self.name(batch, rows.clone());
            self.measure(batch, rows.clone());
            self.count(batch, rows.clone())?;
            let before = batch.before + from as u64;
            let turn = before as usize / CHUNK;
            let added = self.chunk.add(self.table, turn, self.file, before);
            added
                .map_err(|(_, row)| CostDataError::TooLarge { file: batch.file.to_owned(), row })?;
            from = rows.end;
        }
        Ok(())
    }

    /// Learns the dictionaries of a batch.
    fn learn(&mut self, batch: &Batch<'_>) {
        let texts = |field| texts(batch, field);
        let mut names = self.shared.lock();
        let mut name = |text: Option<&str>| text.map_or(Some(Name::NONE), |text| names.keep(text));
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

    /// Finds the names of the keys of rows.
    fn name(&mut self, batch: &Batch<'_>, rows: Range<usize>) {
        let chunk = &mut self.chunk;
        for (field, place, meanings) in &self.keys {
            let Some(texts) = texts(batch, *field) else { continue };
            let found = chunk.names.iter_mut().zip(&mut chunk.unusual);
            for (row, (names, unusual)) in rows.clone().zip(found) {
                match meanings.at(texts, row) {
                    Some(Some(name)) => names[*place] = *name,
                    Some(None) => *unusual = true,
                    None => {}
                }
            }
        }
        let Some(Column::Tags(tags)) = batch.column(Field::Tags) else { return };
        for (field, place) in
            [(Field::Environment, TallyKey::ENVIRONMENT), (Field::Component, TallyKey::COMPONENT)]
        {
            if !self.keys.iter().any(|it| it.0 == field) {
                continue;
            }
            for (at, row) in rows.clone().enumerate() {
                if self.chunk.names[at][place] == Name::NONE {
                    match self.tag(tags, field, row) {
                        Some(name) => self.chunk.names[at][place] = name,
                        None => self.chunk.unusual[at] = true,
                    }
                }
            }
        }
    }

    /// Reads the instants and amounts of rows.
    fn measure(&mut self, batch: &Batch<'_>, rows: Range<usize>) {
        let chunk = &mut self.chunk;
        for (field, found) in [(Field::Start, &mut chunk.starts), (Field::End, &mut chunk.ends)] {
            let column = batch.column(field);
            for ((row, found), unusual) in rows.clone().zip(found).zip(&mut chunk.unusual) {
                match column.and_then(|column| column.seconds(row)) {
                    Some(seconds) => *found = seconds,
                    None => *unusual = true,
                }
            }
        }
        let spans = chunk.starts.iter().zip(&chunk.ends).zip(&chunk.periods);
        for (((start, end), period), corrects) in spans.zip(&mut chunk.corrects) {
            *corrects = period.and_then(|bill| corrected_month(bill, *start, *end));
        }
        for (field, found) in [
            (Field::Usage, &mut chunk.usages),
            (Field::Charged, &mut chunk.charged),
            (Field::NetCharged, &mut chunk.nets),
        ] {
            let Some(column) = batch.column(field) else { continue };
            for ((row, found), unusual) in rows.clone().zip(found).zip(&mut chunk.unusual) {
                match amount(&mut self.doubles, column, row) {
                    Some(amount) => *found = amount,
                    None => *unusual = true,
                }
            }
        }
    }

    /// Counts rows, with what their rules ask for, and refuses the first that is not as it must be.
    fn count(&mut self, batch: &Batch<'_>, rows: Range<usize>) -> Result<(), CostDataError> {
        for (at, row) in rows.enumerate() {
            if !self.chunk.counts[at] {
                continue;
            }
            let names = &self.chunk.names[at];
            let named = names[TallyKey::ACCOUNT] != Name::NONE
                && names[TallyKey::SERVICE] != Name::NONE
                && self.chunk.periods[at].is_some();
            let line = self.chunk.lines[at].filter(|_| named && !self.chunk.unusual[at]);
            let Some(line) = line else { return Err(self.refusal(batch, row)) };
            if line.rule() != AmortisedRule::AsCharged {
                let service = texts(batch, Field::Service).and_then(|it| it.text(row));
                let cells = ParquetCells { batch, at: row };
                self.chunk.spread.push(cur::costs(&cells, line, service.unwrap_or_default())?);
                self.chunk.spread_of[at] = self.chunk.spread.len();
            }
            let unknown = |basis| self.chunk.costs(at).get(basis).is_none();
            if self.chunk.charged[at].is_none() || self.options.basis.is_some_and(unknown) {
                return Err(self.refusal(batch, row));
            }
            if !self.same_currency(batch, row, batch.before + row as u64 + 1)? {
                return Err(self.refusal(batch, row));
            }
            self.counts.rows += 1;
        }
        Ok(())
    }

    /// The name of a tag's value.
    #[inline]
    fn tag(&mut self, tags: &Tags, field: Field, at: usize) -> Option<Name> {
        let Some(place) = tags.place(field, at) else { return Some(Name::NONE) };
        let code = tags.values.code(place)?;
        let known = self.values.entry(code)?;
        if known.is_none() {
            *known = self.shared.lock().keep(tags.values.text(place)?);
        }
        *known
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
                Err(mixed(&self.shared.lock(), batch.file, (own, number), before))
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

/// An amount; nothing when the value is none, nothing inside when there is none.
#[inline]
fn amount(doubles: &mut Doubles, column: &Column, row: usize) -> Option<Option<CostAmount>> {
    match column {
        Column::Doubles(column) if column.is_null(row) => Some(None),
        Column::Doubles(column) => doubles.read(column.value(row).to_bits()).map(Some),
        column => column.amount(row).ok(),
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

/// The texts of a field.
#[inline]
fn texts<'b>(batch: &'b Batch<'_>, field: Field) -> Option<&'b Texts> {
    match batch.column(field) {
        Some(Column::Texts(texts)) => Some(texts),
        _ => None,
    }
}

/// The month of an instant.
#[inline]
fn month(seconds: i64) -> Option<Period> {
    Some(Period::of(chrono::DateTime::from_timestamp(seconds, 0)?.date_naive()))
}
