//! Rolls batches up: codes become names, names a key, and rows with the same key one tally.
//!
//! Whatever is not as it is in nearly all rows goes the way that single rows go, so that both
//! ways mean the same and refuse the same.

use arrow_array::Array as _;
use mru_core::{
    calendar::Period,
    costs::{AmortisedRule, CostAmount, Costs, LineType, Name, TallyKey, TallyRow},
};

use super::{
    Batch, ParquetCells,
    batch::{Column, Tags, Texts},
    codes::{Meanings, Shared},
};
use crate::{
    CostDataError, Counts, Options,
    cur::{self, SPLITS},
    fields::Field,
    row,
    table::{Hashed, PARTS, Table, hash, part},
    value::Doubles,
};

/// Rows between two looks at the tables.
const CHUNK: usize = 1 << 11;

/// The fields that a roll-up reads besides those of its grouping.
const FIELDS: [Field; 23] = [
    Field::Period,
    Field::Start,
    Field::End,
    Field::Account,
    Field::Line,
    Field::Service,
    Field::UsageType,
    Field::Operation,
    Field::Unit,
    Field::Currency,
    Field::Usage,
    Field::Charged,
    Field::NetCharged,
    Field::ReservationEffective,
    Field::PlanEffective,
    Field::Commitment,
    Field::UsedCommitment,
    Field::UnusedUpfront,
    Field::UnusedRecurring,
    Field::NetReservationEffective,
    Field::NetPlanEffective,
    Field::Reservation,
    Field::SplitParent,
];

/// The fields that a roll-up reads.
pub(super) fn fields(options: &Options) -> Vec<Field> {
    let by = options.grouping;
    let tags = by.environment || by.component;
    let more = [
        (by.region, Field::Region),
        (by.invoice, Field::Invoice),
        (by.resource, Field::Resource),
        (by.environment, Field::Environment),
        (by.component, Field::Component),
        (tags, Field::Tags),
        (true, Field::NetUnusedUpfront),
        (true, Field::NetUnusedRecurring),
    ];
    let more = more.into_iter().filter(|(wanted, _)| *wanted).map(|(_, field)| field);
    FIELDS.into_iter().chain(more).collect()
}

/// Where a key has the name of a field, when the grouping keeps the field apart.
fn key_fields(options: &Options) -> Vec<(Field, usize)> {
    let by = options.grouping;
    let all = [
        (true, Field::Account, TallyKey::ACCOUNT),
        (true, Field::Service, TallyKey::SERVICE),
        (true, Field::UsageType, TallyKey::USAGE_TYPE),
        (by.operation, Field::Operation, TallyKey::OPERATION),
        (by.region, Field::Region, TallyKey::REGION),
        (by.environment, Field::Environment, TallyKey::ENVIRONMENT),
        (by.component, Field::Component, TallyKey::COMPONENT),
        (true, Field::Unit, TallyKey::UNIT),
        (by.invoice, Field::Invoice, TallyKey::INVOICE),
        (by.resource, Field::Resource, TallyKey::RESOURCE),
    ];
    all.into_iter().filter(|(kept, ..)| *kept).map(|(_, field, place)| (field, place)).collect()
}

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
    chunk: Vec<Hashed>,
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
        let keys = key_fields(options).into_iter();
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
            chunk: Vec::with_capacity(CHUNK),
            currency: None,
            counts: Counts::default(),
        }
    }

    /// Adds the rows of a batch.
    pub(super) fn take(&mut self, batch: &Batch<'_>) -> Result<(), CostDataError> {
        self.learn(batch);
        let mut from = 0;
        while from < batch.rows() {
            let to = batch.rows().min(from + CHUNK);
            self.chunk.clear();
            for at in from..to {
                if !self.row(batch, at)? {
                    return Err(self.refusal(batch, at));
                }
            }
            self.add(batch)?;
            from = to;
        }
        Ok(())
    }

    /// Gives the rows of a chunk to the parts of the table.
    fn add(&self, batch: &Batch<'_>) -> Result<(), CostDataError> {
        let mut order: [Vec<u32>; PARTS] = std::array::from_fn(|_| Vec::new());
        for (at, hashed) in (0..).zip(&self.chunk) {
            order[part(hashed.hash)].push(at);
        }
        // Threads begin at different parts.
        let first = batch.before as usize / CHUNK;
        for turn in 0..PARTS {
            let at = (first + turn) % PARTS;
            let mut part = self.table.lock(at);
            for at in &order[at] {
                let hashed = &self.chunk[*at as usize];
                part.add(hashed, || CostDataError::TooLarge {
                    file: batch.file.to_owned(),
                    row: hashed.row.place.1,
                })?;
            }
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

    /// Makes a row ready to be added, when it counts; `false` when it is unusual, so that the way of
    /// single rows has to tell why.
    #[inline]
    fn row(&mut self, batch: &Batch<'_>, at: usize) -> Result<bool, CostDataError> {
        let Some(period) = seconds(batch, Field::Period, at).and_then(month) else {
            return Ok(false);
        };
        if self.options.period.is_some_and(|asked| asked != period) {
            self.counts.other_periods += 1;
            return Ok(true);
        }
        if self.is_split(batch, at) {
            self.counts.splits += 1;
            return Ok(true);
        }
        let (Some(line), Some(names)) = (self.line(batch, at), self.names(batch, at)) else {
            return Ok(false);
        };
        let spans = (seconds(batch, Field::Start, at), seconds(batch, Field::End, at));
        let (Some(start), Some(end)) = spans else { return Ok(false) };
        let Some(usage) = self.amount(batch, Field::Usage, at) else { return Ok(false) };
        let Some(costs) = self.costs(batch, at, line)? else { return Ok(false) };
        if self.options.basis.is_some_and(|basis| costs.get(basis).is_none()) {
            return Ok(false);
        }
        let number = batch.before + at as u64 + 1;
        if !self.same_currency(batch, at, number)? {
            return Ok(false);
        }
        self.counts.rows += 1;
        let key = TallyKey { period, names, line };
        let row = TallyRow { usage, costs, start, end, place: (self.file, number) };
        self.chunk.push(Hashed { hash: hash(&key), key, row });
        Ok(true)
    }

    #[inline]
    fn is_split(&self, batch: &Batch<'_>, at: usize) -> bool {
        let parent = texts(batch, Field::SplitParent).is_some_and(|it| it.text(at).is_some());
        let operation = texts(batch, Field::Operation);
        parent || operation.is_some_and(|it| self.splits.at(it, at) == Some(&true))
    }

    #[inline]
    fn line(&self, batch: &Batch<'_>, at: usize) -> Option<LineType> {
        let line = (*self.lines.at(texts(batch, Field::Line)?, at)?)?;
        let support = *self.supports.at(texts(batch, Field::Service)?, at)?;
        let may_be = matches!(line, LineType::Fee | LineType::Usage);
        Some(if support && may_be { LineType::Support } else { line })
    }

    /// The names of a row's key; nothing when one is missing that must be there.
    #[inline]
    fn names(&mut self, batch: &Batch<'_>, at: usize) -> Option<[Name; 10]> {
        let mut names = [Name::NONE; 10];
        for (field, place, meanings) in &self.keys {
            let own = texts(batch, *field).and_then(|texts| meanings.at(texts, at));
            let name = own.copied().unwrap_or(Some(Name::NONE))?;
            names[*place] = name;
        }
        for (field, place) in
            [(Field::Environment, TallyKey::ENVIRONMENT), (Field::Component, TallyKey::COMPONENT)]
        {
            let wanted = names[place] == Name::NONE && self.keys.iter().any(|it| it.0 == field);
            if let Some(Column::Tags(tags)) = batch.column(Field::Tags).filter(|_| wanted) {
                names[place] = self.tag(tags, field, at)?;
            }
        }
        let known = |place: usize| names[place] != Name::NONE;
        (known(TallyKey::ACCOUNT) && known(TallyKey::SERVICE)).then_some(names)
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

    /// The amount of a field; nothing when the value is none, nothing inside when there is none.
    #[inline]
    fn amount(&mut self, batch: &Batch<'_>, field: Field, at: usize) -> Option<Option<CostAmount>> {
        match batch.column(field) {
            Some(Column::Doubles(doubles)) if doubles.is_null(at) => Some(None),
            Some(Column::Doubles(doubles)) => {
                self.doubles.read(doubles.value(at).to_bits()).map(Some)
            }
            Some(column) => column.amount(at).ok(),
            None => Some(None),
        }
    }

    #[inline]
    fn costs(
        &mut self,
        batch: &Batch<'_>,
        at: usize,
        line: LineType,
    ) -> Result<Option<Costs>, CostDataError> {
        if line.rule() != AmortisedRule::AsCharged {
            let cells = ParquetCells { batch, at };
            let service = texts(batch, Field::Service).and_then(|it| it.text(at));
            return cur::costs(&cells, line, service.unwrap_or_default()).map(Some);
        }
        let Some(Some(charged)) = self.amount(batch, Field::Charged, at) else { return Ok(None) };
        let Some(net) = self.amount(batch, Field::NetCharged, at) else { return Ok(None) };
        Ok(Some(Costs {
            unblended: Some(charged),
            amortised: Some(charged),
            net_unblended: net,
            net_amortised: net,
        }))
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
        let read = read.and_then(|period| row::row(&cells, period, self.options.basis).map(|_| ()));
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

/// The texts of a field.
#[inline]
fn texts<'b>(batch: &'b Batch<'_>, field: Field) -> Option<&'b Texts> {
    match batch.column(field) {
        Some(Column::Texts(texts)) => Some(texts),
        _ => None,
    }
}

/// The instant of a field in seconds since 1970.
#[inline]
fn seconds(batch: &Batch<'_>, field: Field, at: usize) -> Option<i64> {
    batch.column(field)?.seconds(at)
}

/// The month of an instant.
#[inline]
fn month(seconds: i64) -> Option<Period> {
    Some(Period::of(chrono::DateTime::from_timestamp(seconds, 0)?.date_naive()))
}
