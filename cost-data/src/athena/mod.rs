//! The roll-up as SQL for Amazon Athena, over a table of CUR.
//!
//! The query adds up rows that have everything in common that the roll-up asks for, line types and
//! whatever their rules look at included, and says of each group what a row of CUR says, under the same
//! names of columns. So its answer is read as a file of CUR: what a line counts as is decided in one
//! place, and SQL decides nothing.

mod sql;

use mru_core::calendar::Period;

use crate::{
    CostDataError, Expected, Options,
    fields::{Family, Field, Layout},
};
use sql::Builder;

/// Decimal places of what Athena adds up: one byte is 25 of a gigabyte. 13 places are left before the
/// point, and what needs more of either is refused.
const PLACES: usize = 25;

/// A column of a table: its name and its type, as `information_schema.columns` has them.
pub type AthenaColumn = (String, String);

/// A table of CUR that Athena knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AthenaTable {
    /// Its database.
    pub database: String,
    /// Its name.
    pub table: String,
    /// Its columns, those of partitions included.
    pub columns: Vec<AthenaColumn>,
}

/// A query, and what its rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AthenaQuery {
    /// The text.
    pub sql: String,
    /// The columns of its answer as Athena names them.
    pub answers: Vec<String>,
    /// The same as a file of CUR names them.
    pub heading: Vec<String>,
}

impl AthenaTable {
    /// The query for the columns of a table: name and type, in their order.
    pub fn columns_query(database: &str, table: &str) -> AthenaQuery {
        let sql = format!(
            "SELECT column_name, data_type FROM information_schema.columns \
             WHERE table_schema = {} AND table_name = {} ORDER BY ordinal_position",
            sql::text(&database.to_lowercase()),
            sql::text(&table.to_lowercase()),
        );
        let answers = ["column_name", "data_type"].map(str::to_owned).to_vec();
        AthenaQuery { sql, heading: answers.clone(), answers }
    }

    /// The query that rolls a month up. Its answer is read as a file of CUR.
    ///
    /// # Errors
    ///
    /// [`CostDataError`] for columns that are missing, stand twice or are of another type, with `name` for
    /// the table.
    pub fn roll_up_query(
        &self,
        name: &str,
        month: Period,
        options: &Options,
    ) -> Result<AthenaQuery, CostDataError> {
        let columns = self.columns.iter().map(|(column, _)| column.clone());
        let layout = Layout::of(name, columns.collect(), &options.tags())?;
        if layout.family != Family::Cur {
            let columns = self.columns.iter().take(5).map(|(column, _)| column.clone()).collect();
            return Err(CostDataError::UnknownFormat { file: name.to_owned(), columns });
        }
        Builder { table: self, name, layout: &layout, options, month }.query()
    }

    /// The type of a field's column.
    fn type_of(&self, layout: &Layout, field: Field) -> Option<&str> {
        layout.place(field).and_then(|at| self.columns.get(at)).map(|(_, found)| found.as_str())
    }

    /// Refuses a column of another type than is expected.
    fn wrong(
        &self,
        name: &str,
        layout: &Layout,
        field: Field,
        expected: Expected,
    ) -> CostDataError {
        CostDataError::WrongType {
            file: name.to_owned(),
            column: layout.name(field).to_owned(),
            found: self.type_of(layout, field).unwrap_or_default().to_owned(),
            expected,
        }
    }
}

impl AthenaQuery {
    /// The rows of an answer as a file of CSV, in which nothing is written of what is null.
    pub fn written(&self, rows: &[Vec<Option<String>>]) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let cells = |row: &Vec<Option<String>>| -> Vec<String> {
            row.iter().map(|cell| cell.clone().unwrap_or_default()).collect()
        };
        let all = std::iter::once(self.heading.clone()).chain(rows.iter().map(cells));
        for row in all {
            // INVARIANT (memory): writing into it does not fail.
            let _ = writer.write_record(&row);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}
