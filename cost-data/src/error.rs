//! Why cost data could not be read: the place, the value, and what would be right.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use mru_core::{
    calendar::Period,
    costs::{Basis, CostAmount, LineType},
};

use crate::source::{Copies, called};

/// A value in a file of cost data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The file, as it was named.
    pub file: String,
    /// The row, from 1, without the line of column names.
    pub row: u64,
    /// The column as the file names it.
    pub column: String,
    /// The value, shortened.
    pub value: String,
}

/// What a value ought to have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A decimal number of at most 38 digits.
    Amount,
    /// An instant in UTC.
    Instant,
    /// Something instead of nothing.
    Something,
    /// A line type or charge category that has a rule.
    LineType,
    /// `Correction`, or nothing.
    ChargeClass,
    /// A count of rows, and 0 of those that lost digits.
    Exact,
    /// A map of tags as JSON.
    Tags,
    /// A month.
    Month,
    /// What a document of AWS can be.
    InvoiceType,
    /// What the first row of the same invoice says.
    SameInvoice,
    /// An instant after the start, and not after the end of its month.
    WithinMonth,
    /// As many keys as what the groups are made by.
    KeyForEach,
    /// A cost with its currency.
    Cost,
}

/// Why cost data could not be read. Nothing of it is returned then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CostDataError {
    /// The system refuses to read a file.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: String,
    },
    /// The columns are of no format that is known.
    UnknownFormat {
        /// The file.
        file: String,
        /// Its first columns.
        columns: Vec<String>,
    },
    /// A column that is needed is missing.
    MissingColumn {
        /// The file.
        file: String,
        /// The format.
        format: &'static str,
        /// The column.
        column: &'static str,
        /// The column of the file that is most like it.
        nearest: Option<String>,
    },
    /// Two columns of a file say the same thing.
    ColumnTwice {
        /// The file.
        file: String,
        /// The column.
        column: String,
    },
    /// A column of parquet holds another type than it must.
    WrongType {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// Its type, as the file has it.
        found: String,
        /// What it ought to hold.
        expected: Expected,
    },
    /// A value is not what it ought to be.
    Value {
        /// Where and what.
        cell: Cell,
        /// What it ought to be.
        expected: Expected,
    },
    /// The cost that was asked for is not in the file.
    UnknownCost {
        /// The file.
        file: String,
        /// The row.
        row: u64,
        /// What the line is.
        line: LineType,
        /// The cost that was asked for.
        basis: Basis,
    },
    /// Rows in two currencies.
    MixedCurrencies {
        /// The file.
        file: String,
        /// The row.
        row: u64,
        /// Its currency.
        currency: String,
        /// The currency of the rows before.
        before: String,
    },
    /// A sum needs more than 38 digits, or there are more groups than can be counted.
    TooLarge {
        /// The file.
        file: String,
        /// The row at which it happened.
        row: u64,
    },
    /// The file is cut off or damaged.
    Damaged {
        /// The file.
        file: String,
        /// The row after which it happened, when rows could be read.
        row: Option<u64>,
        /// What the reader of its format says.
        error: String,
    },
    /// The manifest is not one.
    NoManifest {
        /// The file.
        file: PathBuf,
        /// What is the matter with it.
        error: String,
    },
    /// The file holds no answer of Cost Explorer that can be read.
    NoAnswer {
        /// The file.
        file: String,
        /// What is the matter with it.
        error: String,
    },
    /// Pages of an answer of Cost Explorer are missing, or stand in another order.
    AnswerCutOff {
        /// The file.
        file: String,
        /// The page after which it happened, from 1.
        page: usize,
    },
    /// A folder has no manifest of the period.
    NoManifestOf {
        /// The folder.
        folder: PathBuf,
        /// Where one was looked for.
        tried: Vec<PathBuf>,
    },
    /// A folder was named without a period.
    PeriodNeeded {
        /// The folder.
        folder: PathBuf,
    },
    /// A file that the manifest names is not there.
    FileAbsent {
        /// The manifest.
        manifest: PathBuf,
        /// The file, as the manifest names it.
        file: String,
    },
    /// The same file twice, or two exports of the same period.
    Twice {
        /// The one.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// The manifest is of another period than was asked for.
    OtherPeriod {
        /// The manifest.
        manifest: PathBuf,
        /// The period that it is of.
        found: Period,
        /// The period that was asked for.
        asked: Period,
    },
    /// There is no row of the period.
    NoRows {
        /// The files.
        files: Vec<String>,
        /// The period that was asked for.
        period: Option<Period>,
    },
    /// A file holds no invoice of AWS.
    NoInvoices {
        /// The file.
        file: String,
        /// What is the matter with it.
        error: String,
    },
    /// An invoice of AWS is named twice.
    InvoiceTwice {
        /// Its number.
        invoice: String,
        /// The file that names it first.
        first: String,
        /// The one that names it again.
        second: String,
    },
    /// The lines of an invoice of AWS do not sum to it.
    InvoiceLines {
        /// The file.
        file: String,
        /// Its number.
        invoice: String,
        /// What its lines sum to.
        lines: CostAmount,
        /// What it says that it comes to.
        total: CostAmount,
    },
    /// Each page of an answer names a next one, so that the last one is absent.
    PagesMissing {
        /// The pages.
        files: Vec<String>,
    },
}

impl CostDataError {
    /// The same error, with copies by the names of what they are copies of.
    #[must_use]
    pub fn of_copies(self, copies: &Copies) -> CostDataError {
        self.renamed(&|path| called(path, std::slice::from_ref(copies)))
    }

    /// The same error, with files by other names.
    pub(crate) fn renamed(mut self, name: &dyn Fn(&Path) -> PathBuf) -> CostDataError {
        match &mut self {
            CostDataError::Unreadable { file, .. }
            | CostDataError::NoManifest { file, .. }
            | CostDataError::NoManifestOf { folder: file, .. }
            | CostDataError::PeriodNeeded { folder: file }
            | CostDataError::FileAbsent { manifest: file, .. }
            | CostDataError::OtherPeriod { manifest: file, .. } => *file = name(file),
            CostDataError::Twice { first, second } => {
                (*first, *second) = (name(first), name(second));
            }
            // The others name files as they are called.
            _ => {}
        }
        self
    }
}

impl fmt::Display for CostDataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for CostDataError {}
