//! Cost data as CSV, plain or with gzip, a row at a time.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read},
};

use chrono::{DateTime, Utc};
use csv::StringRecord;
use flate2::bufread::MultiGzDecoder;
use mru_core::costs::{CostAmount, CostPlace};

use crate::{
    CostDataError, Expected,
    fields::{Field, Layout},
    row::{Cells, known},
    source::{Part, Writing, unreadable},
    tags::Tag,
    value,
};

/// What the rows of a file are given to.
pub(crate) type Take<'t> = dyn FnMut(&CsvCells<'_>) -> Result<(), CostDataError> + 't;

/// Reads the rows of a file one by one.
pub(crate) fn read(
    Part { path, name, writing }: &Part,
    tags: &[(Field, Tag)],
    take: &mut Take<'_>,
) -> Result<(), CostDataError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let file = BufReader::with_capacity(1 << 16, file);
    let bytes: Box<dyn Read> = match writing {
        Writing::CsvGz => Box::new(MultiGzDecoder::new(file)),
        _ => Box::new(file),
    };
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(bytes);
    let damaged = |row: Option<u64>, error: csv::Error| CostDataError::Damaged {
        file: name.clone(),
        row,
        error: error.to_string(),
    };
    let header = reader.headers().map_err(|error| damaged(None, error))?;
    let columns = header.iter().map(str::to_owned).collect();
    let layout = Layout::of(name, columns, tags)?;
    let mut found = Found::default();
    let mut record = StringRecord::new();
    let mut row = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => row += 1,
            Ok(false) => return Ok(()),
            Err(error) => return Err(damaged(Some(row), error)),
        }
        let mut cells =
            CsvCells { layout: &layout, file: name, row, record: &record, tags: [None, None] };
        if let Some(map) = cells.text(Field::Tags) {
            if found.map != map && !found.look_up(map, tags) {
                return Err(cells.refuse(Field::Tags, map, Expected::Tags));
            }
            cells.tags = [found.values[0].as_deref(), found.values[1].as_deref()];
        }
        take(&cells)?;
    }
}

/// The tags of the row before: most rows have the same.
#[derive(Default)]
struct Found {
    map: String,
    values: [Option<String>; 2],
}

impl Found {
    /// Looks the tags up in a map of JSON; `false` when it is none.
    fn look_up(&mut self, map: &str, tags: &[(Field, Tag)]) -> bool {
        let Ok(all) = serde_json::from_str::<BTreeMap<Cow<'_, str>, Option<String>>>(map) else {
            return false;
        };
        map.clone_into(&mut self.map);
        self.values = [Field::Environment, Field::Component].map(|field| {
            let (_, tag) = tags.iter().find(|(of, _)| *of == field)?;
            let value = |(key, value): (&Cow<'_, str>, &Option<String>)| {
                let value = value.as_deref().and_then(known)?;
                tag.fits(key).map(|fit| (fit, value.to_owned()))
            };
            all.iter().filter_map(value).min_by_key(|(fit, _)| *fit).map(|(_, value)| value)
        });
        true
    }
}

/// The cells of a row of CSV.
#[derive(Debug)]
pub(crate) struct CsvCells<'a> {
    layout: &'a Layout,
    file: &'a str,
    row: u64,
    record: &'a StringRecord,
    /// Environment and component out of the map of tags.
    tags: [Option<&'a str>; 2],
}

impl Cells for CsvCells<'_> {
    fn layout(&self) -> &Layout {
        self.layout
    }

    fn place(&self) -> CostPlace<'_> {
        CostPlace { file: self.file, row: self.row }
    }

    fn text(&self, field: Field) -> Option<&str> {
        let own = self.layout.place(field).and_then(|at| self.record.get(at)).and_then(known);
        match field {
            Field::Environment => own.or(self.tags[0]),
            Field::Component => own.or(self.tags[1]),
            _ => own,
        }
    }

    fn amount(&self, field: Field) -> Result<Option<CostAmount>, String> {
        let read = |text: &str| text.parse().map_err(|_| text.to_owned());
        self.text(field).map(read).transpose()
    }

    fn instant(&self, field: Field) -> Result<Option<DateTime<Utc>>, String> {
        let read = |text: &str| value::instant(text).ok_or_else(|| text.to_owned());
        self.text(field).map(read).transpose()
    }
}
