//! Cost data as parquet, a row group at a time, texts as codes into their dictionaries.

mod batch;
mod cells;
mod chunk;
mod codes;
mod columns;
mod keys;
mod pairs;
mod roll_up;
mod waiting;
mod worker;

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
};

use arrow_schema::{DataType, FieldRef, Schema};
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
};

use crate::{
    CostDataError,
    fields::{Family, Field, Layout},
    source::{Part, unreadable},
    tags::Tag,
};

pub(crate) use self::{batch::Batch, cells::ParquetCells, roll_up::roll_up};

/// Rows of a batch.
const BATCH: usize = 1 << 16;

/// A file of parquet whose columns are known.
#[derive(Debug)]
pub(crate) struct Parquet {
    name: String,
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    layout: Layout,
    tags: Vec<(Field, Tag)>,
}

impl Parquet {
    /// Opens a file and finds its columns.
    pub(crate) fn open(part: &Part, tags: &[(Field, Tag)]) -> Result<Parquet, CostDataError> {
        let (path, name) = (part.path.as_path(), part.name.clone());
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        // What the file's writer called its columns in memory says nothing here.
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = guarded(&name, None, || ArrowReaderMetadata::load(&file, plain))?;
        let columns = metadata.schema().fields().iter().map(|it| it.name().clone()).collect();
        let layout = Layout::of(&name, columns, tags)?;
        let fields = metadata.schema().fields().iter().map(with_dictionaries);
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let options = ArrowReaderOptions::new().with_schema(schema);
        let metadata = guarded(&name, None, || {
            ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
        })?;
        Ok(Parquet { name, path: path.to_owned(), metadata, layout, tags: tags.to_vec() })
    }

    pub(crate) const fn family(&self) -> Family {
        self.layout.family
    }

    pub(crate) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// How many rows stand before a row group.
    fn rows_before(&self, group: usize) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        let rows = groups.iter().take(group).map(|it| u64::try_from(it.num_rows()).unwrap_or(0));
        rows.fold(0, u64::saturating_add)
    }

    /// Reads the columns of some fields of a row group, batch by batch.
    pub(crate) fn read(
        &self,
        group: usize,
        fields: &[Field],
        take: &mut dyn FnMut(&Batch<'_>) -> Result<(), CostDataError>,
    ) -> Result<(), CostDataError> {
        let mut row = self.rows_before(group);
        // Each reader has a file of its own: copies of one would share its place.
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let mut places: Vec<usize> =
            fields.iter().filter_map(|it| self.layout.place(*it)).collect();
        places.sort_unstable();
        places.dedup();
        let schema = self.metadata.metadata().file_metadata().schema_descr();
        let mask = ProjectionMask::roots(schema, places.iter().copied());
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_row_groups(vec![group])
                .with_projection(mask)
                .with_batch_size(BATCH);
        let mut reader = guarded(&self.name, Some(row), || builder.build())?;
        while let Some(records) = guarded(&self.name, Some(row), || reader.next().transpose())? {
            let batch = Batch::of(self, &records, &places, row)?;
            take(&batch)?;
            row += batch.rows() as u64;
        }
        Ok(())
    }
}

/// Asks the library, whose decoders end damaged files with an error or, some of them, with a panic:
/// both are a damaged file here.
fn guarded<T, E: std::error::Error>(
    file: &str,
    row: Option<u64>,
    ask: impl FnOnce() -> Result<T, E>,
) -> Result<T, CostDataError> {
    let error = match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(Ok(answer)) => return Ok(answer),
        Ok(Err(error)) => error.to_string(),
        Err(_) => String::from("its pages contradict each other"),
    };
    Err(CostDataError::Damaged { file: file.to_owned(), row, error })
}

/// The same column with its texts kept as dictionaries.
fn with_dictionaries(field: &FieldRef) -> FieldRef {
    let as_dictionary = |it: &DataType| match it {
        DataType::Utf8 => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        other => other.clone(),
    };
    let with = |field: &FieldRef, kind| Arc::new(field.as_ref().clone().with_data_type(kind));
    match field.data_type() {
        DataType::Map(entry, sorted) => match entry.data_type() {
            DataType::Struct(pair) => {
                let pair: Vec<_> =
                    pair.iter().map(|it| with(it, as_dictionary(it.data_type()))).collect();
                let entry = with(entry, DataType::Struct(pair.into()));
                with(field, DataType::Map(entry, *sorted))
            }
            _ => Arc::clone(field),
        },
        other => with(field, as_dictionary(other)),
    }
}
