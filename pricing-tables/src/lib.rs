//! The published rate cards, inside the program that links this crate.
//!
//! A provisioning tool needs this crate and [`mru_core`], and nothing else, to price a deployment:
//!
//! ```
//! use mru_core::{Deployment, Format, Quote, rate_card::Terms};
//! use pricing_tables::Tables;
//!
//! let file = r#"
//! [[environments]]
//! name = "production"
//! kind = "production"
//! redundancy = 2
//!
//! [[environments.containers]]
//! name = "ms-loans"
//! vcpu = 1
//! memory_gb = 2
//! repository = "ms-loans"
//! branch = "main"
//! "#;
//! let as_of = "2026-11-21".parse().unwrap();
//! let cards = Tables::embedded().unwrap().cards;
//! let terms = Terms::new(cards.select("reference", as_of).unwrap(), None, as_of).unwrap();
//! let quote = Quote::of(&Deployment::parse(file, Format::Toml), &terms, as_of).unwrap();
//! assert_eq!(quote.priced.total.usd.to_string(), "138.60");
//! ```
//!
//! The cards of this folder are derived from public AWS prices and say so in their headers; see its
//! README for their sources.

mod tables;

pub use tables::{HEADER, MANIFEST, Tables, Unreadable, files_of_card, proposal, read_card};
