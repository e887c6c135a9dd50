//! Price lists of AWS, as files: reads them into rows of ours, takes exactly the prices that a cost
//! model needs, and says what moved between two snapshots.
//!
//! What AWS publishes has two forms, and [`PriceFiles::read`] knows both: the offer files of the
//! bulk API (`index.json`), read as a stream because some have hundreds of megabytes, and answers of
//! `GetProducts`. Nothing of their shape leaves this crate.
//!
//! # Example
//!
//! ```
//! use mru_core::cost_model::{Model, Products, needs};
//! use price_lists::{PriceFiles, select};
//!
//! # let model = include_str!("../tests/model.toml");
//! # let products = include_str!("../tests/products.toml");
//! # let answer = include_bytes!("../tests/get-products.json").as_slice();
//! let (model, _) = Model::read(model).unwrap();
//! let products = Products::read(products).unwrap();
//! let needs = needs(&model, &products).unwrap();
//!
//! let mut files = PriceFiles::wanting(&needs);
//! files.read("get-products.json", answer).unwrap();
//! let prices = select(&files.lists, &needs, &products.region, None).unwrap();
//! assert_eq!(prices[0].usd.to_string(), "0.04048");
//! ```

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions
)]

mod diff;
mod finding;
mod listed;
mod read;
mod refusal;
mod select;
mod shape;
mod stream;

pub use diff::{Differences, Moved, Movement, Side, diff};
pub use listed::{ListedPrice, Lists, Source};
pub use read::PriceFiles;
pub use select::select;
