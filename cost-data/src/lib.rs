//! Reads AWS cost data of every format into rows and groups of [`mru_core::costs`].
//!
//! CUR 2.0, legacy CUR and FOCUS 1.0 to 1.4, as CSV, as CSV with gzip, or as parquet, and saved
//! answers of Cost Explorer; what a file is shows in its bytes and in the names of its columns. No type of a file format crosses this
//! door, no amount loses a digit, and what cannot be read is an error that names the place: then
//! nothing is returned.
//!
//! ```no_run
//! use cost_data::{Options, Source, roll_up};
//!
//! let period = "2026-10".parse().unwrap();
//! let source = Source::open(&["exports/modyo"], Some(period)).unwrap();
//! let options = Options { period: Some(period), ..Options::default() };
//! for group in roll_up(&source, &options).unwrap().groups.iter() {
//!     println!("{} {} {:?}", group.account, group.service, group.costs.unblended);
//! }
//! ```

mod answer;
mod athena;
mod csv;
mod cur;
mod error;
mod fields;
mod focus;
mod invoices;
mod manifest;
mod parquet;
mod plan;
mod reading;
mod row;
mod source;
mod table;
mod tags;
mod value;
mod words;

pub use crate::{
    athena::{AthenaColumn, AthenaQuery, AthenaTable},
    error::{Cell, CostDataError, Expected},
    invoices::{read_invoice_copies, read_invoices},
    manifest::{Manifest, manifests_of},
    reading::{Counts, Explored, Options, RolledUp, roll_up, rows},
    source::{Copies, Source},
};
