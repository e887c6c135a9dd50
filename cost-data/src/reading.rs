//! The door: rows, and groups of them.

use mru_core::{
    calendar::Period,
    costs::{Basis, CostGroups, CostRow, Grouping, RollUp, RollUpError},
};

use crate::{
    CostDataError, Source, answer, csv, cur,
    fields::{Family, Field},
    parquet::{self, Parquet, ParquetCells},
    row::{self, Cells},
    source::{Part, Writing},
    tags::Tag,
};

/// What is read, and how it is grouped.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The month of the bill; without one, every row of the files.
    pub period: Option<Period>,
    /// The cost that must be known of every row; without one, what the files say.
    pub basis: Option<Basis>,
    /// Key of the tag that names the environment, as the user wrote it.
    pub environment: Option<String>,
    /// Key of the tag that names the component.
    pub component: Option<String>,
    /// What keeps groups apart.
    pub grouping: Grouping,
}

/// How many rows there were, and why some were not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that count.
    pub rows: u64,
    /// Rows that divide the cost of another row among containers.
    pub splits: u64,
    /// Rows of other months.
    pub other_periods: u64,
    /// Rows that count and are answers of Cost Explorer.
    pub explored: Explored,
}

/// Rows that Cost Explorer summed up: it names no invoices, hours or resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Explored {
    /// All of them.
    pub rows: u64,
    /// Those that AWS calls estimates.
    pub estimated: u64,
    /// Those of which nothing says what their lines are: credits may be in them, taken off usage.
    pub untyped: u64,
}

/// Cost data, rolled up.
#[derive(Clone, Debug)]
pub struct RolledUp {
    /// The groups, in order.
    pub groups: CostGroups,
    /// The rows they are made of.
    pub counts: Counts,
}

impl Options {
    pub(crate) fn tags(&self) -> Vec<(Field, Tag)> {
        let tag = |field, key: &Option<String>| key.as_deref().map(|key| (field, Tag::new(key)));
        [tag(Field::Environment, &self.environment), tag(Field::Component, &self.component)]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Gives every row that counts to `take`, in the order of the files.
///
/// # Errors
///
/// [`CostDataError`] at the first thing that cannot be read; what was taken until then is then to
/// be thrown away. It is also what `take` refuses.
pub fn rows(
    source: &Source,
    options: &Options,
    take: &mut dyn FnMut(&CostRow<'_>) -> Result<(), CostDataError>,
) -> Result<Counts, CostDataError> {
    let tags = options.tags();
    let mut counts = Counts::default();
    for part in source.parts() {
        match part.writing {
            Writing::Csv | Writing::CsvGz => {
                csv::read(part, &tags, &mut |cells| one(cells, options, &mut counts, take))?;
            }
            Writing::Answers => answer::read(part, options, &mut counts, take)?,
            Writing::Parquet => {
                let file = Parquet::open(part, &tags)?;
                for group in 0..file.row_groups() {
                    file.read(group, &Field::ALL, &mut |batch| {
                        (0..batch.rows()).try_for_each(|at| {
                            one(&ParquetCells { batch, at }, options, &mut counts, take)
                        })
                    })?;
                }
            }
        }
    }
    counted(source, options, counts)
}

/// Refuses a month without rows: it is no month of 0.
fn counted(source: &Source, options: &Options, counts: Counts) -> Result<Counts, CostDataError> {
    if counts.rows == 0 {
        return Err(CostDataError::NoRows { files: source.names(), period: options.period });
    }
    Ok(counts)
}

/// Gives a row to `take` when it counts.
fn one(
    cells: &impl Cells,
    options: &Options,
    counts: &mut Counts,
    take: &mut dyn FnMut(&CostRow<'_>) -> Result<(), CostDataError>,
) -> Result<(), CostDataError> {
    let (period, rows) = (row::period(cells)?, row::rows(cells)?);
    let parent = cells.text(Field::SplitParent);
    if options.period.is_some_and(|asked| asked != period) {
        counts.other_periods += rows;
    } else if cells.layout().family == Family::Cur
        && cur::is_split(cells.text(Field::Operation), parent)
    {
        counts.splits += rows;
    } else {
        counts.rows += rows;
        take(&row::row(cells, period, options.basis, rows)?)?;
    }
    Ok(())
}

/// Rolls cost data up.
///
/// # Errors
///
/// [`CostDataError`] at the first thing that cannot be read, for rows in two currencies, and when
/// no row counts.
pub fn roll_up(source: &Source, options: &Options) -> Result<RolledUp, CostDataError> {
    if source.parts().iter().all(|part| part.writing == Writing::Parquet) {
        let tags = options.tags();
        let open = |part: &Part| Parquet::open(part, &tags);
        let files: Vec<Parquet> = source.parts().iter().map(open).collect::<Result<_, _>>()?;
        if files.iter().all(|it| it.family() == Family::Cur) {
            let rolled = parquet::roll_up(&files, options)?;
            return counted(source, options, rolled.counts).map(|_| rolled);
        }
    }
    row_by_row(source, options)
}

/// Rolls cost data up row by row, whatever its format.
fn row_by_row(source: &Source, options: &Options) -> Result<RolledUp, CostDataError> {
    let mut roll_up = RollUp::new(options.grouping);
    let counts =
        rows(source, options, &mut |row| roll_up.add(row).map_err(|error| refused(row, error)))?;
    let groups = roll_up.finish();
    let too_large =
        |_| CostDataError::TooLarge { file: source.names().join(", "), row: counts.rows };
    Ok(RolledUp { groups: groups.map_err(too_large)?, counts })
}

/// Why a row could not be added, with its place.
fn refused(row: &CostRow<'_>, error: RollUpError) -> CostDataError {
    let (file, at) = (row.place.file.to_owned(), row.place.row);
    match error {
        RollUpError::MixedCurrencies { first: before, other: currency } => {
            CostDataError::MixedCurrencies { file, row: at, currency, before }
        }
        RollUpError::Amount(_) | RollUpError::TooMany => CostDataError::TooLarge { file, row: at },
    }
}
